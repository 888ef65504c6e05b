//! What comes next about the result of a journey: a year after the welcome somebody asks for it, unless it is known.

use time::{Date, Duration};

use super::outcome::{HORIZON, Outcome, is_known_at_one_year};
use crate::db::Id;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::track::Track;
use crate::vocabulary::vocabulary;

/// How long after the year an answer is sought before it is late.
const TO_ASK: Duration = Duration::days(30);

vocabulary! {
    /// What is to be done about a result.
    What {
        AskResult = "ask_result", "Demander ce qu’est devenu l’accompagnement";
    }
}

/// What a journey is, as far as its result is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Facts {
    pub journey: Id,
    pub track: Track,
    pub welcomed_on: Date,
    /// The organisation that welcomed the person.
    pub organisation: Id,
}

/// What comes next about the result of a journey, whether it ended or not: nothing once the result is known, or was asked for in
/// vain when the year had passed.
pub fn next(facts: &Facts, outcomes: &[Outcome]) -> Option<Next> {
    let horizon = facts.welcomed_on.saturating_add(HORIZON);
    let was_asked = outcomes.iter().any(|outcome| outcome.observed_on >= horizon);
    if was_asked || is_known_at_one_year(facts.track, facts.welcomed_on, outcomes) {
        return None;
    }
    Some(Next {
        subject: Subject { kind: SubjectKind::ResultContact, id: facts.journey },
        what: What::AskResult.code(),
        owner: Owner::organisation(facts.organisation),
        since_on: horizon,
        due_on: horizon.saturating_add(TO_ASK),
        entrusted: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use crate::outcomes::outcome::{Kind, Source};
    use time::macros::date;

    const WELCOME: Date = date!(2025 - 01 - 10);

    fn after(outcomes: &[(Kind, Option<Date>, Date)]) -> Option<(Date, Date)> {
        let journey = new_id();
        let outcome = |&(kind, occurred_on, observed_on)| Outcome {
            id: new_id(),
            journey_id: journey,
            kind,
            occurred_on,
            observed_on,
            source: Source::FollowUp,
        };
        let outcomes: Vec<Outcome> = outcomes.iter().map(outcome).collect();
        let facts = Facts { journey, track: Track::Employment, welcomed_on: WELCOME, organisation: new_id() };
        next(&facts, &outcomes).map(|next| (next.since_on, next.due_on))
    }

    #[test]
    fn a_result_is_asked_for_after_a_year_until_it_is_known() {
        let asked = Some((date!(2026 - 01 - 10), date!(2026 - 02 - 09)));
        assert_eq!(after(&[]), asked);
        assert_eq!(after(&[(Kind::Searching, None, date!(2025 - 07 - 01))]), asked);
        // What is known already raises no step, although it was learnt long before the year had passed.
        let work_on = date!(2025 - 09 - 01);
        assert_eq!(after(&[(Kind::DurableJob, Some(work_on), work_on)]), None);
        assert_eq!(after(&[(Kind::Searching, None, date!(2026 - 01 - 05))]), None);
    }

    #[test]
    fn somebody_who_did_not_answer_after_a_year_is_not_asked_for_ever() {
        assert!(after(&[(Kind::NotKnown, None, date!(2026 - 01 - 09))]).is_some());
        assert_eq!(after(&[(Kind::NotKnown, None, date!(2026 - 01 - 10))]), None);
    }
}
