//! Links sent by e-mail: each for one purpose and one address, used once.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use super::{find_identity, no_secret};
use crate::accounts::account::Identity;
use crate::accounts::link::Purpose;
use crate::db::{Id, Instant, Write, entity};
use crate::secret;

entity!(link, "emailed_links", {
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    identity_id: Uuid,
    purpose: String,
    email: String,
    created_at: Instant,
    expires_at: Instant,
    used_at: Option<Instant>,
});

/// Makes a link for an identity and gives its token, which only the message holds.
pub async fn insert_link(write: &Write, identity: &Identity, purpose: Purpose) -> Result<String, DbErr> {
    let token = secret::token().map_err(no_secret)?;
    let row = link::ActiveModel {
        token_hash: Set(secret::fingerprint(purpose.code(), &token)),
        identity_id: Set(identity.id),
        purpose: Set(purpose.code().to_owned()),
        email: Set(identity.email.clone()),
        created_at: Set(write.now()),
        expires_at: Set(write.now().plus(purpose.lasts())),
        used_at: Set(None),
    };
    link::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(token)
}

/// Whose link it is, while it may still be used; nothing is changed.
pub async fn find_link(
    db: &impl ConnectionTrait,
    token: &str,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<Identity>, DbErr> {
    let found = link::Entity::find_by_id(secret::fingerprint(purpose.code(), token)).one(db).await?;
    let Some(row) = found.filter(|row| row.used_at.is_none() && row.expires_at > now) else {
        return Ok(None);
    };
    let identity = find_identity(db, row.identity_id).await?;
    Ok(identity.filter(|identity| identity.email == row.email && identity.deactivated_at.is_none()))
}

/// Uses a link up: whose it was, or nothing when it was used, expired, made for something else or another address.
pub async fn use_link(write: &Write, token: &str, purpose: Purpose) -> Result<Option<Identity>, DbErr> {
    let Some(identity) = find_link(write.on(), token, purpose, write.now()).await? else { return Ok(None) };
    // Of two requests at once, only one still finds it unused.
    let used = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(write.now()))
        .filter(link::Column::TokenHash.eq(secret::fingerprint(purpose.code(), token)))
        .filter(link::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    Ok((used.rows_affected == 1).then_some(identity))
}

/// Removes the links of an identity.
pub async fn delete_links(write: &Write, identity: Id) -> Result<(), DbErr> {
    link::Entity::delete_many().filter(link::Column::IdentityId.eq(identity)).exec(write.on()).await?;
    Ok(())
}
