//! Identities: an address, a password perhaps, the sealed secret of one-time codes perhaps.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect};

use super::{accounts, passkeys};
use crate::accounts::account::Identity;
use crate::accounts::deeds::IdentityDeed;
use crate::contact::normalised;
use crate::db::{Id, Instant, Write, entity, new_id};

entity!(identity, "identities", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    email: String,
    created_at: Instant,
    deactivated_at: Option<Instant>,
    password_hash: Option<String>,
    code_secret: Option<String>,
    code_confirmed_at: Option<Instant>,
    code_last_step: Option<i64>,
});

async fn complete(db: &impl ConnectionTrait, row: identity::Model) -> Result<Identity, DbErr> {
    Ok(Identity {
        has_passkey: passkeys::count_passkeys(db, row.id).await? > 0,
        id: row.id,
        email: row.email,
        password_hash: row.password_hash,
        code_secret: row.code_secret,
        deactivated_at: row.deactivated_at,
    })
}

/// The identity of an address.
pub async fn find_identity_by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Identity>, DbErr> {
    let found =
        identity::Entity::find().filter(identity::Column::Email.eq(normalised(email))).one(db).await?;
    match found {
        Some(row) => Ok(Some(complete(db, row).await?)),
        None => Ok(None),
    }
}

/// The identity of a key.
pub async fn find_identity(db: &impl ConnectionTrait, id: Id) -> Result<Option<Identity>, DbErr> {
    match identity::Entity::find_by_id(id).one(db).await? {
        Some(row) => Ok(Some(complete(db, row).await?)),
        None => Ok(None),
    }
}

/// Holds an identity until the transaction ends, so that of two requests at once the second reads what the first left: the last
/// second factor, the first one, a count of failures.
pub async fn lock_identity(write: &Write, id: Id) -> Result<Option<Identity>, DbErr> {
    match identity::Entity::find_by_id(id).lock_exclusive().one(write.on()).await? {
        Some(row) => Ok(Some(complete(write.on(), row).await?)),
        None => Ok(None),
    }
}

/// The identities that still sign in, for a condition on their accounts.
pub(super) fn active_identities() -> SelectStatement {
    Query::select()
        .column(identity::Column::Id)
        .from(identity::Entity)
        .and_where(identity::Column::DeactivatedAt.is_null())
        .to_owned()
}

/// The addresses of some identities.
pub async fn list_emails(db: &impl ConnectionTrait, ids: &[Id]) -> Result<Vec<(Id, String)>, DbErr> {
    identity::Entity::find()
        .select_only()
        .columns([identity::Column::Id, identity::Column::Email])
        .filter(identity::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await
}

/// The addresses of those who hold a role today, for the hub's own messages.
pub async fn list_emails_of_role(
    db: &impl ConnectionTrait,
    role: crate::accounts::access::Role,
) -> Result<Vec<String>, DbErr> {
    let holders = Query::select()
        .column(accounts::account::Column::IdentityId)
        .from(accounts::account::Entity)
        .and_where(accounts::account::Column::Role.eq(role.code()))
        .and_where(accounts::account::Column::IdentityId.is_not_null())
        .cond_where(accounts::held())
        .to_owned();
    identity::Entity::find()
        .select_only()
        .column(identity::Column::Email)
        .filter(identity::Column::Id.in_subquery(holders))
        .filter(identity::Column::DeactivatedAt.is_null())
        .into_tuple()
        .all(db)
        .await
}

/// The identity of an address, made when it does not exist.
pub async fn get_or_insert_identity(write: &Write, email: &str) -> Result<Identity, DbErr> {
    if let Some(found) = find_identity_by_email(write.on(), email).await? {
        return Ok(found);
    }
    let id = new_id();
    let row = identity::ActiveModel {
        id: Set(id),
        email: Set(normalised(email)),
        created_at: Set(write.now()),
        ..Default::default()
    };
    // Of two requests at once, the second waits here for the first, then finds what it made.
    let alone = OnConflict::column(identity::Column::Email).do_nothing().to_owned();
    let made = identity::Entity::insert(row).on_conflict(alone).exec_without_returning(write.on()).await;
    match made {
        Ok(1) => write.record(IdentityDeed::Created, id),
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error),
    }
    let found = find_identity_by_email(write.on(), email).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("an identity that was just made".to_owned()))
}

/// Replaces the hash of the password.
pub async fn save_password(write: &Write, id: Id, hash: String) -> Result<(), DbErr> {
    let row = identity::ActiveModel { id: Set(id), password_hash: Set(Some(hash)), ..Default::default() };
    identity::Entity::update(row).exec(write.on()).await?;
    write.record(IdentityDeed::PasswordChanged, id);
    Ok(())
}

/// Nobody signs in with it any more.
pub async fn save_deactivation(write: &Write, id: Id) -> Result<(), DbErr> {
    let row =
        identity::ActiveModel { id: Set(id), deactivated_at: Set(Some(write.now())), ..Default::default() };
    identity::Entity::update(row).exec(write.on()).await?;
    write.record(IdentityDeed::Deactivated, id);
    Ok(())
}

/// A first code was right: codes of this sealed secret are from now on a second factor. Confirmed ones are never replaced here.
pub async fn save_code_confirmed(write: &Write, id: Id, sealed: String, step: i64) -> Result<bool, DbErr> {
    let done = identity::Entity::update_many()
        .col_expr(identity::Column::CodeSecret, Expr::value(sealed))
        .col_expr(identity::Column::CodeConfirmedAt, Expr::value(write.now()))
        .col_expr(identity::Column::CodeLastStep, Expr::value(step))
        .filter(identity::Column::Id.eq(id))
        .filter(identity::Column::CodeConfirmedAt.is_null())
        .exec(write.on())
        .await?;
    if done.rows_affected == 1 {
        write.record(IdentityDeed::CodesConfirmed, id);
    }
    Ok(done.rows_affected == 1)
}

/// Uses up the step of a code: false when that step, or a later one, was already used.
pub async fn use_code_step(write: &Write, id: Id, step: i64) -> Result<bool, DbErr> {
    let unused = identity::Column::CodeLastStep.is_null().or(identity::Column::CodeLastStep.lt(step));
    let done = identity::Entity::update_many()
        .col_expr(identity::Column::CodeLastStep, Expr::value(step))
        .filter(identity::Column::Id.eq(id))
        .filter(unused)
        .exec(write.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets the one-time codes and the password.
pub async fn forget_codes_and_password(write: &Write, id: Id) -> Result<(), DbErr> {
    let row = identity::ActiveModel {
        id: Set(id),
        password_hash: Set(None),
        code_secret: Set(None),
        code_confirmed_at: Set(None),
        code_last_step: Set(None),
        ..Default::default()
    };
    identity::Entity::update(row).exec(write.on()).await?;
    write.record(IdentityDeed::SecondFactorForgotten, id);
    Ok(())
}
