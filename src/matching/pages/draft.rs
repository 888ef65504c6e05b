//! The draft of a round: its proposals with their reasons, who stays without a mentor, and the decisions on pairs.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::faces::{Face, Faces};
use super::paging::{Pages, number, part};
use super::rounds::{WeightField, sent_weights, weight_fields};
use super::what_if::{self, Effect};
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching::criteria::LARGEST_WEIGHT;
use crate::matching::inputs::Pair;
use crate::matching::left_out::LeftOut;
use crate::matching::reasons::Contribution;
use crate::matching::round::{Draft, MorePlace, Proposed};
use crate::matching::rules::Rule;
use crate::matching::store::{self, Decision, Kept};
use crate::web::{self, Fields, Frame, Viewer};

/// How many proposals a page of a draft shows.
const PROPOSALS_SHOWN: usize = 50;
/// How many people without a mentor a page shows.
const LEFT_SHOWN: usize = 50;
/// How many pairs that came or went a page shows.
const CHANGES_SHOWN: usize = 100;

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
    refusal_href: String,
}

struct PlaceLine {
    face: Face,
    gain: String,
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
    effect: Effect,
    proposals: Vec<ProposalLine>,
    rules: Vec<&'static str>,
    left_out: Vec<LeftLine>,
    more_places: Vec<PlaceLine>,
    dropped_pins: usize,
    decided: usize,
    compared: bool,
    versus: String,
    changes: Vec<Change>,
    changes_in_all: usize,
    pages: Pages,
    left_pages: Pages,
}

/// What of a draft a page shows.
struct Shown<'a> {
    kept: &'a Kept,
    previous: Option<&'a Kept>,
    page: usize,
    left_page: usize,
    proposals: Vec<&'a Proposed>,
    left_out: &'a [LeftOut],
    changes: Vec<(Pair, bool)>,
}

impl<'a> Shown<'a> {
    fn of(kept: &'a Kept, previous: Option<&'a Kept>, fields: &Fields) -> Self {
        let (page, left_page) = (number(fields, "page"), number(fields, "left"));
        let mut proposals: Vec<&Proposed> = kept.draft.proposals.iter().collect();
        proposals.sort_by_key(|proposed| (std::cmp::Reverse(proposed.score), proposed.journey));
        let left = part(kept.draft.left_out.len(), left_page, LEFT_SHOWN);
        Self {
            kept,
            previous,
            page,
            left_page,
            proposals: proposals[part(proposals.len(), page, PROPOSALS_SHOWN)].to_vec(),
            left_out: &kept.draft.left_out[left],
            changes: previous.map(|previous| changes(&previous.draft, &kept.draft)).unwrap_or_default(),
        }
    }

    /// The people whose names the page shows.
    async fn faces(&self, app: &App, viewer: &Viewer) -> Result<Faces, Error> {
        let mut journeys: BTreeSet<Id> = self.left_out.iter().map(|left| left.journey).collect();
        let mut mentors: BTreeSet<Id> =
            self.kept.draft.more_places.iter().map(|place| place.mentor).collect();
        for proposed in &self.proposals {
            journeys.insert(proposed.journey);
            mentors.insert(proposed.mentor);
            mentors.extend(proposed.next_best.iter().map(|next| next.mentor));
        }
        for (pair, _) in self.changes.iter().take(CHANGES_SHOWN) {
            journeys.insert(pair.journey);
            mentors.insert(pair.mentor);
        }
        let (journeys, mentors) = (Vec::from_iter(journeys), Vec::from_iter(mentors));
        Faces::load(&app.db, viewer.scope(), (&journeys, &mentors), app.today()).await
    }
}

/// Shows the draft as it was computed, with what other weights would change if the address carries some.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let fields = Fields::filled(query);
    let kept = store::find_round(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let previous = match kept.previous_id {
        Some(previous) => store::find_round(&app.db, viewer.scope(), previous).await?,
        None => None,
    };
    let decisions = decisions(&app, id).await?;
    let asked = fields.starting_with("weight_").next().is_some();
    let effect =
        if asked { what_if::effect(&app, viewer.scope(), &kept, &fields).await? } else { Effect::default() };
    let shown = Shown::of(&kept, previous.as_ref(), &fields);
    let faces = shown.faces(&app, &viewer).await?;
    let mut page = draft_page(frame, &shown, &decisions, &faces, effect);
    if asked {
        page.weights = sent_weights(&fields);
    }
    web::page(&page)
}

/// What was decided on the pairs of a round.
pub async fn decisions(app: &App, round: Id) -> Result<BTreeMap<Pair, Decision>, Error> {
    let mut decided = BTreeMap::new();
    for &decision in Decision::ALL {
        let pairs = store::list_decisions(&app.db, round, decision).await?;
        decided.extend(pairs.into_iter().map(|pair| (pair, decision)));
    }
    Ok(decided)
}

fn draft_page(
    frame: Frame,
    shown: &Shown<'_>,
    decisions: &BTreeMap<Pair, Decision>,
    faces: &Faces,
    effect: Effect,
) -> DraftPage {
    let (kept, draft) = (shown.kept, &shown.kept.draft);
    let when = french::moment(kept.run_at.in_paris());
    let href = |page: usize, left: usize| format!("/rounds/{}?page={page}&left={left}", kept.id);
    let changes = shown.changes.iter().take(CHANGES_SHOWN);
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
        effect,
        proposals: shown.proposals.iter().map(|proposed| line(kept.id, proposed, decisions, faces)).collect(),
        rules: passed_rules(),
        left_out: shown.left_out.iter().map(|left| left_line(kept.id, left, faces)).collect(),
        more_places: draft.more_places.iter().map(|place| place_line(place, faces)).collect(),
        dropped_pins: draft.pins_dropped.len(),
        decided: decisions.len(),
        compared: shown.previous.is_some(),
        versus: shown.previous.map(|previous| versus(&previous.draft, draft)).unwrap_or_default(),
        changes: changes.map(|&(pair, came)| change(pair, came, faces)).collect(),
        changes_in_all: shown.changes.len(),
        pages: Pages::of(shown.page, draft.proposals.len(), PROPOSALS_SHOWN, |page| {
            format!("{}#result", href(page, shown.left_page))
        }),
        left_pages: Pages::of(shown.left_page, draft.left_out.len(), LEFT_SHOWN, |left| {
            format!("{}#without", href(shown.page, left))
        }),
        when,
    }
}

fn place_line(place: &MorePlace, faces: &Faces) -> PlaceLine {
    let points = match place.points {
        0 => String::new(),
        points if points > 0 => format!("+{} points", french::number(points)),
        points => format!("{} points", french::number(points)),
    };
    let gain = match place.tandems {
        0 => points,
        _ if points.is_empty() => "un tandem de plus".to_owned(),
        _ => format!("un tandem de plus, {points} au total"),
    };
    PlaceLine { face: faces.mentor(place.mentor), gain }
}

fn left_line(round: Id, left: &LeftOut, faces: &Faces) -> LeftLine {
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
        refusal_href: format!("{pair_href}?mentor={}", proposed.mentor),
        pair_href,
    }
}

/// What changed from one run to the next, in figures.
fn versus(before: &Draft, after: &Draft) -> String {
    let tandems = after.proposals.len() as i64 - before.proposals.len() as i64;
    let points = after.total as i64 - before.total as i64;
    format!("Tandems : {}. Total des scores : {}.", signed(tandems), signed(points))
}

/// A difference in words and figures.
pub fn signed(difference: i64) -> String {
    match difference {
        0 => "aucun changement".to_owned(),
        more if more > 0 => format!("+{}", french::number(more)),
        less => french::number(less),
    }
}

/// Which pairs went and which came from one run to the next.
fn changes(before: &Draft, after: &Draft) -> Vec<(Pair, bool)> {
    let pairs = |draft: &Draft| -> BTreeSet<Pair> {
        let pair = |proposed: &Proposed| Pair { journey: proposed.journey, mentor: proposed.mentor };
        draft.proposals.iter().map(pair).collect()
    };
    let (old, new) = (pairs(before), pairs(after));
    let gone = old.difference(&new).map(|&pair| (pair, false));
    gone.chain(new.difference(&old).map(|&pair| (pair, true))).collect()
}

fn change(pair: Pair, came: bool, faces: &Faces) -> Change {
    let text = format!("{} avec {}", faces.mentor(pair.mentor).name, faces.mentee(pair.journey).name);
    match came {
        true => Change { class: "change-added", word: "Ajouté", text },
        false => Change { class: "change-removed", word: "Retiré", text },
    }
}
