//! The list of rounds, and the form that starts the next one.

use askama::Template;
use axum::response::Response;

use crate::acts::rounds::run::NewRound;
use crate::db::Id;
use crate::error::Error;
use crate::overview::cards::Card;
use crate::overview::store::{lately, list_cards};
use crate::overview::supply::Narrowed;
use crate::rounds::criteria::{CRITERIA, Criterion, LARGEST_WEIGHT, Weights};
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

/// The weight of one criterion, as a field of a form.
pub struct WeightField {
    /// The name of the field: `weight_` and the code of the criterion.
    pub name: String,
    /// The French label of the criterion.
    pub label: &'static str,
    /// The value as typed, which may be invalid.
    pub value: String,
}

/// The fields of a set of weights.
pub fn weight_fields(weights: &Weights) -> Vec<WeightField> {
    let field = |&criterion: &Criterion| WeightField {
        name: format!("weight_{}", criterion.code()),
        label: criterion.label(),
        value: weights.of(criterion).to_string(),
    };
    Criterion::ALL.iter().map(field).collect()
}

/// The fields as they were submitted, for a form that was refused.
pub fn sent_weights(fields: &Fields) -> Vec<WeightField> {
    let field = |criterion: &Criterion| {
        let name = format!("weight_{}", criterion.code());
        WeightField { label: criterion.label(), value: fields.get(&name).to_owned(), name }
    };
    Criterion::ALL.iter().map(field).collect()
}

#[derive(Template)]
#[template(path = "rounds/prepare.html")]
struct PreparePage {
    page: Frame,
    waiting: String,
    places: String,
    mentors: String,
    longest: Vec<Card>,
    weights: Vec<WeightField>,
    error: String,
    largest: u32,
}

/// Shows the waiting mentees, the free places, and the form with the default weights.
pub async fn prepare(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let page = prepare_page(&app, &viewer, frame, weight_fields(&Weights::default()), String::new()).await?;
    web::page(&page)
}

async fn prepare_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    weights: Vec<WeightField>,
    error: String,
) -> Result<PreparePage, Error> {
    let supply = lately::supply(app.lately(), viewer.scope(), Narrowed::default()).await?;
    let longest = lately::longest_unmatched(app.lately(), viewer.scope(), LONGEST_SHOWN).await?;
    let longest: Vec<Id> = longest.iter().map(|wait| wait.journey).collect();
    let people = lately::count_unmatched(app.lately(), viewer.scope()).await?;
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
        weights,
        error,
        largest: LARGEST_WEIGHT,
    })
}

/// Runs a round over all the waiting mentees, then shows its draft, or its progress if it takes long.
pub async fn run(context: Context, fields: Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, .. } = context;
    let weights = match read_weights(&fields) {
        Ok(weights) if fields.is_sound() => weights,
        read => {
            let sentence = read.err().unwrap_or_default();
            return web::refused(&prepare_page(&app, &viewer, frame, sent_weights(&fields), sentence).await?);
        }
    };
    let previous = match fields.get("previous") {
        "" => None,
        key => Some(key.parse().map_err(|_| Error::Unreadable("previous".to_owned()))?),
    };
    let new = NewRound { weights, previous };
    let id = acts::rounds::run::run(&app, &viewer.by(), new).await?;
    Ok(redirect(&format!("/rounds/{id}")))
}

/// Reads the weights of a form; the error is a French sentence for the coordinator.
pub fn read_weights(fields: &Fields) -> Result<Weights, String> {
    let mut weights = [0; CRITERIA];
    for (weight, criterion) in weights.iter_mut().zip(Criterion::ALL) {
        let sent = fields.get(&format!("weight_{}", criterion.code()));
        *weight = sent.parse().map_err(|_| {
            format!("« {} » : écrivez un nombre entier de 0 à {LARGEST_WEIGHT}.", criterion.label())
        })?;
    }
    Weights::new(weights).map_err(|error| error.to_string())
}
