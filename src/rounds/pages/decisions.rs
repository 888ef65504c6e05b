//! The coordinator's decisions on a draft: pins, refusals, exclusions, and proposing its pairs to both sides.

use std::collections::BTreeMap;

use axum::response::Response;

use super::draft;
use crate::acts;
use crate::acts::proposals::propose::{Made, Proposing};
use crate::acts::rounds::decide::{Decided, Deciding};
use crate::acts::rounds::exclude::Excluded;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::rounds::criteria::FULL_SCORE;
use crate::rounds::inputs::Pair;
use crate::rounds::not_proposed::{NotProposed, Obstacle};
use crate::rounds::store::Decision;
use crate::web::{Context, Fields, redirect_with};

/// Reads the pair that a form is about.
fn pair_of(fields: &Fields) -> Result<Pair, Error> {
    let key = |name: &str| fields.get(name).parse().map_err(|_| Error::Unreadable(name.to_owned()));
    Ok(Pair { journey: key("journey")?, mentor: key("mentor")? })
}

/// The pair that a tick stands for, as the draft writes it.
fn pair_of_code(code: &str) -> Option<Pair> {
    let (journey, mentor) = code.split_once('.')?;
    Some(Pair { journey: journey.parse().ok()?, mentor: mentor.parse().ok()? })
}

/// The word of a form that proposes the ticked lines only.
const TICKED: &str = "ticked";
/// The word of a form that takes a decision back.
const TAKEN_BACK: &str = "taken_back";

/// Reads the decision of a form. A word that is none of them, or none at all, is an error and takes nothing back.
fn decision_of(fields: &Fields) -> Result<Option<Decision>, Error> {
    match fields.get("decision") {
        TAKEN_BACK => Ok(None),
        code => Decision::from_code(code).map(Some).ok_or_else(|| Error::Unreadable("decision".to_owned())),
    }
}

/// Pins a pair, refuses it, or takes that back; the next run obeys.
pub async fn decide(
    Context { app, viewer, path: round, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let deciding = Deciding { round, pair: pair_of(&fields)?, decision: decision_of(&fields)? };
    let decided = acts::rounds::decide::run(&app, &viewer.by(), deciding).await?;
    Ok(redirect_with(&format!("/rounds/{round}"), &said(deciding.decision, decided)))
}

/// What is said of a decision; whoever decides otherwise than somebody before them is told so.
fn said(decision: Option<Decision>, decided: Decided) -> String {
    let now = match decision {
        Some(Decision::Pinned) => "Binôme gardé : il restera au prochain calcul.",
        Some(Decision::Refused) => "Binôme refusé : il ne reviendra pas au prochain calcul.",
        None => "Décision retirée.",
    };
    match decided {
        Decided::Saved(Some(before)) if decision.is_some() => format!("{now} Elle était {before} jusque-là."),
        Decided::Saved(_) => now.to_owned(),
        Decided::AlreadySo => format!("C’était déjà noté. {now}"),
        Decided::AlreadyProposed(day) => format!(
            "Les propositions de ce tour sont faites depuis le {} : il n’y a plus rien à décider ici.",
            french::day(&day)
        ),
    }
}

/// Excludes two people permanently, in this round and in every later one.
pub async fn exclude(
    Context { app, viewer, path: round, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let sentence = match acts::rounds::exclude::run(&app, &viewer.by(), round, pair_of(&fields)?).await? {
        Excluded::Now => {
            "Ces deux personnes ne seront plus jamais proposées ensemble. Calculez à nouveau pour voir l’effet."
        }
        Excluded::Before => "C’était déjà noté : ces deux personnes ne sont plus jamais proposées ensemble.",
    };
    Ok(redirect_with(&format!("/rounds/{round}"), sentence))
}

/// Proposes the pairs of a draft: each becomes a proposal that awaits two answers. Those that could not be proposed are named on
/// the page of the round.
pub async fn propose(
    Context { app, viewer, frame, path: round, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let least_score = match fields.get("least_score") {
        "" => Some(0),
        _ => fields.number("least_score", 0, FULL_SCORE),
    };
    let here = format!("/rounds/{round}");
    if fields.get("which") == TICKED {
        let ticked = fields.choices("pair", pair_of_code);
        if ticked.is_empty() {
            fields.refuse("pair", "Cochez au moins un tandem.");
        }
        if !fields.is_sound() {
            return draft::answer(&app, &viewer, frame, round, &fields).await;
        }
        let made = acts::proposals::propose::run_some(&app, &viewer.by(), round, &ticked).await?;
        return Ok(said_of(made, &here, true));
    }
    let Some(least_score) = least_score.filter(|_| fields.is_sound()) else {
        return draft::answer(&app, &viewer, frame, round, &fields).await;
    };
    let proposing = Proposing { round, least_score };
    let made = acts::proposals::propose::run(&app, &viewer.by(), proposing).await?;
    Ok(said_of(made, &here, false))
}

/// Where one goes once pairs are proposed, and what is said there. After some of a draft one goes on with the others.
fn said_of(made: Made, here: &str, goes_on: bool) -> Response {
    match made {
        Made::Before(day) => redirect_with(
            "/proposals",
            &format!(
                "C’est déjà fait : les propositions de ce tour datent du {}. Recueillez les réponses ici.",
                french::day(&day)
            ),
        ),
        Made::Outdated(newer) => redirect_with(
            &format!("/rounds/{newer}"),
            "Rien n’est proposé : un tour plus récent l’a déjà été, et le voici. L’ancien ne vaut plus.",
        ),
        Made::Proposals { made, not_made } => {
            let done = french::count(made, "proposition faite", "propositions faites");
            let to = match (goes_on, not_made.is_empty()) {
                (true, _) => format!("{here}#pairs"),
                (false, true) => "/proposals".to_owned(),
                (false, false) => format!("{here}#not-proposed"),
            };
            let ask = if made == 0 { "" } else { "Recueillez maintenant les deux réponses de chacune." };
            let said = format!("{done}. {}{ask}", left_aside(&not_made));
            redirect_with(&to, said.trim_end())
        }
    }
}

/// "3 binômes n’ont pas été proposés : 2 car …, 1 car … ."; empty when there is none.
fn left_aside(not_made: &[NotProposed]) -> String {
    if not_made.is_empty() {
        return String::new();
    }
    let mut counts: BTreeMap<Obstacle, usize> = BTreeMap::new();
    for one in not_made {
        *counts.entry(one.obstacle).or_default() += 1;
    }
    let reasons: Vec<String> =
        counts.into_iter().map(|(obstacle, count)| format!("{count} car {obstacle}")).collect();
    let pairs = french::count(not_made.len(), "binôme n’a pas été proposé", "binômes n’ont pas été proposés");
    format!("{pairs} : {}. ", reasons.join(", "))
}
