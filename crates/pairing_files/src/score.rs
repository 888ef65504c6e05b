//! The rules that forbid a pair, and the points that each criterion gives it.

use std::cmp::Reverse;

use crate::error::Error;
use crate::french;
use crate::measure::{Measure, Pair, Sources};

/// The score of a pair that meets every criterion in full.
const FULL_SCORE: u32 = 1000;

/// Closeness, in thousandths, of a criterion that cannot be compared: neither for nor against.
const NEUTRAL: u32 = 500;

/// The rules and the criteria, with what they read of everybody.
pub(crate) struct Scoring {
    rules: Vec<Rule>,
    criteria: Vec<Criterion>,
}

struct Rule {
    name: String,
    not: bool,
    measure: Measure,
}

impl Rule {
    /// A rule on something unknown forbids the pair; a rule that says "not" lets it through.
    fn allows(&self, pair: Pair) -> bool {
        self.measure.holds(pair).map_or(self.not, |holds| holds != self.not)
    }

    /// Why none of these mentors passes, as a French sentence.
    fn refusal(&self, mentee: usize, mentors: &[usize]) -> String {
        let name = &self.name;
        if mentors.iter().all(|&mentor| self.measure.holds((mentee, mentor)).is_none()) {
            return format!("Ce que la règle « {name} » compare n’est pas précisé.");
        }
        if mentors.len() == 1 {
            return format!("Le seul mentor qui reste ne respecte pas la règle « {name} ».");
        }
        let mentors = french::count(mentors.len(), "mentor", "mentors");
        format!("Parmi {mentors}, aucun ne respecte la règle « {name} ».")
    }
}

struct Criterion {
    name: String,
    not: bool,
    measure: Measure,
    max_points: u32,
}

impl Criterion {
    fn points(&self, pair: Pair) -> u32 {
        let closeness = self.measure.closeness(pair);
        let closeness =
            closeness.map_or(NEUTRAL, |closeness| if self.not { 1000 - closeness } else { closeness });
        (self.max_points * closeness + 500) / 1000
    }
}

impl Scoring {
    /// Reads in both files what the rules and criteria compare.
    pub fn read(sources: &mut Sources<'_>) -> Result<Self, Error> {
        let file = sources.criteria;
        let mut rules = Vec::new();
        for rule in file.rules() {
            let measure = Measure::read(&rule.comparison, sources)?;
            rules.push(Rule { name: rule.name.clone(), not: rule.not, measure });
        }
        let weights: Vec<u32> = file.criteria().map(|criterion| criterion.weight).collect();
        let mut criteria = Vec::new();
        for (criterion, max_points) in file.criteria().zip(max_points(&weights)) {
            let measure = Measure::read(&criterion.comparison, sources)?;
            criteria.push(Criterion {
                name: criterion.name.clone(),
                not: criterion.not,
                measure,
                max_points,
            });
        }
        Ok(Self { rules, criteria })
    }

    /// The names of the criteria, in the order of their points.
    pub fn names(&self) -> Vec<String> {
        self.criteria.iter().map(|criterion| criterion.name.clone()).collect()
    }

    /// Whether every rule allows the pair.
    pub fn allows(&self, pair: Pair) -> bool {
        self.rules.iter().all(|rule| rule.allows(pair))
    }

    /// The points of each criterion; their sum is the score, 0 to 1000.
    pub fn points(&self, pair: Pair) -> impl Iterator<Item = u32> {
        self.criteria.iter().map(move |criterion| criterion.points(pair))
    }

    /// What each criterion finds, in French.
    pub fn reason(&self, pair: Pair) -> String {
        let found = self.criteria.iter().map(|criterion| {
            let found = criterion.measure.describe(pair);
            format!("{} : {found}", criterion.name)
        });
        found.collect::<Vec<_>>().join(" ; ")
    }

    /// Why a mentee may go to none of these mentors: the first rule, in the order of the file, that none of those left by
    /// the rules before it passes.
    pub fn why_nobody(&self, mentee: usize, mentors: &[usize]) -> String {
        let mut left = mentors.to_vec();
        for rule in &self.rules {
            let passing: Vec<usize> =
                left.iter().copied().filter(|&mentor| rule.allows((mentee, mentor))).collect();
            if passing.is_empty() && !left.is_empty() {
                return rule.refusal(mentee, &left);
            }
            left = passing;
        }
        "Aucun mentor n’a de place.".to_owned()
    }
}

/// The points each criterion gives at most: its share of 1000, by largest remainder, so that they sum to 1000.
fn max_points(weights: &[u32]) -> Vec<u32> {
    let sum = weights.iter().sum::<u32>().max(1);
    let mut points: Vec<u32> = weights.iter().map(|weight| weight * FULL_SCORE / sum).collect();
    let missing = FULL_SCORE.saturating_sub(points.iter().sum());
    let mut by_remainder: Vec<(&mut u32, &u32)> = points.iter_mut().zip(weights).collect();
    by_remainder.sort_by_key(|(_, weight)| Reverse(**weight * FULL_SCORE % sum));
    by_remainder.into_iter().take(missing as usize).for_each(|(points, _)| *points += 1);
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_points_of_all_criteria_sum_to_a_full_score(weights in prop::collection::vec(0_u32..=100, 1..12)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let max = max_points(&weights);
            prop_assert_eq!(max.iter().sum::<u32>(), FULL_SCORE);
            prop_assert!(max.iter().zip(&weights).all(|(max, weight)| *weight > 0 || *max == 0));
        }
    }
}
