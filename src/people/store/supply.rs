//! Who is open to a mentor and what mentors offer, counted by place.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, JoinType, QueryOrder, QuerySelect};
use time::Date;

use super::journeys::open_without;
use super::rows::{journey, journey_item, kind, language, mentor, mentor_item, person, within};
use crate::accounts::access::Scope;
use crate::db::{Id, Stored};
use crate::track::Track;

/// How counts are narrowed and divided.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counting<'a> {
    /// One track, or all of them.
    pub track: Option<Track>,
    /// One trade, by ROME code, or all of them.
    pub trade: Option<&'a str>,
    /// Whether each track is counted apart: somebody in two is then counted in both.
    pub by_track: bool,
}

/// Some people at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleAt {
    /// Where they live, by INSEE code; none outside the metropolis.
    pub place: Option<String>,
    /// The track, where tracks are counted apart.
    pub track: Option<Track>,
    /// How many different people.
    pub people: u32,
}

/// What the mentors of a place offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferAt {
    /// Where they live, by INSEE code; none outside the metropolis.
    pub place: Option<String>,
    /// The track, where tracks are counted apart.
    pub track: Option<Track>,
    /// How many mentors there are, with a free place or without.
    pub mentors: u32,
    /// Those with a free place.
    pub with_free: u32,
    /// The places they offer, free or not.
    pub capacity: u32,
    /// The places nobody has.
    pub free: u32,
}

/// The people of the journeys that have not ended and are in none of some selections, by place.
pub async fn count_open_by_place(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: impl IntoIterator<Item = SelectStatement>,
    counting: Counting<'_>,
) -> Result<Vec<PeopleAt>, DbErr> {
    let lives = journey::Entity::belongs_to(person::Entity)
        .from(journey::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let mut counts = journey::Entity::find()
        .select_only()
        .column(person::Column::PlaceCode)
        .expr(journey::Column::PersonId.into_expr().count_distinct())
        .join(JoinType::InnerJoin, lives)
        .filter(open_without(without))
        .filter(within(scope))
        .group_by(person::Column::PlaceCode);
    if let Some(track) = counting.track {
        counts = counts.filter(journey::Column::Track.eq(track.code()));
    }
    if let Some(trade) = counting.trade {
        let aiming = Query::select()
            .column(journey_item::Column::JourneyId)
            .from(journey_item::Entity)
            .and_where(journey_item::Column::Kind.eq(kind::TRADE))
            .and_where(journey_item::Column::Code.eq(trade))
            .to_owned();
        counts = counts.filter(journey::Column::Id.in_subquery(aiming));
    }
    if !counting.by_track {
        let rows: Vec<(Option<String>, i64)> = counts.into_tuple().all(db).await?;
        return rows.into_iter().map(|(place, people)| people_at(place, None, people)).collect();
    }
    let counts = counts.column(journey::Column::Track).group_by(journey::Column::Track);
    let rows: Vec<(Option<String>, i64, String)> = counts.into_tuple().all(db).await?;
    rows.into_iter().map(|(place, people, track)| people_at(place, Some(&track), people)).collect()
}

fn people_at(place: Option<String>, track: Option<&str>, people: i64) -> Result<PeopleAt, DbErr> {
    let stored = Stored::new(journey::Entity, &"the people of a place");
    Ok(PeopleAt {
        place,
        track: stored.maybe_code(journey::Column::Track, track, Track::from_code)?,
        people: stored.count(journey::Column::PersonId, people)?,
    })
}

/// What a mentor offers on a day, of their capacity and the places that the joined selection `used` counts: nothing before the day from
/// which they take somebody new.
fn free(today: Date) -> String {
    let is_now = format!("COALESCE(mentors.available_from, '{today}') <= '{today}'");
    format!(
        "CASE WHEN {is_now} AND mentors.capacity > COALESCE(used.places, 0) \
         THEN mentors.capacity - COALESCE(used.places, 0) ELSE 0 END"
    )
}

/// What the mentors who have not left offer on a day, by place. `used`: selections of mentors, each as often as a place of theirs is used.
pub async fn count_offers_by_place(
    db: &impl ConnectionTrait,
    scope: Scope,
    used: [SelectStatement; 2],
    counting: Counting<'_>,
    today: Date,
) -> Result<Vec<OfferAt>, DbErr> {
    let free = free(today);
    let sum = |of: &str| Expr::cust(format!("CAST(COALESCE(SUM({of}), 0) AS BIGINT)"));
    let mut offers = Query::select();
    offers
        .column((person::Entity, person::Column::PlaceCode))
        .expr(Expr::cust("COUNT(*)"))
        .expr(sum(&format!("CASE WHEN {free} > 0 THEN 1 ELSE 0 END")))
        .expr(sum("mentors.capacity"))
        .expr(sum(&free))
        .from(mentor::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((mentor::Entity, mentor::Column::PersonId)),
        )
        .join_subquery(
            JoinType::LeftJoin,
            used_places(used),
            "used",
            Expr::col((Alias::new("used"), Alias::new("mentor_id")))
                .equals((mentor::Entity, mentor::Column::Id)),
        )
        .and_where(mentor::Column::LeftOn.is_null())
        .and_where(within(scope))
        .group_by_col((person::Entity, person::Column::PlaceCode));
    for (kind, code) in [(kind::TRACK, counting.track.map(Track::code)), (kind::TRADE, counting.trade)] {
        if let Some(code) = code {
            offers.and_where(mentor::Column::Id.in_subquery(having(kind, code)));
        }
    }
    if counting.by_track {
        let of_mentor = Expr::col((mentor_item::Entity, mentor_item::Column::MentorId))
            .equals((mentor::Entity, mentor::Column::Id))
            .and(mentor_item::Column::Kind.eq(kind::TRACK));
        offers
            .inner_join(mentor_item::Entity, of_mentor)
            .column((mentor_item::Entity, mentor_item::Column::Code))
            .group_by_col((mentor_item::Entity, mentor_item::Column::Code));
    }
    let rows = db.query_all(&offers).await?;
    let stored = Stored::new(mentor::Entity, &"the mentors of a place");
    let offer = |row: &sea_orm::QueryResult| {
        let count = |at: usize| stored.count(mentor::Column::Capacity, row.try_get_by_index::<i64>(at)?);
        let track: Option<String> = match counting.by_track {
            true => Some(row.try_get_by_index(5)?),
            false => None,
        };
        let items = Stored::new(mentor_item::Entity, &"the mentors of a place");
        Ok(OfferAt {
            place: row.try_get_by_index(0)?,
            track: items.maybe_code(mentor_item::Column::Code, track.as_deref(), Track::from_code)?,
            mentors: count(1)?,
            with_free: count(2)?,
            capacity: count(3)?,
            free: count(4)?,
        })
    };
    rows.iter().map(offer).collect()
}

fn having(kind: &str, code: &str) -> SelectStatement {
    Query::select()
        .column(mentor_item::Column::MentorId)
        .from(mentor_item::Entity)
        .and_where(mentor_item::Column::Kind.eq(kind))
        .and_where(mentor_item::Column::Code.eq(code))
        .to_owned()
}

/// How many places of each mentor are used.
fn used_places([mut one, other]: [SelectStatement; 2]) -> SelectStatement {
    let both = one.union(UnionType::All, other).to_owned();
    Query::select()
        .column("mentor_id")
        .expr_as(Expr::cust("COUNT(*)"), "places")
        .from_subquery(both, "one_place")
        .group_by_col("mentor_id")
        .to_owned()
}

/// The first mentors who have not left and of whom something lacks without which no round proposes them: no track, language or moment,
/// no way to meet, or no place where they would.
pub async fn list_incomplete_mentors(
    db: &impl ConnectionTrait,
    scope: Scope,
    most: u64,
) -> Result<Vec<Id>, DbErr> {
    let lives = mentor::Entity::belongs_to(person::Entity)
        .from(mentor::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let has_no = |kind: &str| {
        let mut items = Query::select();
        items.expr(Expr::val(1)).from(mentor_item::Entity);
        items.and_where(mentor_item::Column::Kind.eq(kind));
        items.and_where(
            Expr::col((mentor_item::Entity, mentor_item::Column::MentorId))
                .equals((mentor::Entity, mentor::Column::Id).into_column_ref()),
        );
        Expr::not_exists(items)
    };
    let mut spoken = Query::select();
    spoken.expr(Expr::val(1)).from(language::Entity).and_where(
        Expr::col((language::Entity, language::Column::PersonId))
            .equals((mentor::Entity, mentor::Column::PersonId)),
    );
    let (in_person, remote) = (mentor::Column::InPerson, mentor::Column::Remote);
    let lacks = has_no(kind::TRACK)
        .or(has_no(kind::AVAILABILITY))
        .or(Expr::not_exists(spoken))
        .or(in_person.eq(false).and(remote.eq(false)))
        .or(in_person.eq(true).and(remote.eq(false)).and(person::Column::PlaceCode.is_null()));
    mentor::Entity::find()
        .select_only()
        .column(mentor::Column::Id)
        .join(JoinType::InnerJoin, lives)
        .filter(mentor::Column::LeftOn.is_null())
        .filter(within(scope))
        .filter(lacks)
        .order_by_asc(mentor::Column::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}
