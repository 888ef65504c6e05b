use super::Proportion;
use crate::{Interval, Level, Test};

/// Tables as likely as the observed one up to this rounding count as likely (as R's `fisher.test` does).
const AS_LIKELY: f64 = 1.0 + 1e-7;

/// Two shares side by side: the first minus, or over, the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    first: Proportion,
    second: Proportion,
}

/// A difference of shares, in [−1, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// First share minus second.
    pub value: f64,
    /// Newcombe's interval.
    pub interval: Interval,
}

/// A ratio and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The ratio.
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
    /// The share of interest first, the one it is compared with second.
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

    /// The ratio of shares with Katz's log interval (1978); nothing where a share is 0.
    pub fn risk_ratio(self, level: Level) -> Option<Ratio> {
        let Self { first, second } = self;
        let log_variance =
            1.0 / first.count() - 1.0 / first.total() + 1.0 / second.count() - 1.0 / second.total();
        Ratio::from_log(first.value() / second.value(), log_variance, level)
    }

    /// The odds ratio with Woolf's log interval (1955); nothing where a cell is 0.
    pub fn odds_ratio(self, level: Level) -> Option<Ratio> {
        let [a, b, c, d] = self.cells();
        Ratio::from_log((a / b) / (c / d), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d, level)
    }

    /// Pearson's chi-squared without continuity correction; nothing where everybody, or nobody, has it.
    pub fn chi_squared(self) -> Option<Test> {
        let [a, b, c, d] = self.cells();
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        (margins > 0.0).then(|| {
            let cross = a * d - b * c;
            Test::chi_squared((a + b + c + d) * cross / margins * cross, 1)
        })
    }

    /// Fisher's exact two-sided p-value: the weight of tables no likelier than this one, margins fixed (1935).
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

    /// The E-value (VanderWeele and Ding 2017): how strongly, as risk ratios, a hidden cause would have to be tied
    /// both to the group and to the outcome to explain the risk ratio away. Nothing where a share is 0.
    pub fn e_value(self) -> Option<f64> {
        let ratio = self.first.value() / self.second.value();
        let above_one = if ratio < 1.0 { 1.0 / ratio } else { ratio };
        above_one.is_finite().then(|| above_one + (above_one * (above_one - 1.0)).sqrt())
    }

    fn cells(self) -> [f64; 4] {
        [self.first.count(), self.first.rest(), self.second.count(), self.second.rest()]
    }
}

/// The law of how many of those drawn have it.
struct Hypergeometric {
    drawn: f64,
    having: f64,
    all: f64,
}

impl Hypergeometric {
    /// Every count with its weight relative to the mode's, by the ratio of neighbours; weights that underflow are left out.
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

    /// The weight of `count + 1` over that of `count`.
    fn ratio(&self, count: f64) -> f64 {
        let others = self.all - self.drawn - self.having + count + 1.0;
        (self.drawn - count) / (count + 1.0) * (self.having - count) / others
    }
}
