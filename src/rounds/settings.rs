//! What a coordinator sets for a round: what counts, the least that a pair must reach, and who is served first.

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

use super::criteria::Weights;
use super::reasons::{Contribution, covers_no_need};
use crate::french;

/// Whoever has waited this long is served before the others, and whoever has waited twice as long before them.
const LONG: Duration = Duration::weeks(13);
const VERY_LONG: Duration = Duration::weeks(26);

/// The settings of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How much each criterion counts.
    pub weights: Weights,
    /// What a pair must reach to be formed.
    pub floor: Floor,
    /// The day on which waits are counted, when those who have waited longest are served first.
    pub longest_first: Option<Date>,
}

impl Settings {
    /// The priority class of somebody who has waited since a day, 1 first; `None` when waits do not count.
    pub fn class(&self, waits_since: Date) -> Option<u8> {
        let waited = self.longest_first? - waits_since;
        Some(if waited >= VERY_LONG {
            1
        } else if waited >= LONG {
            2
        } else {
            3
        })
    }
}

impl From<Weights> for Settings {
    fn from(weights: Weights) -> Self {
        Self { weights, ..Self::default() }
    }
}

/// The least that a pair must reach to be formed, unless it is pinned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// The least score, 0 to 1000.
    pub points: u32,
    /// Whether the mentor must help with one need at least of a mentee who says some.
    pub one_need: bool,
}

impl Floor {
    /// Whether any pair reaches it.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Whether a pair reaches it, by its reasons.
    pub fn is_reached(self, reasons: &[Contribution]) -> bool {
        let score: u32 = reasons.iter().map(|reason| reason.points).sum();
        score >= self.points && !(self.one_need && covers_no_need(reasons))
    }

    /// "300 points et un besoin couvert"; empty when any pair reaches it.
    pub fn words(self) -> String {
        let points = (self.points > 0).then(|| french::count(self.points as usize, "point", "points"));
        let need = self.one_need.then(|| "un besoin couvert".to_owned());
        points.into_iter().chain(need).collect::<Vec<_>>().join(" et ")
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn who_waited_half_a_year_comes_first_then_who_waited_a_quarter() {
        let settings = Settings { longest_first: Some(date!(2026 - 07 - 02)), ..Settings::default() };
        let classes =
            [date!(2026 - 01 - 01), date!(2026 - 01 - 02), date!(2026 - 04 - 02), date!(2026 - 06 - 30)];
        assert_eq!(classes.map(|since| settings.class(since)), [Some(1), Some(2), Some(2), Some(3)]);
        assert_eq!(Settings::default().class(date!(2020 - 01 - 01)), None);
    }

    #[test]
    fn a_floor_is_said_in_words() {
        let floor = |points, one_need| Floor { points, one_need }.words();
        assert_eq!([floor(0, false), floor(0, true)], ["", "un besoin couvert"]);
        assert_eq!(floor(300, true), "300\u{a0}points et un besoin couvert");
    }
}
