//! One run of the matching over all the waiting mentees.
//!
//! As many tandems as possible, then the highest total score. Inputs are sorted by id before solving, and the crate
//! `assignment` breaks ties by that order alone: the order of the rows in a file or a database does not matter, and the
//! same inputs and weights give the same result to the byte.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use super::answer::Extent;
use super::answer::{Answer, Change};
use super::buckets::{Needs, Prices, Search};
use super::criteria::{Criterion, Weights};
use super::inputs::{Inputs, Pair};
use super::left_out::{self, LeftOut};
use super::problem::{Problem, narrow};
use super::reasons::{self, Contribution};
use super::rules::Refusal;
use super::shortage::AlternatingPaths;
use crate::db::Id;

/// How many other mentors are shown beside a proposal.
const NEXT_BEST: usize = 3;
/// How many mentors a draft lists with whom one more place would help.
const MORE_PLACES: usize = 8;

/// The result of a round. It holds ids and reasons, no names, so that it is stored as it is and shown again to the byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The pairs, sorted by the id of the journey.
    pub proposals: Vec<Proposed>,
    /// The mentees left without a mentor, with an explanation, sorted by the id of the journey.
    pub left_out: Vec<LeftOut>,
    /// The number of free places the round had.
    pub places: u32,
    /// The sum of the scores of the pairs.
    pub total: u64,
    /// Pinned pairs that were dropped because a hard rule forbids them or no place was left.
    pub pins_dropped: Vec<Pair>,
    /// The mentors with whom one more place would help most, most helpful first; empty when the round was solved on
    /// shortlists.
    #[serde(default)]
    pub more_places: Vec<MorePlace>,
}

/// What one more place with a mentor would gain overall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct MorePlace {
    pub mentor: Id,
    /// How many more tandems.
    pub tandems: i64,
    /// How many more points; negative when a further tandem displaces better pairs.
    pub points: i64,
}

/// The mean of so many points over so many pairs, to the nearest point; 0 when there is no pair.
pub fn mean(points: u64, pairs: usize) -> u64 {
    let pairs = pairs as u64;
    (points + pairs / 2).checked_div(pairs).unwrap_or(0)
}

impl Draft {
    /// The mean score of the pairs, 0 when there is none.
    pub fn mean_score(&self) -> u64 {
        mean(self.total, self.proposals.len())
    }

    /// The proposal for a journey, unless it was left out.
    pub fn proposal_of(&self, journey: Id) -> Option<&Proposed> {
        self.proposals.iter().find(|proposed| proposed.journey == journey)
    }
}

/// A pair of a draft, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Proposed {
    pub journey: Id,
    pub mentor: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// The contribution of each criterion to the score, in the order of [`Criterion::ALL`].
    ///
    /// [`Criterion::ALL`]: super::criteria::Criterion::ALL
    pub reasons: Vec<Contribution>,
    /// The best other mentors that the rules allow, best first, at most three.
    pub next_best: Vec<NextBest>,
}

impl Proposed {
    /// The three criteria that give the most points, without those that give none or on which a side said nothing.
    pub fn strongest(&self) -> Vec<&Contribution> {
        strongest(&self.reasons)
    }
}

impl Proposed {
    /// Whether the mentee says what they need and the mentor can help with none of it: a coordinator looks twice.
    pub fn covers_no_need(&self) -> bool {
        let of_needs = self.reasons.iter().find(|reason| reason.criterion == Criterion::Topics);
        of_needs.is_some_and(|reason| reason.most > 0 && reason.points == 0)
    }
}

fn strongest(reasons: &[Contribution]) -> Vec<&Contribution> {
    let mut sorted: Vec<&Contribution> =
        reasons.iter().filter(|reason| reason.points > 0 && !reason.unsaid).collect();
    sorted.sort_by_key(|reason| (Reverse(reason.points), reason.criterion));
    sorted.truncate(3);
    sorted
}

/// Another mentor that the rules allow to a mentee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct NextBest {
    pub mentor: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// The sentence of the criterion that gives the most points.
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
    /// The rules allow it; it would lower the overall result, or only equal it.
    Allowed {
        /// The score of the pair.
        score: u32,
        /// The contribution of each criterion to the score.
        reasons: Vec<Contribution>,
        /// The overall cost; `None` when the pinned pairs leave no way to form it.
        cost: Option<Cost>,
    },
}

/// The least overall cost of forming or refusing one pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How many fewer tandems.
    pub tandems: i64,
    /// How many fewer points; negative when the loss of a tandem leaves a higher total.
    pub points: i64,
    /// The changes of mentor that follow; the mentee of the pair comes first.
    pub moves: Vec<Move>,
}

/// A change of mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Move {
    pub journey: Id,
    /// The previous mentor, if any.
    pub from: Option<Id>,
    /// The new mentor, if any.
    pub to: Option<Id>,
}

/// Why a round could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The crate `assignment` refused the instance.
    #[error("the round is not a sound instance: {0}")]
    Instance(#[from] assignment::Error),
    /// The solver failed.
    #[error("{0}")]
    Solve(#[from] assignment::SolveError),
    /// The certificate of the solution does not hold.
    #[error("the answer is not proven: {0}")]
    Unproven(#[from] assignment::Violation),
}

/// A round that was run: its problem and its certified solution, absent when there were no mentees or no places.
pub struct Round {
    problem: Problem,
    answer: Option<Answer>,
    extent: Extent,
    pins: Vec<(usize, usize)>,
    pins_dropped: Vec<Pair>,
}

impl Round {
    /// Runs a round and verifies the certificate of its solution.
    pub fn run(inputs: Inputs, weights: Weights) -> Result<Self, Error> {
        let extent = Extent::for_pairs(inputs.mentees.len(), inputs.mentors.len());
        Self::run_over(inputs, weights, extent)
    }

    /// Runs a round with a given extent; the number of tandems and the total do not depend on it.
    pub fn run_over(inputs: Inputs, weights: Weights, extent: Extent) -> Result<Self, Error> {
        let problem = Problem::new(inputs, weights);
        let (pins, pins_dropped) = take_pins(&problem);
        let answer = if problem.columns.is_empty() || problem.inputs.mentees.is_empty() {
            None
        } else {
            Some(Answer::find(&problem, &pins, extent)?)
        };
        Ok(Self { problem, answer, extent, pins, pins_dropped })
    }

    fn reasons(&self, mentee: usize, mentor: usize) -> Vec<Contribution> {
        reasons::contributions(
            &self.problem.inputs,
            &self.problem.pairs,
            &self.problem.weights,
            (mentee, mentor),
        )
    }

    /// The column assigned to a mentee, if any.
    fn column_of(&self, mentee: usize) -> Option<usize> {
        let column = self.answer.as_ref()?.solution.mentor_of(narrow(mentee))?;
        Some(column as usize)
    }

    /// The inputs of the round, sorted by id.
    pub fn inputs(&self) -> &Inputs {
        &self.problem.inputs
    }

    /// The pairs of the solution, sorted by the id of the journey.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let pair = |(mentee, input): (usize, &super::inputs::MenteeInput)| {
            let mentor = self.problem.columns[self.column_of(mentee)?];
            Some(Pair { journey: input.id, mentor: self.problem.inputs.mentors[mentor].id })
        };
        self.problem.inputs.mentees.iter().enumerate().filter_map(pair)
    }

    /// The sum of the scores of the pairs.
    pub fn total(&self) -> u64 {
        self.answer.as_ref().map_or(0, |answer| answer.solution.total())
    }

    /// Every pair that the rules allow, with its score, sorted by id.
    pub fn scores(&self) -> Vec<(Pair, u16)> {
        let problem = &self.problem;
        let rows = problem.each_mentee(|needs, mentee| problem.open_columns(mentee, needs));
        let of_row = |(mentee, row): (usize, Vec<(u32, u16)>)| {
            let journey = problem.inputs.mentees[mentee].id;
            let mentor = move |column: u32| problem.inputs.mentors[problem.columns[column as usize]].id;
            row.into_iter().map(move |(column, score)| (Pair { journey, mentor: mentor(column) }, score))
        };
        rows.into_iter().enumerate().flat_map(of_row).collect()
    }

    /// How many pairs the rules allow, and the sum of their scores.
    pub fn allowed(&self) -> (u64, u64) {
        let rows = self.problem.each_mentee(|needs, mentee| {
            let (mut pairs, mut sum) = (0, 0);
            self.problem.buckets.each(self.problem.needs_of(mentee, needs), |_, score| {
                pairs += 1;
                sum += u64::from(score);
            });
            (pairs, sum)
        });
        rows.into_iter().fold((0, 0), |all, row| (all.0 + row.0, all.1 + row.1))
    }

    /// The draft to store and show.
    pub fn draft(&self) -> Draft {
        let free = Prices::none(&self.problem.buckets);
        let proposed = self.problem.each_mentee(|needs, mentee| {
            let column = self.column_of(mentee)?;
            Some(self.proposed(mentee, self.problem.columns[column], needs, &free))
        });
        let without: Vec<usize> = (0..proposed.len()).filter(|&mentee| proposed[mentee].is_none()).collect();
        Draft {
            proposals: proposed.into_iter().flatten().collect(),
            left_out: self.left_out(&without),
            places: self.problem.inputs.places(),
            total: self.total(),
            pins_dropped: self.pins_dropped.clone(),
            more_places: self.more_places(),
        }
    }

    fn proposed(&self, mentee: usize, mentor: usize, needs: &mut Needs, free: &Prices) -> Proposed {
        let reasons = self.reasons(mentee, mentor);
        Proposed {
            journey: self.problem.inputs.mentees[mentee].id,
            mentor: self.problem.inputs.mentors[mentor].id,
            score: reasons.iter().map(|reason| reason.points).sum(),
            reasons,
            next_best: self.next_best(mentee, mentor, needs, free),
        }
    }

    /// The best mentors the rules allow besides the one proposed; ties go to the lowest id.
    fn next_best(&self, mentee: usize, proposed: usize, needs: &mut Needs, free: &Prices) -> Vec<NextBest> {
        let problem = &self.problem;
        let search = Search { above: -1, limit: NEXT_BEST + 1, tie_break: 0 };
        let mut found = Vec::new();
        problem.buckets.best(problem.needs_of(mentee, needs), free, search, &mut found);
        let others = found.iter().filter(|found| found.mentor as usize != proposed).take(NEXT_BEST);
        let next = others.map(|found| {
            let position = (mentee, found.mentor as usize);
            NextBest {
                mentor: problem.inputs.mentors[position.1].id,
                score: u32::from(found.score),
                reason: reasons::strongest(&problem.inputs, &problem.pairs, &problem.weights, position),
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
        let mut paths = AlternatingPaths::new(&self.problem, column_of, |mentee| pinned.contains(&mentee));
        let left_out = mentees.iter().map(|&mentee| LeftOut {
            journey: self.problem.inputs.mentees[mentee].id,
            sentence: left_out::sentence(&self.problem, mentee, paths.shortage(mentee)),
        });
        left_out.collect()
    }

    /// The mentors with whom one more place would help most. The values are exact only when the instance holds every pair,
    /// so there are none otherwise.
    fn more_places(&self) -> Vec<MorePlace> {
        let Some(answer) = self.answer.as_ref().filter(|_| self.extent == Extent::Whole) else {
            return Vec::new();
        };
        let values =
            answer.solution.values_of_places(&answer.instance).into_iter().zip(&self.problem.columns);
        let mut helpful: Vec<MorePlace> = values
            .filter(|(value, _)| (value.pairs, value.total) > (0, 0))
            .map(|(value, &mentor)| MorePlace {
                mentor: self.problem.inputs.mentors[mentor].id,
                tandems: value.pairs,
                points: value.total,
            })
            .collect();
        helpful.sort_by_key(|place| (Reverse((place.tandems, place.points)), place.mentor));
        helpful.truncate(MORE_PLACES);
        helpful
    }

    /// Why a mentee was not matched with a mentor; `None` when one of them was not part of the round.
    pub fn why_not(&self, pair: Pair) -> Result<Option<WhyNot>, Error> {
        let inputs = &self.problem.inputs;
        let mentee = inputs.mentees.binary_search_by_key(&pair.journey, |mentee| mentee.id);
        let mentor = inputs.mentors.binary_search_by_key(&pair.mentor, |mentor| mentor.id);
        let (Ok(mentee), Ok(mentor)) = (mentee, mentor) else { return Ok(None) };
        let column = self.problem.columns.binary_search(&mentor).ok();
        if column.is_some() && self.column_of(mentee) == column {
            return Ok(Some(WhyNot::Proposed {
                refusing: self.cost(column, mentee, Answer::cost_of_refusing)?,
            }));
        }
        let forbidding = self.problem.rules().forbidding(mentee, mentor);
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
        change: impl Fn(&Answer, &Problem, usize, usize) -> Result<Change, Error>,
    ) -> Result<Option<Cost>, Error> {
        let Some((answer, column)) = self.answer.as_ref().zip(column) else { return Ok(None) };
        let Some(forced) = change(answer, &self.problem, mentee, column)? else { return Ok(None) };
        let mentor = |column: u32| self.problem.inputs.mentors[self.problem.columns[column as usize]].id;
        let moves = forced.chain.iter().map(|step| Move {
            journey: self.problem.inputs.mentees[step.mentee as usize].id,
            from: step.from.map(mentor),
            to: step.to.map(mentor),
        });
        Ok(Some(Cost { tandems: forced.pairs_lost, points: forced.score_lost, moves: moves.collect() }))
    }
}

/// The pinned pairs that can be honoured, as mentees and columns in order; then those that cannot.
fn take_pins(problem: &Problem) -> (Vec<(usize, usize)>, Vec<Pair>) {
    let (mentees, mentors) = (problem.inputs.mentee_positions(), problem.inputs.mentor_positions());
    let mut places = problem.capacities();
    let mut taken = BTreeSet::new();
    let (mut honoured, mut dropped) = (Vec::new(), Vec::new());
    for &pin in &problem.inputs.pinned {
        let (Some(&mentee), Some(&mentor)) = (mentees.get(&pin.journey), mentors.get(&pin.mentor)) else {
            continue;
        };
        let column = problem.columns.binary_search(&mentor).ok().filter(|&column| places[column] > 0);
        match column.filter(|_| problem.rules().allow(mentee, mentor)) {
            Some(column) if taken.insert(mentee) => {
                places[column] -= 1;
                honoured.push((mentee, column));
            }
            _ => dropped.push(pin),
        }
    }
    (honoured, dropped)
}

#[cfg(test)]
mod tests {
    use super::mean;

    #[test]
    fn a_mean_is_rounded_to_the_nearest_point() {
        assert_eq!(
            [(0, 0), (600, 1), (1799, 2), (1798, 2)].map(|(points, pairs)| mean(points, pairs)),
            [0, 600, 900, 899]
        );
        assert_eq!((mean(2000, 3), mean(1000, 3)), (667, 333));
    }
}
