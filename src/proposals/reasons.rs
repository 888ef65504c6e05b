//! Why a proposal comes to nothing: the reasons of the hub, those of a side, and a later day.

use time::{Date, Duration};

use super::proposal::Party;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why the hub withdraws a proposal: the answers are not to blame.
    WithdrawalReason {
        MentorLeft = "mentor_left", "le mentor a quitté le hub";
        NoPlace = "no_place", "le mentor n’a plus de place";
        JourneyEnded = "journey_ended", "l’accompagnement est terminé";
        FoundAnother = "found_another", "la personne a trouvé un autre mentor";
        NoAnswer = "no_answer", "une réponse n’est pas venue";
        Excluded = "excluded", "ces deux personnes ne doivent pas être réunies";
        Mistake = "mistake", "proposée par erreur";
        Later = "later", "ce n’est pas le moment pour l’une des deux personnes";
    }
}

impl WithdrawalReason {
    /// Those that somebody at the hub may choose: only a side says that it is not the moment.
    pub fn of_the_hub() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|reason| *reason != Self::Later)
    }

    /// The same, as one side reads it.
    pub fn told(self, party: Party) -> &'static str {
        match (self, party) {
            (Self::MentorLeft, Party::Mentor) => "vous avez quitté le hub comme mentor",
            (Self::MentorLeft, Party::Mentee) => "ce mentor a quitté le hub",
            (Self::NoPlace, Party::Mentor) => "vous ne prenez plus de nouvelle personne",
            (Self::NoPlace, Party::Mentee) => "ce mentor ne prend plus de nouvelle personne",
            (Self::JourneyEnded, Party::Mentor) => "l’accompagnement de cette personne est terminé",
            (Self::JourneyEnded, Party::Mentee) => "votre accompagnement est terminé",
            (Self::FoundAnother, Party::Mentor) => "cette personne a trouvé un autre mentor",
            (Self::FoundAnother, Party::Mentee) => "vous avez trouvé un autre mentor",
            (Self::Excluded, _) => "le hub ne la maintient pas",
            (Self::NoAnswer, _) => "une des deux réponses n’est pas venue",
            (Self::Mistake, _) => "elle avait été faite par erreur",
            (Self::Later, _) => "ce n’est pas le bon moment",
        }
    }
}

vocabulary! {
    /// Why somebody says no: what mentors lack is learnt from it. Nobody is punished for a reason.
    Refusal {
        NoTime = "no_time", "pas assez de temps en ce moment";
        OtherTrade = "other_trade", "ce n’est pas le bon métier";
        TooFar = "too_far", "c’est trop loin";
        Moments = "moments", "les moments libres ne conviennent pas";
        KnowEachOther = "know_each_other", "nous nous connaissons ou nous travaillons ensemble";
        Found = "found", "plus besoin";
        Other = "other", "autre raison";
    }
}

impl Refusal {
    /// Whether this is a reason for one side: a mentor says they have no time, not that they need nobody any more.
    pub fn is_for(self, party: Party) -> bool {
        party == Party::Mentee || self != Self::Found
    }
}

/// A side for which it is not the moment, without a no to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    /// Who asks to wait.
    pub party: Party,
    /// The day from which they may be asked again.
    pub from: Date,
}

/// How long somebody may ask to wait at most.
const LONGEST_WAIT: Duration = Duration::days(183);

/// The last day from which somebody who answers today may ask to be asked again.
pub fn latest(today: Date) -> Date {
    today.saturating_add(LONGEST_WAIT)
}
