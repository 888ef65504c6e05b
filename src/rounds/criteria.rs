//! The criteria of a round and their weights.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A soft preference: the closer the two sides, the more points the pair scores.
    Criterion {
        Trade = "trade", "Métier";
        Sector = "sector", "Secteur";
        Topics = "topics", "Besoins";
        Distance = "distance", "Proximité";
        Availability = "availability", "Disponibilités";
        Language = "language", "Langue";
        Style = "style", "Façon de travailler";
    }
}

/// How many criteria there are.
pub const CRITERIA: usize = Criterion::ALL.len();

/// The score of a pair with full closeness on every criterion.
pub const FULL_SCORE: u32 = 1000;

/// The greatest weight of a criterion.
pub const LARGEST_WEIGHT: u32 = 100;

/// How much each criterion counts, 0 to 100, in the order of [`Criterion::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights([u32; CRITERIA]);

impl Default for Weights {
    fn default() -> Self {
        Self([80, 40, 70, 40, 30, 20, 20])
    }
}

/// Why a set of weights is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// A weight is greater than [`LARGEST_WEIGHT`].
    #[error("Chaque poids est un nombre entier de 0 à 100.")]
    TooLarge,
    /// Every weight is 0, so that no pair would be better than another.
    #[error("Donnez un poids à un critère au moins : sinon aucun binôme ne vaut mieux qu’un autre.")]
    AllZero,
}

impl Weights {
    /// Checks weights given in the order of [`Criterion::ALL`].
    pub fn new(weights: [u32; CRITERIA]) -> Result<Self, WeightsError> {
        if weights.iter().any(|&weight| weight > LARGEST_WEIGHT) {
            return Err(WeightsError::TooLarge);
        }
        if weights.iter().all(|&weight| weight == 0) {
            return Err(WeightsError::AllZero);
        }
        Ok(Self(weights))
    }

    /// The weight of a criterion, 0 to 100.
    pub fn of(&self, criterion: Criterion) -> u32 {
        self.0[criterion as usize]
    }

    /// The most points each criterion can give: its share of 1000, rounded by the largest remainder method so that the sum
    /// is exactly 1000.
    pub fn most_points(&self) -> [u32; CRITERIA] {
        let sum: u32 = self.0.iter().sum::<u32>().max(1);
        let mut points = self.0.map(|weight| weight * FULL_SCORE / sum);
        let mut by_remainder: Vec<usize> = (0..CRITERIA).collect();
        by_remainder.sort_by_key(|&index| std::cmp::Reverse(self.0[index] * FULL_SCORE % sum));
        let missing = FULL_SCORE.saturating_sub(points.iter().sum());
        for &index in by_remainder.iter().take(missing as usize) {
            points[index] += 1;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_points_of_all_criteria_sum_to_a_full_score(weights in prop::array::uniform7(0_u32..=100)) {
            if let Ok(weights) = Weights::new(weights) {
                prop_assert_eq!(weights.most_points().iter().sum::<u32>(), FULL_SCORE);
            }
        }

        #[test]
        fn a_criterion_without_weight_gives_no_point(weights in prop::array::uniform7(0_u32..=100)) {
            if let Ok(sound) = Weights::new(weights) {
                for (weight, points) in weights.iter().zip(sound.most_points()) {
                    prop_assert!(*weight > 0 || points == 0);
                }
            }
        }
    }

    #[test]
    fn weights_that_are_all_zero_or_too_large_are_refused() {
        assert_eq!(Weights::new([0; 7]), Err(WeightsError::AllZero));
        assert_eq!(Weights::new([101, 0, 0, 0, 0, 0, 0]), Err(WeightsError::TooLarge));
    }
}
