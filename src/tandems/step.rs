//! What comes next in an open tandem: its two people meet. The mentor leads it.

use time::Date;

use super::tandem::{self, Tandem};
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
