use statrs::function::beta::beta_reg;

use crate::numbers::bisect;
use crate::{Error, Interval, Level, Result};

/// Counts above this are not exact in floating point.
const LARGEST_COUNT: u64 = 1 << 53;

/// A share of people, as a count and a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    count: u64,
    total: u64,
}

impl Proportion {
    /// `count` people of `total`; refused when the total is 0, or above 2⁵³, or below the count.
    pub fn new(count: u64, total: u64) -> Result<Self> {
        if total == 0 {
            return Err(Error::Empty);
        }
        if count > total || total > LARGEST_COUNT {
            return Err(Error::OutOfRange { what: "x".into(), why: "entre 0 et n" });
        }
        Ok(Self { count, total })
    }

    /// The number of people with the characteristic.
    pub fn count(self) -> f64 {
        self.count as f64
    }

    /// The number of people in all.
    pub fn total(self) -> f64 {
        self.total as f64
    }

    /// The number of people without the characteristic.
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
        // At a count of 0 or of all the ends are exactly 0 and 1; rounding would make that 1e-17.
        let lower = if self.count == 0 { 0.0 } else { (centre - reach) / scale };
        let upper = if self.count == self.total { 1.0 } else { (centre + reach) / scale };
        Interval { lower, upper }
    }

    /// Clopper and Pearson's exact interval (1934): the shares that two one-sided binomial tests do not reject.
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

    /// The share if none of `unknown` more people had the characteristic, and if all of them had (Manski 1990).
    pub fn bounds(self, unknown: u64) -> Interval {
        let all = self.total() + unknown as f64;
        Interval { lower: self.count() / all, upper: (self.count() + unknown as f64) / all }
    }
}
