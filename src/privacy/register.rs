//! The words of the register: purposes, legal bases, retentions, and the treatments made of them.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why something is kept, in the order of the page.
    Purpose {
        Welcome = "welcome", "Accueillir les personnes et rester en contact";
        Pair = "pair", "Proposer un mentor, avec ses raisons";
        Follow = "follow", "Former les tandems et les suivre";
        Measure = "measure", "Mesurer ce qui en est résulté";
        Statistics = "statistics", "Établir des statistiques sans nom";
        Enter = "enter", "Vérifier qui entre";
        Trace = "trace", "Savoir qui a fait quoi, et qui a lu quel dossier";
        Write = "write", "Envoyer les messages du hub";
    }
}

vocabulary! {
    /// What allows it (GDPR, article 6.1). A chamber of commerce is a public body: in its mission it may not rely on a
    /// legitimate interest (last sentence of that article), not even for its mentors.
    Basis {
        PublicInterest = "public_interest", "mission d’intérêt public (RGPD, article 6.1.e)";
        Consent = "consent", "consentement, que l’on peut retirer à tout moment (RGPD, article 6.1.a)";
        LegalObligation = "legal_obligation", "obligation légale de sécurité (RGPD, articles 6.1.c et 32)";
    }
}

vocabulary! {
    /// How long it is kept.
    Retention {
        FileAndTwoYears = "file_and_two_years", "deux ans après la fin du dernier accompagnement, ou du rôle de mentor";
        SixYears = "six_years", "six ans après l’accueil, pour mesurer la cinquième année ; sans nom une fois le dossier effacé";
        AccessAndOneYear = "access_and_one_year", "un an après le retrait de l’accès";
        HalfADay = "half_a_day", "douze heures au plus";
        OneHour = "one_hour", "une heure après le dernier échec";
        OneDay = "one_day", "jusqu’à la confirmation, un jour au plus";
        UntilAnswered = "until_answered", "jusqu’à la réponse ; sept jours si l’adresse n’est pas confirmée";
        HalfAYear = "half_a_year", "six mois";
        OneYear = "one_year", "un an";
        ThreeYears = "three_years", "trois ans";
        UntilSent = "until_sent", "jusqu’à l’envoi, ou jusqu’à son abandon après trois jours";
    }
}

/// A purpose with what allows it and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Why.
    pub purpose: Purpose,
    /// What allows it.
    pub basis: Basis,
    /// For how long.
    pub retention: Retention,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing about a person.
    Nothing,
    /// Something about a person, in the words of the page.
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
    /// Who somebody is and how to reach them.
    FILE: Welcome, PublicInterest, FileAndTwoYears;
    /// A list of registrations, before it is confirmed.
    REGISTRATION: Welcome, PublicInterest, OneDay;
    /// A request to join, before it is answered.
    REQUEST: Welcome, PublicInterest, UntilAnswered;
    /// What somebody offers or needs.
    MATCHING: Pair, PublicInterest, FileAndTwoYears;
    /// A tandem and its meetings.
    FOLLOW_UP: Follow, PublicInterest, FileAndTwoYears;
    /// What came of a journey, up to five years after.
    OUTCOME: Measure, PublicInterest, SixYears;
    /// Answers that nobody must give, and that count in totals only.
    STATISTICS: Statistics, Consent, FileAndTwoYears;
    /// Who may enter.
    ACCESS: Enter, LegalObligation, AccessAndOneYear;
    /// Who is in.
    SESSION: Enter, LegalObligation, HalfADay;
    /// The devices from which somebody entered.
    DEVICE: Enter, LegalObligation, HalfAYear;
    /// What did not let in.
    FAILURE: Enter, LegalObligation, OneHour;
    /// The links that were mailed, and the steps of proving who one is.
    PROOF: Enter, LegalObligation, HalfAYear;
    /// Who works with whom.
    FOLLOWED: Follow, PublicInterest, FileAndTwoYears;
    /// What was done and read.
    JOURNAL: Trace, LegalObligation, ThreeYears;
    /// That a mail was sent.
    MAIL: Write, PublicInterest, OneYear;
    /// What a mail says.
    MAIL_TEXT: Write, PublicInterest, UntilSent;
}
