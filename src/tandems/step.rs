//! What comes next: both sign the charter, then the two people of the tandem meet. The mentor leads it.

use time::Date;

use super::charter::Signature;
use super::tandem::{self, Tandem};
use crate::french;
use crate::proposals::proposal::Party;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is to be done in a tandem.
    What {
        MeetFirst = "meet_first", "Se rencontrer une première fois";
        HoldPlanned = "hold_planned", "Se rencontrer le jour convenu";
        PlanNext = "plan_next", "Convenir de la prochaine rencontre";
    }
}

impl What {
    /// What is said of it once its day has passed: a meeting on a day agreed on was held or was not.
    pub fn label_once_passed(self) -> &'static str {
        match self {
            Self::HoldPlanned => "Noter la rencontre prévue, ou convenir d’un autre jour",
            Self::MeetFirst | Self::PlanNext => self.label(),
        }
    }
}

impl What {
    /// What is to be done, or was to be once its day has passed, as one of the two reads it.
    pub fn told(self, has_passed: bool, other: &str) -> String {
        match self {
            Self::MeetFirst => format!("Rencontrez {other} une première fois"),
            Self::HoldPlanned if has_passed => {
                format!("Notez votre rencontre avec {other}, ou convenez d’un autre jour")
            }
            Self::HoldPlanned => format!("Rencontrez {other} le jour convenu"),
            Self::PlanNext => format!("Choisissez avec {other} le jour de la prochaine rencontre"),
        }
    }
}

vocabulary! {
    /// What is to be done about a signature.
    Signing {
        Sign = "sign_charter", "Signer la charte";
    }
}

impl Signing {
    /// The same, as the side reads it that is asked, with the name of the other.
    pub fn told(self, other: &str) -> String {
        match self {
            Self::Sign => format!("Lisez et signez la charte de votre tandem avec {other}"),
        }
    }

    /// The same, as the other side reads it.
    pub fn awaited(self, other: &str) -> String {
        match self {
            Self::Sign => format!("Nous attendons la signature {}", french::de(other)),
        }
    }
}

/// What kind of thing the signature of one side is; its key is that of the proposal.
pub fn kind_of(party: Party) -> SubjectKind {
    match party {
        Party::Mentor => SubjectKind::SignatureMentor,
        Party::Mentee => SubjectKind::SignatureMentee,
    }
}

/// Whose signature a step is about, if it is about one.
pub fn signer_of(kind: SubjectKind) -> Option<Party> {
    Party::ALL.iter().copied().find(|party| kind_of(*party) == kind)
}

/// What comes next for a side that was asked to sign.
pub fn next_to_sign(owed: &Signature, owner: Owner) -> Next {
    Next {
        subject: Subject { kind: kind_of(owed.party), id: owed.proposal_id },
        what: Signing::Sign.code(),
        owner,
        since_on: owed.asked_on,
        due_on: owed.due_on(),
        entrusted: None,
    }
}

/// What comes next in a tandem, unless it is closed, from its last meeting and the day they agreed on for the next.
pub fn next(
    tandem: &Tandem,
    last_met_on: Option<Date>,
    planned_on: Option<Date>,
    owner: Owner,
) -> Option<Next> {
    let next = tandem.next(last_met_on, planned_on)?;
    let what = match next {
        tandem::Next::First(_) => What::MeetFirst,
        tandem::Next::Planned(_) => What::HoldPlanned,
        tandem::Next::Following(_) => What::PlanNext,
    };
    Some(Next {
        subject: Subject { kind: SubjectKind::Tandem, id: tandem.id },
        what: what.code(),
        owner,
        since_on: last_met_on.unwrap_or(tandem.started_on),
        due_on: next.due_on(),
        entrusted: None,
    })
}
