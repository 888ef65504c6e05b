use std::ops::Range;

use super::{Cox, Ties};
use crate::Result;
use crate::covariates::Rows;
use crate::linear::Square;

/// Sums that subtraction has brought down to this share of their peak are computed again.
const CANCELLED: f64 = 1e-6;

/// The rows, sorted so that one pass from the last instant to the first visits every risk set.
pub(super) struct RiskSets {
    pub(super) rows: Rows,
    ties: Ties,
    /// Stratum of each row; `rows`, and this with it, are sorted by stratum, then by descending stop.
    stratum: Vec<usize>,
    stop: Vec<f64>,
    event: Vec<bool>,
    /// Start of each row; empty without late entry.
    start: Vec<f64>,
    /// The rows by stratum, then by descending start; empty without late entry.
    by_start: Vec<usize>,
}

/// One term of the likelihood: `count` events at one instant, with the mean and variance of the covariates of those at
/// risk.
pub(super) struct Term<'a> {
    pub(super) time: f64,
    pub(super) count: f64,
    /// The log of the summed risks, on the scale of [`RiskSets::sweep`].
    pub(super) log_risk: f64,
    pub(super) mean: &'a [f64],
    /// Only the lower triangle is filled.
    pub(super) variance: &'a Square,
}

/// What a sweep visits.
pub(super) enum Step<'a> {
    /// A row that ends with the event: its log risk and covariates.
    Event { time: f64, log_risk: f64, row: &'a [f64] },
    /// A term of the likelihood at that instant.
    Term(Term<'a>),
}

/// Sums over a set of rows: risks, risk-weighted covariates, and their products (lower triangle).
#[derive(Clone)]
struct Sums {
    risk: f64,
    first: Vec<f64>,
    second: Square,
    rows: usize,
    /// The largest sum of risks since the sums were last cleared.
    peak: f64,
}

impl Sums {
    fn zero(width: usize) -> Self {
        Self { risk: 0.0, first: vec![0.0; width], second: Square::zero(width), rows: 0, peak: 0.0 }
    }

    fn clear(&mut self) {
        (self.risk, self.rows, self.peak) = (0.0, 0, 0.0);
        self.first.fill(0.0);
        self.second.clear();
    }

    fn add(&mut self, risk: f64, row: &[f64]) {
        self.rows += 1;
        self.shift(risk, row);
        self.peak = self.peak.max(self.risk);
    }

    /// Whether the sum is so small beside what was subtracted that cancellation has made it inaccurate.
    fn is_cancelled(&self) -> bool {
        self.risk < self.peak * CANCELLED
    }

    /// Removes a row; an empty set is exactly zero, whatever the rounding.
    fn remove(&mut self, risk: f64, row: &[f64]) {
        self.rows -= 1;
        if self.rows == 0 { self.clear() } else { self.shift(-risk, row) }
    }

    fn shift(&mut self, risk: f64, row: &[f64]) {
        self.risk += risk;
        for (sum, value) in self.first.iter_mut().zip(row) {
            *sum += risk * value;
        }
        self.second.add_outer(risk, row);
    }
}

impl RiskSets {
    pub(super) fn new(cox: &Cox, ties: Ties) -> Result<Self> {
        let stratum_of = |row: usize| cox.strata.map_or(0, |strata| strata[row]);
        let stop = cox.stop;
        let mut order: Vec<usize> = (0..stop.len()).collect();
        order.sort_by(|&a, &b| stratum_of(a).cmp(&stratum_of(b)).then(stop[b].total_cmp(&stop[a])));
        let rows = Rows::standardised(cox.covariates, &order)?;
        let start: Vec<f64> = match cox.start {
            Some(start) => order.iter().map(|&row| start[row]).collect(),
            None => Vec::new(),
        };
        let stratum: Vec<usize> = order.iter().map(|&row| stratum_of(row)).collect();
        let mut by_start: Vec<usize> = (0..start.len()).collect();
        by_start.sort_by(|&a, &b| stratum[a].cmp(&stratum[b]).then(start[b].total_cmp(&start[a])));
        Ok(Self {
            rows,
            ties,
            stratum,
            stop: order.iter().map(|&row| stop[row]).collect(),
            event: order.iter().map(|&row| cox.event[row]).collect(),
            start,
            by_start,
        })
    }

    /// The number of events in all strata.
    pub(super) fn events(&self) -> f64 {
        self.event.iter().filter(|event| **event).count() as f64
    }

    /// Visits every event and every term of the likelihood at `beta`. Risks are relative to the largest, so that they
    /// never overflow.
    pub(super) fn sweep(&self, beta: &[f64], mut visit: impl FnMut(Step)) {
        let log_risks = self.log_risks(beta);
        let width = self.rows.width();
        let (mut at_risk, mut with_event) = (Sums::zero(width), Sums::zero(width));
        let mut terms = Terms::new(width, self.ties);
        let (mut row, mut leaving, mut first) = (0, 0, 0);
        while row < self.stop.len() {
            let (stratum, time) = (self.stratum[row], self.stop[row]);
            if row > 0 && self.stratum[row - 1] != stratum {
                at_risk.clear();
                (leaving, first) = (row, row);
            }
            with_event.clear();
            let mut events = 0_usize;
            while row < self.stop.len() && self.stratum[row] == stratum && self.stop[row] == time {
                let (log_risk, covariates) = (log_risks[row], self.rows.row(row));
                at_risk.add(log_risk.exp(), covariates);
                if self.event[row] {
                    events += 1;
                    with_event.add(log_risk.exp(), covariates);
                    visit(Step::Event { time, log_risk, row: covariates });
                }
                row += 1;
            }
            if events > 0 {
                self.remove_not_yet_entered(time, stratum, &mut leaving, &log_risks, &mut at_risk);
                if at_risk.is_cancelled() {
                    self.recompute(time, first..row, &log_risks, &mut at_risk);
                }
                terms.visit(time, events, &at_risk, &with_event, &mut visit);
            }
        }
    }

    /// Removes the rows that begin at `time` or later, which were not at risk just before it. Rows that begin at the
    /// origin always were.
    fn remove_not_yet_entered(
        &self,
        time: f64,
        stratum: usize,
        leaving: &mut usize,
        log_risks: &[f64],
        at_risk: &mut Sums,
    ) {
        while let Some(&row) = self.by_start.get(*leaving) {
            let start = self.start[row];
            if self.stratum[row] != stratum || start < time || start == 0.0 {
                return;
            }
            at_risk.remove(log_risks[row].exp(), self.rows.row(row));
            *leaving += 1;
        }
    }

    fn recompute(&self, time: f64, rows: Range<usize>, log_risks: &[f64], at_risk: &mut Sums) {
        at_risk.clear();
        for row in rows.filter(|&row| self.start.get(row).is_none_or(|start| *start < time || *start == 0.0))
        {
            at_risk.add(log_risks[row].exp(), self.rows.row(row));
        }
    }

    fn log_risks(&self, beta: &[f64]) -> Vec<f64> {
        let rows = 0..self.stop.len();
        let mut log_risks: Vec<f64> = rows.map(|row| crate::linear::dot(beta, self.rows.row(row))).collect();
        let largest = log_risks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        log_risks.iter_mut().for_each(|log_risk| *log_risk -= largest);
        log_risks
    }
}

/// Builds the terms of one instant, in memory that all instants share.
struct Terms {
    ties: Ties,
    mean: Vec<f64>,
    variance: Square,
}

impl Terms {
    fn new(width: usize, ties: Ties) -> Self {
        Self { ties, mean: vec![0.0; width], variance: Square::zero(width) }
    }

    fn visit(
        &mut self,
        time: f64,
        events: usize,
        at_risk: &Sums,
        with_event: &Sums,
        visit: &mut impl FnMut(Step),
    ) {
        let (steps, count) = match self.ties {
            Ties::Efron => (events, 1.0),
            Ties::Breslow => (1, events as f64),
        };
        for step in 0..steps {
            // Efron: at each step, a larger share of the tied rows counts as having left already.
            let gone = step as f64 / events as f64;
            let risk = at_risk.risk - gone * with_event.risk;
            let sums = at_risk.first.iter().zip(&with_event.first);
            for (mean, (all, with_event)) in self.mean.iter_mut().zip(sums) {
                *mean = (all - gone * with_event) / risk;
            }
            self.variance.clear();
            self.variance.add_scaled(1.0 / risk, &at_risk.second);
            self.variance.add_scaled(-gone / risk, &with_event.second);
            self.variance.add_outer(-1.0, &self.mean);
            let (mean, variance, log_risk) = (&self.mean, &self.variance, risk.ln());
            visit(Step::Term(Term { time, count, log_risk, mean, variance }));
        }
    }
}
