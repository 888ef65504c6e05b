//! `tandem steps`: every open thing, with what comes next on it.

use clap::Args;
use serde::Serialize;
use time::Date;

use super::hub::open_existing;
use super::output::{Failure, print};
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::config::Settings;
use crate::french::iso_day;
use crate::overview::steps::StepLine;
use crate::overview::store::list_steps;
use crate::steps::Filter;

/// The format of the list.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Prints the steps as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    subject: Key,
    what: &'a str,
    owner: Named<'a>,
    due_on: String,
    since_on: String,
    late: bool,
}

#[derive(Debug, Serialize)]
struct Key {
    kind: &'static str,
    id: String,
}

#[derive(Debug, Serialize)]
struct Named<'a> {
    kind: &'static str,
    id: String,
    name: &'a str,
}

/// Lists what comes next in the hub's database, or in that of the demonstration if there is no other, the first due first.
pub async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let app = open_existing(settings).await?;
    let scope: Scope = By::Hub.scope(Right::FollowSteps);
    let lines = list_steps(&app.db, scope, &Filter::default(), 0..EVERY).await?;
    let today = app.today();
    if arguments.json {
        let steps: Vec<StepJson<'_>> = lines.iter().map(|line| json(line, today)).collect();
        return print(&format!("{}\n", serde_json::to_string(&steps)?));
    }
    print(&lines.iter().map(|line| row(line, today)).collect::<String>())
}

/// More than any hub has: a limit is an `i64` in SQL.
const EVERY: usize = 1 << 40;

fn json(line: &StepLine, today: Date) -> StepJson<'_> {
    let step = &line.step;
    StepJson {
        subject: Key { kind: step.subject.kind.code(), id: step.subject.id.to_string() },
        what: &step.what,
        owner: Named { kind: step.owner.kind.code(), id: step.owner.id.to_string(), name: &line.owner },
        due_on: iso_day(&step.due_on()),
        since_on: iso_day(&step.since_on),
        late: step.is_late(today),
    }
}

fn row(line: &StepLine, today: Date) -> String {
    let late = if line.step.is_late(today) { "en retard" } else { "" };
    format!(
        "{:10}  {:9}  {:58}  {:40}  {}\n",
        iso_day(&line.step.due_on()),
        late,
        line.what(today),
        line.about(),
        line.owner
    )
}
