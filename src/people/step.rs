//! What comes next on a journey that has not ended: there is always something, in a tandem too.

use time::{Date, Duration};

use super::person::waits_since;
use crate::db::Id;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

/// How long somebody waits for a mentor before it is late.
const TO_FIND: Duration = Duration::days(30);
/// How long after both should have answered somebody sees why they did not.
const TO_HEAR: Duration = Duration::days(7);
/// How long a tandem goes before somebody takes stock of the journey.
const TO_TAKE_STOCK: Duration = Duration::days(180);

vocabulary! {
    /// What is to be done about a journey.
    What {
        FindMentor = "find_mentor", "Trouver un mentor";
        FindMentorLater = "find_mentor_later", "Trouver un mentor à partir du jour dit";
        AwaitAnswers = "await_answers", "Suivre les réponses à la proposition";
        AwaitSignatures = "await_signatures", "Suivre les signatures de la charte";
        TakeStock = "take_stock", "Faire le point sur l’accompagnement";
    }
}

impl What {
    /// The same, as the person reads it whose journey it is.
    pub fn told(self) -> &'static str {
        match self {
            Self::FindMentor => "Nous vous cherchons un mentor",
            Self::FindMentorLater => "Nous vous cherchons un mentor à partir du jour que vous avez dit",
            Self::AwaitAnswers => "Une proposition attend vos deux réponses",
            Self::AwaitSignatures => "Nous attendons les signatures de la charte",
            Self::TakeStock => "Nous faisons le point avec vous",
        }
    }
}

/// A proposal that awaits an answer or a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Awaited {
    /// The day it was made, or that of the second yes.
    pub since_on: Date,
    /// The day by which both should have answered, or signed.
    pub due_on: Date,
    /// Whether both said yes, and sign.
    pub is_accepted: bool,
}

/// What is known of a journey that has not ended, over all nouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The journey.
    pub id: Id,
    /// Who looks after it.
    pub coordinator: Owner,
    /// The day of welcome.
    pub welcomed_on: Date,
    /// The last day on which a tandem of it, or a proposal, ended.
    pub ended_on: Option<Date>,
    /// The day from which a mentor is wanted.
    pub waits_from: Option<Date>,
    /// The proposal that awaits an answer or a signature.
    pub awaited: Option<Awaited>,
    /// The first day of the open tandem.
    pub paired_on: Option<Date>,
    /// The last day somebody answered a call about the journey.
    pub reached_on: Option<Date>,
}

/// What comes next on an open journey.
pub fn next(facts: &Facts) -> Next {
    let (what, since_on, due_on) = match (facts.paired_on, facts.awaited) {
        (Some(paired_on), _) => {
            let since = facts.reached_on.map_or(paired_on, |reached_on| reached_on.max(paired_on));
            (What::TakeStock, since, since.saturating_add(TO_TAKE_STOCK))
        }
        (None, Some(awaited)) => {
            let what = if awaited.is_accepted { What::AwaitSignatures } else { What::AwaitAnswers };
            (what, awaited.since_on, awaited.due_on.saturating_add(TO_HEAR))
        }
        (None, None) => {
            let since = waits_since(facts.welcomed_on, facts.ended_on);
            match facts.waits_from.filter(|from| *from > since) {
                Some(from) => (What::FindMentorLater, since, from.saturating_add(TO_FIND)),
                None => (What::FindMentor, since, since.saturating_add(TO_FIND)),
            }
        }
    };
    Next {
        subject: Subject { kind: SubjectKind::Journey, id: facts.id },
        what: what.code(),
        owner: facts.coordinator,
        since_on,
        due_on,
        entrusted: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const WELCOME: Date = date!(2026 - 01 - 10);

    fn facts() -> Facts {
        Facts {
            id: new_id(),
            coordinator: Owner::account(new_id()),
            welcomed_on: WELCOME,
            ended_on: None,
            waits_from: None,
            awaited: None,
            paired_on: None,
            reached_on: None,
        }
    }

    fn told(facts: Facts) -> (&'static str, Date, Date) {
        let next = next(&facts);
        (next.what, next.since_on, next.due_on)
    }

    #[test]
    fn the_wait_for_a_mentor_begins_anew_when_a_tandem_or_a_proposal_ends() {
        assert_eq!(told(facts()), ("find_mentor", WELCOME, date!(2026 - 02 - 09)));
        let again = Facts { ended_on: Some(date!(2026 - 03 - 01)), ..facts() };
        assert_eq!(told(again), ("find_mentor", date!(2026 - 03 - 01), date!(2026 - 03 - 31)));
        // A day of welcome corrected to a later one.
        let before = Facts { ended_on: Some(date!(2026 - 01 - 01)), ..facts() };
        assert_eq!(told(before).1, WELCOME);
    }

    #[test]
    fn somebody_who_asked_to_wait_is_found_a_mentor_after_that_day() {
        let from = Some(date!(2026 - 04 - 01));
        let later = Facts { ended_on: Some(date!(2026 - 03 - 01)), waits_from: from, ..facts() };
        let found = ("find_mentor_later", date!(2026 - 03 - 01), date!(2026 - 05 - 01));
        assert_eq!(told(later), found);
        let over = Facts { ended_on: Some(date!(2026 - 04 - 02)), ..later };
        assert_eq!(told(over).0, "find_mentor");
    }

    #[test]
    fn while_both_are_asked_somebody_follows_their_answers() {
        let (since_on, due_on) = (date!(2026 - 02 - 01), date!(2026 - 02 - 08));
        let awaited = Awaited { since_on, due_on, is_accepted: false };
        let proposed = Facts { awaited: Some(awaited), ..facts() };
        assert_eq!(told(proposed), ("await_answers", since_on, date!(2026 - 02 - 15)));
        let accepted = Facts { awaited: Some(Awaited { is_accepted: true, ..awaited }), ..facts() };
        assert_eq!(told(accepted).0, "await_signatures");
    }

    #[test]
    fn in_a_tandem_somebody_takes_stock_every_half_year() {
        let paired_on = date!(2026 - 02 - 01);
        let paired = Facts { paired_on: Some(paired_on), ..facts() };
        assert_eq!(told(paired), ("take_stock", paired_on, date!(2026 - 07 - 31)));
        let called = Facts { reached_on: Some(date!(2026 - 06 - 01)), ..paired };
        assert_eq!(told(called), ("take_stock", date!(2026 - 06 - 01), date!(2026 - 11 - 28)));
        let called_before = Facts { reached_on: Some(date!(2026 - 01 - 15)), ..paired };
        assert_eq!(told(called_before).1, paired_on);
    }
}
