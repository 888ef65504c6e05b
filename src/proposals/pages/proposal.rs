//! The page of a proposal, with its reasons and its two answers.

use askama::Template;
use axum::response::Response;

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::cards::{Card, Cards};
use crate::overview::steps::{StepBand, StepLine};
use crate::overview::store::{list_cards, list_steps_of_answers};
use crate::proposals::proposal::{
    Answer, Party, Proposal, Refusal, State as ProposalState, WithdrawalReason,
};
use crate::proposals::step::party_of;
use crate::proposals::store;
use crate::rounds::reasons::covers_no_need;
use crate::rounds::reasons_bar::{Reasons, passed_rules};
use crate::state::App;
use crate::web::{self, Choice, Context, Fields, Frame, Viewer, with_query};

async fn cards<'a>(
    app: &App,
    viewer: &Viewer,
    proposals: impl Iterator<Item = &'a Proposal>,
) -> Result<Cards, Error> {
    let (journeys, mentors): (Vec<Id>, Vec<Id>) =
        proposals.map(|proposal| (proposal.journey_id, proposal.mentor_id)).unzip();
    Ok(list_cards(&app.db, viewer.scope(), &journeys, &mentors, app.today()).await?)
}

pub(super) fn what_is_next(proposal: &Proposal) -> String {
    match proposal.state() {
        ProposalState::Accepted => "acceptée des deux côtés, la charte est à signer".to_owned(),
        ProposalState::Begun => "acceptée des deux côtés, le tandem a commencé".to_owned(),
        ProposalState::Declined => declined(proposal),
        ProposalState::Withdrawn => withdrawn(proposal),
        ProposalState::Later => later(proposal),
        ProposalState::Pending => awaited(proposal).to_owned(),
    }
}

/// Whose answer is awaited: nobody answers who was not asked.
fn awaited(proposal: &Proposal) -> &'static str {
    let is_awaited = |party| proposal.answer(party).is_none() && proposal.knows_of_it(party);
    match (is_awaited(Party::Mentor), is_awaited(Party::Mentee)) {
        (true, true) => "les deux réponses sont attendues",
        (true, false) => "la réponse du mentor est attendue",
        (false, true) => "la réponse de la personne accompagnée est attendue",
        (false, false) => "l’autre personne n’est pas encore interrogée",
    }
}

fn declined(proposal: &Proposal) -> String {
    let reason = [&proposal.mentee, &proposal.mentor]
        .into_iter()
        .flatten()
        .find(|answer| !answer.agrees)
        .and_then(reason_of);
    format!("déclinée : {}", reason.as_deref().unwrap_or("sans raison notée"))
}

/// Why somebody said no: the reason chosen from the list, then their words.
pub(super) fn reason_of(answer: &Answer) -> Option<String> {
    match (answer.refusal, &answer.reason) {
        (Some(refusal), Some(words)) => Some(format!("{} («\u{a0}{words}\u{a0}»)", refusal.label())),
        (Some(refusal), None) => Some(refusal.label().to_owned()),
        (None, words) => words.clone(),
    }
}

/// Who is written to when a proposal is withdrawn, and the words of the button: whoever was not asked learns nothing.
fn told_of_withdrawal(proposal: &Proposal) -> (&'static str, &'static str) {
    match (proposal.knows_of_it(Party::Mentor), proposal.knows_of_it(Party::Mentee)) {
        (true, false) => ("Le mentor l’apprend", "Retirer et prévenir le mentor"),
        (false, true) => ("La personne accompagnée l’apprend", "Retirer et prévenir la personne"),
        _ => ("Les deux personnes l’apprennent", "Retirer et prévenir les deux"),
    }
}

fn withdrawn(proposal: &Proposal) -> String {
    proposal
        .withdrawn
        .map_or_else(String::new, |(on, reason)| format!("retirée le {} : {reason}", french::day(&on)))
}

fn later(proposal: &Proposal) -> String {
    proposal.later.map_or_else(String::new, |later| {
        let who = french::capitalised(later.party.label());
        format!("remise à plus tard. {who} préfère attendre le {}", french::day(&later.from))
    })
}

/// One side of a proposal and its answer.
struct Side {
    party: &'static str,
    title: &'static str,
    card: Card,
    given: String,
    /// Where a reminder is shown before it leaves; empty while no answer is awaited.
    reminder_href: String,
    answers: Vec<Choice>,
    refusals: Vec<Choice>,
    reason: String,
    from: String,
    answer_field: String,
    refusal_field: String,
    reason_field: String,
    from_field: String,
    answer_error: String,
    reason_error: String,
    from_error: String,
}

/// A proposal with its reasons and its two answers.
#[derive(Template)]
#[template(path = "proposals/proposal.html")]
pub struct ProposalPage {
    page: Frame,
    id: Id,
    pending: bool,
    /// Whether an answer or a signature is awaited.
    open: bool,
    next: String,
    steps: Vec<StepBand>,
    score: u32,
    reasons: Reasons,
    /// Whether the mentor can help with none of what is asked for.
    covers_no_need: bool,
    rules: Vec<&'static str>,
    mentor: Side,
    mentee: Side,
    reasons_to_withdraw: Vec<Choice>,
    /// Who learns that it is withdrawn.
    who_learns: &'static str,
    withdraw: &'static str,
    /// Whether the form that withdraws it was sent.
    withdraws: bool,
    withdrawal_error: String,
}

impl ProposalPage {
    /// The people whose files the page shows, to be counted and logged.
    pub fn people(&self) -> [Id; 2] {
        [self.mentor.card.person, self.mentee.card.person]
    }
}

/// Shows a proposal.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let page = page(&app, &viewer, frame, id, Sent::Nothing).await?;
    web::file_page(&page, &page.people())
}

/// The form of the page that was refused, to be shown again.
#[derive(Clone, Copy)]
pub enum Sent<'a> {
    /// None.
    Nothing,
    /// The answer of a side.
    Answer(Party, &'a Fields),
    /// The withdrawal.
    Withdrawal(&'a Fields),
}

impl Sent<'_> {
    /// The reason that was chosen for the withdrawal; empty when none was.
    fn withdrawal(&self) -> &str {
        match self {
            Self::Withdrawal(fields) => fields.get("withdrawal"),
            Self::Nothing | Self::Answer(..) => "",
        }
    }

    /// Why the withdrawal was refused; empty when it was not.
    fn withdrawal_error(self) -> String {
        match self {
            Self::Withdrawal(fields) => fields.error("withdrawal").to_owned(),
            Self::Nothing | Self::Answer(..) => String::new(),
        }
    }
}

/// Builds the page of a proposal, with the form that was refused.
pub async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    sent: Sent<'_>,
) -> Result<ProposalPage, Error> {
    let proposal = store::find_proposal(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let cards = cards(app, viewer, std::iter::once(&proposal)).await?;
    let (mentor, mentee) = (cards.mentor(proposal.mentor_id), cards.mentee(proposal.journey_id));
    let pending = proposal.state() == ProposalState::Pending;
    let steps = list_steps_of_answers(&app.db, viewer.scope(), &[id]).await?;
    let on_its_page = |line: &StepLine| {
        let band = line.band_on_its_page(viewer, app.today());
        // The answers are noted here.
        let is_here = party_of(line.step.subject.kind).is_some();
        if is_here { StepBand { href: String::new(), ..band } } else { band }
    };
    let (who_learns, withdraw) = told_of_withdrawal(&proposal);
    Ok(ProposalPage {
        page: frame.titled(format!("{} et {}", mentor.name, mentee.name)).under("Propositions", "/proposals"),
        id,
        pending,
        open: proposal.state().is_open(),
        next: what_is_next(&proposal),
        steps: steps.iter().map(on_its_page).collect(),
        score: proposal.score,
        reasons: Reasons::of(&proposal.reasons),
        covers_no_need: covers_no_need(&proposal.reasons),
        rules: passed_rules(),
        mentor: side(&proposal, Party::Mentor, mentor, sent),
        mentee: side(&proposal, Party::Mentee, mentee, sent),
        reasons_to_withdraw: WithdrawalReason::of_the_hub()
            .map(|reason| {
                let chosen = sent.withdrawal() == reason.code();
                Choice::new(reason.code(), french::capitalised(reason.label()), chosen)
            })
            .collect(),
        who_learns,
        withdraw,
        withdraws: matches!(sent, Sent::Withdrawal(_)),
        withdrawal_error: sent.withdrawal_error(),
    })
}

/// The reasons of the list for a no of a side.
pub(super) fn refusals(party: Party, chosen: &str) -> Vec<Choice> {
    let of_side = Refusal::ALL.iter().filter(|refusal| refusal.is_for(party));
    let choice = |refusal: &Refusal| {
        Choice::new(refusal.code(), french::capitalised(refusal.label()), chosen == refusal.code())
    };
    of_side.map(choice).collect()
}

fn side(proposal: &Proposal, party: Party, card: Card, sent: Sent<'_>) -> Side {
    let fields = match sent {
        Sent::Answer(sender, fields) if sender == party => Some(fields),
        _ => None,
    };
    let sent = |name: &str| fields.map_or("", |fields| fields.get(name)).to_owned();
    let error = |name: &str| fields.map_or("", |fields| fields.error(name)).to_owned();
    let [answer_field, refusal_field, reason_field, from_field] = super::answers::field_names(party);
    let choice = |value: &str, label: &str| Choice::new(value, label, sent(&answer_field) == value);
    let given = proposal.answer(party).map(|answer| {
        let word = if answer.agrees { "Oui" } else { "Non" };
        let reason = reason_of(answer).map(|reason| format!(" : {reason}")).unwrap_or_default();
        format!("{word}, le {}{reason}", french::day(&answer.on))
    });
    Side {
        party: party.code(),
        title: if party == Party::Mentor { "Mentor" } else { "Personne accompagnée" },
        card,
        reminder_href: if proposal.awaited().any(|(awaited, _)| awaited == party) {
            with_query(&format!("/proposals/{}/reminder", proposal.id), &[("party", party.code())])
        } else {
            String::new()
        },
        given: given.unwrap_or_default(),
        answers: vec![choice("yes", "Oui"), choice("no", "Non"), choice("later", "Pas maintenant")],
        refusals: refusals(party, &sent(&refusal_field)),
        reason: sent(&reason_field),
        from: sent(&from_field),
        answer_error: error(&answer_field),
        reason_error: error(&reason_field),
        from_error: error(&from_field),
        answer_field,
        refusal_field,
        reason_field,
        from_field,
    }
}
