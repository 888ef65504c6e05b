//! What other weights would change in a round: solved again at each move of a slider, and never kept.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::draft::{decisions, signed};
use super::rounds::read_weights;
use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching::inputs::{Inputs, Pair};
use crate::matching::round::{Draft, Round};
use crate::matching::store::{self, Decision, Kept};
use crate::web::{self, Fields, Viewer};

/// The figures of a round under other weights, beside those of the draft that is kept.
#[derive(Default)]
pub struct Effect {
    /// Why the weights cannot be used.
    pub error: String,
    /// One line a figure.
    pub figures: Vec<Figure>,
}

/// A figure and what it is beside the draft that is kept.
pub struct Figure {
    /// How many.
    pub value: String,
    /// Of what.
    pub words: &'static str,
    /// What changed.
    pub change: String,
}

#[derive(Template)]
#[template(path = "matching/effect.html")]
struct EffectPart {
    effect: Effect,
}

/// The part of the page that says it.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let effect = effect(&app, viewer.scope(), &kept, &Fields::filled(query)).await?;
    web::page(&EffectPart { effect })
}

/// Solves what a round read again, with the weights of a form and the decisions taken since on its pairs.
pub async fn effect(app: &App, scope: Scope, kept: &Kept, fields: &Fields) -> Result<Effect, Error> {
    let weights = match read_weights(fields) {
        Ok(weights) => weights,
        Err(error) => return Ok(Effect { error, ..Effect::default() }),
    };
    let mut inputs = store::find_inputs(&app.db, scope, kept.id).await?.ok_or(Error::NotFound)?;
    decide(&mut inputs, decisions(app, kept.id).await?);
    let solve = move || Round::run(inputs, weights);
    let round = tokio::task::spawn_blocking(solve).await.map_err(|error| Error::Broken(error.to_string()))?;
    let round = round.map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Effect { error: String::new(), figures: figures(&kept.draft, &round) })
}

/// Decisions on pairs hold as they would for the next run.
fn decide(inputs: &mut Inputs, decided: BTreeMap<Pair, Decision>) {
    inputs.pinned.clear();
    for (pair, decision) in decided {
        match decision {
            Decision::Pinned => inputs.pinned.insert(pair),
            Decision::Refused => inputs.refused.insert(pair),
        };
    }
}

fn figures(kept: &Draft, round: &Round) -> Vec<Figure> {
    let before: BTreeMap<Id, Id> =
        kept.proposals.iter().map(|proposed| (proposed.journey, proposed.mentor)).collect();
    let after: BTreeMap<Id, Id> = round.pairs().map(|pair| (pair.journey, pair.mentor)).collect();
    let moved =
        before.iter().filter(|(journey, mentor)| after.get(journey).is_some_and(|now| now != *mentor));
    let mean = round.total().checked_div(after.len() as u64).unwrap_or(0);
    let without = round.inputs().mentees.len() - after.len();
    let figure = |value: u64, before: u64, words: [&'static str; 2]| Figure {
        value: french::number(value),
        words: words[usize::from(value > 1)],
        change: signed(value as i64 - before as i64),
    };
    let changed = moved.count();
    vec![
        figure(after.len() as u64, before.len() as u64, ["tandem", "tandems"]),
        figure(without as u64, kept.left_out.len() as u64, ["personne sans mentor", "personnes sans mentor"]),
        figure(mean, kept.mean_score(), ["point en moyenne", "points en moyenne"]),
        figure(round.total(), kept.total, ["point au total", "points au total"]),
        Figure {
            value: french::number(changed as u64),
            words: if changed > 1 {
                "personnes changeraient de mentor"
            } else {
                "personne changerait de mentor"
            },
            change: String::new(),
        },
    ]
}
