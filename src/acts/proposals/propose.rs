//! The pairs of a draft are proposed: each becomes a proposal that awaits two answers.

use std::collections::BTreeSet;

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::overview::store::used_places;
use crate::people::person::{Journey, Mentor};
use crate::proposals::proposal::Proposal;
use crate::rounds::inputs::{Exclusion, Pair};
use crate::rounds::round::Proposed;
use crate::rounds::store::Decision;
use crate::state::App;
use crate::{people, proposals, rounds, tandems};

/// Pairs proposed in one transaction, so that none is long.
const AT_ONCE: usize = 500;

/// The outcome of proposing a draft.
#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// The number of proposals made.
    Proposals(usize),
    /// The pairs of this draft were already proposed.
    AlreadyMade,
}

/// Proposes the pairs of a draft, except those that were refused, excluded or declined since the run, whose mentee has found
/// a mentor, or whose mentor is full or gone.
///
/// A long act, in batches: after an interruption, the next call proposes the remaining pairs.
pub async fn run(app: &App, by: &By, round: Id) -> Result<Made, Error> {
    let scope = by.scope(Right::Propose);
    let draft = rounds::store::find_round(&app.db, scope, round).await?.ok_or(Error::NotFound)?.draft;
    let mut made = 0;
    for some in draft.proposals.chunks(AT_ONCE) {
        let write = app.write(by).await?;
        if rounds::store::lock_round(&write, round).await?.is_some() {
            return Ok(Made::AlreadyMade);
        }
        made += propose_batch(&write, round, some).await?;
        write.commit().await?;
    }
    let write = app.write(by).await?;
    if rounds::store::lock_round(&write, round).await?.is_some() {
        return Ok(Made::AlreadyMade);
    }
    rounds::store::save_proposed(&write, round, write.today()).await?;
    write.commit().await?;
    Ok(Made::Proposals(made))
}

fn pair_of(proposed: &Proposed) -> Pair {
    Pair { journey: proposed.journey, mentor: proposed.mentor }
}

/// The pairs that a coordinator refused on this draft, or that one side declined.
async fn unwanted(write: &Write, round: Id) -> Result<BTreeSet<Pair>, Error> {
    let mut unwanted = rounds::store::list_decisions(write.on(), round, Decision::Refused).await?;
    let declined = proposals::store::declined_pairs(write.on()).await?;
    unwanted.extend(declined.into_iter().map(|(journey, mentor)| Pair { journey, mentor }));
    Ok(unwanted)
}

/// Proposes some pairs, checked again once the mentors and the journeys are locked; returns how many.
async fn propose_batch(write: &Write, round: Id, some: &[Proposed]) -> Result<usize, Error> {
    let ids = |of: fn(&Proposed) -> Id| some.iter().map(of).collect::<Vec<Id>>();
    let (mentor_ids, journey_ids) = (ids(|proposed| proposed.mentor), ids(|proposed| proposed.journey));
    let mentors = people::store::lock_mentors(write, &mentor_ids).await?;
    let journeys = people::store::lock_journeys(write, &journey_ids).await?;
    let unwanted = unwanted(write, round).await?;
    let excluded = rounds::store::list_exclusions(write.on()).await?;
    let mut busy = tandems::store::journeys_in_tandem(write, &journey_ids).await?;
    busy.extend(proposals::store::journeys_proposed(write, &journey_ids).await?);
    let mut used = used_places(write.on()).await?;
    let mut made = Vec::new();
    for proposed in some {
        let mentor = mentors.iter().find(|mentor| mentor.id == proposed.mentor);
        let journey = journeys.iter().find(|journey| journey.id == proposed.journey);
        let (Some(mentor), Some(journey)) = (mentor, journey) else { continue };
        let used = used.entry(mentor.id).or_insert(0);
        let exclusion = Exclusion { mentor: mentor.id, person: journey.person_id };
        let is_free = may_meet(mentor, journey, *used) && !busy.contains(&journey.id);
        if is_free && !excluded.contains(&exclusion) && !unwanted.contains(&pair_of(proposed)) {
            *used += 1;
            made.push(proposal(write, round, proposed));
        }
    }
    proposals::store::insert_proposals(write, &made).await?;
    Ok(made.len())
}

/// Whether the mentor and the journey are still active, and the mentor has a place left.
fn may_meet(mentor: &Mentor, journey: &Journey, used: u32) -> bool {
    mentor.left_on.is_none() && journey.ended.is_none() && used < u32::from(mentor.capacity)
}

fn proposal(write: &Write, round: Id, proposed: &Proposed) -> Proposal {
    Proposal {
        id: write.new_id(),
        round_id: Some(round),
        journey_id: proposed.journey,
        mentor_id: proposed.mentor,
        score: proposed.score,
        reasons: proposed.reasons.clone(),
        proposed_on: write.today(),
        mentee: None,
        mentor: None,
    }
}
