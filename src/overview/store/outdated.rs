//! Whether a draft still holds, and what of it is proposed.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::rounds::inputs::Pair;
use crate::{proposals, rounds};

/// The later round that was proposed and outdates a draft, if one does. What was begun before that round was proposed is completed.
pub async fn find_outdating(db: &impl ConnectionTrait, scope: Scope, round: Id) -> Result<Option<Id>, DbErr> {
    let Some(newer) = rounds::store::find_newer_proposed(db, scope, round).await? else { return Ok(None) };
    let has_begun = proposals::store::has_begun(db, scope, round).await?;
    Ok((!has_begun).then_some(newer))
}

/// The pairs of a draft that are proposed already, to people of a scope.
pub async fn list_made(db: &impl ConnectionTrait, scope: Scope, round: Id) -> Result<BTreeSet<Pair>, DbErr> {
    let made = proposals::store::list_proposed_pairs(db, scope, round).await?;
    Ok(made.into_iter().map(|(journey, mentor)| Pair { journey, mentor }).collect())
}
