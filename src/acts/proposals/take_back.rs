//! One side takes its answer back, by the link with which it answered, or is asked to sign.
//!
//! A no, or that it is not the moment, can be taken back until the working morning on which somebody else is asked or told; a yes is
//! told at once, and becomes a no with its reason until the tandem begins.

use super::answer::{self, Answered, Answering};
use super::ask;
use super::conclude;
use super::hold::{self, Held};
use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::acts::tandems::begin;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::jobs;
use crate::people;
use crate::proposals::proposal::{Party, Refusal, State};
use crate::proposals::store;

/// What somebody takes back.
#[derive(Clone, Debug)]
pub struct TakingBack {
    /// The proposal.
    pub proposal: Id,
    /// Whose answer.
    pub party: Party,
    /// What the link is for.
    pub purpose: &'static str,
    /// Why a yes becomes a no.
    pub refusal: Option<Refusal>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// The no, or the later day, is taken back: they may answer again.
    MayAnswer,
    /// The yes became a no.
    SaysNo,
    /// It is too late: somebody else was asked or told, or the tandem has begun.
    TooLate,
}

/// Takes an answer back. The token is the proof: no right is needed.
pub async fn run_by_link(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    token: &str,
    taking_back: TakingBack,
) -> Result<TakenBack, Error> {
    let TakingBack { proposal: id, party, purpose, refusal } = taking_back;
    let Held { mentor, journey, mut proposal } = hold::run(write, Scope::Hub, id).await?;
    ask::use_link(write, purpose, token, party, &proposal).await?;
    let said_yes = proposal.answer(party).map(|answer| answer.agrees);
    match (proposal.state(), said_yes) {
        (State::Declined, Some(false)) | (State::Later, None) => {
            let is_later = proposal.state() == State::Later;
            // What was scheduled for the morning after says whether it is still time.
            let is_last = store::list_of_journey_to_decide(write, proposal.journey_id).await?;
            let is_last = is_last.first().is_some_and(|last| last.id == id);
            let waits = jobs::store::delete_one(write, conclude::JOB, &id.to_string()).await?;
            let is_possible = is_last && waits && begin::could_begin(write, &proposal).await?;
            if !is_possible || !proposal.take_back(party) {
                return Ok(TakenBack::TooLate);
            }
            match party {
                Party::Mentor if is_later => {
                    people::store::save_available_from(write, mentor.id, None).await?
                }
                Party::Mentee if is_later => people::store::save_waits_from(write, journey.id, None).await?,
                _ => {}
            }
            // The days to answer begin anew, and so does the question to the other side, whose message was dropped meanwhile.
            proposal.ask_anew(party, write.today());
            store::save_taken_back(write, &proposal).await?;
            settle::journeys(write, &[proposal.journey_id]).await?;
            settle::proposals(write, &[id]).await?;
            Ok(TakenBack::MayAnswer)
        }
        (State::Pending | State::Accepted, Some(true)) => {
            if !proposal.take_back(party) {
                return Ok(TakenBack::TooLate);
            }
            store::save_taken_back(write, &proposal).await?;
            let refusal = Some(refusal.unwrap_or(Refusal::Other));
            let answering = Answering { proposal: id, party, agrees: false, refusal, reason: None };
            match answer::take(write, by, hub, Scope::Hub, answering).await? {
                Answered::Declined => Ok(TakenBack::SaysNo),
                _ => Ok(TakenBack::TooLate),
            }
        }
        _ => Ok(TakenBack::TooLate),
    }
}
