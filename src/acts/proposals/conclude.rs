//! On the working morning after a proposal ended without a tandem, the next best mentor is asked, and whoever knows of the proposal is
//! told.
//!
//! Until then a no can be taken back. The next best mentor is that of the whole: everybody is matched anew, as they are now, with the
//! settings and the decisions of the last round that was proposed, while what is proposed stays. A mentor whom that round gave to somebody
//! who still waits is not taken from them: a coordinator decides. A long act: it solves outside any transaction. While the hub is in
//! rehearsal nobody is asked, and it waits.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Pairs;
use super::propose::{self, Next};
use crate::accounts::access::Scope;
use crate::accounts::messages::Hub as Named;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::people::use_own_link;
use crate::calendar;
use crate::db::{self, Deciding as _, Hub, Id, Snapshot, Write};
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
use crate::rounds::round::Round;
use crate::rounds::settings::Settings;
use crate::rounds::store::StoredRound;
use crate::state::App;

/// The kind of job that concludes; the key of the job is the key of the proposal.
pub const JOB: &str = "conclusion";

/// How often the next best mentor is looked for anew, when the one that was found is taken meanwhile.
const MOST_TRIES: u32 = 3;
/// After how many failed attempts whoever waits for a word is told all the same.
const MOST_FAILURES: i32 = 3;
/// Among how many rounds the last one that was proposed is looked for.
const LATEST_ROUNDS: u64 = 50;

/// Schedules what follows the end of a proposal.
pub(in crate::acts) async fn schedule(write: &Write, proposal: Id) -> Result<(), Error> {
    let morning = calendar::next_working_morning(write.now());
    Ok(jobs::store::schedule(write, JOB, &proposal.to_string(), morning).await?)
}

/// Tells and asks whoever is to be told and asked after the end of a proposal.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let id: Id = claim.key.parse().map_err(|_| Error::Broken(format!("{} is no proposal", claim.key)))?;
    if db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal) {
        let write = app.write(&By::Hub).await?;
        jobs::store::put_back(&write, claim, calendar::next_working_morning(write.now())).await?;
        return Ok(write.commit().await?);
    }
    for _ in 0..MOST_TRIES {
        let next = match find_next(app, id).await {
            Err(error) if claim.attempts > MOST_FAILURES => {
                tracing::error!(%error, proposal = %id, "nobody is asked next");
                None
            }
            found => found?,
        };
        let write = app.write(&By::Hub).await?;
        if !jobs::store::finish(&write, claim).await? {
            return Ok(());
        }
        let is_asked = match &next {
            Some(next) => propose::follow(&write, app.named(), id, next).await?,
            None => true,
        };
        // Whatever stands against it by now, another mentor may be the next best.
        if is_asked {
            tell(&write, app.named(), id).await?;
            return Ok(write.commit().await?);
        }
    }
    Err(Error::Broken(format!("the mentor who comes after proposal {id} is taken again and again")))
}

/// Whoever knows of a proposal that the other declined or put off reads that it will not be.
async fn tell(write: &Write, hub: Named<'_>, id: Id) -> Result<(), Error> {
    let ended = store::find_proposal(write.on(), Scope::Hub, id).await?;
    let Some(ended) = ended.filter(|one| matches!(one.state(), State::Declined | State::Later)) else {
        return Ok(());
    };
    let pairs = Pairs::read(write, std::slice::from_ref(&ended)).await?;
    let Some(pair) = pairs.of(&ended) else { return Ok(()) };
    for &party in Party::ALL {
        let said_no = ended.answer(party).is_some_and(|answer| !answer.agrees);
        let is_own = said_no || ended.later.is_some_and(|later| later.party == party);
        let is_told = ended.knows_of_it(party) && !is_own;
        let [own, other] = pair.seen_by(party);
        let Some(recipient) = pair.recipient(party).filter(|_| is_told) else { continue };
        let (first_name, other, coordinator) = (&own.first_name, &other.first_name, pair.coordinator);
        let page = use_own_link::make(write, hub, own, &recipient).await?;
        let later = ended.later.is_some();
        let closing = Closing { party, first_name, other, page, later, coordinator };
        send::run(write, messages::closed(recipient, &closing)?.for_person(own.id)).await?;
    }
    Ok(())
}

/// The pair that the hub proposes next to the mentee of a proposal that ended, if it does.
async fn find_next(app: &App, id: Id) -> Result<Option<Next>, Error> {
    let of = Snapshot::begin_three(&app.db).await?;
    let Some(ended) = store::find_proposal(of[0].on(), Scope::Hub, id).await? else { return Ok(None) };
    let past = store::list_of_journey_to_decide(&of[0], ended.journey_id).await?;
    let is_last = past.first().is_some_and(|last| last.id == id);
    if !is_last || !asks_another(&ended) || depth(&ended, &past) >= MOST_NEXT {
        return Ok(None);
    }
    let last = last_proposed(&of[0]).await?;
    let round = last.as_ref().map(|(round, _)| *round);
    let tried = match round {
        Some(round) => store::pairs_of_round(&of[0], round).await?,
        None => BTreeSet::new(),
    };
    let mut inputs = gather(of, &app.secret, round, app.today()).await?;
    let asked = past.iter().map(|proposal| Pair { journey: ended.journey_id, mentor: proposal.mentor_id });
    inputs.refused.extend(asked);
    let settings = last.as_ref().map_or_else(Settings::default, |(_, round)| Settings {
        longest_first: round.settings.longest_first.map(|_| app.today()),
        ..round.settings
    });
    let waiting: BTreeSet<Id> = inputs.mentees.iter().map(|mentee| mentee.id).collect();
    let promised: BTreeSet<Id> = last
        .iter()
        .flat_map(|(_, round)| &round.draft.proposals)
        .filter(|given| given.journey != ended.journey_id && waiting.contains(&given.journey))
        .filter(|given| !tried.contains(&(given.journey, given.mentor)))
        .filter(|given| !inputs.refused.contains(&Pair { journey: given.journey, mentor: given.mentor }))
        .map(|given| given.mentor)
        .collect();
    let solve = move || Round::run(inputs.sorted(), settings).map(|round| round.draft());
    let draft = limits::SOLVING.run(solve).await?.map_err(|error| Error::Broken(error.to_string()))?;
    let found = draft.proposals.into_iter().find(|proposed| proposed.journey == ended.journey_id);
    let found = found.filter(|proposed| !promised.contains(&proposed.mentor));
    Ok(found.map(|proposed| Next { proposed, round }))
}

/// The last round whose pairs were proposed, or some of them.
async fn last_proposed(of: &Snapshot) -> Result<Option<(Id, StoredRound)>, Error> {
    let rounds = rounds::store::list_rounds(of.on(), Scope::Hub, LATEST_ROUNDS).await?;
    for last in rounds {
        if last.proposed_on.is_some() || store::has_begun(of.on(), Scope::Hub, last.id).await? {
            let found = rounds::store::find_round(of.on(), Scope::Hub, last.id).await?;
            return Ok(found.map(|round| (last.id, round)));
        }
    }
    Ok(None)
}

/// How many proposals the hub made by itself before this one ended, one after the other.
fn depth(ended: &Proposal, past: &[Proposal]) -> u32 {
    let by_id: BTreeMap<Id, &Proposal> = past.iter().map(|proposal| (proposal.id, proposal)).collect();
    let before = |proposal: &&Proposal| by_id.get(&proposal.follows_id?).copied();
    std::iter::successors(Some(ended), before).skip(1).count().try_into().unwrap_or(u32::MAX)
}
