//! Queries on the journal.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use super::{Entry, row};
use crate::db::{ACCOUNT, Db, Deed, Id, Instant};

/// A filter on the actions of lines.
#[derive(Clone, Copy, Debug)]
pub enum Actions<'a> {
    /// Lines with one of these actions.
    Only(&'a [&'static str]),
    /// Lines with any other action.
    Except(&'a [&'static str]),
}

/// Whether a line with this MAC exists.
pub async fn holds_line(db: &Db, mac: &str) -> Result<bool, DbErr> {
    Ok(row::Entity::find().filter(row::Column::Mac.eq(mac)).one(db).await?.is_some())
}

/// The instant of the last line; `None` when there is none.
pub async fn last_line_at(db: &Db) -> Result<Option<Instant>, DbErr> {
    let last = row::Entity::find().order_by_desc(row::Column::Sequence).one(db).await?;
    Ok(last.map(|line| line.at))
}

/// The lines about some objects, newest first, at most `limit`.
pub async fn story(db: &Db, objects: &[Id], actions: Actions<'_>, limit: u64) -> Result<Vec<Entry>, DbErr> {
    let filter = match actions {
        Actions::Only(these) => row::Column::Action.is_in(these.iter().copied()),
        Actions::Except(these) => row::Column::Action.is_not_in(these.iter().copied()),
    };
    row::Entity::find()
        .filter(row::Column::ObjectId.is_in(objects.iter().copied()))
        .filter(filter)
        .order_by_desc(row::Column::Sequence)
        .limit(limit)
        .all(db)
        .await
}

/// The distinct objects to which some accounts did something after an instant, sorted by id.
pub async fn distinct_objects<D: Deed>(
    db: &impl ConnectionTrait,
    deed: D,
    actors: &[Id],
    since: Instant,
) -> Result<Vec<Id>, DbErr> {
    row::Entity::find()
        .select_only()
        .column(row::Column::ObjectId)
        .distinct()
        .filter(row::Column::ActorId.is_in(actors.iter().copied()))
        .filter(row::Column::ActorKind.eq(ACCOUNT))
        .filter(row::Column::ObjectKind.eq(D::KIND))
        .filter(row::Column::Action.eq(deed.action()))
        .filter(row::Column::At.gt(since))
        .order_by_asc(row::Column::ObjectId)
        .into_tuple()
        .all(db)
        .await
}

/// Whether an account did something, to any object, after an instant.
pub async fn did_since<D: Deed>(
    db: &impl ConnectionTrait,
    account: Id,
    deed: D,
    since: Instant,
) -> Result<bool, DbErr> {
    let found = row::Entity::find()
        .filter(row::Column::ActorId.eq(account))
        .filter(row::Column::ActorKind.eq(ACCOUNT))
        .filter(row::Column::ObjectKind.eq(D::KIND))
        .filter(row::Column::Action.eq(deed.action()))
        .filter(row::Column::At.gt(since))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The lines of an account between two instants, inclusive, oldest first.
pub async fn deeds_of(db: &Db, account: Id, from: Instant, until: Instant) -> Result<Vec<Entry>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ActorId.eq(account))
        .filter(row::Column::ActorKind.eq(ACCOUNT))
        .filter(row::Column::At.between(from, until))
        .order_by_asc(row::Column::Sequence)
        .all(db)
        .await
}
