//! The list of rounds, what the next one would read, and running it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tokio::task::JoinHandle;

use super::faces::{Face, Faces};
use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::{Db, Id, new_id};
use crate::error::Error;
use crate::matching::criteria::{CRITERIA, Criterion, LARGEST_WEIGHT, Weights};
use crate::matching::inputs::{Inputs, MenteeInput, MentorInput, Pair, fingerprint};
use crate::matching::round::{Draft, Round};
use crate::matching::store::{self, Decision, Kept};
use crate::web::{self, Fields, Frame, Viewer, redirect};
use crate::{french, people, tandems};

/// How many rounds the list shows.
const ROUNDS_SHOWN: u64 = 30;
/// How many of those who wait longest are named before a round.
const LONGEST_SHOWN: usize = 12;

struct RoundRow {
    href: String,
    when: String,
    fingerprint: String,
    proposed: String,
}

#[derive(Template)]
#[template(path = "matching/rounds.html")]
struct RoundsPage {
    page: Frame,
    rounds: Vec<RoundRow>,
}

/// Every round, newest first.
pub async fn list(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
    let rounds = store::list_rounds(&app.db, viewer.scope(), ROUNDS_SHOWN).await?;
    let rounds = rounds.into_iter().map(|round| RoundRow {
        href: format!("/rounds/{}", round.id),
        when: french::moment(round.run_at.in_paris()),
        fingerprint: round.inputs_hash.chars().take(12).collect(),
        proposed: round.proposed_on.map_or_else(
            || "brouillon".to_owned(),
            |day| format!("propositions faites le {}", french::short_day(&day)),
        ),
    });
    web::page(&RoundsPage { page: frame.titled("Campagnes d’appariement"), rounds: rounds.collect() })
}

/// A criterion on the form of a round.
pub struct WeightField {
    /// The name of the field.
    pub name: String,
    /// The words.
    pub label: &'static str,
    /// What is filled in.
    pub value: String,
}

/// The weights as the form shows them.
pub fn weight_fields(weights: &Weights) -> Vec<WeightField> {
    let field = |&criterion: &Criterion| WeightField {
        name: format!("weight_{}", criterion.code()),
        label: criterion.label(),
        value: weights.of(criterion).to_string(),
    };
    Criterion::ALL.iter().map(field).collect()
}

/// The weights as they were sent.
pub fn sent_weights(fields: &Fields) -> Vec<WeightField> {
    let field = |criterion: &Criterion| {
        let name = format!("weight_{}", criterion.code());
        WeightField { label: criterion.label(), value: fields.get(&name).to_owned(), name }
    };
    Criterion::ALL.iter().map(field).collect()
}

#[derive(Template)]
#[template(path = "matching/prepare.html")]
struct PreparePage {
    page: Frame,
    waiting: String,
    places: String,
    mentors: String,
    longest: Vec<Face>,
    weights: Vec<WeightField>,
    error: String,
    largest: u32,
}

/// Who waits, who has places, and the weights.
pub async fn prepare(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
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
    let mut inputs = gather(&app.db, viewer.scope(), None).await?;
    inputs.mentees.sort_by_key(|mentee| (mentee.welcomed_on, mentee.id));
    let longest: Vec<Id> = inputs.mentees.iter().take(LONGEST_SHOWN).map(|mentee| mentee.id).collect();
    let faces = Faces::load(&app.db, viewer.scope(), (&longest, &[]), app.today()).await?;
    let free = inputs.mentors.iter().filter(|mentor| mentor.places > 0).count();
    Ok(PreparePage {
        page: frame.titled("Nouvelle campagne").under("Campagnes d’appariement", "/rounds"),
        waiting: french::count(inputs.mentees.len(), "personne attend", "personnes attendent"),
        places: french::count(inputs.places() as usize, "place libre", "places libres"),
        mentors: french::count(free, "mentor", "mentors"),
        longest: longest.into_iter().map(|journey| faces.mentee(journey)).collect(),
        weights,
        error,
        largest: LARGEST_WEIGHT,
    })
}

/// Runs a round over everybody who waits, and shows its draft.
pub async fn run(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let weights = match read_weights(&fields) {
        Ok(weights) => weights,
        Err(sentence) => {
            return web::refused(&prepare_page(&app, &viewer, frame, sent_weights(&fields), sentence).await?);
        }
    };
    let previous = fields.get("previous").parse().ok();
    let inputs = gather(&app.db, viewer.scope(), previous).await?.sorted();
    let frozen = inputs.to_json().map_err(|error| Error::Broken(error.to_string()))?;
    let kept = Kept {
        id: new_id(),
        run_at: app.now(),
        previous_id: previous,
        weights,
        inputs_hash: fingerprint(&frozen),
        draft: solve(inputs, weights).await?,
        proposed_on: None,
    };
    let write = app.write(&viewer).await?;
    store::insert_round(&write, &kept, frozen).await?;
    if let Some(previous) = previous {
        carry_decisions(&app, &write, previous, kept.id).await?;
    }
    write.commit().await?;
    Ok(redirect(&format!("/rounds/{}", kept.id)))
}

/// Runs the matching away from the threads that answer requests.
async fn solve(inputs: Inputs, weights: Weights) -> Result<Draft, Error> {
    let run = move || Round::run(inputs, weights).map(|round| round.draft());
    let draft = tokio::task::spawn_blocking(run).await.map_err(|error| Error::Broken(error.to_string()))?;
    draft.map_err(|error| Error::Broken(error.to_string()))
}

/// The weights of a form, or the sentence that says what is wrong with them.
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

/// The pins and refusals of a run hold for the next, until they are taken back.
async fn carry_decisions(app: &App, write: &crate::db::Write, from: Id, to: Id) -> Result<(), Error> {
    for decision in Decision::ALL {
        for pair in store::list_decisions(&app.db, from, *decision).await? {
            store::save_decision(write, to, pair, Some(*decision)).await?;
        }
    }
    Ok(())
}

/// What is read on another connection meanwhile: on a large hub most of the time goes into reading people.
async fn joined<T>(reading: JoinHandle<Result<T, Error>>) -> Result<T, Error> {
    reading.await.map_err(|error| Error::Broken(error.to_string()))?
}

/// Everything a round reads: who waits, the places left, exclusions, and what was decided on the previous run.
pub async fn gather(db: &Db, scope: Scope, previous: Option<Id>) -> Result<Inputs, Error> {
    let busy = [tandems::store::paired_journeys(), store::proposed_journeys()];
    let (own, other) = (db.clone(), db.clone());
    let waiting = tokio::spawn(async move { Ok(people::store::waiting_journeys(&own, scope, busy).await?) });
    let mentors = tokio::spawn(async move { Ok(people::store::open_mentors(&other, scope).await?) });
    let people = people::store::everybody(db, scope).await?;
    let mut taken = tandems::store::taken_places(db).await?;
    for (mentor, promised) in store::promised_places(db).await? {
        *taken.entry(mentor).or_insert(0) += promised;
    }
    let (mentors, waiting) = (joined(mentors).await?, joined(waiting).await?);
    let mut inputs = Inputs {
        mentors: mentors
            .iter()
            .filter_map(|mentor| {
                let taken = taken.get(&mentor.id).copied().unwrap_or(0);
                Some(MentorInput::new(people.get(&mentor.person_id)?, mentor, taken))
            })
            .collect(),
        mentees: waiting
            .iter()
            .filter_map(|journey| Some(MenteeInput::new(people.get(&journey.person_id)?, journey)))
            .collect(),
        exclusions: store::list_exclusions(db).await?,
        ..Inputs::default()
    };
    let declined = store::declined_pairs(db).await?;
    inputs.refused.extend(declined.into_iter().map(|(journey, mentor)| Pair { journey, mentor }));
    if let Some(previous) = previous {
        inputs.pinned = store::list_decisions(db, previous, Decision::Pinned).await?;
        inputs.refused.extend(store::list_decisions(db, previous, Decision::Refused).await?);
    }
    Ok(inputs)
}
