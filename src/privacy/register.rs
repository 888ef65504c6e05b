//! The vocabulary of the register: purposes, legal bases, retentions, and the treatments that combine them.

use time::Duration;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The purpose of a treatment, in the order of the page.
    Purpose {
        Welcome = "welcome", "Accueillir les personnes et rester en contact";
        Pair = "pair", "Proposer un mentor, avec ses raisons";
        Follow = "follow", "Former les tandems et les suivre";
        Measure = "measure", "Mesurer les résultats";
        Statistics = "statistics", "Établir des statistiques sans nom";
        Enter = "enter", "Vérifier qui se connecte";
        Trace = "trace", "Savoir qui a fait quoi, et qui a lu quel dossier";
        Write = "write", "Envoyer les messages du hub";
    }
}

vocabulary! {
    /// The legal basis (GDPR, article 6.1). A chamber of commerce is a public body: for its tasks it may not rely on
    /// legitimate interests (last sentence of that article), not even for its mentors.
    Basis {
        PublicInterest = "public_interest", "mission d’intérêt public (RGPD, article 6.1.e)";
        Consent = "consent", "consentement, que l’on peut retirer à tout moment (RGPD, article 6.1.a)";
        LegalObligation = "legal_obligation", "obligation légale de sécurité (RGPD, articles 6.1.c et 32)";
    }
}

vocabulary! {
    /// How long data are stored.
    Retention {
        FileAndTwoYears = "file_and_two_years", "deux ans après la clôture du dernier accompagnement, ou du rôle de mentor";
        SixYears = "six_years", "six ans après le premier accueil, pour mesurer la cinquième année ; sans nom une fois le dossier effacé";
        AccessAndOneYear = "access_and_one_year", "un an après le retrait de l’accès";
        HalfADay = "half_a_day", "douze heures au plus";
        OneHour = "one_hour", "une heure après le dernier échec";
        OneDay = "one_day", "un jour au plus";
        UntilAnswered = "until_answered", "jusqu’à la réponse ; sept jours si rien n’est confirmé, trente si un courrier part";
        HalfAYear = "half_a_year", "six mois";
        OneYear = "one_year", "un an";
        ThreeYears = "three_years", "trois ans";
        UntilSent = "until_sent", "jusqu’à l’envoi, ou jusqu’à son abandon après trois jours";
    }
}

impl Retention {
    /// The longest duration that the label allows, counted from the end of the treatment, or else from when the data were
    /// written. The sweep enforces it.
    pub fn length(self) -> Duration {
        match self {
            Self::FileAndTwoYears => Duration::days(2 * 365),
            Self::SixYears => Duration::days(6 * 365),
            Self::AccessAndOneYear | Self::OneYear => Duration::days(365),
            Self::HalfADay => Duration::hours(12),
            Self::OneHour => Duration::HOUR,
            Self::OneDay => Duration::DAY,
            Self::UntilAnswered => Duration::days(7),
            Self::HalfAYear => Duration::days(180),
            Self::ThreeYears => Duration::days(3 * 365),
            Self::UntilSent => Duration::days(3),
        }
    }
}

/// A purpose, its legal basis and its retention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Treatment {
    pub purpose: Purpose,
    pub basis: Basis,
    pub retention: Retention,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing about a person.
    Nothing,
    /// Personal data, described in French for the page.
    Personal(&'static str, Treatment),
}

macro_rules! treatments {
    ($($(#[$meta:meta])* $name:ident: $purpose:ident, $basis:ident, $retention:ident;)+) => {
        $($(#[$meta])* pub const $name: Treatment = Treatment {
            purpose: Purpose::$purpose,
            basis: Basis::$basis,
            retention: Retention::$retention,
        };)+
    };
}

treatments! {
    /// The name and contact details of a person.
    FILE: Welcome, PublicInterest, FileAndTwoYears;
    /// An uploaded file of registrations, until it is confirmed.
    REGISTRATION: Welcome, PublicInterest, OneDay;
    /// A request to join, until it is answered.
    REQUEST: Welcome, PublicInterest, UntilAnswered;
    /// Who referred somebody, half a year after it is over.
    REFERRAL: Welcome, PublicInterest, HalfAYear;
    /// What a person offers as a mentor, or needs as a mentee.
    MATCHING: Pair, PublicInterest, FileAndTwoYears;
    /// A tandem and its meetings.
    FOLLOW_UP: Follow, PublicInterest, FileAndTwoYears;
    /// A problem that one of a pair reported, from its closure on.
    PROBLEM: Follow, PublicInterest, ThreeYears;
    /// The outcome of a journey, up to five years later.
    OUTCOME: Measure, PublicInterest, SixYears;
    /// Optional answers, used only in totals.
    STATISTICS: Statistics, Consent, FileAndTwoYears;
    /// Accounts and their means of signing in.
    ACCESS: Enter, LegalObligation, AccessAndOneYear;
    /// Open sessions.
    SESSION: Enter, LegalObligation, HalfADay;
    /// Devices that signed in before.
    DEVICE: Enter, LegalObligation, HalfAYear;
    /// Failed attempts to sign in.
    FAILURE: Enter, LegalObligation, OneHour;
    /// Links sent by mail, and pending steps of a sign-in.
    PROOF: Enter, LegalObligation, HalfAYear;
    /// Which people an account follows.
    FOLLOWED: Follow, PublicInterest, FileAndTwoYears;
    /// When somebody who works with people is away.
    ABSENCE: Follow, PublicInterest, OneYear;
    /// Who stands in for them.
    STANDING_IN: Follow, PublicInterest, AccessAndOneYear;
    /// The journal of what was done and which files were read.
    JOURNAL: Trace, LegalObligation, ThreeYears;
    /// Forms that were sent, so that each is done once.
    SENDING: Trace, LegalObligation, OneDay;
    /// Who signs the mail, three years longer than they do.
    SIGNATURE: Write, PublicInterest, ThreeYears;
    /// Mails sent, without their text.
    MAIL: Write, PublicInterest, OneYear;
    /// The text of a mail.
    MAIL_TEXT: Write, PublicInterest, UntilSent;
}
