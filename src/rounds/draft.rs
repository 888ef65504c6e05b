//! The result of a round: its pairs with their reasons, and whoever is left out.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::floors::AtFloor;
use super::inputs::Pair;
use super::left_out::LeftOut;
use super::reasons::{Contribution, covers_no_need};
use crate::db::Id;

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
    /// How many tandems each floor leaves, see [`Round::floors`](super::round::Round::floors).
    #[serde(default)]
    pub floors: Vec<AtFloor>,
    /// Who has another mentor in another set that is as good.
    #[serde(default)]
    pub others_as_good: AsGood,
}

/// The people who have another mentor, or none, in another set with as many tandems and points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsGood {
    /// How many; 0 when there is no such set.
    pub people: u32,
    /// Whether there may be more: the round was solved on shortlists.
    pub at_least: bool,
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

    /// Whether the mentee says what they need and the mentor can help with none of it: a coordinator looks twice.
    pub fn covers_no_need(&self) -> bool {
        covers_no_need(&self.reasons)
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
