//! Proposals: who has not answered yet, and one proposal with its reasons.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::draft::{ReasonLine, passed_rules, reason_lines};
use super::faces::{Face, Faces};
use super::paging::{Pages, number, part};
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching::proposal::{Party, Proposal, State as ProposalState};
use crate::matching::store;
use crate::web::{self, Choice, Fields, Frame, Viewer, with_query};

/// How many settled proposals the list shows.
const SETTLED_SHOWN: u64 = 50;
/// How many proposals that await an answer a page of the list shows.
const PENDING_SHOWN: usize = 50;

struct ProposalRow {
    href: String,
    mentor: String,
    mentee: String,
    score: u32,
    next: String,
    due: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "matching/proposals.html")]
struct ProposalsPage {
    page: Frame,
    pending: Vec<ProposalRow>,
    pages: Pages,
    settled: Vec<ProposalRow>,
}

/// The proposals that await an answer, then those that are settled.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let page = number(&Fields::filled(query), "page");
    let count = store::count_pending(&app.db, viewer.scope()).await?;
    let part = part(count, page, PENDING_SHOWN);
    let pending = store::list_pending_part(&app.db, viewer.scope(), part).await?;
    let settled = store::list_settled(&app.db, viewer.scope(), SETTLED_SHOWN).await?;
    let faces = faces(&app, &viewer, pending.iter().chain(&settled)).await?;
    let today = app.today();
    let row = |proposal: &Proposal| ProposalRow {
        href: format!("/proposals/{}", proposal.id),
        mentor: faces.mentor(proposal.mentor_id).name,
        mentee: faces.mentee(proposal.journey_id).name,
        score: proposal.score,
        next: what_is_next(proposal),
        due: french::day(&proposal.due_on()),
        late: proposal.state() == ProposalState::Pending && proposal.due_on() < today,
    };
    web::page(&ProposalsPage {
        page: frame.titled("Propositions"),
        pending: pending.iter().map(row).collect(),
        pages: Pages::of(page, count, PENDING_SHOWN, |page| {
            with_query("/proposals", &[("page", &page.to_string())])
        }),
        settled: settled.iter().map(row).collect(),
    })
}

async fn faces<'a>(
    app: &App,
    viewer: &Viewer,
    proposals: impl Iterator<Item = &'a Proposal>,
) -> Result<Faces, Error> {
    let (journeys, mentors): (Vec<Id>, Vec<Id>) =
        proposals.map(|proposal| (proposal.journey_id, proposal.mentor_id)).unzip();
    Faces::load(&app.db, viewer.scope(), (&journeys, &mentors), app.today()).await
}

fn what_is_next(proposal: &Proposal) -> String {
    match (proposal.state(), &proposal.mentee, &proposal.mentor) {
        (ProposalState::Accepted, ..) => "acceptée des deux côtés".to_owned(),
        (ProposalState::Declined, ..) => declined(proposal),
        (ProposalState::Pending, None, None) => "les deux réponses sont attendues".to_owned(),
        (ProposalState::Pending, None, _) => "la réponse de la personne accompagnée est attendue".to_owned(),
        (ProposalState::Pending, ..) => "la réponse du mentor est attendue".to_owned(),
    }
}

fn declined(proposal: &Proposal) -> String {
    let reason = [&proposal.mentee, &proposal.mentor]
        .into_iter()
        .flatten()
        .find(|answer| !answer.agrees)
        .and_then(|answer| answer.reason.as_deref());
    format!("déclinée : {}", reason.unwrap_or("sans raison notée"))
}

/// One side of a proposal and its answer.
struct Side {
    party: &'static str,
    title: &'static str,
    face: Face,
    given: String,
    answers: Vec<Choice>,
    reason: String,
    answer_field: String,
    reason_field: String,
    answer_error: String,
    reason_error: String,
}

/// A proposal with its reasons and its two answers.
#[derive(Template)]
#[template(path = "matching/proposal.html")]
pub struct ProposalPage {
    page: Frame,
    id: Id,
    pending: bool,
    next: String,
    due: String,
    late: bool,
    coordinator: String,
    score: u32,
    reasons: Vec<ReasonLine>,
    rules: Vec<&'static str>,
    mentor: Side,
    mentee: Side,
}

impl ProposalPage {
    /// Whose files it shows.
    pub fn people(&self) -> [Id; 2] {
        [self.mentor.face.person, self.mentee.face.person]
    }
}

/// Shows a proposal.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let page = page(&app, &viewer, frame, id, None).await?;
    web::file_page(&page, &page.people())
}

/// The page of a proposal, with what was sent when an answer was refused.
pub async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    sent: Option<(Party, &Fields)>,
) -> Result<ProposalPage, Error> {
    let proposal = store::find_proposal(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let faces = faces(app, viewer, std::iter::once(&proposal)).await?;
    let (mentor, mentee) = (faces.mentor(proposal.mentor_id), faces.mentee(proposal.journey_id));
    let pending = proposal.state() == ProposalState::Pending;
    Ok(ProposalPage {
        page: frame.titled(format!("{} et {}", mentor.name, mentee.name)).under("Propositions", "/proposals"),
        id,
        pending,
        next: what_is_next(&proposal),
        due: french::day(&proposal.due_on()),
        late: pending && proposal.due_on() < app.today(),
        coordinator: viewer.account().map(|account| account.name.clone()).unwrap_or_default(),
        score: proposal.score,
        reasons: reason_lines(&proposal.reasons),
        rules: passed_rules(),
        mentor: side(&proposal, Party::Mentor, mentor, sent),
        mentee: side(&proposal, Party::Mentee, mentee, sent),
    })
}

fn side(proposal: &Proposal, party: Party, face: Face, sent: Option<(Party, &Fields)>) -> Side {
    let fields = sent.filter(|(of, _)| *of == party).map(|(_, fields)| fields);
    let sent = |name: &str| fields.map_or("", |fields| fields.get(name)).to_owned();
    let error = |name: &str| fields.map_or("", |fields| fields.error(name)).to_owned();
    let (answer_field, reason_field) = super::answers::field_names(party);
    let choice = |value: &str, label: &str| Choice::new(value, label, sent(&answer_field) == value);
    let given = proposal.answer(party).map(|answer| {
        let word = if answer.agrees { "Oui" } else { "Non" };
        let reason = answer.reason.as_ref().map(|reason| format!(" : {reason}")).unwrap_or_default();
        format!("{word}, le {}{reason}", french::day(&answer.on))
    });
    Side {
        party: party.code(),
        title: if party == Party::Mentor { "Mentor" } else { "Personne accompagnée" },
        face,
        given: given.unwrap_or_default(),
        answers: vec![choice("yes", "Oui"), choice("no", "Non")],
        reason: sent(&reason_field),
        answer_error: error(&answer_field),
        reason_error: error(&reason_field),
        answer_field,
        reason_field,
    }
}
