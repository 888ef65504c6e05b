//! On a working morning the hub sums up for each who works with people what is new to them; how the week begins is one message with it.
//!
//! Each reads what their own pages would show them. Whoever has nothing new is not written to, nor who is away: on their return they read
//! what is new since. A long act: each has a transaction of their own, which says that they were summed up for today.

use std::collections::BTreeSet;

use time::{Date, Duration};

use crate::accounts::access::{Right, Scope};
use crate::accounts::account::Account;
use crate::accounts::store;
use crate::accounts::viewer::{By, Viewer};
use crate::acts::messages::send;
use crate::calendar;
use crate::db::{self, Deciding as _, Hub, Id, Instant, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::overview::messages::{Item, MOST, Summary, summary};
use crate::overview::steps::{NEAREST_FIRST, StepLine, own};
use crate::overview::store::{count_steps, list_first_steps};
use crate::settings;
use crate::state::App;
use crate::steps::{Filter, SubjectKind};

/// The kind of job that sums up.
pub const JOB: &str = "digest";
/// The key of the only job of this kind.
pub const KEY: &str = "daily";

/// Sums up for those who were not summed up for today, and schedules the next working morning.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let of = Snapshot::begin(&app.db).await?;
    let hours = settings::store::read(of.on()).await?.hours();
    let is_in_rehearsal = db::find_hub(of.on()).await?.as_ref().is_some_and(Hub::is_in_rehearsal);
    let is_morning = calendar::is_working_day(app.today()) && app.now() >= Instant::morning_of(app.today());
    let is_time = is_morning && calendar::may_leave_at(app.now(), &hours) == app.now() && !is_in_rehearsal;
    let accounts = if is_time { store::list_to_sum_up(&of, app.today()).await? } else { BTreeSet::new() };
    drop(of);
    for account in accounts {
        // What cannot be summed up for one keeps nobody else waiting.
        if let Err(error) = sum_up_one(app, account).await {
            tracing::error!(%error, %account, "the day cannot be summed up");
        }
    }
    let write = app.write(&By::Hub).await?;
    jobs::store::repeat(&write, claim, calendar::next_working_morning(write.now())).await?;
    Ok(write.commit().await?)
}

async fn sum_up_one(app: &App, account: Id) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    sum_up(&write, app, account).await?;
    Ok(write.commit().await?)
}

async fn sum_up(write: &Write, app: &App, id: Id) -> Result<(), Error> {
    let today = write.today();
    let Some(digested_on) = store::lock_digested_on(write, id).await? else { return Ok(()) };
    if digested_on.is_some_and(|day| day >= today)
        || store::find_stand_ins(write).await?.away_since(id).is_some()
    {
        return Ok(());
    }
    store::save_digested(write, id).await?;
    let account = store::find(write.on(), id).await?.ok_or(Error::NotFound)?;
    let emails = store::list_emails(write.on(), account.identity_id.as_slice()).await?;
    let Some((_, email)) = emails.into_iter().next() else { return Ok(()) };
    let begins_week = calendar::begins_week(today);
    // Of somebody new, what is new since yesterday.
    let since = digested_on.unwrap_or_else(|| today.saturating_sub(Duration::DAY));
    let viewer = Viewer::of_account(account.clone(), app.rules, write.now());
    let (lines, count) = worth_saying(write, &account, &viewer, [since, today], begins_week).await?;
    if lines.is_empty() {
        return Ok(());
    }
    let item = |line: &StepLine| Item::of(line, &viewer, today, app.named());
    let items: Vec<Item> = lines.iter().map(item).collect();
    let content = Summary {
        begins_week,
        first_name: account.name.split_whitespace().next().unwrap_or_default(),
        others: count.saturating_sub(items.len()),
        items: &items,
        hub: app.named(),
    };
    send::run(write, summary(email, &content)?.until(today)).await
}

/// What is worth saying to somebody, the most useful first, and how much there is: what is new to them; once a week, what is theirs this
/// week too, and for a partner the tandems of its people that are late.
async fn worth_saying(
    write: &Write,
    account: &Account,
    viewer: &Viewer,
    [since, today]: [Date; 2],
    begins_week: bool,
) -> Result<(Vec<StepLine>, usize), Error> {
    let scope = viewer.scope_of(Right::FollowSteps);
    let mine = Filter { owners: own(account), begun_by: Some(today), ..Filter::default() };
    let new = Filter { new_between: Some((since, today)), ..mine.clone() };
    let mut lines = nearest(write, scope, &new).await?;
    if !begins_week {
        let count = count_steps(write.on(), scope, &new).await?;
        return Ok((lines, usize::try_from(count).unwrap_or(usize::MAX)));
    }
    let week = Filter { due_before: Some(today.saturating_add(Duration::WEEK)), ..mine };
    let mut count = count_steps(write.on(), scope, &week).await?;
    let mut rest = nearest(write, scope, &week).await?;
    rest.sort_by_key(|line| !line.step.is_late(today));
    lines.extend(rest);
    if account.role.is_partner_staff() {
        let silent = Filter {
            kinds: [SubjectKind::Tandem].into(),
            due_before: Some(today),
            begun_by: Some(today),
            ..Filter::default()
        };
        count += count_steps(write.on(), scope, &silent).await?;
        lines.extend(nearest(write, scope, &silent).await?);
    }
    let mut said = BTreeSet::new();
    lines.retain(|line| said.insert(line.step.id));
    lines.truncate(MOST);
    Ok((lines, usize::try_from(count).unwrap_or(usize::MAX)))
}

/// The first of some steps: what is nearest to people first, then what is due first.
async fn nearest(write: &Write, scope: Scope, filter: &Filter) -> Result<Vec<StepLine>, Error> {
    let is_meant = |kind: &SubjectKind| filter.kinds.is_empty() || filter.kinds.contains(kind);
    let of_kind = |kind| Filter { kinds: BTreeSet::from([kind]), ..filter.clone() };
    let lists: Vec<Filter> = NEAREST_FIRST.into_iter().filter(is_meant).map(of_kind).collect();
    let mut lines = list_first_steps(write.on(), scope, &lists, MOST).await?;
    lines.truncate(MOST);
    Ok(lines)
}
