//! What forbids a pair, and what each criterion gives it.

use std::cmp::Reverse;

use super::criteria_file::CriteriaFile;
use super::error::FilesError;
use super::measure::{Measure, Pair};
use super::people::People;
use super::values::Remarks;
use crate::french;

/// The score of a pair that meets every criterion in full.
const FULL_SCORE: u32 = 1000;

/// Thousandths for a criterion on which one side says nothing: neither for nor against.
const NEUTRAL: u32 = 500;

/// The rules and the criteria, with what they read of everybody.
pub(super) struct Scoring {
    rules: Vec<Rule>,
    criteria: Vec<Criterion>,
}

struct Rule {
    name: String,
    not: bool,
    measure: Measure,
}

impl Rule {
    /// What is not known holds no rule, and breaks none that says "not".
    fn allows(&self, pair: Pair) -> bool {
        self.measure.holds(pair).map_or(self.not, |holds| holds != self.not)
    }
}

struct Criterion {
    name: String,
    not: bool,
    measure: Measure,
    /// The most points it gives.
    most: u32,
}

impl Criterion {
    fn points(&self, pair: Pair) -> u32 {
        let closeness = self.measure.closeness(pair);
        let closeness = closeness.map_or(NEUTRAL, |met| if self.not { 1000 - met } else { met });
        (self.most * closeness + 500) / 1000
    }
}

impl Scoring {
    /// Reads in both files what the rules and criteria compare.
    pub fn read(
        file: &CriteriaFile,
        people: (&People, &People),
        remarks: &mut Remarks,
    ) -> Result<Self, FilesError> {
        let mut rules = Vec::new();
        for rule in file.rules() {
            let measure = Measure::read(&rule.comparison, file, people, remarks)?;
            rules.push(Rule { name: rule.name.clone(), not: rule.not, measure });
        }
        let weights: Vec<u32> = file.criteria().map(|criterion| criterion.weight).collect();
        let mut criteria = Vec::new();
        for (criterion, most) in file.criteria().zip(most_points(&weights)) {
            let measure = Measure::read(&criterion.comparison, file, people, remarks)?;
            criteria.push(Criterion { name: criterion.name.clone(), not: criterion.not, measure, most });
        }
        Ok(Self { rules, criteria })
    }

    /// The names of the criteria, in the order of their points.
    pub fn names(&self) -> Vec<String> {
        self.criteria.iter().map(|criterion| criterion.name.clone()).collect()
    }

    /// Whether every rule lets the pair through.
    pub fn allows(&self, pair: Pair) -> bool {
        self.rules.iter().all(|rule| rule.allows(pair))
    }

    /// The points of each criterion; their sum is the score, 0 to 1000.
    pub fn points(&self, pair: Pair) -> impl Iterator<Item = u32> {
        self.criteria.iter().map(move |criterion| criterion.points(pair))
    }

    /// What each criterion finds, in French.
    pub fn reason(&self, pair: Pair) -> String {
        let told = self
            .criteria
            .iter()
            .map(|criterion| format!("{} : {}", criterion.name, criterion.measure.told(pair)));
        told.collect::<Vec<_>>().join(" ; ")
    }

    /// Applies the rules one after the other, and tells at which one none of the mentors was left.
    pub fn narrowing(&self, mentee: usize, mentors: &[usize]) -> String {
        let mut left = mentors.to_vec();
        for rule in &self.rules {
            let next: Vec<usize> =
                left.iter().copied().filter(|&mentor| rule.allows((mentee, mentor))).collect();
            if next.is_empty() {
                return emptied(rule, mentee, &left);
            }
            left = next;
        }
        "Aucun mentor n’a de place.".to_owned()
    }
}

/// The sentence of the rule that none of these mentors passes.
fn emptied(rule: &Rule, mentee: usize, mentors: &[usize]) -> String {
    if mentors.iter().all(|&mentor| rule.measure.holds((mentee, mentor)).is_none()) && !mentors.is_empty() {
        return format!("Ce que la règle « {} » compare n’est pas précisé.", rule.name);
    }
    match mentors.len() {
        0 => "Aucun mentor n’a de place.".to_owned(),
        1 => format!("Le seul mentor qui reste ne respecte pas la règle « {} ».", rule.name),
        _ => format!(
            "Parmi {}, aucun ne respecte la règle « {} ».",
            french::count(mentors.len(), "mentor", "mentors"),
            rule.name
        ),
    }
}

/// The most points each criterion gives: its share of 1000, by largest remainders, so that they sum to 1000.
fn most_points(weights: &[u32]) -> Vec<u32> {
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
            let most = most_points(&weights);
            prop_assert_eq!(most.iter().sum::<u32>(), FULL_SCORE);
            prop_assert!(most.iter().zip(&weights).all(|(most, weight)| *weight > 0 || *most == 0));
        }
    }
}
