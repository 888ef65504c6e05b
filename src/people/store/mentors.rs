//! Mentors: what they offer and how many mentees they take.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect};
use time::Date;

use super::rows::{
    Items, OF_MENTOR, OwnColumns, is_person_within, items_of, kind, mentor, mentor_item, profile,
    style_column, values,
};
use crate::accounts::access::Scope;
use crate::db::{Id, Stored, Write};
use crate::people::deeds::MentorDeed;
use crate::people::person::Mentor;
use crate::track::Track;

/// The mentors of a selection whom the scope holds, in the order of their keys.
async fn list(db: &impl ConnectionTrait, scope: Scope, of: Expr) -> Result<Vec<Mentor>, DbErr> {
    chosen(db, of.and(is_person_within(mentor::Column::PersonId, scope))).await
}

/// A mentor as they are read: their row, and their values.
#[derive(FromQueryResult)]
struct WithValues {
    #[sea_orm(nested)]
    row: mentor::Model,
    joined: Option<String>,
}

async fn chosen(db: &impl ConnectionTrait, chosen: Expr) -> Result<Vec<Mentor>, DbErr> {
    let rows: Vec<WithValues> = mentor::Entity::find()
        .expr_as(Expr::cust(OF_MENTOR), "joined")
        .filter(chosen)
        .order_by_asc(mentor::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(mentor_of_row).collect()
}

/// The mentors who have not left the pool.
pub async fn open_mentors(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Mentor>, DbErr> {
    list(db, scope, mentor::Column::LeftOn.is_null()).await
}

/// The mentors of some keys.
pub async fn mentors_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Id],
) -> Result<Vec<Mentor>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    list(db, scope, mentor::Column::Id.is_in(ids.iter().copied())).await
}

/// The mentors that some people are.
pub(super) async fn mentors_of_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    people: &[Id],
) -> Result<Vec<Mentor>, DbErr> {
    list(db, scope, mentor::Column::PersonId.is_in(people.iter().copied())).await
}

/// The mentor of a key, if the scope holds them.
pub async fn find_mentor(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Mentor>, DbErr> {
    Ok(list(db, scope, mentor::Column::Id.eq(id)).await?.pop())
}

/// The part of a mentor that a person plays, if they play it.
pub async fn mentor_of(db: &impl ConnectionTrait, scope: Scope, person: Id) -> Result<Option<Mentor>, DbErr> {
    Ok(list(db, scope, mentor::Column::PersonId.eq(person)).await?.pop())
}

/// Some mentors, whoever brought them, each held until this transaction ends, in the order of their keys.
pub async fn lock_mentors(write: &Write, ids: &[Id]) -> Result<Vec<Mentor>, DbErr> {
    let these = mentor::Column::Id.is_in(ids.iter().copied());
    // Always in this order: of two transactions that lock the same rows, one waits and neither is killed.
    mentor::Entity::find()
        .filter(these.clone())
        .order_by_asc(mentor::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    chosen(write.on(), these).await
}

/// Adds a mentor.
pub async fn insert_mentor(write: &Write, mentor: &Mentor) -> Result<(), DbErr> {
    mentor::Entity::insert(row_of(mentor)).exec_without_returning(write.on()).await?;
    insert_items(write, mentor).await?;
    write.record(MentorDeed::Created, mentor.id);
    Ok(())
}

/// Replaces what a mentor offers.
pub async fn save_mentor(write: &Write, mentor: &Mentor) -> Result<(), DbErr> {
    mentor::Entity::update(row_of(mentor)).exec(write.on()).await?;
    mentor_item::Entity::delete_many()
        .filter(mentor_item::Column::MentorId.eq(mentor.id))
        .exec(write.on())
        .await?;
    insert_items(write, mentor).await?;
    write.record(MentorDeed::Changed, mentor.id);
    Ok(())
}

/// Notes that a mentor left the pool.
pub async fn save_left(write: &Write, id: Id, on: Date) -> Result<(), DbErr> {
    let row = mentor::ActiveModel { id: Set(id), left_on: Set(Some(on)), ..Default::default() };
    mentor::Entity::update(row).exec(write.on()).await?;
    write.record(MentorDeed::Left, id);
    Ok(())
}

/// Notes from which day a mentor takes somebody new; none for now.
pub async fn save_available_from(write: &Write, id: Id, from: Option<Date>) -> Result<(), DbErr> {
    let row = mentor::ActiveModel { id: Set(id), available_from: Set(from), ..Default::default() };
    mentor::Entity::update(row).exec(write.on()).await?;
    write.record(MentorDeed::Changed, id);
    Ok(())
}

async fn insert_items(write: &Write, mentor: &Mentor) -> Result<(), DbErr> {
    let tracks =
        mentor.tracks.iter().map(|track| (mentor.id, kind::TRACK.to_owned(), track.code().to_owned()));
    let items: Items = tracks.chain(items_of(mentor.id, &mentor.profile)).collect();
    if items.is_empty() {
        return Ok(());
    }
    let rows = items.into_iter().map(|(owner, kind, code)| mentor_item::ActiveModel {
        mentor_id: Set(owner),
        kind: Set(kind),
        code: Set(code),
    });
    mentor_item::Entity::insert_many(rows).exec_without_returning(write.on()).await?;
    Ok(())
}

fn row_of(mentor: &Mentor) -> mentor::ActiveModel {
    mentor::ActiveModel {
        id: Set(mentor.id),
        person_id: Set(mentor.person_id),
        capacity: Set(i32::from(mentor.capacity)),
        joined_on: Set(mentor.joined_on),
        left_on: Set(mentor.left_on),
        available_from: Set(mentor.available_from),
        in_person: Set(mentor.profile.in_person),
        remote: Set(mentor.profile.remote),
        travel_km: Set(i32::from(mentor.profile.travel_km)),
        style: Set(style_column(mentor.profile.style)),
    }
}

fn mentor_of_row(WithValues { row, joined }: WithValues) -> Result<Mentor, DbErr> {
    let stored = Stored::new(mentor::Entity, &row.id);
    let items = Stored::new(mentor_item::Entity, &row.id);
    let (tracks, others): (Vec<_>, Vec<_>) =
        values(joined.as_deref()).partition(|(kind, _)| *kind == kind::TRACK);
    let track = |(_, code): (&str, &str)| items.code(mentor_item::Column::Code, code, Track::from_code);
    let columns = OwnColumns {
        in_person: row.in_person,
        remote: row.remote,
        travel_km: stored.number(mentor::Column::TravelKm, row.travel_km)?,
        style: stored.json(mentor::Column::Style, &row.style)?,
    };
    Ok(Mentor {
        id: row.id,
        person_id: row.person_id,
        capacity: stored.number(mentor::Column::Capacity, row.capacity)?,
        joined_on: row.joined_on,
        left_on: row.left_on,
        available_from: row.available_from,
        tracks: tracks.into_iter().map(track).collect::<Result<_, _>>()?,
        profile: profile(columns, others, items, [mentor_item::Column::Kind, mentor_item::Column::Code])?,
    })
}

/// How many mentors have not left the pool.
pub async fn count_open_mentors(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    mentor::Entity::find()
        .filter(mentor::Column::LeftOn.is_null())
        .filter(is_person_within(mentor::Column::PersonId, scope))
        .count(db)
        .await
}
