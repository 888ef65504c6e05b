use super::LifeTable;
use crate::linear::{Square, chi_squared};
use crate::{Error, Result, Test};

/// With more groups than this, the column is more likely one of names than of groups.
const MAX_GROUPS: usize = 200;

/// How the test weights events, and so which differences between curves it is sensitive to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// All events count equally: the log-rank test (Mantel 1966).
    LogRank,
    /// Events count by the survival just before them, so that early differences weigh more (Peto and Peto 1972, in the
    /// G-rho family of Harrington and Fleming 1982 with rho = 1).
    PetoPeto,
}

/// The test that groups have the same survival curve.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The chi-squared test of no difference.
    pub test: Test,
    /// The events observed in each group, weighted.
    pub observed: Vec<f64>,
    /// The events expected in each group if the curves were the same, weighted.
    pub expected: Vec<f64>,
}

/// Compares the curves of two to 200 groups. Refused where there is no event, or the groups are never at risk at the
/// same time.
pub fn log_rank(groups: &[LifeTable], weighting: Weighting) -> Result<LogRank> {
    stratified_log_rank(&[groups], weighting)
}

/// Compares the groups' curves within each stratum and adds up the results. Each stratum holds one table for each
/// group, in the same order.
pub fn stratified_log_rank(strata: &[impl AsRef<[LifeTable]>], weighting: Weighting) -> Result<LogRank> {
    let groups = strata.first().map_or(0, |stratum| stratum.as_ref().len());
    if groups < 2 || strata.iter().any(|stratum| stratum.as_ref().len() != groups) {
        return Err(Error::FewerThanTwoGroups);
    }
    if groups > MAX_GROUPS {
        return Err(Error::OutOfRange { what: "group".into(), why: "au plus deux cents groupes" });
    }
    let mut tally = Tally::new(groups);
    for stratum in strata {
        tally.add_stratum(stratum.as_ref(), weighting);
    }
    tally.finish()
}

struct Tally {
    observed: Vec<f64>,
    expected: Vec<f64>,
    variance: Square,
}

impl Tally {
    fn new(groups: usize) -> Self {
        Self { observed: vec![0.0; groups], expected: vec![0.0; groups], variance: Square::zero(groups) }
    }

    fn add_stratum(&mut self, tables: &[LifeTable], weighting: Weighting) {
        let mut rows: Vec<_> = tables.iter().map(|table| table.rows()).collect();
        let (mut at_risk, mut events) = (vec![0.0; rows.len()], vec![0.0; rows.len()]);
        let mut survival = 1.0;
        while let Some(now) = rows.iter().filter_map(|rows| Some(rows.first()?.time)).reduce(f64::min) {
            for (group, rows) in rows.iter_mut().enumerate() {
                // Nobody enters or leaves a group before its next row, so that the number at risk there holds now too.
                at_risk[group] = rows.first().map_or(0.0, |row| row.at_risk);
                events[group] = 0.0;
                if let Some((row, rest)) = rows.split_first().filter(|(row, _)| row.time == now) {
                    events[group] = row.events;
                    *rows = rest;
                }
            }
            let (all_events, all_at_risk) = (events.iter().sum::<f64>(), at_risk.iter().sum::<f64>());
            if all_events > 0.0 {
                let weight = if weighting == Weighting::PetoPeto { survival } else { 1.0 };
                self.add_instant(&events, &at_risk, weight);
                survival *= 1.0 - all_events / all_at_risk;
            }
        }
    }

    fn add_instant(&mut self, events: &[f64], at_risk: &[f64], weight: f64) {
        let (all_events, all_at_risk) = (events.iter().sum::<f64>(), at_risk.iter().sum::<f64>());
        // With a single person at risk there is no doubt whose event it is, hence no variance.
        let variance = if all_at_risk > 1.0 {
            weight * weight * all_events * (all_at_risk - all_events) / (all_at_risk - 1.0)
        } else {
            0.0
        };
        for (group, share) in at_risk.iter().map(|at_risk| at_risk / all_at_risk).enumerate() {
            self.observed[group] += weight * events[group];
            self.expected[group] += weight * all_events * share;
            self.variance.add(group, group, variance * share);
            for (other, other_at_risk) in at_risk.iter().enumerate() {
                self.variance.add(group, other, -variance * share * other_at_risk / all_at_risk);
            }
        }
    }

    /// The test over the groups that were at risk at an event, without the first, which the others determine.
    fn finish(self) -> Result<LogRank> {
        if self.observed.iter().sum::<f64>() <= 0.0 {
            return Err(Error::NoEvent);
        }
        let at_risk: Vec<usize> =
            (0..self.expected.len()).filter(|&group| self.expected[group] > 0.0).collect();
        let kept = at_risk.get(1..).filter(|kept| !kept.is_empty()).ok_or(Error::NothingInCommon)?;
        let excess: Vec<f64> =
            kept.iter().map(|&group| self.observed[group] - self.expected[group]).collect();
        let chi2 = chi_squared(&excess, &self.variance.submatrix(kept)).ok_or(Error::NothingInCommon)?;
        let test = Test::chi_squared(chi2, kept.len());
        Ok(LogRank { test, observed: self.observed, expected: self.expected })
    }
}
