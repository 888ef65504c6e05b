//! The table of requests. Nobody's people are behind them yet: only who steers the hub reads them.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect};

use super::request::{Request, RequestDeed, RequestedPart};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Instant, Keys, Stored, Write, entity};

entity!(request, "requests", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    part: String,
    first_name: String,
    last_name: String,
    email: String,
    place_code: Option<String>,
    words: String,
    asked_at: Instant,
    confirmed_at: Option<Instant>,
    sent_by_id: Option<Uuid>,
});

fn request_of(row: request::Model) -> Result<Request, DbErr> {
    let stored = Stored::new(request::Entity, &row.id);
    Ok(Request {
        part: stored.code(request::Column::Part, &row.part, RequestedPart::from_code)?,
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        place_code: row.place_code,
        words: row.words,
        asked_at: row.asked_at,
        confirmed_at: row.confirmed_at,
        sent_by: row.sent_by_id,
    })
}

/// Stores a request until its address is confirmed, or answered if an account sends it.
pub async fn insert(write: &Write, request: &Request) -> Result<(), DbErr> {
    let row = request::ActiveModel {
        id: Set(request.id),
        part: Set(request.part.code().to_owned()),
        first_name: Set(request.first_name.clone()),
        last_name: Set(request.last_name.clone()),
        email: Set(request.email.clone()),
        place_code: Set(request.place_code.clone()),
        words: Set(request.words.clone()),
        asked_at: Set(request.asked_at),
        confirmed_at: Set(request.confirmed_at),
        sent_by_id: Set(request.sent_by),
    };
    request::Entity::insert(row).exec_without_returning(write.on()).await?;
    let deed = if request.sent_by.is_some() { RequestDeed::Sent } else { RequestDeed::Created };
    write.record(deed, request.id);
    Ok(())
}

/// The keys of the requests of those who live at a place, for a condition on a table that is within a scope.
pub fn ids_at(place: &str) -> SelectStatement {
    let at_place = request::Column::PlaceCode.eq(place);
    Query::select().column(request::Column::Id).from(request::Entity).and_where(at_place).to_owned()
}

/// How many requests asked since an instant wait for their address to be confirmed.
pub async fn count_unconfirmed_since(write: &Write, since: Instant) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::ConfirmedAt.is_null())
        .filter(request::Column::AskedAt.gt(since))
        .count(write.on())
        .await
}

/// Address, first and last name of those whom an account sent, if it sees anybody, and who wait for an answer.
pub async fn list_sent_by(
    db: &impl ConnectionTrait,
    scope: Scope,
    account: Id,
) -> Result<Vec<(String, String, String)>, DbErr> {
    if scope == Scope::Nobody {
        return Ok(Vec::new());
    }
    request::Entity::find()
        .select_only()
        .columns([request::Column::Email, request::Column::FirstName, request::Column::LastName])
        .filter(request::Column::SentById.eq(account))
        .into_tuple()
        .all(db)
        .await
}

/// Those of some addresses that an account sent, and that wait for an answer.
pub async fn list_sent(write: &Write, by: Id, emails: &[&str]) -> Result<BTreeSet<String>, DbErr> {
    let sent: Vec<String> = request::Entity::find()
        .select_only()
        .column(request::Column::Email)
        .filter(request::Column::SentById.eq(by))
        .filter(request::Column::Email.is_in(emails.iter().copied()))
        .into_tuple()
        .all(write.on())
        .await?;
    Ok(sent.into_iter().collect())
}

/// A request, confirmed or not, held until this transaction ends.
pub async fn lock_request(write: &Write, id: Id) -> Result<Option<Request>, DbErr> {
    request::Entity::find_by_id(id).lock_exclusive().one(write.on()).await?.map(request_of).transpose()
}

/// Notes that the address of a request was confirmed now.
pub async fn save_confirmation(write: &Write, id: Id) -> Result<(), DbErr> {
    let row =
        request::ActiveModel { id: Set(id), confirmed_at: Set(Some(write.now())), ..Default::default() };
    request::Entity::update(row).exec(write.on()).await?;
    write.record(RequestDeed::Confirmed, id);
    Ok(())
}

/// Removes the requests asked before an instant whose address was never confirmed; gives how many.
pub async fn delete_unconfirmed(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let gone = request::Entity::delete_many()
        .filter(request::Column::ConfirmedAt.is_null())
        .filter(request::Column::AskedAt.lte(before))
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected)
}

/// When the address of some requests was confirmed; those that were not, or ended, are left out.
pub async fn list_confirmed(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<(Id, Instant)>, DbErr> {
    let rows: Vec<(Id, Option<Instant>)> = request::Entity::find()
        .select_only()
        .columns([request::Column::Id, request::Column::ConfirmedAt])
        .filter(keys.hold(request::Column::Id))
        .filter(request::Column::ConfirmedAt.is_not_null())
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(rows.into_iter().filter_map(|(id, confirmed_at)| Some((id, confirmed_at?))).collect())
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
    rows.into_iter().map(request_of).collect()
}

/// A request that waits for an answer.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = request::Entity::find_by_id(id).one(db).await?;
    found.filter(|row| row.confirmed_at.is_some()).map(request_of).transpose()
}

/// Ends a request, which is forgotten; `false` when it had ended already.
pub async fn end(write: &Write, id: Id, how: RequestDeed) -> Result<bool, DbErr> {
    let ended = request::Entity::delete_many()
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::ConfirmedAt.is_not_null())
        .exec(write.on())
        .await?;
    if ended.rows_affected == 1 {
        write.record(how, id);
    }
    Ok(ended.rows_affected == 1)
}
