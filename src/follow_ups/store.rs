//! The table of meetings.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use time::Date;

use super::meeting::{Meeting, Mode};
use crate::accounts::access::Scope;
use crate::db::{Id, Write, entity};
use crate::people::profile::Topic;
use crate::tandems::store::ids_within;

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
    let row = row::ActiveModel {
        id: Set(meeting.id),
        tandem_id: Set(meeting.tandem_id),
        held_on: Set(meeting.held_on),
        minutes: Set(i32::from(meeting.minutes)),
        mode: Set(meeting.mode.code().to_owned()),
        topic: Set(meeting.topic.map(|topic| topic.code().to_owned())),
        next_on: Set(meeting.next_on),
    };
    row::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("tandem", meeting.tandem_id, "met");
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
    for meeting in rows.into_iter().map(meeting_of) {
        meetings.entry(meeting.tandem_id).or_default().push(meeting);
    }
    Ok(meetings)
}

fn meeting_of(row: row::Model) -> Meeting {
    Meeting {
        id: row.id,
        tandem_id: row.tandem_id,
        held_on: row.held_on,
        minutes: u16::try_from(row.minutes).unwrap_or(0),
        mode: Mode::from_code(&row.mode).unwrap_or(Mode::InPerson),
        topic: row.topic.as_deref().and_then(Topic::from_code),
        next_on: row.next_on,
    }
}
