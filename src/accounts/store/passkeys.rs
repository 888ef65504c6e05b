//! Passkeys, and the challenges that wait for their answer.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryOrder};
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::Passkey;

use crate::accounts::deeds::IdentityDeed;
use crate::accounts::passkey::{CEREMONY_LENGTH, Ceremony, StoredPasskey};
use crate::db::{Id, Instant, Stored, Write, entity};

entity!(passkey, "passkeys", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    label: String,
    credential: String,
    created_at: Instant,
    used_at: Option<Instant>,
});

entity!(ceremony, "passkey_ceremonies", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    kind: String,
    state: String,
    expires_at: Instant,
});

fn written(credential: &Passkey) -> Result<String, DbErr> {
    serde_json::to_string(credential).map_err(|error| DbErr::Json(error.to_string()))
}

fn read(row: passkey::Model) -> Result<StoredPasskey, DbErr> {
    let stored = Stored::new(passkey::Entity, &row.id);
    Ok(StoredPasskey {
        credential: stored.json(passkey::Column::Credential, &row.credential)?,
        id: row.id,
        label: row.label,
        created_at: row.created_at,
        used_at: row.used_at,
    })
}

/// How many passkeys an identity has.
pub async fn count_passkeys(db: &impl ConnectionTrait, identity: Id) -> Result<u64, DbErr> {
    passkey::Entity::find().filter(passkey::Column::IdentityId.eq(identity)).count(db).await
}

/// The passkeys of an identity, in the order they were added.
pub async fn list_passkeys(db: &impl ConnectionTrait, identity: Id) -> Result<Vec<StoredPasskey>, DbErr> {
    let of = passkey::Entity::find().filter(passkey::Column::IdentityId.eq(identity));
    of.order_by_asc(passkey::Column::Id).all(db).await?.into_iter().map(read).collect()
}

/// Adds a passkey to an identity.
pub async fn insert_passkey(
    write: &Write,
    identity: Id,
    label: String,
    credential: &Passkey,
) -> Result<(), DbErr> {
    let row = passkey::ActiveModel {
        id: Set(write.new_id()),
        identity_id: Set(identity),
        label: Set(label),
        credential: Set(written(credential)?),
        created_at: Set(write.now()),
        used_at: Set(None),
    };
    passkey::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(IdentityDeed::PasskeyAdded, identity);
    Ok(())
}

/// Notes that a passkey was used, with the counter it gave.
pub async fn save_passkey_use(write: &Write, passkey: Id, credential: &Passkey) -> Result<(), DbErr> {
    let row = passkey::ActiveModel {
        id: Set(passkey),
        credential: Set(written(credential)?),
        used_at: Set(Some(write.now())),
        ..Default::default()
    };
    passkey::Entity::update(row).exec(write.on()).await?;
    Ok(())
}

/// Removes a passkey of an identity; says whether there was one.
pub async fn delete_passkey(write: &Write, identity: Id, passkey: Id) -> Result<bool, DbErr> {
    let removed = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(passkey))
        .filter(passkey::Column::IdentityId.eq(identity))
        .exec(write.on())
        .await?;
    if removed.rows_affected == 1 {
        write.record(IdentityDeed::PasskeyRemoved, identity);
    }
    Ok(removed.rows_affected == 1)
}

/// Removes every passkey of an identity.
pub async fn delete_passkeys(write: &Write, identity: Id) -> Result<(), DbErr> {
    passkey::Entity::delete_many().filter(passkey::Column::IdentityId.eq(identity)).exec(write.on()).await?;
    Ok(())
}

/// Removes every challenge of an identity.
pub async fn delete_ceremonies(write: &Write, identity: Id) -> Result<(), DbErr> {
    ceremony::Entity::delete_many()
        .filter(ceremony::Column::IdentityId.eq(identity))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Stores the state of a challenge until its answer comes, in place of an earlier one of the same kind.
pub async fn save_ceremony(write: &Write, identity: Id, kind: Ceremony, state: String) -> Result<(), DbErr> {
    ceremony::Entity::delete_many()
        .filter(ceremony::Column::IdentityId.eq(identity))
        .filter(ceremony::Column::Kind.eq(kind.code()))
        .exec(write.on())
        .await?;
    let row = ceremony::ActiveModel {
        id: Set(write.new_id()),
        identity_id: Set(identity),
        kind: Set(kind.code().to_owned()),
        state: Set(state),
        expires_at: Set(write.now().plus(CEREMONY_LENGTH)),
    };
    ceremony::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(())
}

/// Takes the state of a challenge away: it serves one answer, right or wrong.
pub async fn take_ceremony<T: DeserializeOwned>(
    write: &Write,
    identity: Id,
    kind: Ceremony,
) -> Result<Option<T>, DbErr> {
    let found = ceremony::Entity::find()
        .filter(ceremony::Column::IdentityId.eq(identity))
        .filter(ceremony::Column::Kind.eq(kind.code()))
        .filter(ceremony::Column::ExpiresAt.gt(write.now()))
        .one(write.on())
        .await?;
    let Some(row) = found else { return Ok(None) };
    // Of two answers at once, only one still finds it.
    let taken = ceremony::Entity::delete_by_id(row.id).exec(write.on()).await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    Stored::new(ceremony::Entity, &row.id).json(ceremony::Column::State, &row.state).map(Some)
}
