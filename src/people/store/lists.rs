//! The lists of mentors and of mentees, searched and filtered.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use super::rows::{journey, journey_item, kind, mentor, mentor_item, person, within};
use super::{complete, journeys_of_people, mentors_of_people};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::profile::Availability;
use crate::territories::text::fold;
use crate::track::Track;

/// How many people a page of a list shows.
pub const PAGE_LENGTH: usize = 40;

/// How many words of a search are looked for. Each is a condition within the one before: thousands of them would overflow the
/// stack where the statement is written.
const MOST_WORDS: usize = 16;

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the name, in any order, without accents or case.
    pub text: String,
    /// The track.
    pub track: Option<Track>,
    /// Where they live, by INSEE codes.
    pub places: Vec<String>,
    /// A trade, by ROME code.
    pub trade: Option<String>,
    /// A moment of the week.
    pub availability: Option<Availability>,
    /// The organisation that brought them.
    pub organisation: Option<Id>,
    /// Mentees only: journeys that have not ended.
    pub open_only: bool,
    /// Mentees only: journeys that have ended.
    pub ended_only: bool,
    /// Mentees only: leaves out the journeys of these selections.
    pub without: Vec<SelectStatement>,
    /// Mentees only: only the journeys of this selection.
    pub among: Option<SelectStatement>,
    /// Mentors only: those who left the pool, rather than those who have not.
    pub left: bool,
    /// In which order the lines stand.
    pub order: Order,
    /// The page, from 0; beyond the last page, it is the last.
    pub page: usize,
}

/// What comes first in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By name, from the end.
    NameDescending,
    /// Mentees only: who was welcomed first.
    Welcome,
    /// Mentees only: who was welcomed last.
    WelcomeDescending,
}

/// One page of a list, and how many there are in all.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The lines of this page.
    pub lines: Vec<T>,
    /// How many lines there are on all pages.
    pub total: u64,
}

/// The mentors who have not left, or those who have.
pub async fn list_mentors(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
) -> Result<Page<(Person, Mentor)>, DbErr> {
    let mut mentors = Query::select();
    mentors.column(mentor::Column::PersonId).from(mentor::Entity).and_where(if filter.left {
        mentor::Column::LeftOn.is_not_null()
    } else {
        mentor::Column::LeftOn.is_null()
    });
    for (kind, code) in wanted_items(filter, true) {
        let having = mentor_item::Entity::find()
            .select_only()
            .column(mentor_item::Column::MentorId)
            .filter(mentor_item::Column::Kind.eq(kind))
            .filter(mentor_item::Column::Code.eq(code));
        mentors.and_where(mentor::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(having)));
    }
    let (people, total) = people_page(db, scope, filter, mentors).await?;
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let mut mentors: BTreeMap<Id, Mentor> = mentors_of_people(db, scope, &ids)
        .await?
        .into_iter()
        .map(|mentor| (mentor.person_id, mentor))
        .collect();
    let line = |person: Person| mentors.remove(&person.id).map(|mentor| (person, mentor));
    Ok(Page { lines: people.into_iter().filter_map(line).collect(), total })
}

/// The people with a journey that passes the filter, each with all their journeys, oldest first.
pub async fn list_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
) -> Result<Page<(Person, Vec<Journey>)>, DbErr> {
    let (people, total) = people_page(db, scope, filter, wanted_journeys(filter)).await?;
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let mut journeys: BTreeMap<Id, Vec<Journey>> = BTreeMap::new();
    let mut all = journeys_of_people(db, scope, &ids).await?;
    all.sort_by_key(|journey| (journey.welcomed_on, journey.id));
    for journey in all {
        journeys.entry(journey.person_id).or_default().push(journey);
    }
    let line = |person: Person| {
        let journeys = journeys.remove(&person.id).unwrap_or_default();
        (person, journeys)
    };
    Ok(Page { lines: people.into_iter().map(line).collect(), total })
}

/// How many people have a journey that passes the filter.
pub async fn count_mentees(db: &impl ConnectionTrait, scope: Scope, filter: &Filter) -> Result<u64, DbErr> {
    chosen_people(scope, filter, wanted_journeys(filter)).count(db).await
}

/// The people of the journeys that pass a filter.
fn wanted_journeys(filter: &Filter) -> SelectStatement {
    let mut journeys = Query::select();
    journeys.column(journey::Column::PersonId).from(journey::Entity);
    if let Some(track) = filter.track {
        journeys.and_where(journey::Column::Track.eq(track.code()));
    }
    if filter.open_only {
        journeys.and_where(journey::Column::EndedOn.is_null());
    }
    if filter.ended_only {
        journeys.and_where(journey::Column::EndedOn.is_not_null());
    }
    for without in &filter.without {
        journeys.and_where(journey::Column::Id.not_in_subquery(without.clone()));
    }
    if let Some(among) = &filter.among {
        journeys.and_where(journey::Column::Id.in_subquery(among.clone()));
    }
    for (kind, code) in wanted_items(filter, false) {
        let having = journey_item::Entity::find()
            .select_only()
            .column(journey_item::Column::JourneyId)
            .filter(journey_item::Column::Kind.eq(kind))
            .filter(journey_item::Column::Code.eq(code));
        journeys.and_where(journey::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(having)));
    }
    journeys
}

/// The values a filter names; the track is a value of mentors, a column of journeys.
fn wanted_items(filter: &Filter, with_track: bool) -> Vec<(&'static str, String)> {
    let track = filter.track.filter(|_| with_track).map(|track| (kind::TRACK, track.code().to_owned()));
    let trade = filter.trade.as_ref().map(|code| (kind::TRADE, code.clone()));
    let moment = filter.availability.map(|moment| (kind::AVAILABILITY, moment.code()));
    track.into_iter().chain(trade).chain(moment).collect()
}

/// The day somebody was welcomed last, for the order of a list.
const LAST_WELCOME: &str =
    "(SELECT MAX(journeys.welcomed_on) FROM journeys WHERE journeys.person_id = people.id)";

/// One page of the people of a selection, in the order of the filter.
async fn people_page(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    among: SelectStatement,
) -> Result<(Vec<Person>, u64), DbErr> {
    let query = chosen_people(scope, filter, among);
    let total = query.clone().count(db).await?;
    let last = total.saturating_sub(1) / PAGE_LENGTH as u64;
    let query = match filter.order {
        Order::Name => query.order_by_asc(person::Column::SearchName),
        Order::NameDescending => query.order_by_desc(person::Column::SearchName),
        Order::Welcome => query.order_by_asc(Expr::cust(LAST_WELCOME)),
        Order::WelcomeDescending => query.order_by_desc(Expr::cust(LAST_WELCOME)),
    };
    let rows = query
        .order_by_asc(person::Column::SearchName)
        .order_by_asc(person::Column::Id)
        .limit(PAGE_LENGTH as u64)
        .offset((filter.page as u64).min(last) * PAGE_LENGTH as u64)
        .all(db)
        .await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let selection = Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .and_where(person::Column::Id.is_in(ids))
        .to_owned();
    Ok((complete(db, rows, selection).await?, total))
}

/// The people of a selection who answer to what a filter says of people.
fn chosen_people(scope: Scope, filter: &Filter, among: SelectStatement) -> Select<person::Entity> {
    let mut query =
        person::Entity::find().filter(within(scope)).filter(person::Column::Id.in_subquery(among));
    for word in fold(&filter.text).split_whitespace().take(MOST_WORDS) {
        query = query.filter(person::Column::SearchName.contains(word));
    }
    if !filter.places.is_empty() {
        query = query.filter(person::Column::PlaceCode.is_in(filter.places.clone()));
    }
    if let Some(organisation) = filter.organisation {
        query = query.filter(person::Column::OrganisationId.eq(organisation));
    }
    query
}
