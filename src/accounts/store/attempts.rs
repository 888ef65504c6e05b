//! Failed attempts, counted by address and by network. Both are stored as hashes keyed with the hub's key: there are few
//! networks, and addresses are easily guessed.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect};

use crate::accounts::slowdown::{Failures, REMEMBERED, Tried};
use crate::contact::normalised;
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

/// The address that an attempt is on, and the network it comes from. Attempts from a device used before count apart from all others.
#[derive(Clone, Debug)]
pub struct Attempted {
    subject: String,
    network: String,
}

impl Attempted {
    /// An attempt on an address, from a network; `known_device` is the token of a device used before by that address.
    pub fn new(secret: &Secret, email: &str, network: &str, known_device: Option<&str>) -> Self {
        let whose = format!("{}\n{}", normalised(email), known_device.unwrap_or_default());
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

/// Adds a failure, at the instant of the transaction.
pub async fn insert_failure(write: &Write, kind: Tried, attempted: &Attempted) -> Result<(), DbErr> {
    let row = attempt::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind.code().to_owned()),
        subject_hash: Set(attempted.subject.clone()),
        network: Set(attempted.network.clone()),
        at: Set(write.now()),
    };
    attempt::Entity::insert(row).exec_without_returning(write.on()).await?;
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
