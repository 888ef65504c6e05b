//! Runs the jobs that are due: the only place that maps kinds of jobs to acts.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::accounts::{follow_absences, sum_up};
use crate::acts::messages::note_delivery::{self, Attempt, Noted};
use crate::acts::messages::read_bounces;
use crate::acts::messages::take::{self, Taken};
use crate::acts::people::tell_honestly;
use crate::acts::privacy::{attest, sweep};
use crate::acts::proposals::{conclude, pursue};
use crate::acts::publications::publish;
use crate::acts::registrations::invite;
use crate::acts::steps::escalate;
use crate::acts::{jobs::postpone, jobs::schedule, rounds};
use crate::db;
use crate::error::Error;
use crate::jobs::{self, Claim, Urgency};
use crate::mail::{self, Mail, Post, SendError};
use crate::measures::{self, Waiting};
use crate::outside::text::{TextError, Texts};
use crate::overview;
use crate::state::{App, Clock};
use crate::steps::Filter;

/// The interval between two polls of the queue when nothing is due.
const POLL_EVERY: Duration = Duration::from_secs(1);

/// Every kind of job; what came back is the first, and those of messages are the last two.
pub const KINDS: [&str; 14] = [
    read_bounces::JOB,
    rounds::run::JOB,
    pursue::JOB,
    conclude::JOB,
    tell_honestly::JOB,
    invite::JOB,
    // Whoever is back has what is theirs again before anything goes further, and the day is summed up last.
    follow_absences::JOB,
    escalate::JOB,
    sum_up::JOB,
    sweep::JOB,
    publish::JOB,
    attest::JOB,
    mail::TEXT_JOB,
    mail::JOB,
];

/// The kinds of jobs that send messages, those that read what came back, and all others.
const MESSAGES: &[&str] = KINDS.split_at(KINDS.len() - 2).1;
const RETURNED: &[&str] = KINDS.split_at(1).0;
const OTHERS: &[&str] = KINDS.split_at(KINDS.len() - 2).0.split_at(1).1;

/// Those of [`MESSAGES`] for which there is a server or a provider.
fn leaving(app: &App, post: Option<&Post>) -> Vec<&'static str> {
    let leaves = |kind: &&str| match *kind {
        mail::TEXT_JOB => !matches!(app.texts, Texts::Nowhere),
        _ => post.is_some(),
    };
    MESSAGES.iter().copied().filter(leaves).collect()
}

/// The result of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It succeeded.
    Succeeded,
    /// It failed, and will be retried or was given up.
    Failed,
    /// It is done with, and there was nothing to do: a message says what is no longer so.
    Dropped,
    /// It waits: it is not its hour or its turn yet.
    PutBack,
}

/// Claims the most overdue job of some kinds and runs it; returns its kind and result, or `None` when none is due. The mail of a
/// hub that was restored is not due until it is released.
pub async fn do_next(
    app: &App,
    post: Option<&Post>,
    kinds: &[&str],
) -> Result<Option<(String, Done)>, Error> {
    let mut kinds = kinds.to_vec();
    if kinds.iter().any(|kind| MESSAGES.contains(kind)) && is_mail_held(app).await? {
        kinds.retain(|kind| !MESSAGES.contains(kind));
    }
    if kinds.is_empty() {
        return Ok(None);
    }
    let Some(claim) = jobs::store::claim(&app.db, &kinds, app.now()).await? else { return Ok(None) };
    let done = carry_out(app, post, &claim).await?;
    Ok(Some((claim.kind, done)))
}

/// Whether mail waits until somebody releases it: the database was restored from a copy.
async fn is_mail_held(app: &App) -> Result<bool, Error> {
    Ok(db::find_hub(&app.db).await?.is_some_and(|hub| hub.mail_held_at.is_some()))
}

/// Does a claimed job; one that fails is retried later.
async fn carry_out(app: &App, post: Option<&Post>, claim: &Claim) -> Result<Done, Error> {
    let done = do_claimed(app, post, claim).await;
    measures::note_job(&claim.kind, !matches!(done, Ok(Done::Failed) | Err(_)));
    match done {
        Ok(done) => Ok(done),
        Err(error) => {
            tracing::error!(%error, kind = claim.kind, attempts = claim.attempts, "a job failed");
            let write = app.write(&By::Hub).await?;
            postpone::run(&write, claim, &error.to_string()).await?;
            write.commit().await?;
            Ok(Done::Failed)
        }
    }
}

async fn do_claimed(app: &App, post: Option<&Post>, claim: &Claim) -> Result<Done, Error> {
    match claim.kind.as_str() {
        mail::JOB | mail::TEXT_JOB => return deliver(app, post, claim).await,
        rounds::run::JOB => rounds::run::resume(app, claim).await?,
        pursue::JOB => pursue::run(app, claim).await?,
        conclude::JOB => conclude::run(app, claim).await?,
        tell_honestly::JOB => tell_honestly::run(app, claim).await?,
        invite::JOB => invite::resume(app, claim).await?,
        escalate::JOB => escalate::run(app, claim).await?,
        sum_up::JOB => sum_up::run(app, claim).await?,
        follow_absences::JOB => {
            let write = app.write(&By::Hub).await?;
            follow_absences::run(&write, claim).await?;
            write.commit().await?;
        }
        publish::JOB => publish::run(app, claim).await?,
        attest::JOB => attest::run(app, claim).await?,
        read_bounces::JOB => read_bounces::run(app, claim).await?,
        sweep::JOB => {
            let write = app.write(&By::Hub).await?;
            sweep::run(&write, claim).await?;
            write.commit().await?;
        }
        other => return Err(Error::Broken(format!("this program knows no job of the kind {other}"))),
    }
    Ok(Done::Succeeded)
}

/// Sends a message if it still should leave now, and records the result.
async fn deliver(app: &App, post: Option<&Post>, claim: &Claim) -> Result<Done, Error> {
    let write = app.write(&By::Hub).await?;
    let (mail, replies_to) = match take::run(&write, claim).await? {
        Taken::Leaves(mail, replies_to) => (mail, replies_to),
        Taken::NotOurs => return Ok(Done::PutBack),
        Taken::PutBack => {
            write.commit_readings().await?;
            return Ok(Done::PutBack);
        }
        Taken::Dropped(reason) => {
            write.commit_readings().await?;
            tracing::info!(job = claim.key, reason = reason.code(), "a message is dropped");
            measures::note_mail("dropped");
            return Ok(Done::Dropped);
        }
    };
    let mut sending = pin!(attempt(app, post, &mail, replies_to.as_deref()));
    // The conversation begins, and nothing waits for it: until the commit, whoever would settle the step that the message serves waits.
    // A server that is known by its name alone is looked up first, so that its conversation begins a moment after.
    let begun = poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await;
    write.commit_readings().await?;
    let attempt = match begun {
        Poll::Ready(attempt) => attempt,
        Poll::Pending => sending.await,
    };
    record(app, claim, &mail, attempt).await
}

/// Hands a message to the server or the provider of its channel.
async fn attempt(app: &App, post: Option<&Post>, mail: &Mail, replies_to: Option<&str>) -> Attempt {
    if mail.job() == Some(mail::TEXT_JOB) {
        return attempt_text(app, mail).await;
    }
    let Some(post) = post else { return Attempt::Failed("unreachable".to_owned()) };
    match post.send(mail, replies_to, &app.secret).await {
        Ok(()) if matches!(post, Post::Page) => Attempt::Shown,
        Ok(()) => Attempt::Sent,
        Err(SendError::Unknown(reason)) => Attempt::Unknown(reason),
        Err(SendError::Failed(reason)) => Attempt::Failed(reason),
    }
}

async fn attempt_text(app: &App, mail: &Mail) -> Attempt {
    let Some(text) = mail.text(&app.secret) else { return Attempt::Refused("sealed".to_owned()) };
    let sent = match &app.texts {
        Texts::Page => return Attempt::Shown,
        Texts::Nowhere => Err(TextError::Later("text_unreachable".to_owned(), Duration::ZERO)),
        Texts::Provider(provider) => provider.send(&mail.id.to_string(), &mail.recipient, &text).await,
    };
    match sent {
        Ok(()) => Attempt::Sent,
        Err(TextError::Refused(reason)) => Attempt::Refused(reason),
        Err(TextError::Later(reason, wait)) => {
            Attempt::Later(reason, wait.try_into().unwrap_or(time::Duration::ZERO))
        }
    }
}

async fn record(app: &App, claim: &Claim, mail: &Mail, attempt: Attempt) -> Result<Done, Error> {
    let id = mail.id;
    let mut tries = 0;
    let noted = loop {
        tries += 1;
        match note(app, claim, mail, &attempt).await {
            Ok(noted) => break noted,
            // It has left: while this cannot be written, it would leave again with the next claim.
            Err(error) if attempt == Attempt::Sent && tries < MOST_TRIES_TO_NOTE => {
                tracing::warn!(%error, %id, "a message that left cannot be noted yet");
                tokio::time::sleep(BETWEEN_TRIES_TO_NOTE).await;
            }
            Err(error) => return Err(error),
        }
    };
    match noted {
        Noted::Left => measures::note_mail("sent"),
        Noted::Later => measures::note_mail("later"),
        Noted::GivenUp => measures::note_mail("given_up"),
        Noted::NotOurs => {}
    }
    Ok(if noted == Noted::Left { Done::Succeeded } else { Done::Failed })
}

/// How often, and after how long, noting is tried again; together less than the lease of the job.
const MOST_TRIES_TO_NOTE: u32 = 60;
const BETWEEN_TRIES_TO_NOTE: Duration = Duration::from_secs(2);

async fn note(app: &App, claim: &Claim, mail: &Mail, attempt: &Attempt) -> Result<Noted, Error> {
    let write = app.write(&By::Hub).await?;
    let noted = note_delivery::run(&write, app.named(), claim, mail, attempt.clone()).await?;
    write.commit().await?;
    Ok(noted)
}

/// Runs jobs until the sender of `stop` is dropped; a job that has started is finished first. Mail is sent apart, and what came back is
/// read apart, so that a long round delays neither.
pub async fn run(app: App, post: Option<Post>, stop: watch::Receiver<()>) -> Result<(), Error> {
    begin(&app).await?;
    let sender = async {
        let leaving = leaving(&app, post.as_ref());
        if !leaving.is_empty() {
            send(&app, post.map(Arc::new), &leaving, stop.clone()).await;
        }
    };
    let returned = async {
        if app.bounces.is_some() {
            work(&app, RETURNED, stop.clone()).await;
        }
    };
    tokio::join!(sender, returned, work(&app, OTHERS, stop.clone()), follow_days(&app, stop.clone()));
    Ok(())
}

/// How often it is read which day another process set: one row, and of a hub that is simulated only.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);

async fn follow_days(app: &App, mut stop: watch::Receiver<()>) {
    if !matches!(app.clock, Clock::Simulated(_)) {
        return;
    }
    loop {
        if let Err(error) = app.follow_day().await {
            tracing::error!(%error, "the day of the simulation cannot be read");
        }
        tokio::select! {
            biased;
            _ = stop.changed() => return,
            () = tokio::time::sleep(FOLLOW_EVERY) => {}
        }
    }
}

/// The most messages on their way at once, so that a server that stalls on one holds not all of them…
const MOST_AT_ONCE: usize = 8;
/// … and how many of these are kept for what somebody waits for at the door.
const KEPT_FOR_AWAITED: usize = 2;

async fn send(app: &App, post: Option<Arc<Post>>, kinds: &[&str], mut stop: watch::Receiver<()>) {
    let mut sending = JoinSet::new();
    loop {
        let least = match sending.len() {
            MOST_AT_ONCE.. => None,
            many if many >= MOST_AT_ONCE - KEPT_FOR_AWAITED => Some(Urgency::Awaited),
            _ => Some(Urgency::LAST),
        };
        let claimed = match least {
            Some(least) => claim_mail(app, kinds, least).await,
            None => Ok(None),
        };
        let rest = rest_after(&claimed);
        if let Ok(Some(claim)) = claimed {
            let (app, post) = (app.clone(), post.clone());
            sending.spawn(async move {
                if let Err(error) = carry_out(&app, post.as_deref(), &claim).await {
                    tracing::error!(%error, "what became of a message cannot be written");
                }
            });
        }
        tokio::select! {
            biased;
            _ = stop.changed() => break,
            Some(_) = sending.join_next(), if rest > Duration::ZERO => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
    while sending.join_next().await.is_some() {}
}

/// How long to wait before the queue is read again: not at all while something is due.
fn rest_after<T>(found: &Result<Option<T>, Error>) -> Duration {
    match found {
        Ok(Some(_)) => Duration::ZERO,
        Ok(None) => POLL_EVERY,
        Err(error) => {
            tracing::error!(%error, "the queue of work cannot be read");
            POLL_EVERY
        }
    }
}

async fn claim_mail(app: &App, kinds: &[&str], least: Urgency) -> Result<Option<Claim>, Error> {
    if is_mail_held(app).await? {
        return Ok(None);
    }
    Ok(jobs::store::claim_up_to(&app.db, kinds, least, app.now()).await?)
}

async fn begin(app: &App) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    schedule::run(&write).await?;
    if app.bounces.is_some() {
        schedule::reading(&write).await?;
    }
    Ok(write.commit().await?)
}

/// Publishes the figures of a hub that has none yet, so that its pages begin with them.
pub async fn publish_first(app: &App) -> Result<(), Error> {
    begin(app).await?;
    do_next(app, None, &[publish::JOB]).await?;
    Ok(())
}

async fn work(app: &App, kinds: &[&str], mut stop: watch::Receiver<()>) {
    loop {
        let rest = rest_after(&do_next(app, None, kinds).await);
        tokio::select! {
            biased;
            _ = stop.changed() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// The report of one pass over the queue, as printed by `tandem tick --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The current day, as 2026-03-12.
    pub day: String,
    /// Every kind of job, even when none was due.
    pub jobs: Vec<KindDone>,
    /// Messages still to be sent.
    pub messages_queued: u64,
    /// Messages sent during this pass.
    pub messages_sent: u64,
    /// Steps that are late.
    pub steps_late: u64,
}

/// What was done for one kind of job.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct KindDone {
    pub kind: &'static str,
    /// Jobs that succeeded.
    pub done: u64,
    /// Failed attempts; the jobs are retried or given up.
    pub failed: u64,
    /// Jobs still due.
    pub left: u64,
}

async fn count_late(app: &App) -> Result<u64, Error> {
    let late = Filter { due_before: Some(app.today()), ..Filter::default() };
    Ok(overview::store::count_steps(&app.db, By::Hub.scope(Right::FollowSteps), &late).await?)
}

async fn count_messages(app: &App) -> Result<u64, Error> {
    let mails = jobs::store::count(&app.db, mail::JOB).await?;
    Ok(mails + jobs::store::count(&app.db, mail::TEXT_JOB).await?)
}

/// Counts what waits, for whoever measures the hub.
pub async fn count_waiting(app: &App) -> Result<Waiting, Error> {
    let mut jobs = Vec::new();
    for kind in KINDS {
        jobs.push((kind, jobs::store::count_due(&app.db, kind, app.now()).await?));
    }
    let mail = count_messages(app).await?;
    Ok(Waiting { jobs, mail, steps_overdue: count_late(app).await? })
}

/// Runs every job that is due now; safe to run twice, from several copies, and while the hub serves.
pub async fn tick(app: &App, post: Option<&Post>) -> Result<Report, Error> {
    begin(app).await?;
    let mut jobs = Vec::new();
    let mut sent = 0;
    let leaving = leaving(app, post);
    for kind in KINDS {
        let is_message = MESSAGES.contains(&kind);
        let can = !is_message || leaving.contains(&kind);
        let (mut done, mut failed) = (0, 0);
        while can && let Some((_, what)) = do_next(app, post, &[kind]).await? {
            match what {
                Done::Succeeded => {
                    done += 1;
                    sent += u64::from(is_message);
                }
                Done::Failed => failed += 1,
                Done::Dropped => done += 1,
                Done::PutBack => {}
            }
        }
        let left = jobs::store::count_due(&app.db, kind, app.now()).await?;
        jobs.push(KindDone { kind, done, failed, left });
    }
    Ok(Report {
        day: crate::french::iso_day(&app.today()),
        messages_queued: count_messages(app).await?,
        messages_sent: sent,
        steps_late: count_late(app).await?,
        jobs,
    })
}
