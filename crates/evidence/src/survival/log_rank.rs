use super::LifeTable;
use crate::linear::{Square, chi_squared};
use crate::{Error, Result, Test};

/// Past this many groups the column is more likely a name than a group.
const MOST_GROUPS: usize = 200;

/// Which differences between curves the test looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// Every event counts alike: the log-rank test (Mantel 1966).
    LogRank,
    /// Events count by the share still without it just before: early differences weigh more (Peto and Peto 1972, as
    /// the G-rho family of Harrington and Fleming 1982 with rho = 1).
    PetoPeto,
}

/// A test that several curves are one, group by group.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The test.
    pub test: Test,
    /// Events seen in each group, weighted.
    pub observed: Vec<f64>,
    /// Events each group would have seen if the curves were one, weighted.
    pub expected: Vec<f64>,
}

/// Compares the groups' curves; at most 200 of them.
pub fn log_rank(groups: &[LifeTable], weighting: Weighting) -> Result<LogRank> {
    stratified_log_rank(&[groups], weighting)
}

/// Compares the groups' curves within each stratum, and adds up: each stratum holds one table per group, in one order.
pub fn stratified_log_rank(strata: &[impl AsRef<[LifeTable]>], weighting: Weighting) -> Result<LogRank> {
    let groups = strata.first().map_or(0, |stratum| stratum.as_ref().len());
    if groups < 2 || strata.iter().any(|stratum| stratum.as_ref().len() != groups) {
        return Err(Error::FewerThanTwoGroups);
    }
    if groups > MOST_GROUPS {
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
                // Until a group's next row nobody comes or goes, so its number at risk already holds now.
                at_risk[group] = rows.first().map_or(0.0, |row| row.at_risk);
                events[group] = 0.0;
                if let Some((row, rest)) = rows.split_first().filter(|(row, _)| row.time == now) {
                    events[group] = row.events;
                    *rows = rest;
                }
            }
            let (died, all) = (events.iter().sum::<f64>(), at_risk.iter().sum::<f64>());
            if died > 0.0 {
                let weight = if weighting == Weighting::PetoPeto { survival } else { 1.0 };
                self.add_instant(&events, &at_risk, weight);
                survival *= 1.0 - died / all;
            }
        }
    }

    fn add_instant(&mut self, events: &[f64], at_risk: &[f64], weight: f64) {
        let (died, all) = (events.iter().sum::<f64>(), at_risk.iter().sum::<f64>());
        // The last person at risk has the event for certain: no chance, no variance.
        let by_chance = if all > 1.0 { weight * weight * died * (all - died) / (all - 1.0) } else { 0.0 };
        for (group, share) in at_risk.iter().map(|at_risk| at_risk / all).enumerate() {
            self.observed[group] += weight * events[group];
            self.expected[group] += weight * died * share;
            self.variance.add(group, group, by_chance * share);
            for (other, other_at_risk) in at_risk.iter().enumerate() {
                self.variance.add(group, other, -by_chance * share * other_at_risk / all);
            }
        }
    }

    /// The groups at risk of something, less one that the others determine.
    fn finish(self) -> Result<LogRank> {
        if self.observed.iter().sum::<f64>() <= 0.0 {
            return Err(Error::NoEvent);
        }
        let concerned: Vec<usize> =
            (0..self.expected.len()).filter(|&group| self.expected[group] > 0.0).collect();
        let kept = concerned.get(1..).filter(|kept| !kept.is_empty()).ok_or(Error::NothingInCommon)?;
        let excess: Vec<f64> =
            kept.iter().map(|&group| self.observed[group] - self.expected[group]).collect();
        let chi2 = chi_squared(&excess, &self.variance.keep(kept)).ok_or(Error::NothingInCommon)?;
        let test = Test::chi_squared(chi2, kept.len());
        Ok(LogRank { test, observed: self.observed, expected: self.expected })
    }
}
