//! What the day of a coordinator reads beside what comes next.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::overview::hints::LastRound;
use crate::rounds;

/// The newest round, if it found its pairs.
pub async fn find_last_round(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<LastRound>, DbErr> {
    let Some(line) = rounds::store::list_rounds(db, scope, 1).await?.pop() else { return Ok(None) };
    let count = |count: Option<i32>| count.and_then(|count| usize::try_from(count).ok());
    let (Some(pairs), Some(left_out)) = (count(line.pairs), count(line.left_out)) else { return Ok(None) };
    Ok(Some(LastRound {
        id: line.id,
        run_on: line.asked_at.day(),
        pairs,
        left_out,
        proposed: line.proposed_on.is_some(),
    }))
}
