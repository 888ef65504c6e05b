//! The best overall set of pairs between the people of two files.

use assignment::{Instance, LeftOut, Policy, Solution};

use crate::error::Error;
use crate::french;
use crate::measure::Pair;
use crate::score::Scoring;

/// The most pairs weighed at once; each takes a few tens of bytes.
const MAX_PAIRS: usize = 20_000_000;

/// As many pairs as possible, then the highest total, with a proof that has been checked.
pub(crate) struct Pairing {
    scoring: Scoring,
    /// The position in the file of each mentor of the instance, which has only those with a place.
    mentors: Vec<usize>,
    solved: Option<(Instance, Solution)>,
}

impl Pairing {
    /// Pairs this many mentees with mentors of these capacities.
    pub fn solve(scoring: Scoring, mentees: usize, capacities: &[u32]) -> Result<Self, Error> {
        let with_a_place = capacities.iter().enumerate().filter(|(_, capacity)| **capacity > 0);
        let (mentors, capacities): (Vec<usize>, Vec<u32>) = with_a_place.unzip();
        if mentees.saturating_mul(mentors.len()) > MAX_PAIRS {
            return Err(Error::TooManyPairs { mentees, mentors: mentors.len(), max: MAX_PAIRS });
        }
        let mut pairing = Self { scoring, mentors, solved: None };
        if mentees > 0 && !capacities.is_empty() {
            pairing.solved = Some(pairing.solution(mentees, capacities)?);
        }
        Ok(pairing)
    }

    fn solution(&self, mentees: usize, capacities: Vec<u32>) -> Result<(Instance, Solution), Error> {
        let mut builder = Instance::builder(mentees, capacities);
        for mentee in 0..mentees {
            for (index, &mentor) in self.mentors.iter().enumerate() {
                if self.scoring.allows((mentee, mentor)) {
                    builder.edge(narrow(mentee), narrow(index), self.score((mentee, mentor)));
                }
            }
        }
        let instance = builder.build().map_err(|error| Error::Unproven(error.to_string()))?;
        let solution =
            instance.solve(Policy::MostTandems).map_err(|error| Error::Unproven(error.to_string()))?;
        solution.certify(&instance).map_err(|error| Error::Unproven(error.to_string()))?;
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
        solution.mentor_of(narrow(mentee)).and_then(|index| self.mentors.get(index as usize).copied())
    }

    /// Why a mentee has no mentor, as a French sentence.
    pub fn why_left_out(&self, mentee: usize) -> String {
        let solved = self.solved.as_ref();
        let why = solved.and_then(|(instance, solution)| solution.why_left_out(instance, narrow(mentee)));
        match why {
            Some(LeftOut::Shortage { mentees, places }) => format!(
                "{} se partagent {}, quels que soient les poids.",
                french::count(mentees, "personne", "personnes"),
                french::count(places, "place", "places")
            ),
            Some(LeftOut::Outbid { .. } | LeftOut::Outranked) => {
                "Ses mentors possibles sont proposés à d’autres : la meilleure répartition d’ensemble leur donne la place."
                    .to_owned()
            }
            Some(LeftOut::NoEdge) | None => self.scoring.why_nobody(mentee, &self.mentors),
        }
    }
}

/// A position as the crate `assignment` counts it; [`MAX_PAIRS`] is far below four thousand million.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
