//! Failed attempts, counted by who was tried and from which network. Both are kept as hashes keyed with the hub's key: there are
//! few networks, and addresses are easily guessed.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect};

use crate::accounts::slowdown::{Failures, REMEMBERED};
use crate::db::{Instant, Write, entity, new_id};
use crate::secret::Secret;

entity!(attempt, "attempts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    subject_hash: String,
    network: String,
    at: Instant,
});

/// Who is tried, and from where. Attempts from a device already used count apart from all others.
#[derive(Clone, Debug)]
pub struct Attempted {
    subject: String,
    network: String,
}

impl Attempted {
    /// An attempt on an address, from a network; `known_device` is the token of a device used before by that address.
    pub fn new(secret: &Secret, email: &str, network: &str, known_device: Option<&str>) -> Self {
        let whose = format!("{}\n{}", super::normalised(email), known_device.unwrap_or_default());
        Self {
            subject: secret.fingerprint("attempt", &whose),
            network: secret.fingerprint("network", known_device.map_or(network, |_| &whose)),
        }
    }
}

/// The failures that still count.
pub async fn count_failures(
    db: &impl ConnectionTrait,
    attempted: &Attempted,
    now: Instant,
) -> Result<Failures, DbErr> {
    let since = now.plus(-REMEMBERED);
    let (of_subject, last_of_subject) =
        count(db, attempt::Column::SubjectHash, &attempted.subject, since).await?;
    let (of_network, last_of_network) =
        count(db, attempt::Column::Network, &attempted.network, since).await?;
    Ok(Failures { of_subject, last_of_subject, of_network, last_of_network })
}

/// How many failures there were since an instant, and when the last one was.
async fn count(
    db: &impl ConnectionTrait,
    column: attempt::Column,
    value: &str,
    since: Instant,
) -> Result<(usize, Option<Instant>), DbErr> {
    let counted: Option<(i64, Option<Instant>)> = attempt::Entity::find()
        .select_only()
        .column_as(attempt::Column::Id.count(), "failures")
        .column_as(attempt::Column::At.max(), "last")
        .filter(column.eq(value))
        .filter(attempt::Column::At.gt(since))
        .into_tuple()
        .one(db)
        .await?;
    let (failures, last) = counted.unwrap_or_default();
    Ok((usize::try_from(failures).unwrap_or(0), last))
}

/// Counts an attempt as a failure, unless it comes too soon: then it is not looked at, and gives until when one waits.
pub async fn count_unless_slowed(
    write: &Write,
    (kind, attempted): (&str, &Attempted),
) -> Result<Option<Instant>, DbErr> {
    let failures = count_failures(write.on(), attempted, write.now()).await?;
    let wait = failures.wait_until(write.now());
    if wait.is_none() {
        insert_failure(write, kind, attempted).await?;
    }
    Ok(wait)
}

/// Notes a failure.
pub async fn insert_failure(write: &Write, kind: &str, attempted: &Attempted) -> Result<(), DbErr> {
    let row = attempt::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind.to_owned()),
        subject_hash: Set(attempted.subject.clone()),
        network: Set(attempted.network.clone()),
        at: Set(write.now()),
    };
    attempt::Entity::insert(row).exec_without_returning(write.on()).await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::At.lt(write.now().plus(-REMEMBERED)))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Forgets the failures of whoever proved who they are; those of the network stay.
pub async fn delete_failures(write: &Write, attempted: &Attempted) -> Result<(), DbErr> {
    attempt::Entity::delete_many()
        .filter(attempt::Column::SubjectHash.eq(&attempted.subject))
        .exec(write.on())
        .await?;
    Ok(())
}
