//! The list of rounds, and the form that starts the next one.

use askama::Template;
use axum::response::Response;

use super::settings::{self, SettingsFields};
use crate::acts::rounds::run::NewRound;
use crate::db::Id;
use crate::error::Error;
use crate::overview::cards::Card;
use crate::overview::store::{lately, list_cards};
use crate::overview::supply::Narrowed;
use crate::rounds::settings::Settings;
use crate::rounds::store::{self, RoundLine};
use crate::state::App;
use crate::web::{self, Context, Fields, Frame, Viewer, redirect};
use crate::{acts, french};

/// The most rounds listed.
const ROUNDS_SHOWN: u64 = 30;
/// How many of the mentees who have waited longest are named on the form.
const LONGEST_SHOWN: usize = 12;

struct RoundRow {
    href: String,
    when: String,
    proposed: String,
}

#[derive(Template)]
#[template(path = "rounds/list.html")]
struct RoundsPage {
    page: Frame,
    rounds: Vec<RoundRow>,
}

/// Lists the latest rounds, newest first.
pub async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let rounds = store::list_rounds(&app.db, viewer.scope(), ROUNDS_SHOWN).await?;
    let rounds = rounds.into_iter().map(|round| RoundRow {
        href: format!("/rounds/{}", round.id),
        when: french::moment(round.asked_at.in_paris()),
        proposed: stage(&round),
    });
    web::page(&RoundsPage { page: frame.titled("Former les tandems"), rounds: rounds.collect() })
}

/// The stage a round has reached, in French.
fn stage(round: &RoundLine) -> String {
    match (round.proposed_on, round.found_at) {
        (Some(day), _) => format!("propositions faites le {}", french::short_day(&day)),
        (None, Some(_)) => "à relire".to_owned(),
        (None, None) => "pas encore de résultat".to_owned(),
    }
}

#[derive(Template)]
#[template(path = "rounds/prepare.html")]
struct PreparePage {
    page: Frame,
    waiting: String,
    places: String,
    mentors: String,
    longest: Vec<Card>,
    settings: SettingsFields,
    error: String,
}

/// Shows the waiting mentees, the free places, and the form with the default weights.
pub async fn prepare(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let page =
        prepare_page(&app, &viewer, frame, SettingsFields::of(&Settings::default()), String::new()).await?;
    web::page(&page)
}

async fn prepare_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    settings: SettingsFields,
    error: String,
) -> Result<PreparePage, Error> {
    let supply = lately::supply(app.lately(), viewer.scope(), Narrowed::default(), app.today()).await?;
    let longest = lately::longest_unmatched(app.lately(), viewer.scope(), LONGEST_SHOWN, app.today()).await?;
    let longest: Vec<Id> = longest.iter().map(|wait| wait.journey).collect();
    let people = lately::count_unmatched(app.lately(), viewer.scope(), app.today()).await?;
    let cards = list_cards(&app.db, viewer.scope(), &longest, &[], app.today()).await?;
    Ok(PreparePage {
        page: frame.titled("Nouveau tour").under("Former les tandems", "/rounds"),
        waiting: french::count(
            usize::try_from(people).unwrap_or(usize::MAX),
            "personne sans mentor proposé",
            "personnes sans mentor proposé",
        ),
        places: french::count(supply.free() as usize, "place libre", "places libres"),
        mentors: french::count(supply.with_free as usize, "mentor", "mentors"),
        longest: longest.into_iter().map(|journey| cards.mentee(journey)).collect(),
        settings,
        error,
    })
}

/// Runs a round over all the waiting mentees, then shows its draft, or its progress if it takes long.
pub async fn run(context: Context, fields: Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, .. } = context;
    let settings = match settings::read(&fields, app.today()) {
        Ok(settings) if fields.is_sound() => settings,
        read => {
            let (sent, sentence) = (SettingsFields::sent(&fields), read.err().unwrap_or_default());
            return web::refused(&prepare_page(&app, &viewer, frame, sent, sentence).await?);
        }
    };
    let previous = match fields.get("previous") {
        "" => None,
        key => Some(key.parse().map_err(|_| Error::Unreadable("previous".to_owned()))?),
    };
    let Settings { weights, floor, longest_first } = settings;
    let new = NewRound { weights, floor, longest_first: longest_first.is_some(), previous };
    let id = acts::rounds::run::run(&app, &viewer.by(), new).await?;
    Ok(redirect(&format!("/rounds/{id}")))
}
