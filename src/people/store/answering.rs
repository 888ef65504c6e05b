//! Who stands on the sides of pairs, for conditions, orders and counts over a table of pairs that is within a scope.

use std::collections::BTreeSet;

use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Func, Query, SelectStatement};

use super::lists::words_of;
use super::persons::stopped_at;
use super::rows::{journey, journey_item, kind, mentor, person};
use crate::contact::MOBILES;
use crate::db::{Deciding, Id, Keys, is_one_of};
use crate::mail;
use crate::people::reach::Preference;
use crate::settings::store::has_texts;

/// The condition that a column of pairs holds a mentor to whom the hub cannot write.
pub fn is_mentor_without_address(column: impl ColumnTrait) -> Expr {
    is_mentor(column, has_no_address())
}

/// The condition that a column of pairs holds a journey of somebody to whom the hub cannot write.
pub fn is_journey_without_address(column: impl ColumnTrait) -> Expr {
    is_journey(column, has_no_address())
}

/// Those of some people to whom the hub cannot write: whoever coordinates calls them.
pub async fn list_called(of: &impl Deciding, people: Keys<'_>) -> Result<BTreeSet<Id>, DbErr> {
    let called: Vec<Id> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(people.hold(person::Column::Id))
        .filter(has_no_address())
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(called.into_iter().collect())
}

/// The same as [`recipient`](crate::people::reach::recipient), which gives none.
fn has_no_address() -> Expr {
    let begins = |prefix: &str| person::Column::Phone.starts_with(prefix);
    let mobiles = MOBILES.iter().map(|prefix| begins(prefix)).reduce(ExprTrait::or);
    let takes_texts = mobiles.map_or_else(|| Expr::cust("1 = 0"), |is_mobile| is_mobile.and(has_texts()));
    let has_stopped = |way| stopped_at(way).is_not_null();
    let is_unwritten = person::Column::Email.in_subquery(mail::store::unreachable_addresses());
    let no_mail = person::Column::Email.is_null().or(is_unwritten).or(has_stopped(Preference::Mail));
    let no_letter = person::Column::PostalAddress.is_null().or(has_stopped(Preference::Letter));
    let no_text = person::Column::Phone.is_null().or(takes_texts.not()).or(has_stopped(Preference::Text));
    let prefers_calls = Func::coalesce([Expr::col(person::Column::Channel), Expr::value("")])
        .eq(Preference::Voice.code())
        .and(has_stopped(Preference::Voice).not());
    no_mail.and(no_letter).and(no_text).or(prefers_calls)
}

/// The condition that a column of pairs holds a mentor whose name has every word of a text.
pub fn is_mentor_named(column: impl ColumnTrait, text: &str) -> Expr {
    is_mentor(column, is_named(text))
}

/// The condition that a column of pairs holds a journey of somebody whose name has every word of a text.
pub fn is_journey_named(column: impl ColumnTrait, text: &str) -> Expr {
    is_journey(column, is_named(text))
}

fn is_named(text: &str) -> Expr {
    let words = words_of(text).into_iter();
    words.fold(Expr::cust("1 = 1"), |named, word| named.and(person::Column::SearchName.contains(word)))
}

fn is_mentor(column: impl ColumnTrait, of_person: Expr) -> Expr {
    let mut mentors = Query::select();
    mentors.column(mentor::Column::Id).from(mentor::Entity);
    let person =
        Query::select().column(person::Column::Id).from(person::Entity).and_where(of_person).to_owned();
    mentors.and_where(is_one_of(mentor::Column::PersonId, person::Column::Id, person));
    is_one_of(column, mentor::Column::Id, mentors)
}

fn is_journey(column: impl ColumnTrait, of_person: Expr) -> Expr {
    let mut journeys = Query::select();
    journeys.column(journey::Column::Id).from(journey::Entity);
    let person =
        Query::select().column(person::Column::Id).from(person::Entity).and_where(of_person).to_owned();
    journeys.and_where(is_one_of(journey::Column::PersonId, person::Column::Id, person));
    is_one_of(column, journey::Column::Id, journeys)
}

/// The day of welcome of a journey, for the order of a list of pairs. `key`: the column that holds the key of the journey.
pub fn welcome_of_journey(key: &str) -> Expr {
    Expr::cust(format!("(SELECT journeys.welcomed_on FROM journeys WHERE journeys.id = {key})"))
}

/// The name of the organisation that brought the person of a journey, in the same way.
pub fn organisation_of_journey(key: &str) -> Expr {
    Expr::cust(format!(
        "(SELECT organisations.name FROM journeys JOIN people ON people.id = journeys.person_id \
         JOIN organisations ON organisations.id = people.organisation_id WHERE journeys.id = {key})"
    ))
}

/// The code of the track of a journey, in the same way.
pub fn track_of_journey(key: &str) -> Expr {
    Expr::cust(format!("(SELECT journeys.track FROM journeys WHERE journeys.id = {key})"))
}

/// The code of the place where the person of a journey lives, in the same way.
pub fn place_of_journey(key: &str) -> Expr {
    Expr::cust(format!(
        "(SELECT people.place_code FROM journeys JOIN people ON people.id = journeys.person_id WHERE journeys.id = {key})"
    ))
}

/// The sectors of journeys, to be joined to a list of pairs.
pub fn sectors_of_journeys() -> SelectStatement {
    Query::select()
        .columns([journey_item::Column::JourneyId, journey_item::Column::Code])
        .from(journey_item::Entity)
        .and_where(journey_item::Column::Kind.eq(kind::SECTOR))
        .to_owned()
}
