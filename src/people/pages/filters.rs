//! The filters that both lists share: their choices, their chips, and what they narrow to.

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations;
use crate::people::profile::Availability;
use crate::people::store::{Filter, PAGE_LENGTH};
use crate::people::words;
use crate::state::App;
use crate::territories::places::{self, MARSEILLE, Place};
use crate::territories::trades;
use crate::track::Track;
use crate::web::{Choice, Link, ListQuery, Pages, Viewer};

/// How many other trades are offered beside the one understood.
const OTHER_TRADES: usize = 3;

/// The filters of a list as its page shows them.
pub struct Filters {
    pub path: String,
    pub search: String,
    pub trade: String,
    pub order: String,
    pub tracks: Vec<Choice>,
    pub places: Vec<Choice>,
    pub moments: Vec<Choice>,
    /// Empty for an adviser, who sees one organisation only.
    pub organisations: Vec<Choice>,
    pub chips: Vec<Link>,
    /// What to say of a trade that nobody knows by that name.
    pub unknown_trade: String,
    /// Other trades that answer what was typed.
    pub other_trades: Vec<Link>,
}

/// Reads the filters of a list from its address.
pub async fn read(app: &App, viewer: &Viewer, query: &mut ListQuery) -> Result<(Filters, Filter), Error> {
    let organisations =
        if viewer.coordinates() { organisations::store::list(&app.db).await? } else { Vec::new() };
    let organisation = query.choice("organisation", |key| {
        let chosen = organisations.iter().find(|one| one.id.to_string() == key);
        // An organisation's page leads to the lists, which hold nobody else's people for those who work there.
        let own = viewer.account().and_then(|account| account.organisation_id);
        (chosen.is_some() || own.is_some_and(|own| own.to_string() == key)).then_some(chosen)
    });
    let organisation = organisation.flatten();
    let filter = Filter {
        text: searched(query),
        track: query.choice("track", Track::from_code),
        places: query.choice("place", codes_of).unwrap_or_default(),
        trade: trade_of(query.get("trade")).map(str::to_owned),
        availability: query.choice("availability", Availability::from_code),
        organisation: organisation.map(|organisation| organisation.id),
        page: query.page(),
        ..Filter::default()
    };
    let mut filters = Filters {
        path: query.path().to_owned(),
        search: searched(query),
        trade: query.get("trade").to_owned(),
        order: query.get("order").to_owned(),
        tracks: tracks(filter.track),
        places: places(query.get("place")),
        moments: moments(filter.availability),
        organisations: organisations
            .iter()
            .map(|one| choice(one.id, &one.name, filter.organisation))
            .collect(),
        chips: chips(query, &filter, organisation.map_or("", |organisation| &organisation.name)),
        unknown_trade: String::new(),
        other_trades: Vec::new(),
    };
    answer_trade(&mut filters, query, filter.trade.as_deref());
    Ok((filters, filter))
}

fn choice(id: Id, label: &str, chosen: Option<Id>) -> Choice {
    Choice::new(id.to_string(), label, chosen == Some(id))
}

/// The codes a choice of place stands for: Marseille is its arrondissements too.
fn codes_of(code: &str) -> Option<Vec<String>> {
    let inside =
        |place: &&Place| place.code == code || (code == MARSEILLE && place.municipality == MARSEILLE);
    let codes: Vec<String> = places::all().iter().filter(inside).map(|place| place.code.to_owned()).collect();
    (!codes.is_empty()).then_some(codes)
}

/// The trade that was typed: by its code or its name, else the best of those that answer so far.
fn trade_of(typed: &str) -> Option<&'static str> {
    if typed.is_empty() {
        return None;
    }
    let exact = trades::get(typed).or_else(|| trades::by_name(typed));
    let trade = exact.or_else(|| trades::search(typed, 1).first().map(|found| found.trade));
    trade.map(|trade| trade.code)
}

/// Says which trade was understood, and which others answer what was typed.
fn answer_trade(filters: &mut Filters, query: &ListQuery, understood: Option<&str>) {
    let typed = query.get("trade");
    if typed.is_empty() {
        return;
    }
    let Some(understood) = understood else {
        filters.unknown_trade =
            format!("Aucun métier ne répond à «\u{a0}{typed}\u{a0}»\u{a0}: la liste n’en tient pas compte.");
        return;
    };
    if trades::get(typed).is_some() {
        return;
    }
    let mut others: Vec<&str> = Vec::new();
    for found in trades::search(typed, OTHER_TRADES * 4) {
        if found.trade.code != understood && !others.contains(&found.trade.code) {
            others.push(found.trade.code);
        }
    }
    let link = |code: &&str| Link::new(words::trade(code), query.with("trade", code));
    filters.other_trades = others.iter().take(OTHER_TRADES).map(link).collect();
}

fn tracks(chosen: Option<Track>) -> Vec<Choice> {
    let choice =
        |&track: &Track| Choice::new(track.code(), french::capitalised(track.label()), chosen == Some(track));
    Track::ALL.iter().map(choice).collect()
}

fn moments(chosen: Option<Availability>) -> Vec<Choice> {
    Availability::all()
        .map(|moment| {
            Choice::new(moment.code(), french::capitalised(&moment.label()), chosen == Some(moment))
        })
        .collect()
}

/// Marseille and its arrondissements first, then the other municipalities by name.
pub fn places(chosen: &str) -> Vec<Choice> {
    let choice = |place: &Place, label: &str| Choice::new(place.code, label, place.code == chosen);
    let city = places::get(MARSEILLE).map(|place| choice(place, "Marseille, toute la ville"));
    let arrondissements = places::arrondissements().map(|place| choice(place, place.name));
    let others = places::municipalities().filter(|place| place.code != MARSEILLE);
    let mut others: Vec<Choice> = others.map(|place| choice(place, place.name)).collect();
    others.sort_by_key(|choice| crate::territories::text::fold(&choice.label));
    city.into_iter().chain(arrondissements).chain(others).collect()
}

/// The active filters, each with the address of the list without it.
fn chips(query: &ListQuery, filter: &Filter, organisation: &str) -> Vec<Link> {
    let place = places::get(query.get("place"))
        .map(|place| if place.code == MARSEILLE { "Marseille" } else { place.name });
    let said = [
        ("q", "Nom", (!filter.text.is_empty()).then(|| filter.text.clone())),
        ("track", "Parcours", filter.track.map(|track| track.to_string())),
        ("place", "Lieu", place.map(str::to_owned)),
        ("trade", "Métier", filter.trade.as_deref().map(words::trade)),
        ("availability", "Disponible", filter.availability.map(Availability::label)),
        ("organisation", "Structure", filter.organisation.map(|_| organisation.to_owned())),
    ];
    said.into_iter()
        .filter_map(|(name, subject, words)| {
            Some(Link::new(format!("{subject}\u{a0}: {}", words?), query.with(name, "")))
        })
        .collect()
}

/// The pages of a list, shown by [`PAGE_LENGTH`].
pub fn pages(query: &ListQuery, total: u64) -> Pages {
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    Pages::of(query.page(), total, PAGE_LENGTH, |page| query.at(page)).within_a_line()
}

/// The most letters that are searched for: no name is longer, and engines bound what they compare.
const LONGEST_SEARCH: usize = 200;

/// What is searched for.
fn searched(query: &ListQuery) -> String {
    query.get("q").chars().take(LONGEST_SEARCH).collect()
}
