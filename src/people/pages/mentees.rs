//! The list of mentees, with where each journey stands and since when.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Date;

use super::filters::{self, Filters};
use crate::accounts::access::Right;
use crate::error::Error;
use crate::french;
use crate::overview::store::{Shown, Standing, lately, list_mentees};
use crate::people::person::{JourneyState, Person};
use crate::people::profile::Profile;
use crate::people::store::{Filter, Order};
use crate::people::words;
use crate::web::{self, Choice, Context, Frame, Link, ListQuery, Pages};

struct MenteeLine {
    href: String,
    initials: String,
    name: String,
    track: String,
    goal: String,
    place: String,
    state: &'static str,
    state_kind: &'static str,
    since: String,
    welcomed_on: String,
}

#[derive(Template)]
#[template(path = "people/mentees.html")]
struct MenteesPage {
    page: Frame,
    list: Filters,
    states: Vec<Choice>,
    count: String,
    lines: Vec<MenteeLine>,
    pages: Pages,
    csv_href: &'static str,
    heads: Heads,
}

/// The two heads that sort: how each sorts now, and the address that sorts by it.
struct Heads {
    name_order: &'static str,
    name_href: String,
    welcome_order: &'static str,
    welcome_href: String,
}

/// The mentees of the viewer's scope, searched and filtered.
pub async fn list(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let mut query = ListQuery::new("/mentees", answers);
    let (mut list, mut filter) = filters::read(&app, &viewer, &mut query).await?;
    let state = query.choice("state", Shown::from_code);
    if let Some(state) = state {
        list.chips.push(Link::new(french::capitalised(state.label()), query.with("state", "")));
    }
    filter.order = order(query.get("order"));
    let found = lately::find_mentees(app.lately(), viewer.scope(), &filter, state, app.today()).await?;
    let mentees = list_mentees(&app.db, viewer.scope(), &found, app.today()).await?;
    let today = app.today();
    let lines = mentees.iter().filter_map(|mentee| {
        let standing = shown(&mentee.journeys, &filter, state)?;
        Some(line(&mentee.person, standing, today))
    });
    let page = MenteesPage {
        page: frame.titled("Personnes accompagnées").noting(query.unknown()),
        states: states(state),
        list,
        count: french::count(usize::try_from(found.total).unwrap_or(usize::MAX), "personne", "personnes"),
        lines: lines.collect(),
        pages: filters::pages(&query, found.total),
        csv_href: if viewer.may(Right::ExportLists) { "/mentees.csv" } else { "" },
        heads: heads(&query, filter.order),
    };
    web::list_page(&page, page.lines.len())
}

fn states(chosen: Option<Shown>) -> Vec<Choice> {
    let choice =
        |state: Shown| Choice::new(state.code(), french::capitalised(state.label()), chosen == Some(state));
    Shown::all().map(choice).collect()
}

fn order(query: &str) -> Order {
    match query {
        "-name" => Order::NameDescending,
        "welcome" => Order::Welcome,
        "-welcome" => Order::WelcomeDescending,
        _ => Order::Name,
    }
}

fn heads(query: &ListQuery, order: Order) -> Heads {
    let (name, welcome) = match order {
        Order::Name => (("ascending", "-name"), ("", "welcome")),
        Order::NameDescending => (("descending", ""), ("", "welcome")),
        Order::Welcome => (("", ""), ("ascending", "-welcome")),
        Order::WelcomeDescending => (("", ""), ("descending", "welcome")),
    };
    Heads {
        name_order: name.0,
        name_href: query.with("order", name.1),
        welcome_order: welcome.0,
        welcome_href: query.with("order", welcome.1),
    }
}

/// The journey to show of a person: the latest that answers the filters.
fn shown<'a>(journeys: &'a [Standing], filter: &Filter, state: Option<Shown>) -> Option<&'a Standing> {
    let answers = |standing: &&Standing| {
        filter.track.is_none_or(|track| standing.journey.track == track)
            && state.is_none_or(|state| state.keeps(standing))
            && filter.trade.as_ref().is_none_or(|trade| standing.journey.profile.trades.contains(trade))
    };
    journeys.iter().rev().find(answers).or(journeys.last())
}

fn line(person: &Person, standing: &Standing, today: Date) -> MenteeLine {
    let Standing { journey, state, .. } = standing;
    let since = since(standing, today);
    MenteeLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&person.name()),
        name: person.name(),
        track: french::capitalised(journey.track.label()),
        goal: goal(&journey.profile),
        place: words::home(person),
        state: state.label(),
        state_kind: kind(*state),
        since,
        // On one line, so that the column is read as dates.
        welcomed_on: french::short_day(&journey.welcomed_on).replace(' ', "\u{a0}"),
    }
}

/// Since when a journey stands where it does. A wait that began anew is told with the time since the welcome.
fn since(standing: &Standing, today: Date) -> String {
    let Standing { journey, state, .. } = standing;
    match (state, journey.ended, standing.paired_on, standing.proposed_on) {
        (JourneyState::Ended, Some((on, reason)), ..) => format!("le {}, {reason}", french::short_day(&on)),
        (JourneyState::Paired, _, Some(paired_on), _) => from(paired_on, today),
        (JourneyState::Proposed, _, _, Some(proposed_on)) => from(proposed_on, today),
        (JourneyState::Later, ..) => journey
            .waits_from
            .map(|from| format!("avant le {}", french::short_day(&from)))
            .unwrap_or_default(),
        _ if standing.waits_since > journey.welcomed_on => {
            let welcomed = french::since(&journey.welcomed_on, &today);
            format!("{}, premier accueil {welcomed}", from(standing.waits_since, today))
        }
        _ => from(journey.welcomed_on, today),
    }
}

fn from(day: Date, today: Date) -> String {
    if day >= today { "depuis aujourd’hui".to_owned() } else { french::since(&day, &today) }
}

/// What a journey aims at: a trade, else a sector, else what help is query for.
fn goal(profile: &Profile) -> String {
    if !profile.trades.is_empty() {
        words::trade_names(&profile.trades)
    } else if !profile.sectors.is_empty() {
        words::sector_names(&profile.sectors)
    } else {
        words::topics(&profile.topics)
    }
}

/// The kind of tag a state is shown in.
pub fn kind(state: JourneyState) -> &'static str {
    match state {
        JourneyState::Unmatched => "warning",
        JourneyState::Proposed | JourneyState::Later => "info",
        JourneyState::Paired => "ok",
        JourneyState::Ended => "",
    }
}
