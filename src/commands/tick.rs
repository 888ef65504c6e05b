//! `tandem tick`: runs the jobs that are due, once.

use clap::Args;

use super::hub::{open_existing, post_of};
use super::output::{Failure, print};
use crate::config::Settings;
use crate::worker::{self, Report};

/// The format of the report.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs what is due in the hub's database, or in that of the demonstration if there is no other.
pub async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let app = open_existing(settings).await?;
    let post = post_of(settings, &app)?;
    let report = worker::tick(&app, post.as_ref()).await?;
    if arguments.json {
        return print(&format!("{}\n", serde_json::to_string(&report)?));
    }
    print(&summary(&report))
}

fn summary(report: &Report) -> String {
    let mut text = format!("{}\n", report.day);
    for of in &report.jobs {
        text.push_str(&format!("{}: {} done, {} failed, {} left\n", of.kind, of.done, of.failed, of.left));
    }
    text.push_str(&format!("{} messages sent, {} waiting\n", report.messages_sent, report.messages_queued));
    text
}
