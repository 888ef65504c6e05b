//! One run of the matching over everybody who waits.
//!
//! As many tandems as possible, then the highest total score. Inputs are put in the order of their keys before
//! solving, and the crate `assignment` breaks ties by that order alone: the order of the rows in a file or a
//! database changes nothing, and the same inputs and weights give the same result to the byte.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use super::answer::Extent;
use super::answer::{Answer, Change};
use super::criteria::Weights;
use super::hall::{Hall, narrow};
use super::inputs::{Inputs, Pair};
use super::lanes::{Needs, Prices, Search};
use super::left_out::{self, LeftOut};
use super::reasons::{self, Contribution};
use super::rules::Refusal;
use super::shortage::Ways;
use crate::db::Id;

/// How many other mentors are shown beside a proposal.
const NEXT_BEST: usize = 3;
/// How many mentors are named with whom one more place would help.
const MORE_PLACES: usize = 8;

/// What a round proposes. It holds keys and reasons, no name: it is kept as it is and shown again to the byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The pairs, in the order of the journeys' keys.
    pub proposals: Vec<Proposed>,
    /// Who stays without a mentor, and why, in the order of the journeys' keys.
    pub left_out: Vec<LeftOut>,
    /// The places that were free.
    pub places: u32,
    /// The sum of the scores.
    pub total: u64,
    /// Pinned pairs that could not be kept, because a hard rule forbids them or no place was left.
    pub pins_dropped: Vec<Pair>,
    /// The mentors with whom one more place would help most, the most first; none is told of a round that held
    /// shortlists.
    #[serde(default)]
    pub more_places: Vec<MorePlace>,
}

/// What one more place with a mentor would bring the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MorePlace {
    /// The mentor.
    pub mentor: Id,
    /// Tandems gained.
    pub tandems: i64,
    /// Points gained.
    pub points: i64,
}

impl Draft {
    /// The mean score of the pairs, 0 when there is none.
    pub fn mean_score(&self) -> u64 {
        self.total.checked_div(self.proposals.len() as u64).unwrap_or(0)
    }

    /// The proposal of a journey.
    pub fn proposal_of(&self, journey: Id) -> Option<&Proposed> {
        self.proposals.iter().find(|proposed| proposed.journey == journey)
    }
}

/// A pair of a draft, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The journey.
    pub journey: Id,
    /// The mentor.
    pub mentor: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// What each criterion brings.
    pub reasons: Vec<Contribution>,
    /// The best other mentors that the rules allow, best first.
    pub next_best: Vec<NextBest>,
}

impl Proposed {
    /// The three strongest reasons.
    pub fn strongest(&self) -> Vec<&Contribution> {
        strongest(&self.reasons)
    }
}

fn strongest(reasons: &[Contribution]) -> Vec<&Contribution> {
    let mut sorted: Vec<&Contribution> = reasons.iter().filter(|reason| reason.points > 0).collect();
    sorted.sort_by_key(|reason| (Reverse(reason.points), reason.criterion));
    sorted.truncate(3);
    sorted
}

/// Another mentor for a mentee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextBest {
    /// The mentor.
    pub mentor: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// The strongest reason.
    pub reason: String,
}

/// The answer to "why not this mentor?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// This is the pair that the round proposes.
    Proposed {
        /// What refusing it would cost; `None` when it is pinned.
        refusing: Option<Cost>,
    },
    /// Hard rules forbid it.
    Forbidden(Vec<Refusal>),
    /// It is allowed: what it is worth, and what the whole would lose by it.
    Allowed {
        /// The score of the pair.
        score: u32,
        /// What each criterion brings.
        reasons: Vec<Contribution>,
        /// The cost to the whole; `None` when pinned pairs leave no way to form it.
        cost: Option<Cost>,
    },
}

/// What a decision on one pair would cost the whole, at best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Tandems lost.
    pub tandems: i64,
    /// Points lost.
    pub points: i64,
    /// Who would change mentors, the mentee asked about first.
    pub moves: Vec<Move>,
}

/// A change of mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The journey.
    pub journey: Id,
    /// The mentor left, if any.
    pub from: Option<Id>,
    /// The mentor joined, if any.
    pub to: Option<Id>,
}

/// Why a round could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The matching refused the instance it was given.
    #[error("the round is not a sound instance: {0}")]
    Instance(#[from] assignment::Error),
    /// No answer could be proven.
    #[error("{0}")]
    Solve(#[from] assignment::SolveError),
    /// The proof of the answer does not hold.
    #[error("the answer is not proven: {0}")]
    Unproven(#[from] assignment::Violation),
}

/// A round that was run: its inputs, its answer and the proof of it.
pub struct Round {
    hall: Hall,
    answer: Option<Answer>,
    extent: Extent,
    pins: Vec<(usize, usize)>,
    pins_dropped: Vec<Pair>,
}

impl Round {
    /// Runs a round and verifies the proof of its answer.
    pub fn run(inputs: Inputs, weights: Weights) -> Result<Self, Error> {
        let extent = Extent::for_pairs(inputs.mentees.len(), inputs.mentors.len());
        Self::run_over(inputs, weights, extent)
    }

    /// Runs a round, holding so many pairs; the number of tandems and the total do not depend on it.
    pub fn run_over(inputs: Inputs, weights: Weights, extent: Extent) -> Result<Self, Error> {
        let hall = Hall::new(inputs, weights);
        let (pins, pins_dropped) = take_pins(&hall);
        let answer = if hall.columns.is_empty() || hall.inputs.mentees.is_empty() {
            None
        } else {
            Some(Answer::find(&hall, &pins, extent)?)
        };
        Ok(Self { hall, answer, extent, pins, pins_dropped })
    }

    fn reasons(&self, mentee: usize, mentor: usize) -> Vec<Contribution> {
        reasons::contributions(&self.hall.inputs, &self.hall.pairs, &self.hall.weights, (mentee, mentor))
    }

    /// The column of a mentee in the answer.
    fn column_of(&self, mentee: usize) -> Option<usize> {
        let column = self.answer.as_ref()?.solution.mentor_of(narrow(mentee))?;
        Some(column as usize)
    }

    /// What the round read.
    pub fn inputs(&self) -> &Inputs {
        &self.hall.inputs
    }

    /// The pairs of the answer, in the order of the journeys' keys.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let pair = |(mentee, input): (usize, &super::inputs::MenteeInput)| {
            let mentor = self.hall.columns[self.column_of(mentee)?];
            Some(Pair { journey: input.id, mentor: self.hall.inputs.mentors[mentor].id })
        };
        self.hall.inputs.mentees.iter().enumerate().filter_map(pair)
    }

    /// The sum of the scores.
    pub fn total(&self) -> u64 {
        self.answer.as_ref().map_or(0, |answer| answer.solution.total())
    }

    /// Every mentor the rules allow to each mentee, with the score of the pair, in the order of keys.
    pub fn scores(&self) -> Vec<(Pair, u16)> {
        let hall = &self.hall;
        let rows = hall.each_mentee(|needs, mentee| hall.open_columns(mentee, needs));
        let of_row = |(mentee, row): (usize, Vec<(u32, u16)>)| {
            let journey = hall.inputs.mentees[mentee].id;
            let mentor = move |column: u32| hall.inputs.mentors[hall.columns[column as usize]].id;
            row.into_iter().map(move |(column, score)| (Pair { journey, mentor: mentor(column) }, score))
        };
        rows.into_iter().enumerate().flat_map(of_row).collect()
    }

    /// How many pairs the rules allow, and the sum of their scores.
    pub fn allowed(&self) -> (u64, u64) {
        let rows = self.hall.each_mentee(|needs, mentee| {
            let (mut pairs, mut sum) = (0, 0);
            self.hall.lanes.each(self.hall.read(mentee, needs), |_, score| {
                pairs += 1;
                sum += u64::from(score);
            });
            (pairs, sum)
        });
        rows.into_iter().fold((0, 0), |all, row| (all.0 + row.0, all.1 + row.1))
    }

    /// What the round proposes.
    pub fn draft(&self) -> Draft {
        let free = Prices::none(&self.hall.lanes);
        let proposed = self.hall.each_mentee(|needs, mentee| {
            let column = self.column_of(mentee)?;
            Some(self.proposed(mentee, self.hall.columns[column], needs, &free))
        });
        let without: Vec<usize> = (0..proposed.len()).filter(|&mentee| proposed[mentee].is_none()).collect();
        Draft {
            proposals: proposed.into_iter().flatten().collect(),
            left_out: self.left_out(&without),
            places: self.hall.inputs.places(),
            total: self.total(),
            pins_dropped: self.pins_dropped.clone(),
            more_places: self.more_places(),
        }
    }

    fn proposed(&self, mentee: usize, mentor: usize, needs: &mut Needs, free: &Prices) -> Proposed {
        let reasons = self.reasons(mentee, mentor);
        Proposed {
            journey: self.hall.inputs.mentees[mentee].id,
            mentor: self.hall.inputs.mentors[mentor].id,
            score: reasons.iter().map(|reason| reason.points).sum(),
            reasons,
            next_best: self.next_best(mentee, mentor, needs, free),
        }
    }

    /// The best mentors the rules allow besides the one proposed; among equals, the lowest key first.
    fn next_best(&self, mentee: usize, proposed: usize, needs: &mut Needs, free: &Prices) -> Vec<NextBest> {
        let hall = &self.hall;
        let search = Search { above: -1, limit: NEXT_BEST + 1, first: 0 };
        let mut found = Vec::new();
        hall.lanes.best(hall.read(mentee, needs), free, search, &mut found);
        let others = found.iter().filter(|found| found.mentor as usize != proposed).take(NEXT_BEST);
        let next = others.map(|found| {
            let position = (mentee, found.mentor as usize);
            NextBest {
                mentor: hall.inputs.mentors[position.1].id,
                score: u32::from(found.score),
                reason: reasons::strongest(&hall.inputs, &hall.pairs, &hall.weights, position),
            }
        });
        next.collect()
    }

    fn left_out(&self, mentees: &[usize]) -> Vec<LeftOut> {
        if mentees.is_empty() {
            return Vec::new();
        }
        let pinned: BTreeSet<usize> = self.pins.iter().map(|pin| pin.0).collect();
        let column_of = |mentee| self.column_of(mentee);
        let mut ways = Ways::new(&self.hall, column_of, |mentee| pinned.contains(&mentee));
        let told = mentees.iter().map(|&mentee| LeftOut {
            journey: self.hall.inputs.mentees[mentee].id,
            sentence: left_out::sentence(&self.hall, mentee, ways.shortage(mentee)),
        });
        told.collect()
    }

    /// The mentors with whom one more place would help most; the values are exact where every pair is held.
    fn more_places(&self) -> Vec<MorePlace> {
        let Some(answer) = self.answer.as_ref().filter(|_| self.extent == Extent::Whole) else {
            return Vec::new();
        };
        let values = answer.solution.values_of_places(&answer.instance).into_iter().zip(&self.hall.columns);
        let mut helpful: Vec<MorePlace> = values
            .filter(|(value, _)| (value.pairs, value.total) > (0, 0))
            .map(|(value, &mentor)| MorePlace {
                mentor: self.hall.inputs.mentors[mentor].id,
                tandems: value.pairs,
                points: value.total,
            })
            .collect();
        helpful.sort_by_key(|place| (Reverse((place.tandems, place.points)), place.mentor));
        helpful.truncate(MORE_PLACES);
        helpful
    }

    /// Why a mentee was not given a mentor; `None` when one of them was not part of the round.
    pub fn why_not(&self, pair: Pair) -> Result<Option<WhyNot>, Error> {
        let inputs = &self.hall.inputs;
        let mentee = inputs.mentees.binary_search_by_key(&pair.journey, |mentee| mentee.id);
        let mentor = inputs.mentors.binary_search_by_key(&pair.mentor, |mentor| mentor.id);
        let (Ok(mentee), Ok(mentor)) = (mentee, mentor) else { return Ok(None) };
        let column = self.hall.columns.binary_search(&mentor).ok();
        if column.is_some() && self.column_of(mentee) == column {
            return Ok(Some(WhyNot::Proposed {
                refusing: self.cost(column, mentee, Answer::cost_of_refusing)?,
            }));
        }
        let forbidding = self.hall.rules().forbidding(mentee, mentor);
        if !forbidding.is_empty() {
            let refusals = forbidding.into_iter().map(|rule| Refusal { rule });
            return Ok(Some(WhyNot::Forbidden(refusals.collect())));
        }
        let reasons = self.reasons(mentee, mentor);
        Ok(Some(WhyNot::Allowed {
            score: reasons.iter().map(|reason| reason.points).sum(),
            reasons,
            cost: self.cost(column, mentee, Answer::cost_of_forming)?,
        }))
    }

    fn cost(
        &self,
        column: Option<usize>,
        mentee: usize,
        change: impl Fn(&Answer, &Hall, usize, usize) -> Result<Change, Error>,
    ) -> Result<Option<Cost>, Error> {
        let Some((answer, column)) = self.answer.as_ref().zip(column) else { return Ok(None) };
        let Some(forced) = change(answer, &self.hall, mentee, column)? else { return Ok(None) };
        let mentor = |column: u32| self.hall.inputs.mentors[self.hall.columns[column as usize]].id;
        let moves = forced.chain.iter().map(|step| Move {
            journey: self.hall.inputs.mentees[step.mentee as usize].id,
            from: step.from.map(mentor),
            to: step.to.map(mentor),
        });
        Ok(Some(Cost { tandems: forced.pairs_lost, points: forced.score_lost, moves: moves.collect() }))
    }
}

/// The pinned pairs that can be kept, as mentees and columns in order; then those that cannot.
fn take_pins(hall: &Hall) -> (Vec<(usize, usize)>, Vec<Pair>) {
    let (mentees, mentors) = (hall.inputs.mentee_positions(), hall.inputs.mentor_positions());
    let mut places = hall.capacities();
    let mut taken = BTreeSet::new();
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for &pin in &hall.inputs.pinned {
        let (Some(&mentee), Some(&mentor)) = (mentees.get(&pin.journey), mentors.get(&pin.mentor)) else {
            continue;
        };
        let column = hall.columns.binary_search(&mentor).ok().filter(|&column| places[column] > 0);
        match column.filter(|_| hall.rules().allow(mentee, mentor)) {
            Some(column) if taken.insert(mentee) => {
                places[column] -= 1;
                kept.push((mentee, column));
            }
            _ => dropped.push(pin),
        }
    }
    (kept, dropped)
}
