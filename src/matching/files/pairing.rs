//! The best overall set of tandems between the people of two files.

use assignment::{Instance, LeftOut, Policy, Solution};

use super::error::FilesError;
use super::measure::Pair;
use super::score::Scoring;
use crate::french;

/// The most pairs weighed at once; each takes a few tens of bytes.
const MOST_PAIRS: usize = 20_000_000;

/// As many tandems as possible, then the highest total, with its proof verified.
pub(super) struct Pairing {
    scoring: Scoring,
    /// The position of the mentor of each column of the instance: only those with a place.
    columns: Vec<usize>,
    solved: Option<(Instance, Solution)>,
}

impl Pairing {
    /// Pairs this many mentees with mentors who have these places.
    pub fn of(scoring: Scoring, mentees: usize, places: &[u32]) -> Result<Self, FilesError> {
        let columns: Vec<usize> =
            (0..places.len()).filter(|&mentor| places.get(mentor) != Some(&0)).collect();
        if mentees.saturating_mul(columns.len()) > MOST_PAIRS {
            return Err(FilesError::TooManyPairs { mentees, mentors: columns.len(), most: MOST_PAIRS });
        }
        let mut pairing = Self { scoring, columns, solved: None };
        if mentees > 0 && !pairing.columns.is_empty() {
            let capacities = places.iter().copied().filter(|&places| places > 0).collect();
            pairing.solved = Some(pairing.solve(mentees, capacities)?);
        }
        Ok(pairing)
    }

    fn solve(&self, mentees: usize, capacities: Vec<u32>) -> Result<(Instance, Solution), FilesError> {
        let mut builder = Instance::builder(mentees, capacities);
        for mentee in 0..mentees {
            for (column, &mentor) in self.columns.iter().enumerate() {
                if self.scoring.allows((mentee, mentor)) {
                    builder.edge(narrow(mentee), narrow(column), self.score((mentee, mentor)));
                }
            }
        }
        let instance = builder.build().map_err(|error| FilesError::Unproven(error.to_string()))?;
        let solution =
            instance.solve(Policy::MostTandems).map_err(|error| FilesError::Unproven(error.to_string()))?;
        solution.certify(&instance).map_err(|error| FilesError::Unproven(error.to_string()))?;
        Ok((instance, solution))
    }

    fn score(&self, pair: Pair) -> u16 {
        u16::try_from(self.scoring.points(pair).sum::<u32>()).unwrap_or(u16::MAX)
    }

    /// What gives the pairs their points.
    pub fn scoring(&self) -> &Scoring {
        &self.scoring
    }

    /// The sum of the scores.
    pub fn total(&self) -> u64 {
        self.solved.as_ref().map_or(0, |(_, solution)| solution.total())
    }

    /// The mentor proposed to a mentee.
    pub fn mentor_of(&self, mentee: usize) -> Option<usize> {
        let (_, solution) = self.solved.as_ref()?;
        solution.mentor_of(narrow(mentee)).and_then(|column| self.columns.get(column as usize).copied())
    }

    /// Why a mentee stays without a mentor, in French.
    pub fn left_out(&self, mentee: usize) -> String {
        let outcome = self
            .solved
            .as_ref()
            .and_then(|(instance, solution)| solution.why_left_out(instance, narrow(mentee)));
        match outcome {
            Some(LeftOut::Shortage { mentees, places }) => format!(
                "{} se partagent {}, quels que soient les poids.",
                french::count(mentees, "personne", "personnes"),
                french::count(places, "place", "places")
            ),
            Some(LeftOut::Outbid { .. } | LeftOut::Outranked) => {
                "Ses mentors possibles sont proposés à d’autres : la meilleure répartition d’ensemble leur donne la place."
                    .to_owned()
            }
            Some(LeftOut::NoEdge) | None => self.scoring.narrowing(mentee, &self.columns),
        }
    }
}

/// A position as the crate `assignment` counts it; files are far shorter than four thousand million lines.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
