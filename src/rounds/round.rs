//! One run of the matching over all the waiting mentees.
//!
//! As many tandems as possible, then the highest total score. Inputs are sorted by id before solving, and the crate
//! `assignment` breaks ties by that order alone: the order of the rows in a file or a database does not matter, and the
//! same inputs and weights give the same result to the byte.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

pub use super::answer::Extent;
use super::answer::{Answer, Change};
use super::buckets::{Needs, Prices, Search};
pub use super::draft::{AsGood, Draft, MorePlace, NextBest, Proposed, mean};
use super::floors::{self, AtFloor};
use super::inputs::{Inputs, Pair};
use super::left_out::{self, LeftOut};
use super::problem::{Problem, narrow};
use super::reasons::{self, Contribution};
use super::rules::Refusal;
use super::settings::Settings;
use super::shortage::AlternatingPaths;
use crate::db::Id;

/// How many other mentors are shown beside a proposal.
const NEXT_BEST: usize = 3;
/// How many mentors a draft lists with whom one more place would help.
const MORE_PLACES: usize = 8;

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
    /// The rules allow it, but it does not reach the floor of the round.
    UnderFloor {
        /// The score of the pair.
        score: u32,
        /// The contribution of each criterion to the score.
        reasons: Vec<Contribution>,
    },
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
    /// Whether fewer of those who are served first would have a mentor.
    pub passes_over: bool,
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
    pub fn run(inputs: Inputs, settings: impl Into<Settings>) -> Result<Self, Error> {
        let extent = Extent::for_pairs(inputs.mentees.len(), inputs.mentors.len());
        Self::run_over(inputs, settings, extent)
    }

    /// Runs a round with a given extent; the number of tandems and the total do not depend on it.
    pub fn run_over(inputs: Inputs, settings: impl Into<Settings>, extent: Extent) -> Result<Self, Error> {
        let problem = Problem::new(inputs, settings.into());
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
            &self.problem.settings.weights,
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

    /// Every pair that the rules and the floor allow, with its score, sorted by id.
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

    /// How many pairs the rules and the floor allow, and the sum of their scores.
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
            floors: Vec::new(),
            others_as_good: self.answer.as_ref().map(Answer::others_as_good).unwrap_or_default(),
        }
    }

    /// How many tandems each floor leaves. Every pair is solved again for each, so there are none when the round was solved on
    /// shortlists.
    pub fn floors(&self) -> Result<Vec<AtFloor>, Error> {
        match self.extent {
            Extent::Whole if self.answer.is_some() => floors::curve(&self.problem, &self.pins),
            _ => Ok(Vec::new()),
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
                reason: reasons::strongest(
                    &problem.inputs,
                    &problem.pairs,
                    &problem.settings.weights,
                    position,
                ),
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
        let score = reasons.iter().map(|reason| reason.points).sum();
        if !self.problem.settings.floor.is_reached(&reasons) {
            return Ok(Some(WhyNot::UnderFloor { score, reasons }));
        }
        Ok(Some(WhyNot::Allowed {
            score,
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
        let passes_over = self.passes_over(&forced.chain);
        let moves = forced.chain.iter().map(|step| Move {
            journey: self.problem.inputs.mentees[step.mentee as usize].id,
            from: step.from.map(mentor),
            to: step.to.map(mentor),
        });
        Ok(Some(Cost {
            tandems: forced.pairs_lost,
            points: forced.score_lost,
            passes_over,
            moves: moves.collect(),
        }))
    }
}

impl Round {
    /// Whether fewer would have a mentor of the first class in which their number changes.
    fn passes_over(&self, chain: &[assignment::Move]) -> bool {
        let mut lost: BTreeMap<u8, i32> = BTreeMap::new();
        for step in chain {
            let waits_since = self.problem.inputs.mentees[step.mentee as usize].waits_since;
            if let Some(class) = self.problem.settings.class(waits_since) {
                *lost.entry(class).or_default() +=
                    i32::from(step.from.is_some()) - i32::from(step.to.is_some());
            }
        }
        lost.into_values().find(|&lost| lost != 0).is_some_and(|lost| lost > 0)
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
