//! What the day of a coordinator reads.

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::today::{Couple, LastRound, Unanswered};
use crate::proposals::proposal::{Party, Proposal};
use crate::tandems::tandem::Next;
use crate::{follow_ups, proposals, requests, rounds, tandems};

/// Since when each request to join waits for an answer.
pub async fn requests_since(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Date>, DbErr> {
    let waiting = requests::store::list(db, scope).await?;
    Ok(waiting.iter().filter_map(|request| Some(request.confirmed_at?.day())).collect())
}

/// The open tandems, each with what comes next in it.
pub async fn list_next(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<(Couple, Next)>, DbErr> {
    let tandems = tandems::store::list_open(db, scope).await?;
    let ids: Vec<Id> = tandems.iter().map(|tandem| tandem.id).collect();
    let meetings = follow_ups::store::list_of(db, scope, &ids).await?;
    let next = tandems.iter().filter_map(|tandem| {
        let held = meetings.get(&tandem.id).map_or(&[][..], Vec::as_slice);
        let last_met_on = follow_ups::meeting::last_met_on(held);
        let couple = Couple { id: tandem.id, journey: tandem.journey_id, mentor: tandem.mentor_id };
        Some((couple, tandem.next(last_met_on, follow_ups::meeting::planned(held))?))
    });
    Ok(next.collect())
}

/// The proposals that await an answer, oldest first.
pub async fn list_unanswered(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Unanswered>, DbErr> {
    let pending = proposals::store::list_pending(db, scope).await?;
    Ok(pending.iter().map(unanswered).collect())
}

fn unanswered(proposal: &Proposal) -> Unanswered {
    let is_awaited = |party: &Party| proposal.answer(*party).is_none();
    Unanswered {
        couple: Couple { id: proposal.id, journey: proposal.journey_id, mentor: proposal.mentor_id },
        awaited: Party::ALL.iter().copied().filter(is_awaited).collect(),
        due_on: proposal.due_on(),
    }
}

/// The newest round, if it found its pairs.
pub async fn find_last_round(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<LastRound>, DbErr> {
    let Some(line) = rounds::store::list_rounds(db, scope, 1).await?.pop() else { return Ok(None) };
    let round = rounds::store::find_round(db, scope, line.id).await?;
    Ok(round.map(|round| LastRound {
        id: round.id,
        run_on: round.run_at.day(),
        pairs: round.draft.proposals.len(),
        left_out: round.draft.left_out.len(),
        proposed: round.proposed_on.is_some(),
    }))
}
