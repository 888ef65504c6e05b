//! The draft of a round: its proposals with their reasons, the mentees left without a mentor, and the decisions on pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use super::changes::{Change, change, changes, versus};
use super::curve::Curve;
use super::progress;
use super::settings::{SettingsFields, are_sent};
use super::to_check::{self, ToCheck};
use super::what_if::{self, Effect};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::cards::{Card, Cards};
use crate::overview::store::{find_outdating, lately, list_cards, list_made};
use crate::rounds::inputs::Pair;
use crate::rounds::left_out::LeftOut;
use crate::rounds::not_proposed::Obstacle;
use crate::rounds::reasons_bar::{Reasons, passed_rules};
use crate::rounds::round::{AsGood, MorePlace, Proposed};
use crate::rounds::store::{self, Decision, StoredRound};
use crate::state::App;
use crate::web::{self, Context, Fields, Frame, Viewer};
use crate::web::{Pages, number, part};

/// Proposals on one page of a draft.
const PROPOSALS_SHOWN: usize = 50;
/// Mentees without a mentor on one page of a draft.
const LEFT_SHOWN: usize = 50;
/// How many lines of a list a phone shows before the rest is asked for.
const UNFOLDED: usize = 3;
/// The most added or removed pairs shown, since the previous run.
const CHANGES_SHOWN: usize = 100;

struct Alternative {
    name: String,
    score: u32,
    reason: String,
    href: String,
}

struct ProposalLine {
    journey: Id,
    mentor_key: Id,
    mentor: Card,
    mentee: Card,
    score: u32,
    strongest: Reasons,
    reasons: Reasons,
    next_best: Vec<Alternative>,
    decision: &'static str,
    pair_href: String,
    refusal_href: String,
    /// Whether the mentor can help with none of what is asked for.
    covers_no_need: bool,
    /// What a tick of the line sends; empty once it is proposed.
    tick: String,
    is_ticked: bool,
}

/// Pairs that were not proposed, for one reason.
struct NotProposedLine {
    why: String,
    count: usize,
    names: Vec<String>,
}

struct PlaceLine {
    card: Card,
    gain: String,
}

struct LeftLine {
    card: Card,
    sentence: String,
    href: String,
}

#[derive(Template)]
#[template(path = "rounds/draft.html")]
struct DraftPage {
    page: Frame,
    id: Id,
    when: String,
    fingerprint: String,
    proposed: String,
    /// Where the later round is that was proposed; empty while this draft still holds.
    newer_href: String,
    not_proposed: Vec<NotProposedLine>,
    to_check: ToCheck,
    settings: SettingsFields,
    /// The floor of the round in words; empty without one.
    floor: String,
    longest_first: bool,
    as_good: String,
    curve: Curve,
    tandems: usize,
    without: usize,
    mean: u64,
    total: String,
    places: String,
    effect: Effect,
    proposals: Vec<ProposalLine>,
    unfolded: usize,
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
    /// The least score as it was sent, and what is wrong with it.
    least_score: String,
    least_score_error: String,
    /// What is wrong with the ticked lines.
    ticked_error: String,
}

/// The part of a draft shown on one page.
struct Shown<'a> {
    stored: &'a StoredRound,
    previous: Option<&'a StoredRound>,
    page: usize,
    left_page: usize,
    proposals: Vec<&'a Proposed>,
    left_out: &'a [LeftOut],
    changes: Vec<(Pair, bool)>,
}

impl<'a> Shown<'a> {
    fn of(stored: &'a StoredRound, previous: Option<&'a StoredRound>, fields: &Fields) -> Self {
        let (page, left_page) = (number(fields.get("page")), number(fields.get("left")));
        let mut proposals: Vec<&Proposed> = stored.draft.proposals.iter().collect();
        // What is weak is what deserves to be read again.
        proposals.sort_by_key(|proposed| (!proposed.covers_no_need(), proposed.score, proposed.journey));
        let left = part(stored.draft.left_out.len(), left_page, LEFT_SHOWN);
        Self {
            stored,
            previous,
            page,
            left_page,
            proposals: proposals[part(proposals.len(), page, PROPOSALS_SHOWN)].to_vec(),
            left_out: &stored.draft.left_out[left],
            changes: previous.map(|previous| changes(&previous.draft, &stored.draft)).unwrap_or_default(),
        }
    }

    /// Loads the names of the people on the page.
    async fn cards(&self, app: &App, viewer: &Viewer) -> Result<Cards, Error> {
        let mut journeys: BTreeSet<Id> = self.left_out.iter().map(|left| left.journey).collect();
        let mut mentors: BTreeSet<Id> =
            self.stored.draft.more_places.iter().map(|place| place.mentor).collect();
        for proposed in self.proposals.iter().copied().chain(to_check::named(&self.stored.draft)) {
            journeys.insert(proposed.journey);
            mentors.insert(proposed.mentor);
            mentors.extend(proposed.next_best.iter().map(|next| next.mentor));
        }
        for one in self.stored.not_proposed.iter().take(CHANGES_SHOWN) {
            journeys.insert(one.pair.journey);
            mentors.insert(one.pair.mentor);
        }
        for (pair, _) in self.changes.iter().take(CHANGES_SHOWN) {
            journeys.insert(pair.journey);
            mentors.insert(pair.mentor);
        }
        let (journeys, mentors) = (Vec::from_iter(journeys), Vec::from_iter(mentors));
        Ok(list_cards(&app.db, viewer.scope(), &journeys, &mentors, app.today()).await?)
    }
}

/// Shows the draft as computed; with weights in the query, also what they would change.
pub async fn show(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    answer(&app, &viewer, frame, id, &Fields::filled(query)).await
}

/// The page of a draft; with a field that is wrong, as a refusal.
pub async fn answer(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<Response, Error> {
    let stored = lately::find_round(app.lately(), viewer.scope(), id).await?;
    let Some(stored) = &*stored else {
        return progress::show(app, viewer, frame, id).await;
    };
    let previous = match stored.previous_id {
        Some(previous) => lately::find_round(app.lately(), viewer.scope(), previous).await?,
        None => Arc::default(),
    };
    let decisions = decisions(app, id).await?;
    let tries_settings = are_sent(fields);
    let effect = if tries_settings {
        what_if::effect(app, viewer.scope(), id, fields).await?
    } else {
        Effect::default()
    };
    let shown = Shown::of(stored, (*previous).as_ref(), fields);
    let cards = shown.cards(app, viewer).await?;
    let mut page = draft_page(frame, &shown, &decisions, &cards, effect);
    let made = list_made(&app.db, viewer.scope(), id).await?;
    for line in &mut page.proposals {
        line.is_ticked = fields.has("pair", &line.tick);
        if made.contains(&Pair { journey: line.journey, mentor: line.mentor_key }) {
            line.tick.clear();
        }
    }
    page.ticked_error = fields.error("pair").to_owned();
    if tries_settings {
        page.settings = SettingsFields::sent(fields);
    }
    if stored.proposed_on.is_none()
        && let Some(newer) = find_outdating(&app.db, viewer.scope(), id).await?
    {
        page.newer_href = format!("/rounds/{newer}");
    }
    page.least_score = fields.get("least_score").to_owned();
    page.least_score_error = fields.error("least_score").to_owned();
    if fields.is_sound() { web::page(&page) } else { web::refused(&page) }
}

/// The decisions on the pairs of a round.
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
    cards: &Cards,
    effect: Effect,
) -> DraftPage {
    let (stored, draft) = (shown.stored, &shown.stored.draft);
    let when = french::moment(stored.run_at.in_paris());
    let href = |page: usize, left: usize| {
        format!("/rounds/{}?page={}&left={}", stored.id, page.saturating_add(1), left.saturating_add(1))
    };
    let changes = shown.changes.iter().take(CHANGES_SHOWN);
    DraftPage {
        page: frame.titled(format!("Tour du {when}")).under("Former les tandems", "/rounds"),
        id: stored.id,
        fingerprint: stored.inputs_hash.chars().take(12).collect(),
        proposed: stored.proposed_on.map(|day| french::day(&day)).unwrap_or_default(),
        newer_href: String::new(),
        not_proposed: not_proposed_lines(stored, cards),
        to_check: ToCheck::of(stored.id, draft, cards),
        settings: SettingsFields::of(&stored.settings),
        floor: stored.settings.floor.words(),
        longest_first: stored.settings.longest_first.is_some(),
        as_good: as_good(draft.others_as_good),
        curve: Curve::of(stored.id, &stored.settings, &draft.floors),
        tandems: draft.proposals.len(),
        without: draft.left_out.len(),
        mean: draft.mean_score(),
        total: french::number(draft.total),
        places: french::count(draft.places as usize, "place libre", "places libres"),
        effect,
        proposals: shown
            .proposals
            .iter()
            .map(|proposed| line(stored.id, proposed, decisions, cards))
            .collect(),
        unfolded: UNFOLDED,
        rules: passed_rules(),
        left_out: shown.left_out.iter().map(|left| left_line(stored.id, left, cards)).collect(),
        more_places: draft.more_places.iter().map(|place| place_line(place, cards)).collect(),
        dropped_pins: draft.pins_dropped.len(),
        decided: decisions.len(),
        compared: shown.previous.is_some(),
        versus: shown.previous.map(|previous| versus(&previous.draft, draft)).unwrap_or_default(),
        changes: changes.map(|&(pair, came)| change(pair, came, cards)).collect(),
        changes_in_all: shown.changes.len(),
        pages: Pages::of(shown.page, draft.proposals.len(), PROPOSALS_SHOWN, |page| {
            format!("{}#pairs", href(page, shown.left_page))
        }),
        left_pages: Pages::of(shown.left_page, draft.left_out.len(), LEFT_SHOWN, |left| {
            format!("{}#without", href(shown.page, left))
        }),
        least_score: String::new(),
        least_score_error: String::new(),
        ticked_error: String::new(),
        when,
    }
}

/// Whether another set is as good, in French. How many there are is not counted: there may be more than anybody could.
fn as_good(others: AsGood) -> String {
    let people = others.people as usize;
    match (people, others.at_least) {
        (0, false) => "Aucun autre ensemble n’est aussi bon.".to_owned(),
        (0, true) => "Aucun autre ensemble aussi bon n’a été vu.".to_owned(),
        (_, at_least) => format!(
            "D’autres ensembles sont aussi bons : {}{} un autre mentor, ou n’en auraient un que dans l’un d’eux.",
            if at_least { "au moins " } else { "" },
            french::count(people, "personne y aurait", "personnes y auraient"),
        ),
    }
}

/// The pairs that were not proposed, by reason; the first of them are named.
fn not_proposed_lines(stored: &StoredRound, cards: &Cards) -> Vec<NotProposedLine> {
    let mut lines: BTreeMap<Obstacle, NotProposedLine> = BTreeMap::new();
    for (number, one) in stored.not_proposed.iter().enumerate() {
        let line = lines.entry(one.obstacle).or_insert_with(|| NotProposedLine {
            why: french::capitalised(one.obstacle.label()),
            count: 0,
            names: Vec::new(),
        });
        line.count += 1;
        if number < CHANGES_SHOWN {
            let (mentor, mentee) = (cards.mentor(one.pair.mentor), cards.mentee(one.pair.journey));
            line.names.push(format!("{} et {}", mentor.name, mentee.name));
        }
    }
    lines.into_values().collect()
}

fn place_line(place: &MorePlace, cards: &Cards) -> PlaceLine {
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
    PlaceLine { card: cards.mentor(place.mentor), gain }
}

fn left_line(round: Id, left: &LeftOut, cards: &Cards) -> LeftLine {
    LeftLine {
        card: cards.mentee(left.journey),
        sentence: left.sentence.clone(),
        href: format!("/rounds/{round}/pairs/{}", left.journey),
    }
}

fn line(round: Id, proposed: &Proposed, decisions: &BTreeMap<Pair, Decision>, cards: &Cards) -> ProposalLine {
    let pair = Pair { journey: proposed.journey, mentor: proposed.mentor };
    let pair_href = format!("/rounds/{round}/pairs/{}", proposed.journey);
    let alternative = |next: &crate::rounds::round::NextBest| Alternative {
        name: cards.mentor(next.mentor).name,
        score: next.score,
        reason: next.reason.clone(),
        href: format!("{pair_href}?mentor={}", next.mentor),
    };
    ProposalLine {
        journey: proposed.journey,
        mentor_key: proposed.mentor,
        mentor: cards.mentor(proposed.mentor),
        mentee: cards.mentee(proposed.journey),
        score: proposed.score,
        strongest: Reasons::of(proposed.strongest()),
        reasons: Reasons::of(&proposed.reasons),
        next_best: proposed.next_best.iter().map(alternative).collect(),
        decision: decisions.get(&pair).map_or("", |decision| decision.code()),
        refusal_href: format!("{pair_href}?mentor={}", proposed.mentor),
        covers_no_need: proposed.covers_no_need(),
        tick: format!("{}.{}", proposed.journey, proposed.mentor),
        is_ticked: false,
        pair_href,
    }
}
