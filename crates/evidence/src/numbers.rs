//! What answers are made of: confidence levels, intervals, tests, and the functions they need.

use statrs::function::{erf, gamma};

use crate::{Error, Result};

/// A confidence level in (0, 1): how often an interval built this way covers the true value. 95 % by default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level(f64);

impl Default for Level {
    fn default() -> Self {
        Self(0.95)
    }
}

impl Level {
    /// A level strictly between 0 and 1; [`Error::OutOfRange`] otherwise.
    pub fn new(level: f64) -> Result<Self> {
        let known = level.is_finite() && level > 0.0 && level < 1.0;
        known
            .then_some(Self(level))
            .ok_or(Error::OutOfRange { what: "niveau de confiance".into(), why: "entre 0 et 1 exclus" })
    }

    /// One minus the level: the probability left out on both sides together.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// The standard normal quantile that leaves half of alpha above it: 1.96 at 95 %.
    pub fn z(self) -> f64 {
        normal_quantile(1.0 - self.alpha() / 2.0)
    }
}

/// A confidence interval, in the unit of what it estimates.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the two ends of an interval")]
pub struct Interval {
    pub lower: f64,
    pub upper: f64,
}

impl Interval {
    /// The normal interval `value ± z · std_error`.
    pub fn around(value: f64, std_error: f64, level: Level) -> Self {
        let reach = level.z() * std_error;
        Self { lower: value - reach, upper: value + reach }
    }
}

/// An estimate with its standard error and confidence interval, all in the same unit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the sentence above names the fields")]
pub struct Estimate {
    pub value: f64,
    pub std_error: f64,
    pub interval: Interval,
}

impl Estimate {
    /// A value with its normal interval.
    pub fn normal(value: f64, std_error: f64, level: Level) -> Self {
        Self { value, std_error, interval: Interval::around(value, std_error, level) }
    }
}

/// A chi-squared test: the statistic, its degrees of freedom, and the p-value in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(missing_docs, reason = "the sentence above names the fields in order")]
pub struct Test {
    pub chi2: f64,
    pub df: usize,
    pub p: f64,
}

impl Test {
    /// The test of a statistic that follows a chi-squared distribution with `df` degrees of freedom.
    pub fn chi_squared(chi2: f64, df: usize) -> Self {
        let chi2 = chi2.max(0.0);
        let p = if chi2 == 0.0 { 1.0 } else { gamma::gamma_ur(df as f64 / 2.0, chi2 / 2.0) };
        Self { chi2, df, p }
    }
}

/// The standard normal quantile.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * p)
}

/// The probability that a standard normal variable is further from 0 than `z`.
pub(crate) fn two_sided_p(z: f64) -> f64 {
    erf::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The root of an increasing function between two bounds, by bisection down to adjacent floating-point numbers.
pub(crate) fn bisect(mut low: f64, mut high: f64, increasing: impl Fn(f64) -> f64) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if increasing(middle) < 0.0 { low = middle } else { high = middle }
    }
}

/// The mean of some values; 0 if there are none.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The unbiased variance (divided by n − 1); 0 for fewer than two values.
pub(crate) fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

/// The largest value accepted: beyond it, squares and products could overflow.
pub(crate) const LARGEST: f64 = 1e75;

/// Refuses a column with a value that is not a finite number, or is larger than [`LARGEST`].
pub(crate) fn all_finite(what: &str, values: &[f64]) -> Result<()> {
    if let Some(row) = values.iter().position(|value| !value.is_finite()) {
        return Err(Error::NotANumber { what: what.into(), row });
    }
    if values.iter().any(|value| value.abs() > LARGEST) {
        return Err(Error::OutOfRange { what: what.into(), why: "des nombres de moins de 75 chiffres" });
    }
    Ok(())
}

/// Refuses a column of unexpected length.
pub(crate) fn same_length(what: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found { Ok(()) } else { Err(Error::LengthMismatch { what: what.into(), expected, found }) }
}
