//! The rows of the tables of people, and the filter of a scope.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use time::Date;

use crate::accounts::access::Scope;
use crate::accounts::store::{followed_by, opened_by};
use crate::db::{Id, Instant, Stored, entity, is_one_of};
use crate::people::profile::{Availability, Profile, Style, Topic};

entity!(person, "people", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    first_name: String,
    last_name: String,
    search_name: String,
    email: Option<String>,
    phone: Option<String>,
    channel: Option<String>,
    postal_address: Option<String>,
    mail_stopped_at: Option<Instant>,
    text_stopped_at: Option<Instant>,
    letter_stopped_at: Option<Instant>,
    voice_stopped_at: Option<Instant>,
    postcode: Option<String>,
    place_code: Option<String>,
    birth_year: Option<i32>,
    sex: Option<String>,
    in_qpv: Option<bool>,
    organisation_id: Uuid,
    branch_id: Option<Uuid>,
    registered_on: Date,
});

entity!(language, "person_languages", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    language: String,
    level: String,
});

entity!(business, "person_businesses", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    siren: String,
});

entity!(mentor, "mentors", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: Uuid,
    capacity: i32,
    joined_on: Date,
    left_on: Option<Date>,
    available_from: Option<Date>,
    in_person: bool,
    remote: bool,
    travel_km: i32,
    style: String,
});

entity!(mentor_item, "mentor_items", {
    #[sea_orm(primary_key, auto_increment = false)]
    mentor_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    code: String,
});

entity!(journey, "journeys", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: Uuid,
    track: String,
    welcomed_on: Date,
    ended_on: Option<Date>,
    end_reason: Option<String>,
    told_on: Option<Date>,
    waits_from: Option<Date>,
    coordinator_id: Option<Uuid>,
    in_person: bool,
    remote: bool,
    travel_km: i32,
    style: String,
});

entity!(journey_item, "journey_items", {
    #[sea_orm(primary_key, auto_increment = false)]
    journey_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    code: String,
});

/// The people of a scope, as a condition on the table `people`.
///
/// The hub's coordinators see everybody; whoever is somebody sees that person.
pub fn within(scope: Scope) -> Expr {
    match scope {
        Scope::Hub => everybody(),
        Scope::Organisation(id) => person::Column::OrganisationId.eq(id),
        Scope::Branch { branch, account, opened_at } => {
            let own =
                person::Column::BranchId.eq(branch).or(person::Column::Id.in_subquery(followed_by(account)));
            match opened_at {
                Some(at) => own.or(person::Column::Id.in_subquery(opened_by(account, at))),
                None => own,
            }
        }
        Scope::Person(id) => person::Column::Id.eq(id),
        Scope::Nobody => Expr::cust("1 = 0"),
    }
}

/// What holds for everybody. A scope that excludes nobody adds no selection to a query: each would read a whole table.
fn everybody() -> Expr {
    Expr::cust("TRUE")
}

/// The condition that a column of another table holds a person of a scope.
///
/// This and those below look up the one row at hand by its key, which is what most statements need: all the people of a partner would
/// be read anew for each. A statement over a whole table is given all the keys of a scope instead ([`is_among_journeys`]).
pub fn is_person_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    match scope {
        Scope::Hub => everybody(),
        Scope::Person(id) => column.eq(id),
        _ => is_one_of(column, person::Column::Id, ids_within(scope)),
    }
}

/// The condition that a column of another table holds a journey of a scope.
pub fn is_journey_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    let mut of_person = Query::select();
    of_person.column(journey::Column::Id).from(journey::Entity);
    of_person.and_where(is_person_within(journey::Column::PersonId, scope));
    match scope {
        Scope::Hub => everybody(),
        _ => is_one_of(column, journey::Column::Id, of_person),
    }
}

/// The condition that a column of another table holds a mentor of a scope.
pub fn is_mentor_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    let mut of_person = Query::select();
    of_person.column(mentor::Column::Id).from(mentor::Entity);
    of_person
        .and_where(is_person_within(mentor::Column::PersonId, scope))
        .and_where_option(still_mentor(scope));
    match scope {
        Scope::Hub => everybody(),
        _ => is_one_of(column, mentor::Column::Id, of_person),
    }
}

/// The same as [`is_journey_within`], for a statement over a whole table.
pub fn is_among_journeys(column: impl ColumnTrait, scope: Scope) -> Expr {
    match scope {
        Scope::Hub => everybody(),
        _ => column.in_subquery(journeys_within(scope)),
    }
}

/// The same as [`is_mentor_within`], for a statement over a whole table.
pub fn is_among_mentors(column: impl ColumnTrait, scope: Scope) -> Expr {
    match scope {
        Scope::Hub => everybody(),
        _ => column.in_subquery(mentors_within(scope)),
    }
}

/// Whoever left as a mentor plays that part no more: in their own eyes, what they had as one is nobody's.
fn still_mentor(scope: Scope) -> Option<Expr> {
    matches!(scope, Scope::Person(_)).then(|| mentor::Column::LeftOn.is_null())
}

/// The keys of the people of a scope, for a condition on another table.
pub fn ids_within(scope: Scope) -> SelectStatement {
    Query::select().column(person::Column::Id).from(person::Entity).and_where(within(scope)).to_owned()
}

/// The kinds of values stored in `mentor_items` and `journey_items`.
#[expect(missing_docs, reason = "each is named by its code")]
pub mod kind {
    pub const TRACK: &str = "track";
    pub const TRADE: &str = "trade";
    pub const SECTOR: &str = "sector";
    pub const TOPIC: &str = "topic";
    pub const AVAILABILITY: &str = "availability";

    /// Those of a journey; a mentor has tracks too.
    pub const OF_JOURNEYS: [&str; 4] = [TRADE, SECTOR, TOPIC, AVAILABILITY];
}

/// The values of several owners: owner, kind, code.
pub type Items = Vec<(Id, String, String)>;

/// The values a profile has, as rows.
pub fn items_of(owner: Id, profile: &Profile) -> Items {
    let row = |kind: &str, code: String| (owner, kind.to_owned(), code);
    let trades = profile.trades.iter().map(|code| row(kind::TRADE, code.clone()));
    let sectors = profile.sectors.iter().map(|code| row(kind::SECTOR, code.clone()));
    let topics = profile.topics.iter().map(|topic| row(kind::TOPIC, topic.code().to_owned()));
    let moments = profile.availabilities.iter().map(|moment| row(kind::AVAILABILITY, moment.code()));
    trades.chain(sectors).chain(topics).chain(moments).collect()
}

/// The values of the mentor of a row, see [`values`].
pub const OF_MENTOR: &str =
    "(SELECT string_agg(kind || ':' || code, ',') FROM mentor_items WHERE mentor_id = mentors.id)";
/// The values of the journey of a row, see [`values`].
pub const OF_JOURNEY: &str =
    "(SELECT string_agg(kind || ':' || code, ',') FROM journey_items WHERE journey_id = journeys.id)";

/// The values of an owner, each with its kind, as they are joined in the owner's row: a round reads hundreds of thousands, and a
/// row for each would take longest.
pub fn values(joined: Option<&str>) -> impl Iterator<Item = (&str, &str)> {
    let joined = joined.unwrap_or_default().split(',').filter(|value| !value.is_empty());
    joined.map(|value| value.split_once(':').unwrap_or((value, "")))
}

/// The columns of a profile that stand in the owner's own row.
pub struct OwnColumns {
    pub in_person: bool,
    pub remote: bool,
    pub travel_km: u16,
    pub style: Style,
}

/// A profile from its columns and values, which are those of the rows `items`.
pub fn profile<'a, C: IdenStatic>(
    columns: OwnColumns,
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
    items: Stored<'_, impl EntityName>,
    [kind_column, code_column]: [C; 2],
) -> Result<Profile, DbErr> {
    let OwnColumns { in_person, remote, travel_km, style } = columns;
    let mut profile = Profile { in_person, remote, travel_km, style, ..Profile::default() };
    for (kind, code) in values {
        match kind {
            kind::TRADE => profile.trades.insert(code.to_owned()),
            kind::SECTOR => profile.sectors.insert(code.to_owned()),
            kind::TOPIC => profile.topics.insert(items.code(code_column, code, Topic::from_code)?),
            kind::AVAILABILITY => {
                profile.availabilities.insert(items.code(code_column, code, Availability::from_code)?)
            }
            _ => return Err(items.unreadable(kind_column)),
        };
    }
    Ok(profile)
}

/// Working style as its column stores it.
pub fn style_column(style: Style) -> String {
    serde_json::json!(style).to_string()
}

/// The keys of the journeys of the people of a scope, for a statement over a whole table.
pub fn journeys_within(scope: Scope) -> SelectStatement {
    Query::select()
        .column(journey::Column::Id)
        .from(journey::Entity)
        .and_where(journey::Column::PersonId.in_subquery(ids_within(scope)))
        .to_owned()
}

/// The keys of the mentors of a scope, for a statement over a whole table.
pub fn mentors_within(scope: Scope) -> SelectStatement {
    Query::select()
        .column(mentor::Column::Id)
        .from(mentor::Entity)
        .and_where(mentor::Column::PersonId.in_subquery(ids_within(scope)))
        .and_where_option(still_mentor(scope))
        .to_owned()
}
