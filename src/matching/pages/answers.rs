//! Recording what both sides answer; two yeses make a tandem.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;

use super::proposals;
use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::{Id, Write, new_id};
use crate::error::Error;
use crate::matching::proposal::{Answer, Party, Proposal, State as ProposalState};
use crate::matching::store;
use crate::tandems::tandem::Tandem;
use crate::web::{self, Fields, Frame, Viewer, redirect_with};
use crate::{people, tandems};

/// The longest reason of a refusal, in characters.
const LONGEST_REASON: usize = 300;

/// Records one side's answer. A second yes starts the tandem, in the same transaction.
pub async fn record(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let party =
        fields.choice("party", Party::from_code).ok_or_else(|| Error::Unreadable("party".to_owned()))?;
    let (answer_field, reason_field) = field_names(party);
    let agrees = fields.choice(&answer_field, yes_or_no);
    let reason = fields.optional_text(&reason_field, LONGEST_REASON);
    let write = app.write(&viewer).await?;
    let mut proposal = store::lock_proposal(&write, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let taken = agrees.filter(|_| fields.is_sound()).map(|agrees| {
        let answer = Answer { agrees, on: app.today(), reason: reason.filter(|_| !agrees) };
        proposal.take(party, answer)
    });
    let state = match taken {
        Some(Ok(state)) => state,
        Some(Err(error)) => {
            drop(write);
            fields.refuse(&reason_field, error.to_string());
            return refused(&app, &viewer, frame, id, (party, &fields)).await;
        }
        None => {
            drop(write);
            return refused(&app, &viewer, frame, id, (party, &fields)).await;
        }
    };
    store::save_answers(&write, &proposal).await?;
    let to = match state {
        ProposalState::Accepted => {
            format!("/tandems/{}", start(&write, viewer.scope(), &proposal, app.today()).await?)
        }
        ProposalState::Pending => format!("/proposals/{id}"),
        ProposalState::Declined => "/proposals".to_owned(),
    };
    write.commit().await?;
    Ok(redirect_with(&to, said(state)))
}

/// The fields of one side's form; both forms stand on one page, so their fields have different names.
pub fn field_names(party: Party) -> (String, String) {
    (format!("{}_answer", party.code()), format!("{}_reason", party.code()))
}

fn yes_or_no(answer: &str) -> Option<bool> {
    match answer {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn said(state: ProposalState) -> &'static str {
    match state {
        ProposalState::Accepted => "Deux oui : le tandem commence. Fixez la première rencontre.",
        ProposalState::Pending => "Réponse notée. Il reste à recueillir l’autre.",
        ProposalState::Declined => {
            "Réponse notée. La personne attend de nouveau, et cette paire ne reviendra pas."
        }
    }
}

/// Starts the tandem of an accepted proposal, while nobody else can take the mentor's place or the mentee.
async fn start(write: &Write, scope: Scope, proposal: &Proposal, today: time::Date) -> Result<Id, Error> {
    people::store::lock_mentor(write, proposal.mentor_id).await?;
    people::store::lock_journey(write, proposal.journey_id).await?;
    let journeys = [proposal.journey_id];
    let earlier = tandems::store::list_of_journeys(write.on(), scope, &journeys).await?;
    if earlier.iter().any(Tandem::is_open) {
        return Err(Error::Refused("Cette personne est déjà dans un tandem.".to_owned()));
    }
    let mentor = people::store::find_mentor(write.on(), scope, proposal.mentor_id).await?;
    let taken = tandems::store::taken_places(write.on()).await?;
    let taken = taken.get(&proposal.mentor_id).copied().unwrap_or(0);
    if mentor.is_none_or(|mentor| taken >= u32::from(mentor.capacity)) {
        return Err(Error::Refused("Ce mentor n’a plus de place.".to_owned()));
    }
    let tandem = Tandem {
        id: new_id(),
        proposal_id: Some(proposal.id),
        journey_id: proposal.journey_id,
        mentor_id: proposal.mentor_id,
        started_on: today,
        closed: None,
    };
    tandems::store::insert(write, &tandem).await?;
    Ok(tandem.id)
}

/// The places each mentor has left, neither taken by a tandem nor promised by a proposal.
pub async fn free_places(write: &Write, scope: Scope) -> Result<BTreeMap<Id, u32>, Error> {
    let taken = tandems::store::taken_places(write.on()).await?;
    let promised = store::promised_places(write.on()).await?;
    let mentors = people::store::open_mentors(write.on(), scope).await?;
    let of = |places: &BTreeMap<Id, u32>, id: &Id| places.get(id).copied().unwrap_or(0);
    let free = mentors.iter().map(|mentor| {
        let used = of(&taken, &mentor.id) + of(&promised, &mentor.id);
        (mentor.id, u32::from(mentor.capacity).saturating_sub(used))
    });
    Ok(free.collect())
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    sent: (Party, &Fields),
) -> Result<Response, Error> {
    let page = proposals::page(app, viewer, frame, id, Some(sent)).await?;
    web::refused_file(&page, &page.people())
}
