//! What waits today: a few things to do, each with who does it and before when.

use time::{Date, Duration};

use crate::db::Id;
use crate::people::person::{Mentor, Person};
use crate::proposals::proposal::Party;
use crate::requests::request::answer_due;
use crate::tandems::tandem::Next;
use crate::vocabulary::vocabulary;

/// How many things a day shows: more would be a list to sort, not a day to begin.
pub const MOST_THINGS: usize = 5;
/// How many of them may be alike while others wait, so that one late stage never hides another.
const MOST_ALIKE: usize = 2;
/// How long somebody waits before a round is due.
const LONGEST_WAIT: Duration = Duration::days(30);
/// How often a round is run while people wait.
const BETWEEN_ROUNDS: Duration = Duration::days(14);
/// How soon a draft is suggested to people: its places may be taken meanwhile.
const TO_PROPOSE: Duration = Duration::days(5);
/// How soon a mentor who joined can be proposed to somebody.
const TO_COMPLETE: Duration = Duration::days(14);

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

/// A tandem or a proposal, with its two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Couple {
    /// The key of the tandem or of the proposal.
    pub id: Id,
    /// The journey of the mentee.
    pub journey: Id,
    /// The mentor, by their key.
    pub mentor: Id,
}

/// A proposal that both sides have not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The proposal, with its two sides.
    pub couple: Couple,
    /// Those whose answer is awaited.
    pub awaited: Vec<Party>,
    /// The day by which both should have answered.
    pub due_on: Date,
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

/// Everything that may wait for somebody.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The open tandems, each with what comes next in it.
    pub tandems: Vec<(Couple, Next)>,
    /// The proposals that await an answer.
    pub proposals: Vec<Unanswered>,
    /// Since when each person who waits does.
    pub waiting_since: Vec<Date>,
    /// The newest round, once one was run.
    pub last_round: Option<LastRound>,
    /// Since when each request to join waits for an answer.
    pub requests_since: Vec<Date>,
    /// The mentors whose files lack something, with the day they joined.
    pub incomplete: Vec<(Id, Date, Vec<Missing>)>,
}

/// Something to do for a tandem, a proposal, a round, requests or a mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Find out how two people are, who are late with what comes next.
    AskAfterTandem(Couple, Next),
    /// Get the answers to a proposal.
    CollectAnswers(Unanswered),
    /// Read a draft of so many pairs again, and suggest them.
    ProposeRound(Id, usize),
    /// Run a round for so many people.
    RunRound(usize),
    /// Answer so many requests to join.
    AnswerRequests(usize),
    /// Complete the file of a mentor.
    CompleteMentor(Id, Vec<Missing>),
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Whoever runs the hub.
    Coordination,
    /// The mentor of the tandem it is about.
    Mentor,
}

/// Something to do, with who does it and before when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What is to be done.
    pub action: Action,
    /// Who does it.
    pub owner: Owner,
    /// The day before which it should be done.
    pub due_on: Date,
}

impl Thing {
    /// Whether its day has passed.
    pub fn is_late(&self, today: Date) -> bool {
        self.due_on < today
    }
}

impl Action {
    /// The rank of its kind where two things are due on the same day; the stage nearest to people comes first.
    fn rank(&self) -> usize {
        match self {
            Self::AskAfterTandem(..) => 0,
            Self::CollectAnswers(_) => 1,
            Self::AnswerRequests(_) => 2,
            Self::ProposeRound(..) | Self::RunRound(_) => 3,
            Self::CompleteMentor(..) => 4,
        }
    }
}

/// The things to do today, most overdue first: at most [`MOST_THINGS`], and at most two of a kind while others wait.
pub fn what_waits(board: &Board, today: Date) -> Vec<Thing> {
    let mut things: Vec<Thing> = everything(board, today).collect();
    // Each list of the board is in the order of its keys, and the sort keeps it.
    things.sort_by_key(|thing| (thing.due_on, thing.action.rank()));
    let mut alike = [0; 5];
    let (mut things, more): (Vec<Thing>, Vec<Thing>) = things.into_iter().partition(|thing| {
        let seen = &mut alike[thing.action.rank()];
        *seen += 1;
        *seen <= MOST_ALIKE
    });
    things.extend(more);
    things.truncate(MOST_THINGS);
    things.sort_by_key(|thing| (thing.due_on, thing.action.rank()));
    things
}

fn everything(board: &Board, today: Date) -> impl Iterator<Item = Thing> {
    late_tandems(board, today)
        .chain(late_proposals(board, today))
        .chain(requests(board))
        .chain(round(board))
        .chain(incomplete(board))
}

/// How many things are late, whether the day shows them or not.
pub fn count_late(board: &Board, today: Date) -> usize {
    everything(board, today).filter(|thing| thing.is_late(today)).count()
}

/// How many tandems are late with what comes next.
pub fn count_late_tandems(board: &Board, today: Date) -> usize {
    late_tandems(board, today).count()
}

/// How many proposals are past the day they were due.
pub fn count_late_proposals(board: &Board, today: Date) -> usize {
    late_proposals(board, today).count()
}

/// A planned meeting whose day has passed was held and not noted, or was not held: the mentor knows.
fn late_tandems(board: &Board, today: Date) -> impl Iterator<Item = Thing> {
    let late = board.tandems.iter().filter(move |(_, next)| next.due_on() < today);
    late.map(|&(couple, next)| Thing {
        action: Action::AskAfterTandem(couple, next),
        owner: if matches!(next, Next::Planned(_)) { Owner::Mentor } else { Owner::Coordination },
        due_on: next.due_on(),
    })
}

fn late_proposals(board: &Board, today: Date) -> impl Iterator<Item = Thing> {
    let late = board.proposals.iter().filter(move |proposal| proposal.due_on < today);
    late.map(|proposal| Thing {
        action: Action::CollectAnswers(proposal.clone()),
        owner: Owner::Coordination,
        due_on: proposal.due_on,
    })
}

/// All requests are answered on one page: the oldest says when.
fn requests(board: &Board) -> Option<Thing> {
    let due_on = answer_due(*board.requests_since.iter().min()?);
    let action = Action::AnswerRequests(board.requests_since.len());
    Some(Thing { action, owner: Owner::Coordination, due_on })
}

/// A draft is finished before another is begun; without one, a round is due when somebody waited long enough
/// and the last one is not too fresh.
fn round(board: &Board) -> Option<Thing> {
    let (action, due_on) = match board.last_round {
        Some(last) if !last.proposed && last.pairs > 0 => {
            (Action::ProposeRound(last.id, last.pairs), last.run_on.saturating_add(TO_PROPOSE))
        }
        last => {
            let longest = board.waiting_since.iter().min()?.saturating_add(LONGEST_WAIT);
            let again = last.map(|last| last.run_on.saturating_add(BETWEEN_ROUNDS));
            (Action::RunRound(board.waiting_since.len()), again.map_or(longest, |again| again.max(longest)))
        }
    };
    Some(Thing { action, owner: Owner::Coordination, due_on })
}

fn incomplete(board: &Board) -> impl Iterator<Item = Thing> {
    board.incomplete.iter().map(|(mentor, joined_on, missing)| Thing {
        action: Action::CompleteMentor(*mentor, missing.clone()),
        owner: Owner::Coordination,
        due_on: joined_on.saturating_add(TO_COMPLETE),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);
    const YESTERDAY: Date = date!(2026 - 03 - 11);

    fn actions(board: &Board) -> Vec<Action> {
        what_waits(board, TODAY).into_iter().map(|thing| thing.action).collect()
    }

    fn couple() -> Couple {
        Couple { id: new_id(), journey: new_id(), mentor: new_id() }
    }

    fn unanswered(due_on: Date) -> Unanswered {
        Unanswered { couple: couple(), awaited: vec![Party::Mentor], due_on }
    }

    fn last_round(run_on: Date, pairs: usize, proposed: bool) -> LastRound {
        LastRound { id: new_id(), run_on, pairs, left_out: 0, proposed }
    }

    #[test]
    fn a_quiet_hub_asks_for_nothing() {
        let board = Board {
            tandems: vec![(couple(), Next::Following(TODAY))],
            proposals: vec![unanswered(TODAY)],
            ..Board::default()
        };
        assert_eq!(what_waits(&board, TODAY), []);
    }

    #[test]
    fn what_is_late_comes_in_the_order_of_its_day() {
        let (tandem, proposal) = (couple(), unanswered(date!(2026 - 03 - 01)));
        let next = Next::First(YESTERDAY);
        let board =
            Board { tandems: vec![(tandem, next)], proposals: vec![proposal.clone()], ..Board::default() };
        assert_eq!(actions(&board), [Action::CollectAnswers(proposal), Action::AskAfterTandem(tandem, next)]);
        assert!(what_waits(&board, TODAY).iter().all(|thing| thing.is_late(TODAY)));
        assert_eq!((count_late_tandems(&board, TODAY), count_late_proposals(&board, TODAY)), (1, 1));
    }

    #[test]
    fn the_mentor_says_what_became_of_a_planned_meeting() {
        let owner = |next| {
            let board = Board { tandems: vec![(couple(), next)], ..Board::default() };
            what_waits(&board, TODAY).first().map(|thing| thing.owner)
        };
        assert_eq!(owner(Next::Planned(YESTERDAY)), Some(Owner::Mentor));
        assert_eq!(owner(Next::Following(YESTERDAY)), Some(Owner::Coordination));
    }

    #[test]
    fn the_oldest_request_to_join_says_when_all_are_answered() {
        let requests_since = vec![date!(2026 - 03 - 02), date!(2026 - 02 - 26)];
        let board = Board { requests_since, ..Board::default() };
        let things = what_waits(&board, TODAY);
        let said: Vec<_> = things.iter().map(|thing| (&thing.action, thing.due_on)).collect();
        assert_eq!(said, [(&Action::AnswerRequests(2), date!(2026 - 03 - 03))]);
    }

    #[test]
    fn one_late_stage_never_hides_the_others() {
        let board = Board {
            tandems: (0..9).map(|_| (couple(), Next::Following(date!(2026 - 01 - 01)))).collect(),
            proposals: (0..9).map(|_| unanswered(date!(2026 - 02 - 01))).collect(),
            waiting_since: vec![date!(2026 - 03 - 01)],
            incomplete: (0..9).map(|_| (new_id(), TODAY, vec![Missing::Track])).collect(),
            ..Board::default()
        };
        let ranks: Vec<usize> = actions(&board).iter().map(Action::rank).collect();
        assert_eq!(ranks, [0, 0, 1, 1, 4]);
        assert_eq!((count_late_tandems(&board, TODAY), count_late(&board, TODAY)), (9, 18));
    }

    #[test]
    fn a_day_is_filled_with_what_is_alike_when_nothing_else_waits() {
        let day = |day: i64| date!(2026 - 02 - 01).saturating_add(Duration::days(day));
        let board = Board {
            tandems: (0..9).map(|days| (couple(), Next::Following(day(days)))).collect(),
            proposals: vec![unanswered(day(20))],
            ..Board::default()
        };
        let things = what_waits(&board, TODAY);
        let due: Vec<Date> = things.iter().map(|thing| thing.due_on).collect();
        assert_eq!(due, [day(0), day(1), day(2), day(3), day(20)]);
    }

    #[test]
    fn a_draft_is_finished_before_another_round_is_run() {
        let draft = last_round(date!(2026 - 03 - 10), 42, false);
        let board =
            Board { waiting_since: vec![date!(2026 - 01 - 01)], last_round: Some(draft), ..Board::default() };
        assert_eq!(actions(&board), [Action::ProposeRound(draft.id, 42)]);
        let empty = Board { last_round: Some(last_round(TODAY, 0, false)), ..board };
        assert_eq!(actions(&empty), [Action::RunRound(1)]);
    }

    #[test]
    fn a_round_is_due_after_thirty_days_of_waiting_and_a_fortnight_after_the_last() {
        let due_on = |last_round| {
            let waiting_since = vec![date!(2026 - 03 - 01), date!(2026 - 01 - 30)];
            let board = Board { waiting_since, last_round, ..Board::default() };
            what_waits(&board, TODAY).first().map(|thing| thing.due_on)
        };
        assert_eq!(due_on(None), Some(date!(2026 - 03 - 01)));
        assert_eq!(due_on(Some(last_round(date!(2026 - 03 - 05), 3, true))), Some(date!(2026 - 03 - 19)));
        assert_eq!(due_on(Some(last_round(date!(2026 - 01 - 05), 3, true))), Some(date!(2026 - 03 - 01)));
    }
}
