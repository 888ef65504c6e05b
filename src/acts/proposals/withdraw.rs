//! The hub withdraws a proposal before both have answered, with its reason and a word to both sides.

use super::hold;
use super::pairs::Pairs;
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::messages::send::{self, Sender};
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::messages::{self, Withdrawal};
use crate::proposals::proposal::{Party, Proposal, State, WithdrawalReason};
use crate::proposals::store;

/// What somebody withdraws.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawing {
    /// The proposal.
    pub proposal: Id,
    /// Why.
    pub reason: WithdrawalReason,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is withdrawn, and both sides are written to.
    Done,
    /// Nothing is awaited any more: it was accepted, declined or withdrawn before.
    AlreadyOver(State),
}

/// Withdraws a proposal. The pair may be proposed again.
pub async fn run(write: &Write, by: &By, withdrawing: Withdrawing) -> Result<Withdrawn, Error> {
    let Withdrawing { proposal: id, reason } = withdrawing;
    let proposal = hold::run(write, by.scope(Right::Propose), id).await?.proposal;
    let state = proposal.state();
    if end_all(write, by, vec![proposal], reason).await? == 0 {
        return Ok(Withdrawn::AlreadyOver(state));
    }
    Ok(Withdrawn::Done)
}

/// Withdraws those of some proposals that await an answer, which are held with their journeys; returns how many. It needs no right
/// of its own: it follows from another act.
pub(in crate::acts) async fn end_all(
    write: &Write,
    by: &By,
    proposals: Vec<Proposal>,
    reason: WithdrawalReason,
) -> Result<usize, Error> {
    let mut ended = Vec::new();
    for mut proposal in proposals {
        if proposal.withdraw(write.today(), reason) {
            store::save_withdrawal(write, &proposal).await?;
            ended.push(proposal);
        }
    }
    settle::journeys(write, &ended.iter().map(|proposal| proposal.journey_id).collect::<Vec<_>>()).await?;
    settle::proposals(write, &ended.iter().map(|proposal| proposal.id).collect::<Vec<_>>()).await?;
    if !ended.is_empty() && !matches!(by, By::History) {
        tell(write, &ended, reason).await?;
    }
    Ok(ended.len())
}

async fn tell(write: &Write, ended: &[Proposal], reason: WithdrawalReason) -> Result<(), Error> {
    let pairs = Pairs::read(write, ended).await?;
    let is_in_rehearsal = send::is_in_rehearsal(write).await?;
    let mut sender = Sender::begin(write);
    for proposal in ended {
        let Some(pair) = pairs.of(proposal) else { continue };
        for &party in Party::ALL {
            let [own, other] = pair.seen_by(party);
            // Whoever was asked in a rehearsal has received nothing.
            let was_asked_in_vain = is_in_rehearsal && proposal.asked_on().of(party).is_some();
            let is_told = proposal.knows_of_it(party) && !was_asked_in_vain;
            if is_told && let Some(recipient) = pair.recipient(party) {
                let (first_name, other) = (&own.first_name, &other.first_name);
                let coordinator = pair.coordinator;
                let withdrawal = Withdrawal { party, first_name, other, reason, coordinator };
                let message = messages::withdrawal(recipient, &withdrawal)?.for_person(own.id);
                sender.send(message).await?;
            }
        }
    }
    Ok(())
}
