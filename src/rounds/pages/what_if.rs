//! What other weights, another floor or another order of service would change in a round. It is solved again at each move of a slider, from what it read, which is kept
//! in memory meanwhile; nothing is stored.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Date;

use super::changes::signed;
use super::draft::decisions;
use super::settings;
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::limits;
use crate::rounds::inputs::{Inputs, Pair};
use crate::rounds::round::{Round, mean};
use crate::rounds::store::{self, Decision};
use crate::state::App;
use crate::web::{self, Context, Fields};

/// The figures of a round under other settings, compared with its stored draft.
#[derive(Default)]
pub struct Effect {
    /// Why the settings are invalid, in French; empty when they are valid.
    pub error: String,
    pub figures: Vec<Figure>,
}

/// A figure, compared with that of the stored draft.
pub struct Figure {
    /// The figure, formatted in French.
    pub value: String,
    /// What it counts.
    pub words: &'static str,
    /// The signed difference from the stored draft; empty when there is nothing to compare.
    pub change: String,
}

#[derive(Template)]
#[template(path = "rounds/effect.html")]
struct EffectPart {
    effect: Effect,
}

/// Renders the part of the page that shows the effect of other settings.
pub async fn show(
    Context { app, viewer, path: id, .. }: Context<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let effect = effect(&app, viewer.scope(), id, &Fields::filled(query)).await?;
    web::page(&EffectPart { effect })
}

/// What a finished round read and found, none of which changes.
struct Finished {
    inputs: Inputs,
    /// The day on which waits are counted.
    on: Date,
    /// The mentor proposed for each journey.
    pairs: BTreeMap<Id, Id>,
    left_out: u64,
    mean_score: u64,
    total: u64,
}

impl Finished {
    async fn find(app: &App, scope: Scope, id: Id) -> Result<Self, Error> {
        let stored = store::find_round(&app.db, scope, id).await?.ok_or(Error::NotFound)?;
        let draft = stored.draft;
        Ok(Self {
            on: stored.run_at.day(),
            inputs: store::find_inputs(&app.db, scope, id).await?.ok_or(Error::NotFound)?,
            pairs: draft.proposals.iter().map(|proposed| (proposed.journey, proposed.mentor)).collect(),
            left_out: draft.left_out.len() as u64,
            mean_score: draft.mean_score(),
            total: draft.total,
        })
    }
}

/// Solves a round again from its stored inputs, with the settings of a form and the decisions taken since on its pairs.
pub async fn effect(app: &App, scope: Scope, id: Id, fields: &Fields) -> Result<Effect, Error> {
    // What was read stays for the next move of a slider.
    let name = format!("what round {id} read {scope:?}");
    let finished = app.cache.get_large(name, app.now(), Finished::find(app, scope, id)).await?;
    let settings = match settings::read(fields, finished.on) {
        Ok(settings) => settings,
        Err(error) => return Ok(Effect { error, ..Effect::default() }),
    };
    let decided = decisions(app, id).await?;
    let solve = move || {
        let mut inputs = finished.inputs.clone();
        decide(&mut inputs, decided);
        Round::run(inputs, settings).map(|round| figures(&finished, &round))
    };
    let figures = limits::SOLVING.run(solve).await?.map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Effect { error: String::new(), figures })
}

/// Applies the decisions on pairs as the next run would.
fn decide(inputs: &mut Inputs, decided: BTreeMap<Pair, Decision>) {
    inputs.pinned.clear();
    for (pair, decision) in decided {
        match decision {
            Decision::Pinned => inputs.pinned.insert(pair),
            Decision::Refused => inputs.refused.insert(pair),
        };
    }
}

fn figures(stored: &Finished, round: &Round) -> Vec<Figure> {
    let before = &stored.pairs;
    let after: BTreeMap<Id, Id> = round.pairs().map(|pair| (pair.journey, pair.mentor)).collect();
    let moved =
        before.iter().filter(|(journey, mentor)| after.get(journey).is_some_and(|now| now != *mentor));
    let mean = mean(round.total(), after.len());
    let without = round.inputs().mentees.len() - after.len();
    let figure = |value: u64, before: u64, words: [&'static str; 2]| Figure {
        value: french::number(value),
        words: words[usize::from(value > 1)],
        change: signed(value as i64 - before as i64),
    };
    let changed = moved.count();
    vec![
        figure(after.len() as u64, before.len() as u64, ["tandem", "tandems"]),
        figure(without as u64, stored.left_out, ["personne sans mentor", "personnes sans mentor"]),
        figure(mean, stored.mean_score, ["point en moyenne", "points en moyenne"]),
        figure(round.total(), stored.total, ["point au total", "points au total"]),
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
