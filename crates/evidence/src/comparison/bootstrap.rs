use std::thread;

use crate::numbers::variance;
use crate::{Error, Interval, Level, Result};

/// How people are resampled. The same seed gives the same answer on any number of cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// The number of replicates, at least 2.
    pub replicates: usize,
    /// The seed of the random generator.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { replicates: 999, seed: 1 }
    }
}

/// The distribution of a statistic over the replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled {
    /// The standard deviation of the replicates.
    pub std_error: f64,
    /// The percentile interval (Efron 1981).
    pub interval: Interval,
    /// The number of replicates without an answer, which are left out.
    pub failed: usize,
}

impl Bootstrap {
    /// Draws as many people as there are, with replacement (Efron 1979), and computes the statistic on each draw.
    /// `statistic` receives how many times each person was drawn; a person with several rows should have that weight on
    /// all of them, so that they stay together. Refused where fewer than half of the replicates have an answer.
    pub fn run(
        &self,
        people: usize,
        level: Level,
        statistic: impl Fn(&[f64]) -> Result<f64> + Sync,
    ) -> Result<Resampled> {
        if people == 0 || self.replicates < 2 {
            return Err(Error::Empty);
        }
        let cores = thread::available_parallelism().map_or(1, usize::from).min(self.replicates);
        let share = |core: usize| (core..self.replicates).step_by(cores);
        let work = |core: usize| -> Vec<Result<f64>> {
            share(core).map(|replicate| statistic(&draw(people, self.seed, replicate as u64))).collect()
        };
        let work = &work;
        let by_core: Vec<Vec<Result<f64>>> = thread::scope(|scope| {
            let started: Vec<_> = (0..cores).map(|core| scope.spawn(move || work(core))).collect();
            let finished = started.into_iter().map(|worker| worker.join());
            finished.map(|answers| answers.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let values: Vec<f64> =
            by_core.into_iter().flatten().flatten().filter(|value| value.is_finite()).collect();
        self.summarise(values, level)
    }

    fn summarise(&self, mut values: Vec<f64>, level: Level) -> Result<Resampled> {
        let failed = self.replicates - values.len();
        if failed * 2 > self.replicates || values.len() < 2 {
            return Err(Error::NotConverged { iterations: self.replicates });
        }
        values.sort_by(f64::total_cmp);
        let tail = level.alpha() / 2.0;
        let interval = Interval { lower: percentile(&values, tail), upper: percentile(&values, 1.0 - tail) };
        Ok(Resampled { std_error: variance(&values).sqrt(), interval, failed })
    }
}

/// A percentile, interpolated between order statistics (Hyndman and Fan 1996, type 7).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (place - place.floor())
}

/// Draws one replicate; returns how many times each person is drawn.
fn draw(people: usize, seed: u64, replicate: u64) -> Vec<f64> {
    let mut generator = SplitMix(seed ^ SplitMix(replicate).next());
    let mut counts = vec![0.0; people];
    for _ in 0..people {
        counts[generator.below(people)] += 1.0;
    }
    counts
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, random enough to draw people, and the same on every machine.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to `limit − 1`, by multiplication (Lemire 2019); its bias is below 2⁻⁴⁰ for any cohort.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}
