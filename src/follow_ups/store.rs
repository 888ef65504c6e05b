//! The table of meetings.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::meeting::{Meeting, Mode};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored, Write, entity};
use crate::people::profile::Topic;
use crate::tandems::store::{is_tandem_within, journeys_of_open};
use crate::tandems::tandem::TandemDeed;

entity!(row, "meetings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    tandem_id: Uuid,
    held_on: Date,
    minutes: i32,
    mode: String,
    topic: Option<String>,
    next_on: Option<Date>,
});

/// Adds a meeting.
pub async fn insert(write: &Write, meeting: &Meeting) -> Result<(), DbErr> {
    insert_many(write, std::slice::from_ref(meeting)).await
}

/// Adds the meetings of a tandem: fewer than the 4,000 that a statement may carry.
pub async fn insert_many(write: &Write, meetings: &[Meeting]) -> Result<(), DbErr> {
    if meetings.is_empty() {
        return Ok(());
    }
    let row = |meeting: &Meeting| row::ActiveModel {
        id: Set(meeting.id),
        tandem_id: Set(meeting.tandem_id),
        held_on: Set(meeting.held_on),
        minutes: Set(i32::from(meeting.minutes)),
        mode: Set(meeting.mode.code().to_owned()),
        topic: Set(meeting.topic.map(|topic| topic.code().to_owned())),
        next_on: Set(meeting.next_on),
    };
    row::Entity::insert_many(meetings.iter().map(row)).exec_without_returning(write.on()).await?;
    meetings.iter().for_each(|meeting| write.record(TandemDeed::Met, meeting.tandem_id));
    Ok(())
}

/// The meetings of some tandems, by tandem, newest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    tandems: &[Id],
) -> Result<BTreeMap<Id, Vec<Meeting>>, DbErr> {
    if tandems.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = row::Column::TandemId.is_in(tandems.iter().copied());
    list(db, these.and(is_tandem_within(row::Column::TandemId, scope))).await
}

async fn list(db: &impl ConnectionTrait, of: Expr) -> Result<BTreeMap<Id, Vec<Meeting>>, DbErr> {
    let rows = row::Entity::find()
        .filter(of)
        .order_by_desc(row::Column::HeldOn)
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    let mut meetings: BTreeMap<Id, Vec<Meeting>> = BTreeMap::new();
    for row in rows {
        meetings.entry(row.tandem_id).or_default().push(meeting_of(row)?);
    }
    Ok(meetings)
}

/// The meetings of some tandems, by tandem, newest first, for whoever decides on them.
pub async fn list_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeMap<Id, Vec<Meeting>>, DbErr> {
    list(of.on(), keys.hold(row::Column::TandemId)).await
}

/// Every meeting of a tandem, newest first, for whoever decides on it.
pub async fn list_to_decide(of: &impl Deciding, tandem: Id) -> Result<Vec<Meeting>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::TandemId.eq(tandem))
        .order_by_desc(row::Column::HeldOn)
        .order_by_desc(row::Column::Id)
        .all(of.on())
        .await?;
    rows.into_iter().map(meeting_of).collect()
}

fn meeting_of(row: row::Model) -> Result<Meeting, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    Ok(Meeting {
        id: row.id,
        tandem_id: row.tandem_id,
        held_on: row.held_on,
        minutes: stored.number(row::Column::Minutes, row.minutes)?,
        mode: stored.code(row::Column::Mode, &row.mode, Mode::from_code)?,
        topic: stored.maybe_code(row::Column::Topic, row.topic.as_deref(), Topic::from_code)?,
        next_on: row.next_on,
    })
}

/// A subquery for the journeys in an open tandem whose two people have met.
pub fn met_journeys() -> SelectStatement {
    let met = Query::select().column(row::Column::TandemId).from(row::Entity).to_owned();
    journeys_of_open(met)
}

/// The tandems of a scope whose two people met on a day or later, each with every such day.
pub async fn list_met_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    since: Date,
) -> Result<Vec<(Id, Date)>, DbErr> {
    row::Entity::find()
        .select_only()
        .columns([row::Column::TandemId, row::Column::HeldOn])
        .filter(is_tandem_within(row::Column::TandemId, scope))
        .filter(row::Column::HeldOn.gte(since))
        .into_tuple()
        .all(db)
        .await
}
