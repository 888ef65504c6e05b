//! The lists of mentors and of mentees, searched and filtered.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use super::journeys::absent_from;
use super::rows::{journey, journey_item, kind, mentor, mentor_item, person, within};
use super::{journeys_of_people, list_by_id, mentors_of_people};
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

/// The words of a search, without accents or case.
pub(super) fn words_of(text: &str) -> Vec<String> {
    fold(text).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect()
}

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

/// The people on one page of a list, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The keys of the people of this page, in the order of the list.
    pub people: Vec<Id>,
    /// How many people there are on all pages.
    pub total: u64,
}

/// Who is on a page of the mentors who have not left, or of those who have.
pub async fn find_mentors(db: &impl ConnectionTrait, scope: Scope, filter: &Filter) -> Result<Found, DbErr> {
    let mut mentors = Query::select();
    mentors.from(mentor::Entity).and_where(of_person(mentor::Column::PersonId)).and_where(if filter.left {
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
    people_page(db, scope, filter, mentors).await
}

/// The mentors whom some people are, in the order of the people.
pub async fn list_mentors(
    db: &impl ConnectionTrait,
    scope: Scope,
    people: &[Id],
) -> Result<Vec<(Person, Mentor)>, DbErr> {
    let mut persons = list_by_id(db, scope, people).await?;
    let mentors = mentors_of_people(db, scope, people).await?.into_iter();
    let mut mentors: BTreeMap<Id, Mentor> = mentors.map(|mentor| (mentor.person_id, mentor)).collect();
    let line = |id| Some((persons.remove(id)?, mentors.remove(id)?));
    Ok(people.iter().filter_map(line).collect())
}

/// Who is on a page of the people with a journey that passes the filter.
pub async fn find_mentees(db: &impl ConnectionTrait, scope: Scope, filter: &Filter) -> Result<Found, DbErr> {
    people_page(db, scope, filter, wanted_journeys(filter)).await
}

/// Some people, each with all their journeys, oldest first.
pub async fn list_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    people: &[Id],
) -> Result<Vec<(Person, Vec<Journey>)>, DbErr> {
    let mut persons = list_by_id(db, scope, people).await?;
    let mut journeys: BTreeMap<Id, Vec<Journey>> = BTreeMap::new();
    let mut all = journeys_of_people(db, scope, people).await?;
    all.sort_by_key(|journey| (journey.welcomed_on, journey.id));
    for journey in all {
        journeys.entry(journey.person_id).or_default().push(journey);
    }
    let line = |id| Some((persons.remove(id)?, journeys.remove(id).unwrap_or_default()));
    Ok(people.iter().filter_map(line).collect())
}

/// How many people have a journey that passes the filter.
pub async fn count_mentees(db: &impl ConnectionTrait, scope: Scope, filter: &Filter) -> Result<u64, DbErr> {
    chosen_people(scope, filter, wanted_journeys(filter)).count(db).await
}

/// The condition that a row of another table is of the person of the list.
fn of_person(column: impl ColumnTrait) -> Expr {
    Expr::col(column.as_column_ref()).equals((person::Entity, person::Column::Id))
}

/// The journeys of a person of the list that pass a filter.
fn wanted_journeys(filter: &Filter) -> SelectStatement {
    let mut journeys = Query::select();
    journeys.from(journey::Entity).and_where(of_person(journey::Column::PersonId));
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
        journeys.and_where(absent_from(without.clone()));
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

/// One page of the people of whom a selection has a row, in the order of the filter.
async fn people_page(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    among: SelectStatement,
) -> Result<Found, DbErr> {
    let chosen = chosen_people(scope, filter, among);
    let query = match filter.order {
        Order::Name => chosen.clone().order_by_asc(person::Column::SearchName),
        Order::NameDescending => chosen.clone().order_by_desc(person::Column::SearchName),
        Order::Welcome => chosen.clone().order_by_asc(Expr::cust(LAST_WELCOME)),
        Order::WelcomeDescending => chosen.clone().order_by_desc(Expr::cust(LAST_WELCOME)),
    };
    let query = query
        .select_only()
        .column(person::Column::Id)
        .order_by_asc(person::Column::SearchName)
        .order_by_asc(person::Column::Id);
    let page = async |page: u64| {
        let (offset, limit) = (page * PAGE_LENGTH as u64, PAGE_LENGTH as u64);
        query.clone().limit(limit).offset(offset).into_tuple::<Id>().all(db).await
    };
    // An address may name any page.
    let wanted = u64::from(u32::try_from(filter.page).unwrap_or(u32::MAX));
    let people = page(wanted).await?;
    // A page that is not full is the last one: a search that finds few reads everybody once, and not again to count them.
    if people.len() < PAGE_LENGTH && (wanted == 0 || !people.is_empty()) {
        return Ok(Found { total: wanted * PAGE_LENGTH as u64 + people.len() as u64, people });
    }
    let total = chosen.count(db).await?;
    let last = total.saturating_sub(1) / PAGE_LENGTH as u64;
    let people = if wanted > last { page(last).await? } else { people };
    Ok(Found { people, total })
}

/// The people of whom a selection has a row, and who answer to what a filter says of people.
fn chosen_people(scope: Scope, filter: &Filter, mut among: SelectStatement) -> Select<person::Entity> {
    let has_row = Expr::exists(among.expr(Expr::val(1)).to_owned());
    let mut query = person::Entity::find().filter(within(scope)).filter(has_row);
    for word in words_of(&filter.text) {
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
