//! Pairs from two files.

use std::path::PathBuf;

use clap::Args;

use super::Failure;

/// The files to match.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The mentors, as CSV.
    #[arg(long)]
    mentors: PathBuf,
    /// The mentees, as CSV.
    #[arg(long)]
    mentees: PathBuf,
    /// The criteria and rules, as TOML.
    #[arg(long)]
    criteria: Option<PathBuf>,
    /// Where to write the proposals; standard output when not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Matches the files.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let _ = (&arguments.mentors, &arguments.mentees, &arguments.criteria, &arguments.out);
    Err("not yet".into())
}
