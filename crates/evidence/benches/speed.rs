//! The three speeds in the README, on the same data as `compare.R`.
//!
//! `cargo bench -p evidence` measures them; `benches/compare.sh` runs R as well.

use divan::{Bencher, black_box};
use evidence::comparison::{Bootstrap, Cohort, WeightedDifference};
use evidence::cox::{Cox, Ties, fit};
use evidence::survival::{LifeTable, Scale, Spells, Weighting, kaplan_meier, log_rank};
use evidence::{Covariate, Level};

fn main() {
    divan::main();
}

/// Uniform numbers in (0, 1), the same as in R: a Lehmer generator (Park and Miller 1988), exact in floating point.
struct Lehmer(f64);

impl Lehmer {
    fn uniform(&mut self) -> f64 {
        self.0 = (self.0 * 16_807.0) % 2_147_483_647.0;
        self.0 / 2_147_483_647.0
    }

    fn column(&mut self, rows: usize) -> Vec<f64> {
        (0..rows).map(|_| self.uniform()).collect()
    }
}

/// A million people in two groups, exponential times rounded to thousandths, a third censored.
#[divan::bench(sample_count = 10)]
fn kaplan_meier_and_log_rank_on_a_million_rows(bencher: Bencher) {
    let mut numbers = Lehmer(1.0);
    let time: Vec<f64> = numbers.column(1_000_000).iter().map(|u| (-u.ln() * 1e6).ceil() / 1e3).collect();
    let event: Vec<bool> = numbers.column(1_000_000).iter().map(|u| *u < 2.0 / 3.0).collect();
    let group: Vec<usize> = numbers.column(1_000_000).iter().map(|u| usize::from(*u < 0.5)).collect();
    bencher.bench_local(|| {
        let tables = LifeTable::by_group(&Spells::new(&time, &event), &group, 2);
        let tables = tables.unwrap_or_default();
        let points: usize = tables
            .iter()
            .map(|table| kaplan_meier(table, Scale::LogLog, Level::default()).points().len())
            .sum();
        black_box((points, log_rank(&tables, Weighting::LogRank)))
    });
}

/// A hundred thousand start-stop rows, five covariates.
#[divan::bench(sample_count = 10)]
fn cox_with_five_covariates_on_a_hundred_thousand_rows(bencher: Bencher) {
    let mut numbers = Lehmer(2.0);
    let rows = 100_000;
    let columns: Vec<Vec<f64>> = (0..5).map(|_| numbers.column(rows)).collect();
    let start: Vec<f64> = numbers.column(rows).iter().map(|u| (u * 500.0).floor()).collect();
    let stay = numbers.column(rows);
    let stop: Vec<f64> = start
        .iter()
        .zip(&stay)
        .zip(&columns[0])
        .map(|((s, u), x)| s + (-u.ln() * 200.0 * (-x).exp()).ceil())
        .collect();
    let event: Vec<bool> = numbers.column(rows).iter().map(|u| *u < 0.6).collect();
    let names = ["a", "b", "c", "d", "e"];
    let covariates: Vec<Covariate> =
        names.iter().zip(&columns).map(|(name, values)| Covariate { name, values }).collect();
    let cox = Cox { start: Some(&start), stop: &stop, event: &event, covariates: &covariates, strata: None };
    bencher.bench_local(|| black_box(fit(&cox, Ties::Efron)));
}

/// A weighted difference on five thousand people, with the propensity model fitted again in each of 999 replicates.
#[divan::bench(sample_count = 5)]
fn bootstrap_of_a_weighted_difference(bencher: Bencher) {
    let mut numbers = Lehmer(3.0);
    let people = 5_000;
    let columns: Vec<Vec<f64>> = (0..5).map(|_| numbers.column(people)).collect();
    let treated: Vec<bool> =
        numbers.column(people).iter().zip(&columns[0]).map(|(u, x)| *u < 0.2 + 0.4 * x).collect();
    let outcome: Vec<f64> = numbers
        .column(people)
        .iter()
        .zip(&columns[0])
        .map(|(u, x)| f64::from(u8::from(*u < 0.3 + 0.3 * x)))
        .collect();
    let names = ["a", "b", "c", "d", "e"];
    let covariates: Vec<Covariate> =
        names.iter().zip(&columns).map(|(name, values)| Covariate { name, values }).collect();
    let cohort = Cohort { treated: &treated, outcome: &outcome, covariates: &covariates };
    let Ok(difference) = WeightedDifference::new(&cohort) else { return };
    bencher.bench_local(|| {
        let bootstrap = Bootstrap { replicates: 999, seed: 1 };
        black_box(bootstrap.run(people, Level::default(), |count| difference.estimate(count)))
    });
}
