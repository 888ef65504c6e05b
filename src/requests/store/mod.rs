//! The tables of requests and of referrals. Nobody's people are behind them yet: only who steers the hub reads them.

mod referrals;

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect};

pub use self::referrals::*;
use super::reach::{Way, Ways};
use super::request::{Request, RequestDeed, RequestedPart};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Instant, Keys, Stored, Write, entity};
use crate::track::Track;

entity!(request, "requests", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    part: String,
    track: Option<String>,
    first_name: String,
    last_name: String,
    email: Option<String>,
    phone: Option<String>,
    postal_address: Option<String>,
    way: String,
    place_code: Option<String>,
    words: String,
    asked_at: Instant,
    confirmed_at: Option<Instant>,
    referred: bool,
    sent_by_id: Option<Uuid>,
});

fn request_of(row: request::Model) -> Result<Request, DbErr> {
    let stored = Stored::new(request::Entity, &row.id);
    Ok(Request {
        part: stored.code(request::Column::Part, &row.part, RequestedPart::from_code)?,
        track: stored.maybe_code(request::Column::Track, row.track.as_deref(), Track::from_code)?,
        way: stored.code(request::Column::Way, &row.way, Way::from_code)?,
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        ways: Ways { email: row.email, phone: row.phone, postal_address: row.postal_address },
        place_code: row.place_code,
        words: row.words,
        asked_at: row.asked_at,
        confirmed_at: row.confirmed_at,
        is_referred: row.referred,
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
        track: Set(request.track.map(|track| track.code().to_owned())),
        email: Set(request.ways.email.clone()),
        phone: Set(request.ways.phone.clone()),
        postal_address: Set(request.ways.postal_address.clone()),
        way: Set(request.way.code().to_owned()),
        place_code: Set(request.place_code.clone()),
        words: Set(request.words.clone()),
        asked_at: Set(request.asked_at),
        confirmed_at: Set(request.confirmed_at),
        referred: Set(request.is_referred),
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

/// The condition of the requests that somebody sees: those that were confirmed, and those who are to be called first.
fn is_seen() -> Condition {
    let to_call = request::Column::Way.eq(Way::Voice.code()).and(request::Column::Referred.eq(false));
    Condition::any().add(request::Column::ConfirmedAt.is_not_null()).add(to_call)
}

/// How many requests asked since an instant are confirmed by text message, or will be.
pub async fn count_texts_since(write: &Write, since: Instant) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::Way.eq(Way::Text.code()))
        .filter(request::Column::AskedAt.gt(since))
        .count(write.on())
        .await
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
        .filter(request::Column::Email.is_not_null())
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

/// Removes the requests that nobody confirmed in time: those asked before the first instant, and before the second by letter. Whoever is
/// to be called waits for the call. Gives how many.
pub async fn delete_unconfirmed(write: &Write, before: Instant, by_letter: Instant) -> Result<u64, DbErr> {
    let way = |way: Way| request::Column::Way.eq(way.code());
    let asked = |before| request::Column::AskedAt.lte(before);
    let alone = request::Column::Referred.eq(false);
    let over = Condition::any()
        .add(way(Way::Letter).and(alone.clone()).and(asked(by_letter)))
        .add(request::Column::Way.is_not_in([Way::Letter.code(), Way::Voice.code()]).and(asked(before)))
        .add(request::Column::Referred.eq(true).and(asked(before)));
    let gone = request::Entity::delete_many()
        .filter(request::Column::ConfirmedAt.is_null())
        .filter(over)
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected)
}

/// Since when somebody sees some requests, and whether they were confirmed; those that nobody sees, or that ended, are left out.
pub async fn list_seen(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<(Id, bool, Instant)>, DbErr> {
    let rows: Vec<(Id, Instant, Option<Instant>)> = request::Entity::find()
        .select_only()
        .columns([request::Column::Id, request::Column::AskedAt, request::Column::ConfirmedAt])
        .filter(keys.hold(request::Column::Id))
        .filter(is_seen())
        .into_tuple()
        .all(of.on())
        .await?;
    let seen = |(id, asked_at, confirmed_at): (Id, Instant, Option<Instant>)| {
        (id, confirmed_at.is_some(), confirmed_at.unwrap_or(asked_at))
    };
    Ok(rows.into_iter().map(seen).collect())
}

/// The requests that wait for an answer or a call, the oldest first.
pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(Vec::new());
    }
    let rows = request::Entity::find()
        .filter(is_seen())
        .order_by_asc(request::Column::AskedAt)
        .order_by_asc(request::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(request_of).collect()
}

/// A request that waits for an answer or a call.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = request::Entity::find_by_id(id).filter(is_seen()).one(db).await?;
    found.map(request_of).transpose()
}

/// The request that a link leads to, confirmed or not.
pub async fn find_by_link(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Request>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    request::Entity::find_by_id(id).one(db).await?.map(request_of).transpose()
}

/// Ends a request that somebody sees, which is forgotten; `false` when it had ended already.
pub async fn end(write: &Write, id: Id, how: RequestDeed) -> Result<bool, DbErr> {
    delete(write, id, how, is_seen()).await
}

/// Forgets a request, whether or not it was confirmed; `false` when it had ended already.
pub async fn forget(write: &Write, id: Id, how: RequestDeed) -> Result<bool, DbErr> {
    delete(write, id, how, Condition::all()).await
}

async fn delete(write: &Write, id: Id, how: RequestDeed, condition: Condition) -> Result<bool, DbErr> {
    let ended = request::Entity::delete_many()
        .filter(request::Column::Id.eq(id))
        .filter(condition)
        .exec(write.on())
        .await?;
    if ended.rows_affected == 1 {
        write.record(how, id);
    }
    Ok(ended.rows_affected == 1)
}
