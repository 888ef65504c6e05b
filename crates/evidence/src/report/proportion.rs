#[cfg(feature = "serde")]
use serde::Serialize;

use crate::proportions::{Comparison, Proportion, Ratio};
use crate::{Interval, Level, Result, Test};

/// One share, and one to compare it with if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProportionQuestion {
    /// The number of people with the characteristic, and of all for whom it is known.
    pub first: (u64, u64),
    /// The same in the group compared with.
    pub second: Option<(u64, u64)>,
    /// The number of further people in the first group, for whom it is not known.
    pub unknown: u64,
}

/// The first share minus the second, with Newcombe's interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the sentence above names the fields")]
pub struct DifferenceAnswer {
    pub value: f64,
    pub newcombe: [f64; 2],
}

/// A ratio with its interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the sentence above names the fields")]
pub struct RatioAnswer {
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
}

/// The first share and its comparison with the second, which is none when there is no second share or where it is
/// undefined. Intervals are lower end, then upper end.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the fields are named after the functions of `Proportion` and `Comparison`")]
pub struct ProportionAnswer {
    /// The first share, in [0, 1].
    pub p: f64,
    pub wilson: [f64; 2],
    pub clopper_pearson: [f64; 2],
    /// The share if none of the unknown had the characteristic, and if all of them had.
    pub bounds: [f64; 2],
    pub difference: Option<DifferenceAnswer>,
    pub risk_ratio: Option<RatioAnswer>,
    pub odds_ratio: Option<RatioAnswer>,
    pub fisher_p: Option<f64>,
    pub chi2: Option<Test>,
    pub e_value: Option<f64>,
}

/// Estimates a share and compares it with a second one, if any, with 95 % intervals.
pub fn proportion(question: &ProportionQuestion) -> Result<ProportionAnswer> {
    let level = Level::default();
    let first = Proportion::new(question.first.0, question.first.1)?;
    let second = question.second.map(|(count, total)| Proportion::new(count, total)).transpose()?;
    let both = second.map(|second| Comparison::new(first, second));
    Ok(ProportionAnswer {
        p: first.value(),
        wilson: ends(first.wilson(level)),
        clopper_pearson: ends(first.clopper_pearson(level)),
        bounds: ends(first.bounds(question.unknown)),
        difference: both.map(|both| both.difference(level)).map(|difference| DifferenceAnswer {
            value: difference.value,
            newcombe: ends(difference.interval),
        }),
        risk_ratio: both.and_then(|both| both.risk_ratio(level)).map(ratio),
        odds_ratio: both.and_then(|both| both.odds_ratio(level)).map(ratio),
        fisher_p: both.map(Comparison::fisher_p),
        chi2: both.and_then(Comparison::chi_squared),
        e_value: both.and_then(Comparison::e_value),
    })
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.lower, interval.upper]
}

fn ratio(ratio: Ratio) -> RatioAnswer {
    RatioAnswer { value: ratio.value, lower: ratio.interval.lower, upper: ratio.interval.upper }
}
