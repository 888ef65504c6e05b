//! What a coordinator decides on a draft: pins, refusals, exclusions, and suggesting its pairs to people.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::matching::inputs::{Exclusion, Pair};
use crate::matching::proposal::Proposal;
use crate::matching::round::Proposed;
use crate::matching::store::{self, Decision};
use crate::web::{Fields, Viewer, redirect_with};
use crate::{french, people, tandems};

/// Reads which pair of a draft a form is about.
fn pair_of(fields: &Fields) -> Result<Pair, Error> {
    let key = |name: &str| fields.get(name).parse().map_err(|_| Error::Unreadable(name.to_owned()));
    Ok(Pair { journey: key("journey")?, mentor: key("mentor")? })
}

/// Pins a pair, refuses it, or takes that back; the next run obeys.
pub async fn decide(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let pair = pair_of(&fields)?;
    let decision = Decision::from_code(fields.get("decision"));
    check_part_of(&app, viewer.scope(), id, pair).await?;
    let write = app.write(&viewer).await?;
    store::save_decision(&write, id, pair, decision).await?;
    write.commit().await?;
    let sentence = match decision {
        Some(Decision::Pinned) => "Paire épinglée : elle restera au prochain calcul.",
        Some(Decision::Refused) => "Paire refusée : elle ne reviendra pas au prochain calcul.",
        None => "Décision retirée.",
    };
    Ok(redirect_with(&format!("/rounds/{id}"), sentence))
}

/// A decision is about a journey and a mentor that the round read.
async fn check_part_of(app: &App, scope: Scope, round: Id, pair: Pair) -> Result<(), Error> {
    let inputs = store::find_inputs(&app.db, scope, round).await?.ok_or(Error::NotFound)?;
    let known = inputs.mentees.iter().any(|mentee| mentee.id == pair.journey)
        && inputs.mentors.iter().any(|mentor| mentor.id == pair.mentor);
    if known { Ok(()) } else { Err(Error::NotFound) }
}

/// Excludes two people for good, in this round and in every later one.
pub async fn exclude(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let pair = pair_of(&fields)?;
    check_part_of(&app, viewer.scope(), id, pair).await?;
    let journey = people::store::find_journey(&app.db, viewer.scope(), pair.journey).await?;
    let person = journey.ok_or(Error::NotFound)?.person_id;
    let write = app.write(&viewer).await?;
    store::insert_exclusion(&write, Exclusion { mentor: pair.mentor, person }, app.today()).await?;
    write.commit().await?;
    Ok(redirect_with(
        &format!("/rounds/{id}"),
        "Ces deux personnes ne seront plus jamais proposées ensemble. Calculez à nouveau pour voir l’effet.",
    ))
}

/// Suggests the pairs of a draft to people: each becomes a proposal that awaits two answers.
///
/// Pairs refused since the run, whose journey found a mentor meanwhile or whose mentor is full, are left out.
pub async fn propose(State(app): State<App>, viewer: Viewer, Path(id): Path<Id>) -> Result<Response, Error> {
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    if store::lock_round(&write, id).await?.is_some() {
        return Err(Error::Refused("Les propositions de cette campagne sont déjà faites.".to_owned()));
    }
    let refused = store::list_decisions(write.on(), id, Decision::Refused).await?;
    let excluded = store::list_exclusions(write.on()).await?;
    let busy = [tandems::store::paired_journeys(), store::proposed_journeys()];
    let waiting = people::store::waiting_journeys(write.on(), viewer.scope(), busy).await?;
    let waiting: BTreeMap<Id, Id> =
        waiting.into_iter().map(|journey| (journey.id, journey.person_id)).collect();
    let mut places = super::answers::free_places(&write, viewer.scope()).await?;
    let mut made = Vec::new();
    for proposed in &kept.draft.proposals {
        let pair = Pair { journey: proposed.journey, mentor: proposed.mentor };
        let Some(&person) = waiting.get(&pair.journey) else { continue };
        let forbidden =
            refused.contains(&pair) || excluded.contains(&Exclusion { mentor: pair.mentor, person });
        let place = places.get_mut(&pair.mentor).filter(|places| **places > 0 && !forbidden);
        if let Some(place) = place {
            *place -= 1;
            made.push(suggestion(id, proposed, app.today()));
        }
    }
    store::insert_proposals(&write, &made).await?;
    store::save_proposed(&write, id, app.today()).await?;
    write.commit().await?;
    let sentence = format!(
        "{}. Recueillez maintenant les deux réponses de chacune.",
        french::count(made.len(), "proposition faite", "propositions faites")
    );
    Ok(redirect_with("/proposals", &sentence))
}

fn suggestion(round: Id, proposed: &Proposed, today: time::Date) -> Proposal {
    Proposal {
        id: new_id(),
        round_id: Some(round),
        journey_id: proposed.journey,
        mentor_id: proposed.mentor,
        score: proposed.score,
        reasons: proposed.reasons.clone(),
        proposed_on: today,
        mentee: None,
        mentor: None,
    }
}
