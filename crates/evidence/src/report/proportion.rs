#[cfg(feature = "serde")]
use serde::Serialize;

use crate::proportions::{Comparison, Proportion, Ratio};
use crate::{Interval, Level, Result, Test};

/// What is asked of one or two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProportionQuestion {
    /// Those who have it, of all who are known.
    pub first: (u64, u64),
    /// The same in the group compared with.
    pub second: Option<(u64, u64)>,
    /// Further people of the first group whose answer is not known.
    pub unknown: u64,
}

/// A difference of shares.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct DifferenceAnswer {
    /// First minus second.
    pub value: f64,
    /// Newcombe's interval.
    pub newcombe: [f64; 2],
}

/// A ratio.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct RatioAnswer {
    /// The ratio.
    pub value: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The answer; what compares needs a second count.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct ProportionAnswer {
    /// The first share.
    pub p: f64,
    /// Its Wilson interval.
    pub wilson: [f64; 2],
    /// Its Clopper-Pearson interval.
    pub clopper_pearson: [f64; 2],
    /// The share if none, and if all, of the unknown had it.
    pub bounds: [f64; 2],
    /// First minus second.
    pub difference: Option<DifferenceAnswer>,
    /// First over second.
    pub risk_ratio: Option<RatioAnswer>,
    /// First over second.
    pub odds_ratio: Option<RatioAnswer>,
    /// Fisher's exact test.
    pub fisher_p: Option<f64>,
    /// Pearson's test.
    pub chi2: Option<Test>,
    /// The E-value of the risk ratio.
    pub e_value: Option<f64>,
}

/// A share, and its comparison with a second one, at 95 %.
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
