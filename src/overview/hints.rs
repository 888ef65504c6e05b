//! What a coordinator may do today though nobody waits for it: a draft to read again, a round to run, mentors to complete. None of
//! them is a step: nothing is open, and nothing is late.

use time::{Date, Duration};

use crate::db::Id;
use crate::people::person::{Mentor, Person};
use crate::vocabulary::vocabulary;

/// How often a round is run while people are unmatched.
const BETWEEN_ROUNDS: Duration = Duration::days(14);

vocabulary! {
    /// What a mentor's file lacks, without which no round can propose them to anybody.
    Missing {
        Track = "track", "aucun parcours";
        Language = "language", "aucune langue";
        Availability = "availability", "aucune disponibilité";
        Meeting = "meeting", "ni en personne ni à distance";
        Place = "place", "aucun lieu, sans rencontre à distance";
    }
}

/// What a mentor's file lacks.
pub fn missing(person: &Person, mentor: &Mentor) -> Vec<Missing> {
    let profile = &mentor.profile;
    let lacks = |missing: &Missing| match missing {
        Missing::Track => mentor.tracks.is_empty(),
        Missing::Language => person.languages.is_empty(),
        Missing::Availability => profile.availabilities.is_empty(),
        Missing::Meeting => !profile.in_person && !profile.remote,
        Missing::Place => profile.in_person && !profile.remote && person.place_code.is_none(),
    };
    Missing::ALL.iter().copied().filter(lacks).collect()
}

/// What the day needs of the newest round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastRound {
    /// Its key, for a link to its page.
    pub id: Id,
    /// The day it was run.
    pub run_on: Date,
    /// How many pairs it found.
    pub pairs: usize,
    /// How many people it left without a mentor.
    pub left_out: usize,
    /// Whether they were suggested to people.
    pub proposed: bool,
}

/// What a coordinator may do about rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundHint {
    /// Read a draft of so many pairs again, and suggest them.
    Propose(Id, usize),
    /// Run a round for so many unmatched people.
    Run(u64),
}

/// A draft is finished before another is begun; without one, a round is run while anybody is unmatched, and the last one is not too
/// fresh.
pub fn about_rounds(last: Option<LastRound>, unmatched: u64, today: Date) -> Option<RoundHint> {
    match last {
        Some(last) if !last.proposed && last.pairs > 0 => Some(RoundHint::Propose(last.id, last.pairs)),
        Some(last) if last.run_on.saturating_add(BETWEEN_ROUNDS) > today => None,
        _ => (unmatched > 0).then_some(RoundHint::Run(unmatched)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);

    fn last_round(run_on: Date, pairs: usize, proposed: bool) -> LastRound {
        LastRound { id: new_id(), run_on, pairs, left_out: 0, proposed }
    }

    #[test]
    fn a_draft_is_finished_before_another_round_is_run() {
        let draft = last_round(date!(2026 - 01 - 10), 42, false);
        assert_eq!(about_rounds(Some(draft), 7, TODAY), Some(RoundHint::Propose(draft.id, 42)));
        let empty = last_round(date!(2026 - 01 - 10), 0, false);
        assert_eq!(about_rounds(Some(empty), 7, TODAY), Some(RoundHint::Run(7)));
    }

    #[test]
    fn a_round_is_run_for_those_unmatched_a_fortnight_after_the_last() {
        assert_eq!(about_rounds(None, 7, TODAY), Some(RoundHint::Run(7)));
        assert_eq!(about_rounds(None, 0, TODAY), None);
        let last = |run_on| about_rounds(Some(last_round(run_on, 3, true)), 7, TODAY);
        assert_eq!(last(date!(2026 - 02 - 27)), None);
        assert_eq!(last(date!(2026 - 02 - 26)), Some(RoundHint::Run(7)));
    }
}
