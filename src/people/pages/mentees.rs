//! The list of mentees, with where each journey stands and since when.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use time::Date;

use super::asked::Asked;
use super::filters::{self, Filters, Pages};
use crate::accounts::access::{Right, Scope};
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching::proposal::State as ProposalState;
use crate::people::person::{Journey, JourneyState, Person};
use crate::people::profile::Profile;
use crate::people::store::{self, Filter, Order};
use crate::people::words;
use crate::web::{self, Choice, Frame, Link, Viewer};
use crate::{matching, tandems};

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
    pages: Option<Pages>,
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
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let asked = Asked::new("/mentees", answers);
    let (mut list, mut filter) = filters::read(&app, &viewer, &asked).await?;
    let state = JourneyState::from_code(asked.get("state"));
    narrow(&mut filter, state);
    if let Some(state) = state {
        list.chips.push(Link::new(french::capitalised(state.label()), asked.with("state", "")));
    }
    filter.order = order(asked.get("order"));
    let found = store::list_mentees(&app.db, viewer.scope(), &filter).await?;
    let standing = Standing::load(&app, viewer.scope(), &found.lines).await?;
    let today = app.today();
    let lines = found.lines.iter().filter_map(|(person, journeys)| {
        let journey = shown(journeys, &filter, state, &standing)?;
        Some(line(person, journey, &standing, today))
    });
    web::page(&MenteesPage {
        page: frame.titled("Mentoré·es"),
        states: states(state),
        list,
        count: french::count(usize::try_from(found.total).unwrap_or(usize::MAX), "personne", "personnes"),
        lines: lines.collect(),
        pages: Pages::new(&asked, found.total),
        csv_href: if viewer.may(Right::ExportLists) { "/mentees.csv" } else { "" },
        heads: heads(&asked, filter.order),
    })
}

fn states(chosen: Option<JourneyState>) -> Vec<Choice> {
    let choice = |&state: &JourneyState| {
        Choice::new(state.code(), french::capitalised(state.label()), chosen == Some(state))
    };
    JourneyState::ALL.iter().map(choice).collect()
}

/// Narrows a list to the journeys that stand somewhere.
fn narrow(filter: &mut Filter, state: Option<JourneyState>) {
    filter.open_only = state.is_some_and(|state| state != JourneyState::Ended);
    match state {
        Some(JourneyState::Waiting) => {
            filter.without = vec![tandems::store::paired_journeys(), matching::store::proposed_journeys()];
        }
        Some(JourneyState::Proposed) => filter.among = Some(matching::store::proposed_journeys()),
        Some(JourneyState::Paired) => filter.among = Some(tandems::store::paired_journeys()),
        Some(JourneyState::Ended) => filter.ended_only = true,
        None => {}
    }
}

fn order(asked: &str) -> Order {
    match asked {
        "-name" => Order::NameDescending,
        "welcome" => Order::Welcome,
        "-welcome" => Order::WelcomeDescending,
        _ => Order::Name,
    }
}

fn heads(asked: &Asked, order: Order) -> Heads {
    let (name, welcome) = match order {
        Order::Name => (("ascending", "-name"), ("", "welcome")),
        Order::NameDescending => (("descending", ""), ("", "welcome")),
        Order::Welcome => (("", ""), ("ascending", "-welcome")),
        Order::WelcomeDescending => (("", ""), ("descending", "welcome")),
    };
    Heads {
        name_order: name.0,
        name_href: asked.with("order", name.1),
        welcome_order: welcome.0,
        welcome_href: asked.with("order", welcome.1),
    }
}

/// Which journeys of a page have an open tandem, since when, or a pending proposal.
struct Standing {
    paired: BTreeMap<Id, Date>,
    proposed: BTreeSet<Id>,
}

impl Standing {
    async fn load(app: &App, scope: Scope, lines: &[(Person, Vec<Journey>)]) -> Result<Self, Error> {
        let ids: Vec<Id> =
            lines.iter().flat_map(|(_, journeys)| journeys).map(|journey| journey.id).collect();
        let tandems = tandems::store::list_of_journeys(&app.db, scope, &ids).await?;
        let proposals = matching::store::proposals_of(&app.db, scope, &ids).await?;
        let open = tandems.iter().filter(|tandem| tandem.is_open());
        let pending = proposals.iter().filter(|proposal| proposal.state() == ProposalState::Pending);
        Ok(Self {
            paired: open.map(|tandem| (tandem.journey_id, tandem.started_on)).collect(),
            proposed: pending.map(|proposal| proposal.journey_id).collect(),
        })
    }

    fn state(&self, journey: &Journey) -> JourneyState {
        journey.state(self.paired.contains_key(&journey.id), self.proposed.contains(&journey.id))
    }
}

/// The journey to show of a person: the latest that answers the filters.
fn shown<'a>(
    journeys: &'a [Journey],
    filter: &Filter,
    state: Option<JourneyState>,
    standing: &Standing,
) -> Option<&'a Journey> {
    let answers = |journey: &&Journey| {
        filter.track.is_none_or(|track| journey.track == track)
            && state.is_none_or(|state| standing.state(journey) == state)
            && filter.trade.as_ref().is_none_or(|trade| journey.profile.trades.contains(trade))
    };
    journeys.iter().rev().find(answers).or(journeys.last())
}

fn line(person: &Person, journey: &Journey, standing: &Standing, today: Date) -> MenteeLine {
    let state = standing.state(journey);
    let since = match (state, journey.ended, standing.paired.get(&journey.id)) {
        (JourneyState::Ended, Some((on, reason)), _) => format!("le {}, {reason}", french::short_day(&on)),
        (JourneyState::Paired, _, Some(started_on)) => french::since(started_on, &today),
        _ => french::since(&journey.welcomed_on, &today),
    };
    MenteeLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&person.name()),
        name: person.name(),
        track: french::capitalised(journey.track.label()),
        goal: goal(&journey.profile),
        place: words::home(person),
        state: state.label(),
        state_kind: kind(state),
        since,
        // On one line, so that the column is read as dates.
        welcomed_on: french::short_day(&journey.welcomed_on).replace(' ', "\u{a0}"),
    }
}

/// What a journey aims at: a trade, else a sector, else what help is asked for.
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
        JourneyState::Waiting => "warning",
        JourneyState::Proposed => "info",
        JourneyState::Paired => "ok",
        JourneyState::Ended => "",
    }
}
