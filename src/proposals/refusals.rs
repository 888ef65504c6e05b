//! Why pairs that were proposed came to nothing: what mentors lack is learnt from it, and nobody is ranked by it.

use std::collections::BTreeMap;

use super::proposal::{Party, Refusal};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What refusals are counted by, of the journey that they are about.
    Grouping {
        Track = "track", "Par parcours";
        Sector = "sector", "Par secteur visé";
        Place = "place", "Par lieu";
    }
}

vocabulary! {
    /// Over how long they are counted.
    Period {
        Quarter = "3", "Trois mois";
        HalfYear = "6", "Six mois";
        Year = "12", "Un an";
    }
}

impl Period {
    /// How many days that is.
    pub fn days(self) -> i64 {
        match self {
            Self::Quarter => 91,
            Self::HalfYear => 183,
            Self::Year => 365,
        }
    }
}

/// What one side said, or did not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// A no with a reason of the list; none for one in words only.
    No(Option<Refusal>),
    /// Nothing, until the proposal was closed.
    Nothing,
    /// That it is not the moment.
    Later,
}

impl Said {
    /// The code by which it is counted.
    pub fn code(self) -> &'static str {
        match self {
            Self::No(Some(refusal)) => refusal.code(),
            Self::No(None) => "in_words",
            Self::Nothing => "nothing",
            Self::Later => "later",
        }
    }

    /// What a code stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "in_words" => Some(Self::No(None)),
            "nothing" => Some(Self::Nothing),
            "later" => Some(Self::Later),
            _ => Refusal::from_code(code).map(|refusal| Self::No(Some(refusal))),
        }
    }
}

/// How many proposals came to nothing for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The code of the track, sector or place; none where that is not known, or nothing is told apart.
    pub group: Option<String>,
    /// The side that said it.
    pub party: Party,
    /// What it said.
    pub said: Said,
    /// How often.
    pub count: u32,
}

/// What the two sides said, in one track, sector or place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(Party, Said), u32>);

impl Tally {
    /// The counts of each group, the most refusals first.
    pub fn by_group(counted: &[Counted]) -> Vec<(Option<String>, Self)> {
        let mut groups: BTreeMap<Option<String>, Self> = BTreeMap::new();
        for one in counted {
            let tally = groups.entry(one.group.clone()).or_default();
            *tally.0.entry((one.party, one.said)).or_default() += one.count;
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(group, tally)| (std::cmp::Reverse(tally.refusals(None)), group.clone()));
        groups
    }

    /// How often a side said something.
    pub fn of(&self, party: Party, said: Said) -> u32 {
        self.0.get(&(party, said)).copied().unwrap_or_default()
    }

    /// How many noes there are, of one side or of both. Silence is no answer, and whoever asks to wait says no to nobody.
    pub fn refusals(&self, party: Option<Party>) -> u32 {
        let is_no = |(side, said): &(Party, Said)| {
            party.is_none_or(|party| party == *side) && matches!(said, Said::No(_))
        };
        self.0.iter().filter(|(key, _)| is_no(key)).map(|(_, count)| count).sum()
    }

    /// The reason of the list that was given most often, by either side.
    pub fn most_frequent(&self) -> Option<Refusal> {
        let mut of_reason: BTreeMap<Refusal, u32> = BTreeMap::new();
        for ((_, said), count) in &self.0 {
            if let Said::No(Some(refusal)) = said {
                *of_reason.entry(*refusal).or_default() += count;
            }
        }
        of_reason
            .into_iter()
            .max_by_key(|(refusal, count)| (*count, std::cmp::Reverse(*refusal)))
            .map(|(refusal, _)| refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_waiting_are_no_refusals() {
        let counted =
            |group: &str, party, said, count| Counted { group: Some(group.to_owned()), party, said, count };
        let tallies = Tally::by_group(&[
            counted("creation", Party::Mentor, Said::Nothing, 9),
            counted("creation", Party::Mentor, Said::Later, 4),
            counted("creation", Party::Mentee, Said::No(None), 1),
            counted("employment", Party::Mentor, Said::No(Some(Refusal::NoTime)), 2),
            counted("employment", Party::Mentee, Said::No(Some(Refusal::NoTime)), 1),
            counted("employment", Party::Mentee, Said::No(Some(Refusal::TooFar)), 2),
        ]);
        let groups: Vec<_> =
            tallies.iter().map(|(group, tally)| (group.as_deref(), tally.refusals(None))).collect();
        assert_eq!(groups, [(Some("employment"), 5), (Some("creation"), 1)]);
        assert_eq!(tallies[0].1.refusals(Some(Party::Mentor)), 2);
        assert_eq!(tallies[0].1.most_frequent(), Some(Refusal::NoTime));
        assert_eq!(tallies[1].1.of(Party::Mentor, Said::Nothing), 9);
    }

    #[test]
    fn every_code_is_read_as_it_was_written() {
        let noes = Refusal::ALL.iter().map(|refusal| Said::No(Some(*refusal)));
        for said in noes.chain([Said::No(None), Said::Nothing, Said::Later]) {
            assert_eq!(Said::from_code(said.code()), Some(said));
        }
    }
}
