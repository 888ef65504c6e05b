//! What the day of a coordinator reads beside what comes next.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::overview::hints::LastRound;
use crate::rounds;

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
