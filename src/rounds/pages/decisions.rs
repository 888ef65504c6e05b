//! The coordinator's decisions on a draft: pins, refusals, exclusions, and proposing its pairs to both sides.

use axum::response::Response;

use crate::acts;
use crate::acts::proposals::propose::Made;
use crate::acts::rounds::decide::Deciding;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::rounds::inputs::Pair;
use crate::rounds::store::Decision;
use crate::web::{Context, Fields, redirect_with};

/// Reads the pair that a form is about.
fn pair_of(fields: &Fields) -> Result<Pair, Error> {
    let key = |name: &str| fields.get(name).parse().map_err(|_| Error::Unreadable(name.to_owned()));
    Ok(Pair { journey: key("journey")?, mentor: key("mentor")? })
}

/// Reads the decision of a form. An empty value takes the decision back; an unknown one is an error.
fn decision_of(fields: &Fields) -> Result<Option<Decision>, Error> {
    match fields.get("decision") {
        "" => Ok(None),
        code => Decision::from_code(code).map(Some).ok_or_else(|| Error::Unreadable("decision".to_owned())),
    }
}

/// Pins a pair, refuses it, or takes that back; the next run obeys.
pub async fn decide(
    Context { app, viewer, path: round, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let deciding = Deciding { round, pair: pair_of(&fields)?, decision: decision_of(&fields)? };
    acts::rounds::decide::run(&app, &viewer.by(), deciding).await?;
    let sentence = match deciding.decision {
        Some(Decision::Pinned) => "Paire épinglée : elle restera au prochain calcul.",
        Some(Decision::Refused) => "Paire refusée : elle ne reviendra pas au prochain calcul.",
        None => "Décision retirée.",
    };
    Ok(redirect_with(&format!("/rounds/{round}"), sentence))
}

/// Excludes two people permanently, in this round and in every later one.
pub async fn exclude(
    Context { app, viewer, path: round, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    acts::rounds::exclude::run(&app, &viewer.by(), round, pair_of(&fields)?).await?;
    Ok(redirect_with(
        &format!("/rounds/{round}"),
        "Ces deux personnes ne seront plus jamais proposées ensemble. Calculez à nouveau pour voir l’effet.",
    ))
}

/// Proposes the pairs of a draft: each becomes a proposal that awaits two answers.
pub async fn propose(Context { app, viewer, path: round, .. }: Context<Id>) -> Result<Response, Error> {
    match acts::proposals::propose::run(&app, &viewer.by(), round).await? {
        Made::AlreadyMade => {
            Err(Error::Refused("Les propositions de cette campagne sont déjà faites.".to_owned()))
        }
        Made::Proposals(made) => {
            let sentence = format!(
                "{}. Recueillez maintenant les deux réponses de chacune.",
                french::count(made, "proposition faite", "propositions faites")
            );
            Ok(redirect_with("/proposals", &sentence))
        }
    }
}
