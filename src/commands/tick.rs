//! `tandem tick`: runs the jobs that are due, once.

use clap::Args;
use time::Date;

use super::hub::{open_existing, post_of};
use super::output::{Failure, print};
use crate::accounts::viewer::By;
use crate::acts::hub::set_day::{self, DaySet};
use crate::config::Settings;
use crate::french::{iso_day, parse_day};
use crate::state::{self, App};
use crate::worker::{self, Report};

/// The day, and the format of the report.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Sets the day first, as 2026-03-12: of a demonstration or a simulation only, and never an earlier one.
    #[arg(long, value_parser = day)]
    date: Option<Date>,
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs what is due in the hub's database, or in that of the demonstration if there is no other.
pub async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let app = open_existing(settings).await?;
    if let Some(day) = arguments.date {
        set(&app, day).await?;
    }
    let post = post_of(settings, &app)?;
    let report = worker::tick(&app, post.as_ref()).await?;
    if arguments.json {
        return print(&format!("{}\n", serde_json::to_string(&report)?));
    }
    print(&summary(&report))
}

fn day(text: &str) -> Result<Date, String> {
    parse_day(text).ok_or_else(|| "a day is like 2026-03-12".to_owned())
}

async fn set(app: &App, day: Date) -> Result<(), Failure> {
    let write = app.write(&By::Hub).await?;
    match set_day::run(&write, day, state::now()).await? {
        DaySet::Set | DaySet::Already => write.commit().await?,
        DaySet::Past(last) => {
            return Err(format!("it is {} already: time does not go back", iso_day(&last)).into());
        }
        DaySet::Real => {
            return Err("--date sets the day of a demonstration or a simulation, not of a real hub".into());
        }
    }
    Ok(app.follow_day().await?)
}

fn summary(report: &Report) -> String {
    let mut text = format!("{}\n", report.day);
    for of in &report.jobs {
        text.push_str(&format!("{}: {} done, {} failed, {} left\n", of.kind, of.done, of.failed, of.left));
    }
    text.push_str(&format!("{} messages sent, {} waiting\n", report.messages_sent, report.messages_queued));
    text
}
