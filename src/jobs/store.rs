//! The table of jobs.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect, UpdateMany};

use super::{Claim, LEASE, Urgency};
use crate::db::{Db, Instant, Write, entity};

entity!(job, "jobs", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    key: String,
    urgency: i32,
    created_at: Instant,
    due_at: Instant,
    attempts: i32,
    claimed_until: Option<Instant>,
    last_error: Option<String>,
});

/// A row of the table.
pub type Job = job::Model;

/// Schedules a job for an instant, unless one of the same kind and key is already scheduled.
pub async fn schedule(write: &Write, kind: &str, key: &str, due_at: Instant) -> Result<(), DbErr> {
    schedule_with(write, kind, key, due_at, Urgency::Usual).await
}

/// The same, with its urgency.
pub async fn schedule_with(
    write: &Write,
    kind: &str,
    key: &str,
    due_at: Instant,
    urgency: Urgency,
) -> Result<(), DbErr> {
    let row = job::ActiveModel {
        id: Set(write.new_id()),
        kind: Set(kind.to_owned()),
        key: Set(key.to_owned()),
        urgency: Set(urgency as i32),
        created_at: Set(write.now()),
        due_at: Set(due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        last_error: Set(None),
    };
    let once = OnConflict::columns([job::Column::Kind, job::Column::Key]).do_nothing().to_owned();
    match job::Entity::insert(row).on_conflict(once).exec_without_returning(write.on()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Claims the most overdue job of some kinds, awaited ones first; no other copy can claim it until the lease expires.
pub async fn claim(db: &Db, kinds: &[&str], now: Instant) -> Result<Option<Claim>, DbErr> {
    claim_up_to(db, kinds, Urgency::LAST, now).await
}

/// The same, among jobs at least as urgent.
pub async fn claim_up_to(
    db: &Db,
    kinds: &[&str],
    least: Urgency,
    now: Instant,
) -> Result<Option<Claim>, DbErr> {
    loop {
        let found = job::Entity::find()
            .filter(job::Column::Kind.is_in(kinds.iter().copied()))
            .filter(job::Column::Urgency.lte(least as i32))
            .filter(due(now))
            .filter(free(now))
            .order_by_asc(job::Column::Urgency)
            .order_by_asc(job::Column::DueAt)
            .order_by_asc(job::Column::Id)
            .one(db)
            .await?;
        let Some(job) = found else { return Ok(None) };
        if let Some(claim) = take(db, job, due(now).and(free(now)), now).await? {
            return Ok(Some(claim));
        }
    }
}

/// Claims a job as it was read, if a condition still holds; `None` when another copy was faster.
async fn take(db: &Db, job: Job, still: Expr, now: Instant) -> Result<Option<Claim>, DbErr> {
    let taken = job::Entity::update_many()
        .col_expr(job::Column::Attempts, Expr::value(job.attempts + 1))
        .col_expr(job::Column::ClaimedUntil, Expr::value(now.plus(LEASE)))
        .filter(job::Column::Id.eq(job.id))
        // Optimistic locking, so that only one of two concurrent claims wins. The number of attempts goes back when a job is repeated
        // or put back: what it was read for is asked of it again.
        .filter(job::Column::Attempts.eq(job.attempts))
        .filter(still)
        .exec(db)
        .await?;
    let claim = Claim { id: job.id, kind: job.kind, key: job.key, attempts: job.attempts + 1 };
    Ok((taken.rows_affected == 1).then_some(claim))
}

/// Claims a job by its kind and key, due or not; `None` when it is finished, or claimed by another copy.
pub async fn claim_one(db: &Db, kind: &str, key: &str, now: Instant) -> Result<Option<Claim>, DbErr> {
    let found = job::Entity::find()
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::Key.eq(key))
        .filter(free(now))
        .one(db)
        .await?;
    match found {
        Some(job) => take(db, job, free(now), now).await,
        None => Ok(None),
    }
}

/// Due, or made far in the future: the clock was set back since, and nobody waits until it comes round again. Clocks of two copies differ
/// by less than a lease.
fn due(now: Instant) -> Expr {
    let set_back = job::Column::CreatedAt.gt(now.plus(LEASE)).and(job::Column::Attempts.eq(0));
    job::Column::DueAt.lte(now).or(set_back)
}

/// Claimed by nobody, for longer than a lease, or beyond one: the clock was set back since.
fn free(now: Instant) -> Expr {
    job::Column::ClaimedUntil
        .is_null()
        .or(job::Column::ClaimedUntil.lte(now))
        .or(job::Column::ClaimedUntil.gt(now.plus(LEASE + LEASE)))
}

/// Renews the lease of a claim; `false` when the job is finished, or another copy has claimed it since.
pub async fn hold(db: &impl ConnectionTrait, claim: &Claim, now: Instant) -> Result<bool, DbErr> {
    let held =
        claimed(claim).col_expr(job::Column::ClaimedUntil, Expr::value(now.plus(LEASE))).exec(db).await?;
    Ok(held.rows_affected == 1)
}

/// Finishes a job; `false` when another copy has claimed it since, in which case its result must not be stored.
pub async fn finish(write: &Write, claim: &Claim) -> Result<bool, DbErr> {
    let gone = job::Entity::delete_many()
        .filter(job::Column::Id.eq(claim.id))
        .filter(job::Column::Attempts.eq(claim.attempts))
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Deletes a job that is finished, whoever has claimed it since.
pub async fn delete(write: &Write, kind: &str, key: &str) -> Result<(), DbErr> {
    let of_key = job::Column::Kind.eq(kind).and(job::Column::Key.eq(key));
    job::Entity::delete_many().filter(of_key).exec(write.on()).await?;
    Ok(())
}

/// Whether a job of a kind and key is scheduled.
pub async fn is_scheduled(db: &impl ConnectionTrait, kind: &str, key: &str) -> Result<bool, DbErr> {
    let of = job::Entity::find().filter(job::Column::Kind.eq(kind)).filter(job::Column::Key.eq(key));
    Ok(of.count(db).await? > 0)
}

/// Deletes the job of a kind and key, unless a copy has claimed it; says whether there was one.
pub async fn delete_one(write: &Write, kind: &str, key: &str) -> Result<bool, DbErr> {
    let deleted = job::Entity::delete_many()
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::Key.eq(key))
        .filter(free(write.now()))
        .exec(write.on())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Deletes every job of a kind.
pub async fn delete_kind(write: &Write, kind: &str) -> Result<(), DbErr> {
    job::Entity::delete_many().filter(job::Column::Kind.eq(kind)).exec(write.on()).await?;
    Ok(())
}

/// Schedules a finished job again, with its attempts back to 0.
pub async fn repeat(write: &Write, claim: &Claim, due_at: Instant) -> Result<bool, DbErr> {
    let repeated = rescheduled(claim, due_at, None, 0)
        .col_expr(job::Column::CreatedAt, Expr::value(write.now()))
        .exec(write.on())
        .await?;
    Ok(repeated.rows_affected == 1)
}

/// Schedules another attempt at a failed job.
pub async fn retry(write: &Write, claim: &Claim, due_at: Instant, reason: &str) -> Result<bool, DbErr> {
    let reason = Some(reason.to_owned());
    let retried = rescheduled(claim, due_at, reason, claim.attempts).exec(write.on()).await?;
    Ok(retried.rows_affected == 1)
}

/// Puts a job back that was claimed too soon: that was no attempt. It counts as made now, so that a clock that was set back does not
/// make it due at once.
pub async fn put_back(write: &Write, claim: &Claim, due_at: Instant) -> Result<bool, DbErr> {
    let put_back = claimed(claim)
        .col_expr(job::Column::DueAt, Expr::value(due_at))
        .col_expr(job::Column::CreatedAt, Expr::value(write.now()))
        .col_expr(job::Column::ClaimedUntil, Expr::value(None::<Instant>))
        .col_expr(job::Column::Attempts, Expr::value(claim.attempts - 1))
        .exec(write.on())
        .await?;
    Ok(put_back.rows_affected == 1)
}

fn rescheduled(
    claim: &Claim,
    due_at: Instant,
    reason: Option<String>,
    attempts: i32,
) -> UpdateMany<job::Entity> {
    claimed(claim)
        .col_expr(job::Column::DueAt, Expr::value(due_at))
        .col_expr(job::Column::ClaimedUntil, Expr::value(None::<Instant>))
        .col_expr(job::Column::LastError, Expr::value(reason))
        .col_expr(job::Column::Attempts, Expr::value(attempts))
}

/// An update of a job, if no other copy has claimed it since.
fn claimed(claim: &Claim) -> UpdateMany<job::Entity> {
    job::Entity::update_many()
        .filter(job::Column::Id.eq(claim.id))
        .filter(job::Column::Attempts.eq(claim.attempts))
}

/// Counts the jobs of a kind that are due.
pub async fn count_due(db: &impl ConnectionTrait, kind: &str, now: Instant) -> Result<u64, DbErr> {
    let of_kind = job::Entity::find().filter(job::Column::Kind.eq(kind));
    of_kind.filter(job::Column::DueAt.lte(now)).count(db).await
}

/// Counts the jobs of a kind, due or not.
pub async fn count(db: &impl ConnectionTrait, kind: &str) -> Result<u64, DbErr> {
    job::Entity::find().filter(job::Column::Kind.eq(kind)).count(db).await
}

/// Counts the jobs of a kind that were scheduled before an instant, and do not wait for a later one on purpose.
pub async fn count_made_before(db: &impl ConnectionTrait, kind: &str, before: Instant) -> Result<u64, DbErr> {
    let of_kind = job::Entity::find().filter(job::Column::Kind.eq(kind));
    let is_late = job::Column::DueAt.lt(before).or(job::Column::Attempts.gt(0));
    of_kind.filter(job::Column::CreatedAt.lt(before)).filter(is_late).count(db).await
}

/// When the jobs of a kind and some keys are due.
pub async fn list_due(
    db: &impl ConnectionTrait,
    kind: &str,
    keys: &[String],
) -> Result<BTreeMap<String, Instant>, DbErr> {
    let due: Vec<(String, Instant)> = job::Entity::find()
        .select_only()
        .columns([job::Column::Key, job::Column::DueAt])
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::Key.is_in(keys))
        .into_tuple()
        .all(db)
        .await?;
    Ok(due.into_iter().collect())
}

/// Lists every scheduled job, the first due first.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Job>, DbErr> {
    job::Entity::find().order_by_asc(job::Column::DueAt).order_by_asc(job::Column::Id).all(db).await
}
