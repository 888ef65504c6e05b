//! The table of requests. Nobody's people are behind them yet: only who steers the hub reads them.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};

use super::request::{Door, LASTS, Request};
use crate::accounts::access::Scope;
use crate::db::{Id, Instant, Write, entity};
use crate::secret;

entity!(request, "requests", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    token_hash: String,
    door: String,
    first_name: String,
    last_name: String,
    email: String,
    place_code: String,
    words: String,
    asked_at: Instant,
    confirmed_at: Option<Instant>,
});

/// What a token is a proof of.
const PURPOSE: &str = "request";

fn request_of(row: request::Model) -> Request {
    Request {
        id: row.id,
        door: Door::from_code(&row.door).unwrap_or(Door::Mentee),
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        place_code: row.place_code,
        words: row.words,
        asked_at: row.asked_at,
        confirmed_at: row.confirmed_at,
    }
}

/// Keeps a request until its address is confirmed, and forgets those that never were.
pub async fn insert(write: &Write, request: &Request, token: &str) -> Result<(), DbErr> {
    let row = request::ActiveModel {
        id: Set(request.id),
        token_hash: Set(secret::fingerprint(PURPOSE, token)),
        door: Set(request.door.code().to_owned()),
        first_name: Set(request.first_name.clone()),
        last_name: Set(request.last_name.clone()),
        email: Set(request.email.clone()),
        place_code: Set(request.place_code.clone()),
        words: Set(request.words.clone()),
        asked_at: Set(request.asked_at),
        confirmed_at: Set(None),
    };
    request::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("request", request.id, "created");
    request::Entity::delete_many()
        .filter(request::Column::ConfirmedAt.is_null())
        .filter(request::Column::AskedAt.lte(write.now().plus(-LASTS)))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Confirms the address of a request by the token sent to it, once or again; `None` when there is no such request any more.
pub async fn confirm(write: &Write, token: &str) -> Result<Option<Request>, DbErr> {
    let found = request::Entity::find()
        .filter(request::Column::TokenHash.eq(secret::fingerprint(PURPOSE, token)))
        .filter(request::Column::AskedAt.gt(write.now().plus(-LASTS)))
        .one(write.on())
        .await?;
    let Some(row) = found else { return Ok(None) };
    if row.confirmed_at.is_some() {
        return Ok(Some(request_of(row)));
    }
    let confirmed_at = Some(write.now());
    let confirmed =
        request::ActiveModel { id: Set(row.id), confirmed_at: Set(confirmed_at), ..Default::default() };
    request::Entity::update(confirmed).exec(write.on()).await?;
    write.record("request", row.id, "confirmed");
    Ok(Some(Request { confirmed_at, ..request_of(row) }))
}

/// The requests that wait for an answer, the oldest first.
pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(Vec::new());
    }
    let rows = request::Entity::find()
        .filter(request::Column::ConfirmedAt.is_not_null())
        .order_by_asc(request::Column::ConfirmedAt)
        .order_by_asc(request::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(request_of).collect())
}

/// A request that waits for an answer.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = request::Entity::find_by_id(id).one(db).await?;
    Ok(found.filter(|row| row.confirmed_at.is_some()).map(request_of))
}

/// Ends a request, which is forgotten; `false` when it had ended already.
pub async fn end(write: &Write, id: Id, how: &'static str) -> Result<bool, DbErr> {
    let ended = request::Entity::delete_many()
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::ConfirmedAt.is_not_null())
        .exec(write.on())
        .await?;
    if ended.rows_affected == 1 {
        write.record("request", id, how);
    }
    Ok(ended.rows_affected == 1)
}
