//! One pair outside any round, by the same rules and the same scores.

use std::collections::BTreeSet;

use super::inputs::{Exclusion, Inputs, MenteeInput, MentorInput, Pair};
use super::pairs::Pairs;
use super::reasons::{self, Contribution};
use super::round::Proposed;
use super::rules::{Rule, Rules};
use super::settings::Settings;

/// What the rules and the scores say of one pair.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// Each hard rule, and whether the pair passes it.
    pub rules: Vec<(Rule, bool)>,
    /// The contribution of each criterion to the score.
    pub reasons: Vec<Contribution>,
}

impl ByHand {
    /// Looks at one pair, with the settings of the hub for a new round.
    pub fn of(
        mentee: MenteeInput,
        mentor: MentorInput,
        exclusions: BTreeSet<Exclusion>,
        refused: BTreeSet<Pair>,
    ) -> Self {
        let inputs =
            Inputs { mentors: vec![mentor], mentees: vec![mentee], exclusions, refused, ..Inputs::default() };
        let pairs = Pairs::new(&inputs);
        let rules = Rules { inputs: &inputs, pairs: &pairs };
        Self {
            rules: Rule::ALL.iter().map(|&rule| (rule, rules.allows(rule, 0, 0))).collect(),
            reasons: reasons::contributions(&inputs, &pairs, &Settings::default().weights, (0, 0)),
        }
    }

    /// The rules that it breaks.
    pub fn broken(&self) -> impl Iterator<Item = Rule> {
        self.rules.iter().filter(|(_, passed)| !passed).map(|(rule, _)| *rule)
    }

    /// The score, 0 to 1000.
    pub fn score(&self) -> u32 {
        self.reasons.iter().map(|reason| reason.points).sum()
    }

    /// The pair as a round would propose it.
    pub fn proposed(self, pair: Pair) -> Proposed {
        Proposed {
            journey: pair.journey,
            mentor: pair.mentor,
            score: self.score(),
            reasons: self.reasons,
            next_best: Vec::new(),
        }
    }
}
