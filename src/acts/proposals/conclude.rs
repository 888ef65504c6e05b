//! On the working morning after a proposal ended without a tandem, whoever had said yes is told, and the next best mentor is asked.
//!
//! Until then a no can be taken back. The next best mentor is that of the whole: everybody is matched anew, as they are now, while what
//! is proposed stays. A mentor whom the last round gave to somebody else who still waits is not taken from them: that is for a
//! coordinator to decide. A long act: it solves outside any transaction.

use std::collections::BTreeMap;

use super::pairs::Pairs;
use super::propose;
use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::calendar;
use crate::db::{Deciding as _, Id, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::limits;
use crate::overview::store::gather;
use crate::proposals::messages::{self, Closing};
use crate::proposals::proposal::{Party, Proposal, State};
use crate::proposals::pursuit::{MOST_NEXT, asks_another};
use crate::proposals::store;
use crate::rounds;
use crate::rounds::inputs::Pair;
use crate::rounds::round::{Proposed, Round};
use crate::rounds::settings::Settings;
use crate::state::App;

/// The kind of job that concludes; the key of the job is the key of the proposal.
pub const JOB: &str = "conclusion";

/// Schedules what follows the end of a proposal.
pub(in crate::acts) async fn schedule(write: &Write, proposal: Id) -> Result<(), Error> {
    let morning = calendar::next_working_morning(write.now());
    Ok(jobs::store::schedule(write, JOB, &proposal.to_string(), morning).await?)
}

/// Tells and asks whoever is to be told and asked after the end of a proposal.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let id: Id = claim.key.parse().map_err(|_| Error::Broken(format!("{} is no proposal", claim.key)))?;
    let next = find_next(app, id).await?;
    let write = app.write(&By::Hub).await?;
    if !jobs::store::finish(&write, claim).await? {
        return Ok(());
    }
    let ended = store::lock_proposal(&write, Scope::Hub, id).await?;
    if let Some(ended) = ended.filter(|proposal| proposal.state() == State::Declined) {
        tell(&write, &ended).await?;
    }
    if let Some(proposed) = next {
        propose::follow(&write, app.named(), id, &proposed).await?;
    }
    Ok(write.commit().await?)
}

/// Whoever had said yes reads that the other said no.
async fn tell(write: &Write, proposal: &Proposal) -> Result<(), Error> {
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    for &party in Party::ALL {
        let said_yes = proposal.answer(party).is_some_and(|answer| answer.agrees);
        let [own, other] = pair.seen_by(party);
        let Some(email) = own.email.clone().filter(|_| said_yes) else { continue };
        let (first_name, other, coordinator) = (&own.first_name, &other.first_name, pair.coordinator);
        let closing = Closing { party, first_name, other, coordinator };
        send::run(write, messages::closed(email, &closing)?.for_person(own.id)).await?;
    }
    Ok(())
}

/// The pair that the hub proposes next to the mentee of a proposal that ended, if it does.
async fn find_next(app: &App, id: Id) -> Result<Option<Proposed>, Error> {
    let of = Snapshot::begin_three(&app.db).await?;
    let Some(ended) = store::find_proposal(of[0].on(), Scope::Hub, id).await? else { return Ok(None) };
    let past = store::list_of_journey_to_decide(&of[0], ended.journey_id).await?;
    let is_last = past.first().is_some_and(|last| last.id == id);
    if !is_last || !asks_another(&ended) || depth(&ended, &past) >= MOST_NEXT {
        return Ok(None);
    }
    let last = rounds::store::list_rounds(of[0].on(), Scope::Hub, 1).await?.pop();
    let last = match last {
        Some(last) => rounds::store::find_round(of[0].on(), Scope::Hub, last.id).await?,
        None => None,
    };
    let mut inputs = gather(of, &app.secret, None).await?;
    let asked = past.iter().map(|proposal| Pair { journey: ended.journey_id, mentor: proposal.mentor_id });
    inputs.refused.extend(asked);
    let settings = last.as_ref().map_or_else(Settings::default, |round| round.settings);
    let waiting: Vec<Id> = inputs.mentees.iter().map(|mentee| mentee.id).collect();
    let solve = move || Round::run(inputs.sorted(), settings).map(|round| round.draft());
    let draft = limits::SOLVING.run(solve).await?.map_err(|error| Error::Broken(error.to_string()))?;
    let found = draft.proposals.into_iter().find(|proposed| proposed.journey == ended.journey_id);
    let is_anothers = |proposed: &Proposed| {
        let given = last.iter().flat_map(|round| &round.draft.proposals);
        given.into_iter().any(|given| {
            given.mentor == proposed.mentor
                && given.journey != proposed.journey
                && waiting.contains(&given.journey)
        })
    };
    Ok(found.filter(|proposed| !is_anothers(proposed)))
}

/// How many proposals the hub made by itself before this one ended, one after the other.
fn depth(ended: &Proposal, past: &[Proposal]) -> u32 {
    let by_id: BTreeMap<Id, &Proposal> = past.iter().map(|proposal| (proposal.id, proposal)).collect();
    let before = |proposal: &&Proposal| by_id.get(&proposal.follows_id?).copied();
    std::iter::successors(Some(ended), before).skip(1).count().try_into().unwrap_or(u32::MAX)
}
