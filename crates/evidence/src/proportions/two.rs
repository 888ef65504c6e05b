use super::Proportion;
use crate::{Interval, Level, Test};

/// Tables whose probability is within this factor of that of the observed one count as equally likely (as in R's
/// `fisher.test`).
const AS_LIKELY: f64 = 1.0 + 1e-7;

/// A comparison of two shares: the first minus the second, or divided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    first: Proportion,
    second: Proportion,
}

/// A difference of shares, in [−1, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first share minus the second.
    pub value: f64,
    /// Newcombe's interval, in [−1, 1].
    pub interval: Interval,
}

/// A ratio of shares, odds or hazards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The ratio, 1 meaning no difference.
    pub value: f64,
    /// Its interval, normal on the log scale.
    pub interval: Interval,
}

impl Ratio {
    fn from_log(value: f64, log_variance: f64, level: Level) -> Option<Self> {
        let usable = value.is_finite() && value > 0.0 && log_variance.is_finite();
        let log = Interval::around(value.ln(), log_variance.max(0.0).sqrt(), level);
        usable.then(|| Self { value, interval: Interval { lower: log.lower.exp(), upper: log.upper.exp() } })
    }
}

impl Comparison {
    /// Compares the share of interest, first, with a reference share.
    pub fn new(first: Proportion, second: Proportion) -> Self {
        Self { first, second }
    }

    /// The difference with Newcombe's hybrid score interval (1998, method 10).
    pub fn difference(self, level: Level) -> Difference {
        let (p1, p2) = (self.first.value(), self.second.value());
        let (w1, w2) = (self.first.wilson(level), self.second.wilson(level));
        let value = p1 - p2;
        let interval = Interval {
            lower: value - (p1 - w1.lower).hypot(w2.upper - p2),
            upper: value + (w1.upper - p1).hypot(p2 - w2.lower),
        };
        Difference { value, interval }
    }

    /// The ratio of shares with Katz's log interval (1978); none where a share is 0.
    pub fn risk_ratio(self, level: Level) -> Option<Ratio> {
        let Self { first, second } = self;
        let log_variance =
            1.0 / first.count() - 1.0 / first.total() + 1.0 / second.count() - 1.0 / second.total();
        Ratio::from_log(first.value() / second.value(), log_variance, level)
    }

    /// The odds ratio with Woolf's log interval (1955); none where a cell is 0.
    pub fn odds_ratio(self, level: Level) -> Option<Ratio> {
        let [a, b, c, d] = self.cells();
        Ratio::from_log((a / b) / (c / d), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d, level)
    }

    /// Pearson's chi-squared test without continuity correction; none where all, or none, of the people have the
    /// characteristic.
    pub fn chi_squared(self) -> Option<Test> {
        let [a, b, c, d] = self.cells();
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        (margins > 0.0).then(|| {
            let cross = a * d - b * c;
            Test::chi_squared((a + b + c + d) * cross / margins * cross, 1)
        })
    }

    /// Fisher's exact two-sided p-value (1935): the probability of the tables with the same margins that are no
    /// likelier than this one.
    pub fn fisher_p(self) -> f64 {
        let observed = self.first.count();
        let law = Hypergeometric {
            drawn: self.first.total(),
            having: observed + self.second.count(),
            all: self.first.total() + self.second.total(),
        };
        let weights = law.weights();
        let limit = weights.iter().find(|(count, _)| *count == observed).map_or(0.0, |(_, weight)| *weight);
        let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let unlikely =
            weights.iter().map(|(_, weight)| weight).filter(|weight| **weight <= limit * AS_LIKELY);
        (unlikely.sum::<f64>() / total).min(1.0)
    }

    /// The E-value (VanderWeele and Ding 2017): how strongly, as a risk ratio, an unmeasured confounder would have to
    /// be associated with both the group and the outcome to explain the risk ratio away. None where a share is 0.
    pub fn e_value(self) -> Option<f64> {
        let ratio = self.first.value() / self.second.value();
        let above_one = if ratio < 1.0 { 1.0 / ratio } else { ratio };
        above_one.is_finite().then(|| above_one + (above_one * (above_one - 1.0)).sqrt())
    }

    fn cells(self) -> [f64; 4] {
        [self.first.count(), self.first.rest(), self.second.count(), self.second.rest()]
    }
}

/// The hypergeometric distribution: how many of those drawn have the characteristic.
struct Hypergeometric {
    drawn: f64,
    having: f64,
    all: f64,
}

impl Hypergeometric {
    /// Every count with its probability relative to that of the mode, from the ratios of neighbours. Counts whose
    /// relative probability underflows are left out.
    fn weights(&self) -> Vec<(f64, f64)> {
        let lowest = (self.drawn + self.having - self.all).max(0.0);
        let highest = self.drawn.min(self.having);
        let mode =
            ((self.drawn + 1.0) * (self.having + 1.0) / (self.all + 2.0)).floor().clamp(lowest, highest);
        let mut weights = vec![(mode, 1.0)];
        let (mut count, mut weight) = (mode, 1.0);
        while count < highest && weight > 0.0 {
            weight *= self.ratio(count);
            count += 1.0;
            weights.push((count, weight));
        }
        (count, weight) = (mode, 1.0);
        while count > lowest && weight > 0.0 {
            count -= 1.0;
            weight /= self.ratio(count);
            weights.push((count, weight));
        }
        weights
    }

    /// The probability of `count + 1` divided by that of `count`.
    fn ratio(&self, count: f64) -> f64 {
        let others = self.all - self.drawn - self.having + count + 1.0;
        (self.drawn - count) / (count + 1.0) * (self.having - count) / others
    }
}
