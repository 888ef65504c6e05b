//! Pairs from two files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, print, read};
use crate::matching::files;

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

/// Matches the files, writes the proposals and says on standard error what came of it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (mentors, mentees) = (read(&arguments.mentors)?, read(&arguments.mentees)?);
    let criteria = arguments.criteria.as_deref().map(read_text).transpose()?;
    let proposals = files::propose(&mentors, &mentees, criteria.as_deref())?;
    match &arguments.out {
        Some(file) => std::fs::write(file, proposals.to_csv())
            .map_err(|error| format!("{}: {error}", file.display()))?,
        None => print(&proposals.to_csv())?,
    }
    for remark in proposals.remarks() {
        eprintln!("{remark}");
    }
    eprintln!("{}", proposals.summary());
    Ok(())
}

fn read_text(file: &Path) -> Result<String, Failure> {
    String::from_utf8(read(file)?).map_err(|_| format!("{}: this is not UTF-8 text", file.display()).into())
}
