//! The draft of a round: its proposals with their reasons, who stays without a mentor, and the decisions on pairs.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::faces::{Face, Faces};
use super::rounds::{WeightField, weight_fields};
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::matching::criteria::LARGEST_WEIGHT;
use crate::matching::inputs::{Exclusion, Pair};
use crate::matching::proposal::Proposal;
use crate::matching::reasons::Contribution;
use crate::matching::round::{Draft, Proposed};
use crate::matching::rules::Rule;
use crate::matching::store::{self, Decision, Kept};
use crate::web::{self, Fields, Frame, Viewer, redirect_with};
use crate::{french, people, tandems};

/// How many proposals a page of a draft shows.
const PROPOSALS_SHOWN: usize = 50;

/// A contribution as the bar of reasons draws it.
pub struct ReasonLine {
    /// The criterion's code, for its colour.
    pub kind: &'static str,
    /// Its words.
    pub label: &'static str,
    /// The points it gives.
    pub points: u32,
    /// The most it could give.
    pub most: u32,
    /// Where its part of the bar begins.
    pub start: u32,
    /// Why.
    pub sentence: String,
}

/// The reasons of a pair, laid end to end.
pub fn reason_lines(reasons: &[Contribution]) -> Vec<ReasonLine> {
    let mut start = 0;
    let line = |reason: &Contribution| {
        let line = ReasonLine {
            kind: reason.criterion.code(),
            label: reason.criterion.label(),
            points: reason.points,
            most: reason.most,
            start,
            sentence: reason.sentence.clone(),
        };
        start += reason.points;
        line
    };
    reasons.iter().map(line).collect()
}

/// The hard rules a pair passes, as ticks.
pub fn passed_rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.label()).collect()
}

struct Alternative {
    name: String,
    score: u32,
    reason: String,
    href: String,
}

struct ProposalLine {
    journey: Id,
    mentor_key: Id,
    mentor: Face,
    mentee: Face,
    score: u32,
    strongest: Vec<ReasonLine>,
    reasons: Vec<ReasonLine>,
    next_best: Vec<Alternative>,
    decision: &'static str,
    pair_href: String,
}

struct LeftLine {
    face: Face,
    sentence: String,
    href: String,
}

struct Change {
    class: &'static str,
    word: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "matching/draft.html")]
struct DraftPage {
    page: Frame,
    id: Id,
    when: String,
    fingerprint: String,
    proposed: String,
    weights: Vec<WeightField>,
    largest: u32,
    tandems: usize,
    without: usize,
    mean: u64,
    total: String,
    places: String,
    proposals: Vec<ProposalLine>,
    rules: Vec<&'static str>,
    left_out: Vec<LeftLine>,
    dropped_pins: usize,
    decided: usize,
    compared: bool,
    versus: String,
    changes: Vec<Change>,
    previous_page: String,
    next_page: String,
    place: String,
}

/// What the address of a draft may ask.
#[derive(Deserialize)]
pub struct DraftQuery {
    #[serde(default)]
    page: usize,
}

/// Shows the draft as it was computed.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    Query(query): Query<DraftQuery>,
) -> Result<Response, Error> {
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let previous = match kept.previous_id {
        Some(previous) => store::find_round(&app.db, viewer.scope(), previous).await?,
        None => None,
    };
    let decisions = decisions(&app, id).await?;
    let faces = load_faces(&app, &viewer, [Some(&kept), previous.as_ref()]).await?;
    web::page(&draft_page(frame, &kept, previous.as_ref(), &decisions, &faces, query.page))
}

async fn decisions(app: &App, round: Id) -> Result<BTreeMap<Pair, Decision>, Error> {
    let mut decided = BTreeMap::new();
    for &decision in Decision::ALL {
        let pairs = store::list_decisions(&app.db, round, decision).await?;
        decided.extend(pairs.into_iter().map(|pair| (pair, decision)));
    }
    Ok(decided)
}

async fn load_faces(app: &App, viewer: &Viewer, rounds: [Option<&Kept>; 2]) -> Result<Faces, Error> {
    let (mut journeys, mut mentors) = (BTreeSet::new(), BTreeSet::new());
    for draft in rounds.into_iter().flatten().map(|kept| &kept.draft) {
        journeys.extend(draft.left_out.iter().map(|left| left.journey));
        for proposed in &draft.proposals {
            journeys.insert(proposed.journey);
            mentors.insert(proposed.mentor);
            mentors.extend(proposed.next_best.iter().map(|next| next.mentor));
        }
    }
    let (journeys, mentors): (Vec<Id>, Vec<Id>) =
        (journeys.into_iter().collect(), mentors.into_iter().collect());
    Faces::load(&app.db, viewer.scope(), (&journeys, &mentors), app.today()).await
}

fn draft_page(
    frame: Frame,
    kept: &Kept,
    previous: Option<&Kept>,
    decisions: &BTreeMap<Pair, Decision>,
    faces: &Faces,
    page: usize,
) -> DraftPage {
    let draft = &kept.draft;
    let mut ordered: Vec<&Proposed> = draft.proposals.iter().collect();
    ordered.sort_by_key(|proposed| (std::cmp::Reverse(proposed.score), proposed.journey));
    let first = page.saturating_mul(PROPOSALS_SHOWN).min(ordered.len());
    let shown = ordered.iter().skip(first).take(PROPOSALS_SHOWN);
    let pages = ordered.len().div_ceil(PROPOSALS_SHOWN).max(1);
    let href = |page: usize| format!("/rounds/{}?page={page}", kept.id);
    let when = french::moment(kept.run_at.in_paris());
    DraftPage {
        page: frame.titled(format!("Campagne du {when}")).under("Campagnes d’appariement", "/rounds"),
        id: kept.id,
        fingerprint: kept.inputs_hash.chars().take(12).collect(),
        proposed: kept.proposed_on.map(|day| french::day(&day)).unwrap_or_default(),
        weights: weight_fields(&kept.weights),
        largest: LARGEST_WEIGHT,
        tandems: draft.proposals.len(),
        without: draft.left_out.len(),
        mean: draft.mean_score(),
        total: french::number(draft.total),
        places: french::count(draft.places as usize, "place libre", "places libres"),
        proposals: shown.map(|proposed| line(kept.id, proposed, decisions, faces)).collect(),
        rules: passed_rules(),
        left_out: draft.left_out.iter().map(|left| left_line(kept.id, left, faces)).collect(),
        dropped_pins: draft.pins_dropped.len(),
        decided: decisions.len(),
        compared: previous.is_some(),
        versus: previous.map(|previous| versus(&previous.draft, draft)).unwrap_or_default(),
        changes: previous.map(|previous| changes(&previous.draft, draft, faces)).unwrap_or_default(),
        previous_page: if page > 0 { href(page - 1) } else { String::new() },
        next_page: if page + 1 < pages { href(page + 1) } else { String::new() },
        place: if pages > 1 { format!("Page {} sur {pages}", page + 1) } else { String::new() },
        when,
    }
}

fn left_line(round: Id, left: &crate::matching::left_out::LeftOut, faces: &Faces) -> LeftLine {
    LeftLine {
        face: faces.mentee(left.journey),
        sentence: left.sentence.clone(),
        href: format!("/rounds/{round}/pairs/{}", left.journey),
    }
}

fn line(round: Id, proposed: &Proposed, decisions: &BTreeMap<Pair, Decision>, faces: &Faces) -> ProposalLine {
    let pair = Pair { journey: proposed.journey, mentor: proposed.mentor };
    let pair_href = format!("/rounds/{round}/pairs/{}", proposed.journey);
    let strongest: Vec<Contribution> = proposed.strongest().into_iter().cloned().collect();
    let alternative = |next: &crate::matching::round::NextBest| Alternative {
        name: faces.mentor(next.mentor).name,
        score: next.score,
        reason: next.reason.clone(),
        href: format!("{pair_href}?mentor={}", next.mentor),
    };
    ProposalLine {
        journey: proposed.journey,
        mentor_key: proposed.mentor,
        mentor: faces.mentor(proposed.mentor),
        mentee: faces.mentee(proposed.journey),
        score: proposed.score,
        strongest: reason_lines(&strongest),
        reasons: reason_lines(&proposed.reasons),
        next_best: proposed.next_best.iter().map(alternative).collect(),
        decision: decisions.get(&pair).map_or("", |decision| decision.code()),
        pair_href,
    }
}

/// What changed from one run to the next, in figures.
fn versus(before: &Draft, after: &Draft) -> String {
    let signed = |difference: i64| match difference {
        0 => "aucun changement".to_owned(),
        more if more > 0 => format!("+{}", french::number(more)),
        less => french::number(less),
    };
    let tandems = after.proposals.len() as i64 - before.proposals.len() as i64;
    let points = after.total as i64 - before.total as i64;
    format!("Tandems : {}. Total des scores : {}.", signed(tandems), signed(points))
}

/// Which pairs went and which came from one run to the next.
fn changes(before: &Draft, after: &Draft, faces: &Faces) -> Vec<Change> {
    let pairs = |draft: &Draft| -> BTreeSet<Pair> {
        let pair = |proposed: &Proposed| Pair { journey: proposed.journey, mentor: proposed.mentor };
        draft.proposals.iter().map(pair).collect()
    };
    let (old, new) = (pairs(before), pairs(after));
    let told =
        |pair: &Pair| format!("{} avec {}", faces.mentor(pair.mentor).name, faces.mentee(pair.journey).name);
    let gone =
        old.difference(&new)
            .map(|pair| Change { class: "change-removed", word: "Retiré", text: told(pair) });
    let come =
        new.difference(&old).map(|pair| Change { class: "change-added", word: "Ajouté", text: told(pair) });
    gone.chain(come).collect()
}

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
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let pair = pair_of(&fields)?;
    let decision = Decision::from_code(fields.get("decision"));
    check_part_of(&kept, pair)?;
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
fn check_part_of(kept: &Kept, pair: Pair) -> Result<(), Error> {
    let inputs = kept.read_inputs()?;
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
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let pair = pair_of(&fields)?;
    check_part_of(&kept, pair)?;
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
    let mut made = 0;
    for proposed in &kept.draft.proposals {
        let pair = Pair { journey: proposed.journey, mentor: proposed.mentor };
        let Some(&person) = waiting.get(&pair.journey) else { continue };
        let forbidden =
            refused.contains(&pair) || excluded.contains(&Exclusion { mentor: pair.mentor, person });
        let place = places.get_mut(&pair.mentor).filter(|places| **places > 0 && !forbidden);
        if let Some(place) = place {
            *place -= 1;
            store::insert_proposal(&write, &suggestion(id, proposed, app.today())).await?;
            made += 1;
        }
    }
    store::save_proposed(&write, id, app.today()).await?;
    write.commit().await?;
    let sentence = format!(
        "{}. Recueillez maintenant les deux réponses de chacune.",
        french::count(made, "proposition faite", "propositions faites")
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
