//! Failed attempts, counted by address and by network. Both are stored as hashes keyed with the hub's key: there are few
//! networks, and addresses are easily guessed.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};

use super::sessions::knows_device;
use crate::accounts::account::Identity;
use crate::accounts::entry::Browser;
use crate::accounts::slowdown::{Door, Failures, REMEMBERED, Tried};
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
        let whose = format!("{}\n{}", without_tag(&normalised(email)), known_device.unwrap_or_default());
        Self {
            subject: secret.fingerprint("attempt", &whose),
            network: secret.fingerprint("network", known_device.map_or(network, |_| &whose)),
        }
    }
}

impl Attempted {
    /// An attempt on a subject from a browser; `identity` is the one tried, if the hub knows it.
    pub async fn from_browser(
        db: &impl ConnectionTrait,
        secret: &Secret,
        subject: &str,
        identity: Option<&Identity>,
        browser: &Browser,
        now: Instant,
    ) -> Result<Self, DbErr> {
        let device = match (identity, browser.device_token.as_deref()) {
            (Some(identity), Some(token)) => {
                knows_device(db, identity.id, token, now).await?.then_some(token)
            }
            _ => None,
        };
        Ok(Self::new(secret, subject, &browser.network, device))
    }
}

/// An address without what stands after a plus sign: `zoe+1@…` and `zoe+2@…` are read by one person.
fn without_tag(email: &str) -> String {
    let Some((local, domain)) = email.rsplit_once('@') else { return email.to_owned() };
    format!("{}@{domain}", local.split('+').next().unwrap_or_default())
}

/// The failures that still count at a door.
pub async fn count_failures(
    db: &impl ConnectionTrait,
    attempted: &Attempted,
    door: Door,
    now: Instant,
) -> Result<Failures, DbErr> {
    let counted: Option<(i64, Option<Instant>)> = attempt::Entity::find()
        .select_only()
        .column_as(attempt::Column::Id.count(), "failures")
        .column_as(attempt::Column::At.max(), "last")
        .filter(attempt::Column::SubjectHash.eq(&attempted.subject))
        .filter(attempt::Column::At.gt(now.plus(-REMEMBERED)))
        .into_tuple()
        .one(db)
        .await?;
    let (failures, last_of_subject) = counted.unwrap_or_default();
    Ok(Failures {
        of_subject: usize::try_from(failures).unwrap_or(0),
        last_of_subject,
        network_until: network_until(db, attempted, door, now).await?,
    })
}

/// Until when a network that used its allowance up waits: until the oldest attempt of as many as it may leaves the window.
async fn network_until(
    db: &impl ConnectionTrait,
    attempted: &Attempted,
    door: Door,
    now: Instant,
) -> Result<Option<Instant>, DbErr> {
    let allowance = door.allowance();
    let oldest: Option<Instant> = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::At)
        .filter(attempt::Column::Network.eq(&attempted.network))
        .filter(attempt::Column::Kind.is_in(door.tried().map(Tried::code)))
        .filter(attempt::Column::At.gt(now.plus(-allowance.within)))
        .order_by_desc(attempt::Column::At)
        .offset(allowance.most - 1)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest.map(|oldest| oldest.plus(allowance.within)))
}

/// How many attempts of a kind were made from everywhere since an instant.
pub async fn count_attempts(write: &Write, kind: Tried, since: Instant) -> Result<u64, DbErr> {
    let of_kind = attempt::Entity::find().filter(attempt::Column::Kind.eq(kind.code()));
    of_kind.filter(attempt::Column::At.gt(since)).count(write.on()).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_one_person_reads_are_counted_together() {
        assert_eq!(without_tag("request zoe+1@exemple.test"), "request zoe@exemple.test");
        assert_eq!(without_tag("zoe@exemple.test"), "zoe@exemple.test");
        assert_eq!(without_tag("provider a+b/c=="), "provider a+b/c==");
    }
}
