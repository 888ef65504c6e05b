//! The table of meetings.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use time::Date;

use super::meeting::{Meeting, Mode};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Write, entity, known};
use crate::people::profile::Topic;
use crate::tandems::store::ids_within;
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
    let rows = row::Entity::find()
        .filter(row::Column::TandemId.is_in(tandems.iter().copied()))
        .filter(row::Column::TandemId.in_subquery(ids_within(scope)))
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
    let topic = row.topic.as_deref().map(|code| known("topic", code, Topic::from_code)).transpose()?;
    let minutes = known("minutes", &row.minutes.to_string(), |minutes| minutes.parse().ok())?;
    Ok(Meeting {
        id: row.id,
        tandem_id: row.tandem_id,
        held_on: row.held_on,
        minutes,
        mode: known("mode", &row.mode, Mode::from_code)?,
        topic,
        next_on: row.next_on,
    })
}
