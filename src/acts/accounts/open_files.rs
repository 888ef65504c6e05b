//! The files of some people are opened: counted, limited and recorded before anything is shown.
//!
//! [`together`] is a long act: those who open files at the same time share one transaction, so that the disk is waited for once
//! (docs/adr/0016). None is answered before it is kept.

use std::collections::BTreeSet;

use crate::accounts::access::Role;
use crate::accounts::account::{Account, Session};
use crate::accounts::deeds::{AccountDeed, FileDeed};
use crate::accounts::rate_limit::{self, DAY, HOUR, Limits, Opening, Verdict};
use crate::accounts::viewer::By;
use crate::accounts::{messages, store};
use crate::db::{self, Id, Instant, Write};
use crate::error::Error;
use crate::mail;
use crate::state::App;

/// Opens the files of some people: in a transaction of its own if the account is limited, since what it opened is counted in
/// the journal, and otherwise in one with the others that ask meanwhile.
pub async fn together(app: &App, by: By, people: Vec<Id>) -> Result<Verdict, Error> {
    if by.account().is_some_and(|account| account.role.is_partner_staff()) {
        let write = app.write(&by).await?;
        let verdict = run(&write, &by, &people, app.limits).await?;
        write.commit_readings().await?;
        return Ok(verdict);
    }
    let own = app.clone();
    let work = move |openings| open_all(own.clone(), openings);
    app.openings.ask(Opening { by, people }, work).await?
}

/// Opens files for several people in one transaction; if it fails, for none of them.
async fn open_all(app: App, openings: Vec<Opening>) -> Vec<Result<Verdict, Error>> {
    match try_open_all(&app, &openings).await {
        Ok(verdicts) => verdicts,
        Err(error) => {
            let failure = || Err(Error::Broken(format!("opened files could not be recorded: {error}")));
            openings.iter().map(|_| failure()).collect()
        }
    }
}

async fn try_open_all(app: &App, openings: &[Opening]) -> Result<Vec<Result<Verdict, Error>>, Error> {
    let write = app.write(&By::Hub).await?;
    let mut verdicts = Vec::with_capacity(openings.len());
    for opening in openings {
        match run(&write, &opening.by, &opening.people, app.limits).await {
            Err(error @ Error::Database(_)) => return Err(error),
            verdict => verdicts.push(verdict),
        }
    }
    write.commit_readings().await?;
    Ok(verdicts)
}

/// Opens the files of some people, unless the account has opened too many; only a partner's staff is limited.
///
/// Whether somebody may see these people was looked at before: here it is counted.
pub async fn run(write: &Write, by: &By, people: &[Id], limits: Limits) -> Result<Verdict, Error> {
    let account = by.account().ok_or(Error::NotFound)?;
    let (_, session) = by.proving().ok_or(Error::NotFound)?;
    if account.role.is_partner_staff() {
        match count(write, account, session, people, limits).await? {
            Verdict::Opened => {}
            Verdict::ProveAgain => return Ok(Verdict::ProveAgain),
            Verdict::Stopped => {
                warn(write, account).await?;
                return Ok(Verdict::Stopped);
            }
        }
    }
    for &person in people.iter().filter(|&&person| account.person_id != Some(person)) {
        write.record_of(by.actor(), FileDeed::Read, person);
    }
    Ok(Verdict::Opened)
}

async fn count(
    write: &Write,
    account: &Account,
    session: &Session,
    people: &[Id],
    limits: Limits,
) -> Result<Verdict, Error> {
    // Held until the end, so that requests sent at once are counted one after the other.
    let roles = store::lock_roles(write, account).await?;
    let in_hour = with_these(write, &roles, people, hour_of(session, write.now())).await?;
    let in_day = with_these(write, &roles, people, write.now().plus(-DAY)).await?;
    Ok(rate_limit::decide(in_hour, in_day, limits))
}

/// Since when what counts for an hour is counted. Whoever gave their second factor again begins a new count. Only the proofs of this
/// session are known here: a thief's session does not profit from the owner's.
pub(super) fn hour_of(session: &Session, now: Instant) -> Instant {
    let hour_ago = now.plus(-HOUR);
    session.proven_at.map_or(hour_ago, |proven| hour_ago.max(proven.plus(-time::Duration::SECOND)))
}

/// How many different people's files these accounts opened since an instant, with those they open now.
pub(super) async fn with_these(
    write: &Write,
    accounts: &[Id],
    people: &[Id],
    since: Instant,
) -> Result<usize, Error> {
    let opened = db::distinct_objects(write.on(), FileDeed::Read, accounts, since).await?;
    Ok(opened.into_iter().chain(people.iter().copied()).collect::<BTreeSet<Id>>().len())
}

/// Warns those responsible for the hub that an account was stopped, once a day and account.
pub(super) async fn warn(write: &Write, account: &Account) -> Result<(), Error> {
    let day_ago = write.now().plus(-DAY);
    if db::did_since(write.on(), account.id, AccountDeed::Stopped, day_ago).await? {
        return Ok(());
    }
    write.record(AccountDeed::Stopped, account.id);
    for recipient in store::list_emails_of_role(write.on(), Role::HubResponsible).await? {
        mail::push(write, messages::account_stopped(recipient, account)?).await?;
    }
    Ok(())
}
