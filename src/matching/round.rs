//! One run of the matching over everybody who waits.
//!
//! As many tandems as possible, then the highest total score. Inputs are put in the order of their keys before
//! solving, and the crate `assignment` breaks ties by that order alone: the order of the rows in a file or a
//! database changes nothing, and the same inputs and weights give the same result to the byte.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use assignment::{Instance, Policy, Solution};
use serde::{Deserialize, Serialize};

use super::criteria::{CRITERIA, Weights};
use super::inputs::{Inputs, Pair};
use super::left_out::{self, LeftOut};
use super::pairs::Pairs;
use super::reasons::{self, Contribution};
use super::rules::{Refusal, Rules};
use crate::db::Id;

/// How many other mentors are shown beside a proposal.
const NEXT_BEST: usize = 3;

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
    Proposed,
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

/// What forming a pair would cost the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Tandems lost.
    pub tandems: i64,
    /// Points lost.
    pub points: i64,
    /// How many other people would change mentors.
    pub moved: usize,
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
    inputs: Inputs,
    weights: Weights,
    pairs: Pairs,
    /// The position of the mentor of each column: only those with a free place.
    columns: Vec<usize>,
    solved: Option<(Instance, Solution)>,
    pins_dropped: Vec<Pair>,
}

impl Round {
    /// Runs a round and verifies the proof of its answer.
    pub fn run(inputs: Inputs, weights: Weights) -> Result<Self, Error> {
        let inputs = inputs.sorted();
        let pairs = Pairs::new(&inputs);
        let columns: Vec<usize> =
            (0..inputs.mentors.len()).filter(|&mentor| inputs.mentors[mentor].places > 0).collect();
        let mut round = Self { inputs, weights, pairs, columns, solved: None, pins_dropped: Vec::new() };
        let pins = round.take_pins();
        if !round.columns.is_empty() && !round.inputs.mentees.is_empty() {
            let instance = round.instance(&pins)?;
            let solution = instance.solve(Policy::MostTandems)?;
            solution.certify(&instance)?;
            round.solved = Some((instance, solution));
        }
        Ok(round)
    }

    fn instance(&self, pins: &[(usize, usize)]) -> Result<Instance, assignment::Error> {
        let capacities = self.columns.iter().map(|&mentor| self.inputs.mentors[mentor].places).collect();
        let mut builder = Instance::builder(self.inputs.mentees.len(), capacities);
        let most = self.weights.most_points();
        for mentee in 0..self.inputs.mentees.len() {
            for (column, &mentor) in self.columns.iter().enumerate() {
                if self.rules().allow(mentee, mentor) {
                    builder.edge(narrow(mentee), narrow(column), self.score(&most, mentee, mentor));
                }
            }
        }
        for &(mentee, column) in pins {
            builder.pin(narrow(mentee), narrow(column));
        }
        builder.build()
    }

    /// The pinned pairs that can be kept, in order; the others are noted as dropped.
    fn take_pins(&mut self) -> Vec<(usize, usize)> {
        let (mentees, mentors) = (self.inputs.mentee_positions(), self.inputs.mentor_positions());
        let mut places: Vec<u32> =
            self.columns.iter().map(|&mentor| self.inputs.mentors[mentor].places).collect();
        let mut taken = BTreeSet::new();
        let mut kept = Vec::new();
        for &pin in &self.inputs.pinned {
            let (Some(&mentee), Some(&mentor)) = (mentees.get(&pin.journey), mentors.get(&pin.mentor)) else {
                continue;
            };
            let column = self.columns.binary_search(&mentor).ok().filter(|&column| places[column] > 0);
            match column.filter(|_| self.rules().allow(mentee, mentor)) {
                Some(column) if taken.insert(mentee) => {
                    places[column] -= 1;
                    kept.push((mentee, column));
                }
                _ => self.pins_dropped.push(pin),
            }
        }
        kept
    }

    fn rules(&self) -> Rules<'_> {
        Rules { inputs: &self.inputs, pairs: &self.pairs }
    }

    fn score(&self, most: &[u32; CRITERIA], mentee: usize, mentor: usize) -> u16 {
        let closeness =
            reasons::closeness(&self.pairs, &self.pairs.mentees[mentee], &self.pairs.mentors[mentor]);
        u16::try_from(reasons::score(most, &closeness)).unwrap_or(u16::MAX).min(1000)
    }

    fn reasons(&self, mentee: usize, mentor: usize) -> Vec<Contribution> {
        reasons::contributions(&self.inputs, &self.pairs, &self.weights, (mentee, mentor))
    }

    fn mentor_of(&self, mentee: usize) -> Option<usize> {
        let (_, solution) = self.solved.as_ref()?;
        solution.mentor_of(narrow(mentee)).map(|column| self.columns[column as usize])
    }

    /// What the round read.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// What the round proposes.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft {
            places: self.inputs.places(),
            total: self.solved.as_ref().map_or(0, |(_, solution)| solution.total()),
            pins_dropped: self.pins_dropped.clone(),
            ..Draft::default()
        };
        for mentee in 0..self.inputs.mentees.len() {
            match self.mentor_of(mentee) {
                Some(mentor) => draft.proposals.push(self.proposed(mentee, mentor)),
                None => draft.left_out.push(self.left_out(mentee)),
            }
        }
        draft
    }

    fn proposed(&self, mentee: usize, mentor: usize) -> Proposed {
        let reasons = self.reasons(mentee, mentor);
        Proposed {
            journey: self.inputs.mentees[mentee].id,
            mentor: self.inputs.mentors[mentor].id,
            score: reasons.iter().map(|reason| reason.points).sum(),
            reasons,
            next_best: self.next_best(mentee, mentor),
        }
    }

    /// The best mentors the rules allow besides the one proposed; among equals, the lowest key first.
    fn next_best(&self, mentee: usize, proposed: usize) -> Vec<NextBest> {
        let most = self.weights.most_points();
        let mut others: Vec<(Reverse<u16>, usize)> = self
            .columns
            .iter()
            .filter(|&&mentor| mentor != proposed && self.rules().allow(mentee, mentor))
            .map(|&mentor| (Reverse(self.score(&most, mentee, mentor)), mentor))
            .collect();
        others.sort_unstable();
        others.truncate(NEXT_BEST);
        others
            .into_iter()
            .map(|(Reverse(score), mentor)| {
                let reasons = self.reasons(mentee, mentor);
                let reason = strongest(&reasons).first().map(|reason| reason.sentence.clone());
                NextBest {
                    mentor: self.inputs.mentors[mentor].id,
                    score: u32::from(score),
                    reason: reason.unwrap_or_default(),
                }
            })
            .collect()
    }

    fn left_out(&self, mentee: usize) -> LeftOut {
        let outcome = self
            .solved
            .as_ref()
            .and_then(|(instance, solution)| solution.why_left_out(instance, narrow(mentee)));
        LeftOut {
            journey: self.inputs.mentees[mentee].id,
            sentence: left_out::sentence(&self.rules(), mentee, outcome),
        }
    }

    /// Why a mentee was not given a mentor; `None` when one of them was not part of the round.
    pub fn why_not(&self, pair: Pair) -> Option<WhyNot> {
        let mentee = self.inputs.mentees.binary_search_by_key(&pair.journey, |mentee| mentee.id).ok()?;
        let mentor = self.inputs.mentors.binary_search_by_key(&pair.mentor, |mentor| mentor.id).ok()?;
        if self.mentor_of(mentee) == Some(mentor) {
            return Some(WhyNot::Proposed);
        }
        let forbidding = self.rules().forbidding(mentee, mentor);
        if !forbidding.is_empty() {
            return Some(WhyNot::Forbidden(forbidding.into_iter().map(|rule| Refusal { rule }).collect()));
        }
        let reasons = self.reasons(mentee, mentor);
        Some(WhyNot::Allowed {
            score: reasons.iter().map(|reason| reason.points).sum(),
            reasons,
            cost: self.cost(mentee, mentor),
        })
    }

    fn cost(&self, mentee: usize, mentor: usize) -> Option<Cost> {
        let (instance, solution) = self.solved.as_ref()?;
        let column = self.columns.binary_search(&mentor).ok()?;
        let forced = solution.cost_of_forcing(instance, narrow(mentee), narrow(column)).ok()?;
        Some(Cost {
            tandems: forced.pairs_lost,
            points: forced.score_lost,
            moved: forced.chain.len().saturating_sub(1),
        })
    }
}

/// A position as the crate `assignment` counts it; a hub has fewer than four thousand million people.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
