//! What a message is to whom it is for, and why one does not leave.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a message is to whom it is for: whether it waits for its hour and its turn, and whether one may do without it.
    Nature {
        /// Somebody waits for it in front of a page, to go on: it leaves before all others.
        Awaited = "awaited", "attendu";
        /// It opens or guards an access, or confirms an address that was just given: no rehearsal holds it.
        Access = "access", "accès";
        /// It answers what somebody did or tells what they must know at once, such as a suspension: it leaves at any hour.
        Necessary = "necessary", "nécessaire";
        /// The hub begins it, and asks a mentor or mentee something: it leaves in its hours, and few of them.
        Question = "question", "question";
        /// The hub begins it, and reminds them of what it asked: after questions.
        Reminder = "reminder", "rappel";
        /// The hub begins it, and tells them what is new: last.
        News = "news", "nouvelle";
        /// It is for those who work for the hub or a partner.
        Staff = "staff", "message aux équipes";
        /// It sums up or recruits: whoever receives it may unsubscribe.
        Digest = "digest", "résumé";
    }
}

impl Nature {
    /// What the hub begins, in the order in which it leaves when only one may.
    pub const BEGUN_BY_HUB: [Self; 3] = [Self::Question, Self::Reminder, Self::News];

    /// Whether the hub begins it, so that it counts among the few that a mentor or mentee is sent.
    pub fn is_begun_by_hub(self) -> bool {
        Self::BEGUN_BY_HUB.contains(&self)
    }
}

vocabulary! {
    /// Why a message does not leave any more.
    DropReason {
        DayOver = "day_over", "son dernier jour est passé";
        StepSettled = "step_settled", "ce qu’il demandait est fait";
        NotTheirs = "not_theirs", "cette personne n’a plus cette adresse";
        Outdated = "outdated", "ce qu’il disait n’est plus à jour";
        Stopped = "stopped", "cette personne ne veut plus être contactée ainsi";
        Unreachable = "unreachable", "cette adresse ne reçoit plus rien";
    }
}

impl Nature {
    /// Whether it leaves while the hub is in rehearsal: what is for mentors and mentees waits until it opens.
    pub fn leaves_in_rehearsal(self) -> bool {
        matches!(self, Self::Awaited | Self::Access | Self::Staff)
    }
}
