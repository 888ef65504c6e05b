//! The map of the metropolis: where people wait and where places are left, with the same figures as a table and a file.

mod lines;
mod view;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use self::lines::{Line, Sort};
use self::view::View;
use super::drawn;
use super::map::Map;
use super::need::{Need, SHADES};
use super::places::{self, POPULATION_LABEL, POPULATION_YEAR, Place, PlaceKind};
use crate::accounts::access::{Access, Right};
use crate::error::Error;
use crate::french;
use crate::overview;
use crate::state::App;
use crate::track::Track;
use crate::web::{self, Choice, Context, Frame, Link, MenuEntry, Routes, Viewer, with_query};

/// The towns named on the map, by INSEE code, with the short names people use.
const NAMED: [(&str, &str); 7] = [
    ("13001", "Aix"),
    ("13005", "Aubagne"),
    ("13047", "Istres"),
    ("13056", "Martigues"),
    (places::MARSEILLE, "Marseille"),
    ("13103", "Salon"),
    ("84089", "Pertuis"),
];
/// How many places are named among those that lack most.
const WORST_SHOWN: usize = 8;

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Territoire", "/territory", Right::SteerHub)];

/// The routes of the map.
pub fn routes() -> Routes {
    Routes::of("territories").get("/territory", Access::With(Right::SteerHub), show).get(
        "/territory.csv",
        Access::With(Right::SteerHub),
        download,
    )
}

/// A place on the map.
struct Shape {
    href: String,
    label: String,
    shade: u8,
    d: &'static str,
}

/// A name on the map.
struct Name {
    text: &'static str,
    x: String,
    y: String,
}

/// A head of the table.
struct Head {
    label: String,
    href: String,
    order: &'static str,
    numeric: bool,
}

/// A row of the table.
struct Row {
    href: String,
    name: &'static str,
    unmatched: String,
    places: String,
    mentors: String,
    population: String,
    districts: String,
}

/// A place that lacks mentors.
struct Worst {
    href: String,
    name: &'static str,
    need: String,
}

#[derive(Template)]
#[template(path = "territories/territory.html")]
struct TerritoryPage {
    page: Frame,
    tracks: Vec<Choice>,
    trade: String,
    trade_error: String,
    chips: Vec<Link>,
    map: &'static Map,
    municipalities: Vec<Shape>,
    districts: Vec<Shape>,
    names: Vec<Name>,
    inset: &'static Map,
    arrondissements: Vec<Shape>,
    numbers: Vec<Name>,
    shades: [&'static str; 6],
    worst: Vec<Worst>,
    outside: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    idle: Vec<Row>,
    count: String,
    idle_count: String,
    csv_href: String,
    population_label: &'static str,
    population_head: String,
}

async fn show(Context { app, viewer, frame, .. }: Context, view: View) -> Result<Response, Error> {
    let lines = load(&app, &viewer, &view).await?;
    let shown = |lacks: bool| -> Vec<Row> {
        let such = lines.iter().filter(|line| (line.need.unmatched > 0) == lacks);
        such.filter_map(|line| row(line, &view)).collect()
    };
    let (rows, idle) = (shown(true), shown(false));
    let unknown =
        "Aucun métier ne porte ce nom\u{a0}; écrivez-le autrement, par exemple «\u{a0}boulanger\u{a0}».";
    web::page(&TerritoryPage {
        page: frame.titled("Territoire").noting(view.unknown()),
        tracks: track_choices(view.track),
        trade: view.typed_trade().to_owned(),
        trade_error: if view.is_trade_unknown() { unknown } else { "" }.to_owned(),
        chips: chips(&view),
        map: drawn::metropolis(),
        municipalities: shapes(drawn::metropolis(), PlaceKind::Municipality, &lines, &view),
        districts: shapes(drawn::metropolis(), PlaceKind::Arrondissement, &lines, &view),
        names: names(),
        inset: drawn::marseille(),
        arrondissements: shapes(drawn::marseille(), PlaceKind::Arrondissement, &lines, &view),
        numbers: numbers(),
        shades: SHADES,
        worst: worst(&lines, &view),
        outside: outside(&lines),
        heads: heads(&view),
        count: french::count(
            rows.len(),
            "commune ou arrondissement où quelqu’un est sans mentor proposé",
            "communes et arrondissements où quelqu’un est sans mentor proposé",
        ),
        idle_count: french::count(
            idle.len(),
            "commune ou arrondissement où personne n’est sans mentor proposé",
            "communes et arrondissements où personne n’est sans mentor proposé",
        ),
        rows,
        idle,
        csv_href: view.address("/territory.csv", []),
        population_label: POPULATION_LABEL,
        population_head: format!("Population ({POPULATION_YEAR})"),
    })
}

/// The lines of the table, narrowed and sorted.
async fn load(app: &App, viewer: &Viewer, view: &View) -> Result<Vec<Line>, Error> {
    let supply =
        overview::store::lately::supply(app.lately(), viewer.scope(), view.narrowed(), app.today()).await?;
    let mut lines = lines::lines(&supply.needs());
    lines::sort(&mut lines, view.sort, view.ascending);
    Ok(lines)
}

/// The same figures in a file that a French spreadsheet opens as it is: a byte-order mark and semicolons.
async fn download(Context { app, viewer, .. }: Context, view: View) -> Result<Response, Error> {
    // A file cannot say that it is not what was asked for.
    if !view.unknown().is_empty() {
        return Err(Error::Refused(
            "Un filtre de cette adresse n’existe pas\u{a0}: rien n’est téléchargé.".to_owned(),
        ));
    }
    let lines = load(&app, &viewer, &view).await?;
    let file = lines::to_csv(&lines).map_err(|error| Error::Broken(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"territoire.csv\""),
    ];
    Ok((headers, file).into_response())
}

fn track_choices(chosen: Option<Track>) -> Vec<Choice> {
    let choice =
        |&track: &Track| Choice::new(track.code(), french::capitalised(track.label()), chosen == Some(track));
    Track::ALL.iter().map(choice).collect()
}

fn chips(view: &View) -> Vec<Link> {
    let track = view.track.map(|track| {
        Link::new(format!("Parcours\u{a0}: {track}"), view.address("/territory", [("track", "")]))
    });
    let trade = view.trade.map(|trade| {
        Link::new(format!("Métier\u{a0}: {}", trade.name), view.address("/territory", [("trade", "")]))
    });
    track.into_iter().chain(trade).collect()
}

/// The people who wait at a place, under the same filters.
fn mentees_at(place: &Place, view: &View) -> String {
    let trade = view.trade.map_or("", |trade| trade.code);
    let track = view.track.map_or("", Track::code);
    with_query(
        "/mentees",
        &[("place", place.code), ("state", "unmatched"), ("track", track), ("trade", trade)],
    )
}

/// The shapes of a map that are of a kind, in its own order whatever that of the table.
fn shapes(map: &'static Map, kind: PlaceKind, lines: &[Line], view: &View) -> Vec<Shape> {
    let need = |place: &Place| {
        let line = lines.iter().find(|line| line.place.is_some_and(|known| known.code == place.code));
        line.map_or_else(Need::default, |line| line.need)
    };
    let shape = |area: &'static super::map::Area| {
        let need = need(area.place);
        Shape {
            href: mentees_at(area.place, view),
            label: format!("{}\u{a0}: {}", area.place.name, need.sentence()),
            shade: need.shade(),
            d: &area.d,
        }
    };
    map.areas.iter().filter(|area| area.place.kind == kind).map(shape).collect()
}

/// The numbers of the arrondissements, in the inset.
fn numbers() -> Vec<Name> {
    let number = |place: &'static Place| {
        let (x, y) = drawn::marseille().point(place.lon, place.lat);
        let text = place.name.trim_start_matches("Marseille ");
        Name { text, x: format!("{x:.0}"), y: format!("{y:.0}") }
    };
    places::arrondissements().map(number).collect()
}

fn names() -> Vec<Name> {
    let name = |(code, text)| {
        let place = places::get(code)?;
        let (x, y) = drawn::metropolis().point(place.lon, place.lat);
        Some(Name { text, x: format!("{x:.0}"), y: format!("{y:.0}") })
    };
    NAMED.into_iter().filter_map(name).collect()
}

fn worst(lines: &[Line], view: &View) -> Vec<Worst> {
    let worst = lines::worst(lines, WORST_SHOWN).into_iter();
    worst
        .map(|(place, need)| Worst { href: mentees_at(place, view), name: place.name, need: need.sentence() })
        .collect()
}

/// Those who live outside the metropolis, or whose home is unknown: they have no place on the map.
fn outside(lines: &[Line]) -> String {
    let outside = lines.iter().find(|line| line.place.is_none()).map(|line| line.need);
    outside.filter(|need| *need != Need::default()).map_or_else(String::new, |need| {
        format!("Hors de la métropole, ou lieu non précisé\u{a0}: {}.", need.sentence())
    })
}

fn heads(view: &View) -> Vec<Head> {
    let head = |&sort: &Sort| {
        let current = sort == view.sort;
        let ascending = if current { !view.ascending } else { sort.begins_ascending() };
        let order = |ascending| if ascending { "ascending" } else { "descending" };
        let label = match sort {
            Sort::Population => format!("{} ({POPULATION_YEAR})", sort.label()),
            _ => sort.label().to_owned(),
        };
        Head {
            label,
            href: view.address("/territory", [("sort", sort.code()), ("order", order(ascending))]),
            order: if current { order(view.ascending) } else { "" },
            numeric: sort != Sort::Name,
        }
    };
    Sort::ALL.iter().map(head).collect()
}

fn row(line: &Line, view: &View) -> Option<Row> {
    let place = line.place?;
    Some(Row {
        href: mentees_at(place, view),
        name: place.name,
        unmatched: french::number(line.need.unmatched),
        places: french::number(line.need.places),
        mentors: french::number(line.need.mentors),
        population: french::number(place.population),
        districts: line
            .districts
            .map_or_else(|| "–".to_owned(), |districts| french::number(districts as u64)),
    })
}
