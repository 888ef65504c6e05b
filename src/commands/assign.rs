//! `tandem assign`: solves a benchmark instance, so that anyone can measure the engine and check its solutions.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use assignment::{Instance, Policy, Solution};
use clap::{Args, ValueEnum};
use cpu_time::ProcessTime;
use serde_json::json;

use super::output::{Failure, print, read};
use super::tmb;

/// The instance and the objective.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A file in the TMB1 format of the matching benchmarks.
    instance: PathBuf,
    /// The objective.
    #[arg(long, value_enum, default_value_t = PolicyArgument::MostTandems)]
    policy: PolicyArgument,
    /// How many threads may share the work; the answer is the same whatever the number.
    #[arg(long, default_value = "1")]
    threads: NonZeroUsize,
    /// Where to write each mentee's mentor, as little-endian i32, -1 for none.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PolicyArgument {
    /// As many pairs as possible, then the highest total.
    MostTandems,
    /// The highest total.
    BestTotal,
    /// No two people who would both rather have each other.
    Stable,
}

/// Solves the instance, verifies the certificate of the solution, and prints its figures as JSON.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", arguments.instance.display());
    let policy = match arguments.policy {
        PolicyArgument::MostTandems => Policy::MostTandems,
        PolicyArgument::BestTotal => Policy::BestTotal,
        PolicyArgument::Stable => Policy::Stable,
    };
    let (file, reading) = timed(|| -> Result<_, Failure> {
        Ok(tmb::File::read(&read(&arguments.instance)?).map_err(|error| named(&error))?)
    });
    let (file, start) = (file?, ProcessTime::now());
    let (instance, building) = timed(|| file.into_instance());
    let mut instance = instance.map_err(|error| named(&error))?;
    instance.on_threads(arguments.threads);
    let (solution, solving) = timed(|| instance.solve(policy));
    let (solution, cpu) = (solution.map_err(|error| named(&error))?, start.elapsed());
    let (verdict, certifying) = timed(|| solution.certify(&instance));
    verdict.map_err(|error| named(&error))?;
    if let Some(out) = &arguments.out {
        std::fs::write(out, mentors(&instance, &solution))
            .map_err(|error| format!("{}: {error}", out.display()))?;
    }
    print(&format!(
        "{}\n",
        json!({
            "pairs": solution.pair_count(),
            "total": solution.total(),
            "certified": true,
            "seconds": {
                "read": reading.as_secs_f64(),
                "build": building.as_secs_f64(),
                "solve": solving.as_secs_f64(),
                "certify": certifying.as_secs_f64(),
                "cpu": cpu.as_secs_f64(),
            },
        })
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this command measures; nothing it decides depends on the clock"
)]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

/// The mentor of each mentee as little-endian `i32`, -1 for none.
fn mentors(instance: &Instance, solution: &Solution) -> Vec<u8> {
    let mentor = |mentee: usize| {
        let mentor = u32::try_from(mentee).ok().and_then(|mentee| solution.mentor_of(mentee));
        mentor.and_then(|mentor| i32::try_from(mentor).ok()).unwrap_or(-1)
    };
    (0..instance.mentee_count()).flat_map(|mentee| mentor(mentee).to_le_bytes()).collect()
}
