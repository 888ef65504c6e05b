//! Failed attempts, counted by who was tried and from which network. Addresses and networks are kept hashed.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use crate::accounts::slowdown::{Failures, REMEMBERED};
use crate::db::{Instant, Write, entity, new_id};
use crate::secret;

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
    pub fn new(email: &str, network: &str, known_device: Option<&str>) -> Self {
        let whose = format!("{}\n{}", super::normalised(email), known_device.unwrap_or_default());
        Self {
            subject: secret::fingerprint("attempt", &whose),
            network: secret::fingerprint("network", known_device.map_or(network, |_| &whose)),
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
    let recent = |column: attempt::Column, value: &str| {
        attempt::Entity::find().filter(column.eq(value)).filter(attempt::Column::At.gt(since))
    };
    let of_subject = recent(attempt::Column::SubjectHash, &attempted.subject).all(db).await?;
    let of_network = recent(attempt::Column::Network, &attempted.network).all(db).await?;
    let last = |rows: &[attempt::Model]| rows.iter().map(|row| row.at).max();
    Ok(Failures {
        of_subject: of_subject.len(),
        last_of_subject: last(&of_subject),
        of_network: of_network.len(),
        last_of_network: last(&of_network),
    })
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
