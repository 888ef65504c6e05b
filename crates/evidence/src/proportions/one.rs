use statrs::function::beta::beta_reg;

use crate::numbers::bisect;
use crate::{Error, Interval, Level, Result};

/// Counts past this are not exact in floating point.
const LARGEST_COUNT: u64 = 1 << 53;

/// So many of so many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    count: u64,
    total: u64,
}

impl Proportion {
    /// `count` people of `total`; refused for nobody at all or for more than all.
    pub fn new(count: u64, total: u64) -> Result<Self> {
        if total == 0 {
            return Err(Error::Empty);
        }
        if count > total || total > LARGEST_COUNT {
            return Err(Error::OutOfRange { what: "x".into(), why: "entre 0 et n" });
        }
        Ok(Self { count, total })
    }

    /// Those who have it.
    pub fn count(self) -> f64 {
        self.count as f64
    }

    /// All of them.
    pub fn total(self) -> f64 {
        self.total as f64
    }

    /// Those who do not have it.
    pub fn rest(self) -> f64 {
        (self.total - self.count) as f64
    }

    /// The share, in [0, 1].
    pub fn value(self) -> f64 {
        self.count() / self.total()
    }

    /// Wilson's score interval (1927), without continuity correction.
    pub fn wilson(self, level: Level) -> Interval {
        let (p, n, z2) = (self.value(), self.total(), level.z().powi(2));
        let centre = p + z2 / (2.0 * n);
        let reach = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt();
        let scale = 1.0 + z2 / n;
        // The ends are exactly 0 and 1 there; rounding would leave 1e-17.
        let lower = if self.count == 0 { 0.0 } else { (centre - reach) / scale };
        let upper = if self.count == self.total { 1.0 } else { (centre + reach) / scale };
        Interval { lower, upper }
    }

    /// Clopper and Pearson's exact interval (1934): the shares under which the count would not be surprising.
    pub fn clopper_pearson(self, level: Level) -> Interval {
        let (x, rest, tail) = (self.count(), self.rest(), level.alpha() / 2.0);
        let lower = match self.count {
            0 => 0.0,
            _ => bisect(0.0, 1.0, |p| beta_reg(x, rest + 1.0, p) - tail),
        };
        let upper = match self.total - self.count {
            0 => 1.0,
            _ => bisect(0.0, 1.0, |p| beta_reg(x + 1.0, rest, p) - (1.0 - tail)),
        };
        Interval { lower, upper }
    }

    /// The share if none of `unknown` further people had it, and if all of them had (Manski 1990).
    pub fn bounds(self, unknown: u64) -> Interval {
        let all = self.total() + unknown as f64;
        Interval { lower: self.count() / all, upper: (self.count() + unknown as f64) / all }
    }
}
