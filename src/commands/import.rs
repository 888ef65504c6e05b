//! Registrations from a file.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::config::Settings;

/// The file and what to do with it.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A CSV, XLSX or ODS file.
    file: PathBuf,
    /// Examines the file and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints the verdict of each line as JSON.
    #[arg(long)]
    json: bool,
}

/// Imports people.
pub async fn people(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let _ = (settings, &arguments.file, arguments.dry_run, arguments.json);
    Err("not yet".into())
}
