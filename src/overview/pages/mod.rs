//! "Ma journée": what the coordinator does today, and how the hub stands, or what is new of the people of a partner; and "À faire", all
//! that comes next.

mod news;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use time::Date;

use super::areas::Area;
use super::hints::{self, LastRound, Missing, RoundHint};
use super::origins::OriginChoice;
use super::steps::{InHand, NEAREST_FIRST, StepBand, count_of, own};
use super::store::{self, Wait, lately};
use super::supply::{Narrowed, Supply};
use crate::accounts::access::{Access, Right, Scope};
use crate::accounts::viewer::Viewer;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::people::words;
use crate::state::App;
use crate::steps::{Filter, SubjectKind};
use crate::territories::map::Map;
use crate::territories::need::{Need, SHADES};
use crate::track::Track;
use crate::web::{self, Choice, Context, Frame, MenuEntry, Routes};

/// How many of those who wait longest are named.
const LONGEST_SHOWN: usize = 5;
/// How many late steps of a kind are shown: the others are one link away.
const LATE_SHOWN: usize = 3;
/// How many mentors to complete are named.
const INCOMPLETE_SHOWN: usize = 3;
/// The width of the small map, in units of the drawing: coarse on purpose, so that it weighs little.
const SMALL_MAP_WIDTH: f64 = 100.0;
/// The width of Marseille beside it, drawn larger.
const SMALL_INSET_WIDTH: f64 = 60.0;

/// The entries of the menu.
pub const MENU: [MenuEntry; 3] = [
    MenuEntry::new("Ma journée", "/dashboard", Right::SteerHub),
    MenuEntry::new("Ma journée", "/news", Right::ReadNews),
    MenuEntry::new("À faire", "/steps", Right::FollowSteps).with(&["/letters"]),
];

/// The routes of the overview.
pub fn routes() -> Routes {
    Routes::of("overview")
        .get("/dashboard", Access::With(Right::SteerHub), dashboard)
        .get("/news", Access::With(Right::ReadNews), news::show)
        .get("/steps", Access::With(Right::FollowSteps), steps::list)
        .get("/steps/{step}", Access::With(Right::FollowSteps), steps::show)
        .post("/steps/{step}/calls", Access::With(Right::FollowSteps), steps::note_call)
        .post("/steps/{step}/postponement", Access::With(Right::FollowSteps), steps::postpone)
}

impl From<OriginChoice> for Choice {
    fn from(OriginChoice { key, label, chosen }: OriginChoice) -> Self {
        Self::new(key, label, chosen)
    }
}

/// What is late of one kind: how many, the first of them, and where all are.
struct LateBand {
    title: String,
    href: String,
    steps: Vec<StepBand>,
    has_more: bool,
}

/// Something one may do though nobody waits for it.
struct Hint {
    what: String,
    href: String,
    verb: &'static str,
}

/// What a colleague has in hand.
struct InHandLine {
    href: String,
    name: String,
    what: String,
    is_away: bool,
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
    unmatched: String,
    places: String,
    offered: String,
    tandems: String,
    late_tandems: String,
    proposals: String,
    late_answers: String,
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
    late: Vec<LateBand>,
    mine: String,
    hints: Vec<Hint>,
    in_hand: Vec<InHandLine>,
    figures: Figures,
    longest: Vec<PersonLine>,
    everybody_waiting: String,
    tracks: Vec<&'static str>,
    areas: Vec<AreaLine>,
    round: Option<RoundPanel>,
    map: &'static Map,
    shapes: Vec<Shape>,
    inset: &'static Map,
    arrondissements: Vec<Shape>,
    shades: [&'static str; 6],
}

async fn dashboard(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let (scope, today) = (viewer.scope(), app.today());
    let supply = lately::supply(app.lately(), scope, Narrowed::default(), today).await?;
    let areas = lately::needs_by_area(app.lately(), scope, today).await?;
    let late_counts = lately::count_steps_by_kind(app.lately(), scope, &late(today)).await?;
    let waits = lately::longest_waiting(app.lately(), scope, LONGEST_SHOWN, today).await?;
    let waiting = lately::count_waiting(app.lately(), scope, today).await?;
    let unmatched = lately::count_unmatched(app.lately(), scope, today).await?;
    let last_round = lately::last_round(app.lately(), scope).await?;
    let name = viewer.account().map_or("", |account| account.name.as_str());
    let needs = supply.needs();
    let figures = Figures {
        waiting: french::number(waiting),
        longest: waits
            .first()
            .map_or_else(String::new, |wait| format!("la plus ancienne depuis {}", days(wait.since, today))),
        unmatched: french::number(unmatched),
        places: french::number(supply.free()),
        offered: offered(&supply),
        tandems: french::number(lately::count_open_tandems(app.lately(), scope).await?),
        late_tandems: format!("dont {} en retard", of(&late_counts, &[SubjectKind::Tandem])),
        proposals: french::number(lately::count_unanswered_proposals(app.lately(), scope).await? as u64),
        late_answers: format!(
            "dont {} après la date prévue",
            count_words(&late_counts, &[SubjectKind::AnswerMentor, SubjectKind::AnswerMentee])
        ),
    };
    web::page(&DashboardPage {
        page: frame.titled(greeting(name)),
        lead: lead(late_counts.values().sum(), waiting, today),
        late: late_bands(&app, &viewer, &late_counts).await?,
        mine: mine(&app, &viewer).await?,
        hints: hints(&app, scope, last_round, unmatched).await?,
        in_hand: lately::in_hand(app.lately(), scope, today).await?.iter().map(in_hand_line).collect(),
        figures,
        longest: longest(&app, scope, &waits).await?,
        everybody_waiting: count(waiting, "personne", "personnes"),
        tracks: Track::ALL.iter().map(|track| track.label()).collect(),
        areas: areas.iter().map(area_line).collect(),
        round: last_round.as_ref().map(round_panel),
        map: small_map(),
        shapes: shapes(small_map(), &needs),
        inset: small_inset(),
        arrondissements: shapes(small_inset(), &needs),
        shades: SHADES,
    })
}

fn late(today: Date) -> Filter {
    Filter { due_before: Some(today), begun_by: Some(today), ..Filter::default() }
}

fn count(count: u64, one: &str, many: &str) -> String {
    french::count(usize::try_from(count).unwrap_or(usize::MAX), one, many)
}

fn of(counts: &BTreeMap<SubjectKind, u64>, kinds: &[SubjectKind]) -> String {
    french::number(kinds.iter().filter_map(|kind| counts.get(kind)).sum::<u64>())
}

fn count_words(counts: &BTreeMap<SubjectKind, u64>, kinds: &[SubjectKind]) -> String {
    count(kinds.iter().filter_map(|kind| counts.get(kind)).sum(), "réponse", "réponses")
}

fn days(since: Date, today: Date) -> String {
    french::count(usize::try_from((today - since).whole_days()).unwrap_or(0), "jour", "jours")
}

/// One band for each kind of which anything is late.
async fn late_bands(
    app: &App,
    viewer: &Viewer,
    counts: &BTreeMap<SubjectKind, u64>,
) -> Result<Vec<LateBand>, Error> {
    let today = app.today();
    let kinds = || NEAREST_FIRST.into_iter().filter_map(|kind| Some((kind, *counts.get(&kind)?)));
    let filter = |(kind, _)| Filter { kinds: BTreeSet::from([kind]), ..late(today) };
    let lists: Vec<Filter> = kinds().map(filter).collect();
    let lines = lately::first_steps(app.lately(), viewer.scope(), &lists, LATE_SHOWN).await?;
    let band = |(kind, count): (SubjectKind, u64)| {
        let of_kind = lines.iter().filter(|line| line.step.subject.kind == kind);
        let steps: Vec<StepBand> = of_kind.map(|line| line.band(viewer, today)).collect();
        LateBand {
            title: count_of(kind, count),
            href: web::with_query("/steps", &[("kind", kind.code()), ("view", "late")]),
            has_more: count > steps.len() as u64,
            steps,
        }
    };
    Ok(kinds().map(band).collect())
}

/// How much of it is the viewer's own.
async fn mine(app: &App, viewer: &Viewer) -> Result<String, Error> {
    let owners = viewer.account().map(own).unwrap_or_default();
    let own = Filter { owners, ..late(app.today()) };
    let late = lately::count_steps(app.lately(), viewer.scope(), &own).await?;
    let own = Filter { due_before: None, ..own };
    let all = lately::count_steps(app.lately(), viewer.scope(), &own).await?;
    Ok(match (all, late) {
        (0, _) => "Rien n’est à vous pour l’instant".to_owned(),
        (all, 0) => format!("{}, rien en retard", count(all, "chose est à vous", "choses sont à vous")),
        (all, late) => format!(
            "{}, dont {} en retard",
            count(all, "chose est à vous", "choses sont à vous"),
            french::number(late)
        ),
    })
}

fn in_hand_line(one: &InHand) -> InHandLine {
    let what = count(one.steps, "chose à faire", "choses à faire");
    InHandLine {
        href: web::with_query("/steps", &[("owner", one.owner.id.to_string().as_str())]),
        name: one.name.clone(),
        what: match one.late {
            0 => format!("{what}, rien en retard"),
            late => format!("{what}, dont {} en retard", french::number(late)),
        },
        is_away: one.is_away,
    }
}

async fn hints(
    app: &App,
    scope: Scope,
    last_round: Option<LastRound>,
    unmatched: u64,
) -> Result<Vec<Hint>, Error> {
    let round = hints::about_rounds(last_round, unmatched, app.today()).map(|hint| match hint {
        RoundHint::Propose(round, pairs) => Hint {
            what: format!(
                "Relire le dernier tour\u{a0}: {} à proposer",
                french::count(pairs, "tandem possible", "tandems possibles")
            ),
            href: format!("/rounds/{round}"),
            verb: "Ouvrir le tour",
        },
        RoundHint::Run(unmatched) => Hint {
            what: format!(
                "Lancer un tour pour {}",
                count(unmatched, "personne sans mentor proposé", "personnes sans mentor proposé")
            ),
            href: "/rounds/new".to_owned(),
            verb: "Préparer le tour",
        },
    });
    let incomplete = lately::incomplete_mentors(app.lately(), scope, INCOMPLETE_SHOWN).await?;
    // Their page has no entry in the menu: those that are not late yet are found here.
    let requests = Filter { kinds: BTreeSet::from([SubjectKind::Request]), ..Filter::default() };
    let requests = match lately::count_steps(app.lately(), scope, &requests).await? {
        0 => None,
        some => Some(Hint {
            what: format!("Répondre à {}", count(some, "demande d’inscription", "demandes d’inscription")),
            href: "/requests".to_owned(),
            verb: "Voir les demandes",
        }),
    };
    let mut hints: Vec<Hint> = requests.into_iter().chain(round).collect();
    hints.extend(incomplete.iter().map(|(person, missing)| {
        let missing: Vec<&str> = missing.iter().map(|missing| Missing::label(*missing)).collect();
        Hint {
            what: format!("Compléter la fiche {}\u{a0}: {}", french::de(&person.name()), missing.join(", ")),
            href: format!("/people/{}", person.id),
            verb: "Ouvrir la fiche",
        }
    }));
    Ok(hints)
}

/// The page of a person.
fn person_href(person: Id) -> String {
    format!("/people/{person}")
}

/// "Bonjour Camille".
fn greeting(name: &str) -> String {
    format!("Bonjour {}", name.split_whitespace().next().unwrap_or_default())
}

/// The day, what is late and who waits, in a sentence.
fn lead(late: u64, waiting: u64, today: Date) -> String {
    let late = match late {
        0 => "Rien n’est en retard".to_owned(),
        1 => "Une chose est en retard".to_owned(),
        many => format!("{} choses sont en retard", french::number(many)),
    };
    let waiting = match waiting {
        0 => "personne n’attend de première rencontre".to_owned(),
        some => count(
            some,
            "personne attend une première rencontre",
            "personnes attendent une première rencontre",
        ),
    };
    let day = french::capitalised(&french::day(&today));
    format!("{day}. {late}, {waiting}.")
}

fn offered(supply: &Supply) -> String {
    format!(
        "{} offertes par {}",
        french::number(supply.capacity),
        french::count(supply.mentors() as usize, "mentor", "mentors")
    )
}

async fn longest(app: &App, scope: Scope, waits: &[Wait]) -> Result<Vec<PersonLine>, Error> {
    let journeys: Vec<Id> = waits.iter().map(|wait| wait.journey).collect();
    let people = store::list_people(&app.db, scope, &journeys, &[]).await?;
    let line = |wait: &Wait| Some(person_line(wait, people.get(&wait.journey)?, app.today()));
    Ok(waits.iter().filter_map(line).collect())
}

/// Somebody who waits, with the time since the welcome where the wait began anew.
fn person_line(wait: &Wait, person: &Person, today: Date) -> PersonLine {
    let name = person.name();
    let home = words::home(person);
    PersonLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&name),
        name,
        what: if wait.since > wait.welcomed_on {
            format!("{home} · premier accueil il y a {}", days(wait.welcomed_on, today))
        } else {
            home
        },
        waits: days(wait.since, today),
    }
}

fn area_line((area, tracks): (&Area, &BTreeMap<Track, Need>)) -> AreaLine {
    let cell = |(track, need): (&Track, &Need)| {
        let places = match need.places {
            0 => "aucune place".to_owned(),
            some => french::count(some as usize, "place", "places"),
        };
        (track.label(), format!("{} pour {places}", french::number(need.unmatched)))
    };
    AreaLine { name: area.label(), cells: tracks.iter().map(cell).collect() }
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
        state: if round.proposed { "Propositions envoyées." } else { "À relire." }.to_owned(),
    }
}

fn small_map() -> &'static Map {
    static MAP: LazyLock<Map> = LazyLock::new(|| Map::metropolis(SMALL_MAP_WIDTH));
    &MAP
}

fn small_inset() -> &'static Map {
    static INSET: LazyLock<Map> = LazyLock::new(|| Map::marseille(SMALL_INSET_WIDTH));
    &INSET
}

fn shapes(map: &'static Map, needs: &BTreeMap<Option<&str>, Need>) -> Vec<Shape> {
    let need = |code| needs.get(&Some(code)).copied().unwrap_or_default();
    let areas = map.areas.iter();
    areas.map(|area| Shape { shade: need(area.place.code).shade(), d: &area.d }).collect()
}
