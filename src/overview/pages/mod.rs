//! "Ma journée": what the coordinator does today, and how the hub stands.

mod things;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use time::Date;

use self::things::{People, ThingLine};
use super::areas::Area;
use super::origins::OriginChoice;
use super::store;
use super::supply::{Narrowed, Supply, Waiting};
use super::today::{self, Board, LastRound};
use crate::accounts::access::{Access, Right};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::territories::map::Map;
use crate::territories::need::{Need, SHADES};
use crate::territories::{places, trades};
use crate::track::Track;
use crate::web::{self, Choice, Context, Frame, MenuEntry, Routes};

/// How many of those who wait longest are named.
const LONGEST_SHOWN: usize = 5;
/// The width of the small map, in units of the drawing: coarse on purpose, so that it weighs little.
const SMALL_MAP_WIDTH: f64 = 100.0;

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Ma journée", "/dashboard", Right::SteerHub)];

/// The route of the overview.
pub fn routes() -> Routes {
    Routes::of("overview").get("/dashboard", Access::With(Right::SteerHub), dashboard)
}

impl From<OriginChoice> for Choice {
    fn from(OriginChoice { key, label, chosen }: OriginChoice) -> Self {
        Self::new(key, label, chosen)
    }
}

struct PersonLine {
    href: String,
    name: String,
    initials: String,
    what: String,
    waits: String,
}

struct Figures {
    waiting: String,
    longest: String,
    places: String,
    offered: String,
    tandems: String,
    late_tandems: String,
    proposals: String,
    late_proposals: String,
}

struct AreaLine {
    name: &'static str,
    /// One cell a track: its name, and "41 pour 38 places".
    cells: Vec<(&'static str, String)>,
}

struct RoundPanel {
    href: String,
    day: String,
    result: String,
    state: String,
}

/// A place of the small map.
struct Shape {
    shade: u8,
    d: &'static str,
}

#[derive(Template)]
#[template(path = "overview/dashboard.html")]
struct DashboardPage {
    page: Frame,
    lead: String,
    things: Vec<ThingLine>,
    figures: Figures,
    longest: Vec<PersonLine>,
    everybody_waiting: String,
    tracks: Vec<&'static str>,
    areas: Vec<AreaLine>,
    round: Option<RoundPanel>,
    map: &'static Map,
    shapes: Vec<Shape>,
    shades: [&'static str; 6],
}

async fn dashboard(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let (db, scope, today) = (&app.db, viewer.scope(), app.today());
    let supply = store::find_supply(db, scope).await?;
    let board = Board {
        tandems: store::list_next(db, scope).await?,
        proposals: store::list_unanswered(db, scope).await?,
        waiting_since: supply.waiting.iter().map(|waiting| waiting.since).collect(),
        requests_since: store::requests_since(db, scope).await?,
        last_round: store::find_last_round(db, scope).await?,
        incomplete: incomplete(&supply),
    };
    let things = today::what_waits(&board, today);
    let longest = supply.waiting.get(..LONGEST_SHOWN).unwrap_or(&supply.waiting);
    let (journeys, mentors) = things::parts(&things, longest);
    let people = People::new(store::list_people(db, scope, &journeys, &mentors).await?);
    let name = viewer.account().map_or("", |account| account.name.as_str());
    let needs = supply.needs(Narrowed::default());
    web::page(&DashboardPage {
        page: frame.titled(greeting(name)),
        lead: lead(today::count_late(&board, today), supply.waiting.len(), today),
        things: things.iter().map(|thing| people.line(thing, name, today)).collect(),
        figures: figures(&supply, &board, today),
        longest: longest.iter().filter_map(|waiting| person_line(waiting, &people, today)).collect(),
        everybody_waiting: french::count(supply.waiting.len(), "personne", "personnes"),
        tracks: Track::ALL.iter().map(|track| track.label()).collect(),
        areas: supply.needs_by_area().into_iter().map(area_line).collect(),
        round: board.last_round.as_ref().map(round_panel),
        map: small_map(),
        shapes: shapes(&needs),
        shades: SHADES,
    })
}

fn incomplete(supply: &Supply) -> Vec<(Id, Date, Vec<today::Missing>)> {
    let incomplete = supply.offers.iter().filter(|offer| !offer.missing.is_empty());
    incomplete.map(|offer| (offer.mentor, offer.joined_on, offer.missing.clone())).collect()
}

/// "Bonjour Camille".
fn greeting(name: &str) -> String {
    format!("Bonjour {}", name.split_whitespace().next().unwrap_or_default())
}

/// The day, what is late and who waits, in a sentence.
fn lead(late: usize, waiting: usize, today: Date) -> String {
    let late = match late {
        0 => "Rien n’est en retard".to_owned(),
        1 => "Une chose est en retard".to_owned(),
        many => format!("{} choses sont en retard", french::number(many as u64)),
    };
    let waiting = match waiting {
        0 => "personne n’attend de mentor".to_owned(),
        some => format!("{} un mentor", french::count(some, "personne attend", "personnes attendent")),
    };
    let day = french::capitalised(&french::day(&today));
    format!("{day}. {late}, {waiting}.")
}

fn figures(supply: &Supply, board: &Board, today: Date) -> Figures {
    let number = |number: usize| french::number(number as u64);
    let longest = supply.waiting.first().map(|waiting| (today - waiting.since).whole_days());
    let days = |days: i64| french::count(usize::try_from(days).unwrap_or(0), "jour", "jours");
    let (late_tandems, late_proposals) =
        (today::count_late_tandems(board, today), today::count_late_proposals(board, today));
    Figures {
        waiting: number(supply.waiting.len()),
        longest: longest
            .map_or_else(String::new, |longest| format!("la plus ancienne depuis {}", days(longest))),
        places: french::number(supply.free()),
        offered: format!(
            "{} offertes par {}",
            french::number(supply.capacity()),
            french::count(supply.offers.len(), "mentor", "mentors")
        ),
        tandems: number(board.tandems.len()),
        late_tandems: format!("dont {} en retard d’une rencontre", number(late_tandems)),
        proposals: number(board.proposals.len()),
        late_proposals: format!("dont {} après la date prévue", number(late_proposals)),
    }
}

fn person_line(waiting: &Waiting, people: &People, today: Date) -> Option<PersonLine> {
    let person = people.get(waiting.journey)?;
    let name = person.name();
    let trade = waiting.trades.first().and_then(|code| trades::get(code)).map(|trade| trade.name);
    let place = waiting.place.as_deref().and_then(places::get).map_or("hors métropole", |place| place.name);
    let track = french::capitalised(waiting.track.label());
    let what: Vec<&str> = [Some(track.as_str()), trade, Some(place)].into_iter().flatten().collect();
    let days = usize::try_from((today - waiting.since).whole_days()).unwrap_or(0);
    Some(PersonLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&name),
        name,
        what: what.join(" · "),
        waits: french::count(days, "jour", "jours"),
    })
}

fn area_line((area, tracks): (Area, BTreeMap<Track, Need>)) -> AreaLine {
    let cell = |(track, need): (Track, Need)| {
        let places = match need.places {
            0 => "aucune place".to_owned(),
            some => french::count(some as usize, "place", "places"),
        };
        (track.label(), format!("{} pour {places}", french::number(need.waiting)))
    };
    AreaLine { name: area.label(), cells: tracks.into_iter().map(cell).collect() }
}

fn round_panel(round: &LastRound) -> RoundPanel {
    RoundPanel {
        href: format!("/rounds/{}", round.id),
        day: french::day(&round.run_on),
        result: format!(
            "{}, {} sans mentor pour l’instant.",
            french::count(round.pairs, "tandem possible", "tandems possibles"),
            french::count(round.left_out, "personne", "personnes"),
        ),
        state: if round.proposed { "Propositions envoyées." } else { "Brouillon, à relire." }.to_owned(),
    }
}

fn small_map() -> &'static Map {
    static MAP: LazyLock<Map> = LazyLock::new(|| Map::metropolis(SMALL_MAP_WIDTH));
    &MAP
}

fn shapes(needs: &BTreeMap<Option<&str>, Need>) -> Vec<Shape> {
    let need = |code| needs.get(&Some(code)).copied().unwrap_or_default();
    let areas = small_map().areas.iter();
    areas.map(|area| Shape { shade: need(area.place.code).shade(), d: &area.d }).collect()
}
