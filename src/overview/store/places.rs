//! The places of mentors that are no longer free: taken by an open tandem, or promised by a pending proposal.

use std::collections::BTreeMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::{Id, Keys};
use crate::{proposals, tandems};

/// The mentors of the places that are used, each as often as one is.
pub fn used_mentors() -> [SelectStatement; 2] {
    [tandems::store::taken_mentors(), proposals::store::promised_mentors()]
}

/// How many places of each of some mentors are used; a mentor without any is absent.
pub async fn used_places(db: &impl ConnectionTrait, mentors: Keys<'_>) -> Result<BTreeMap<Id, u32>, DbErr> {
    let mut used = tandems::store::taken_places(db, mentors).await?;
    for (mentor, promised) in proposals::store::promised_places(db, mentors).await? {
        *used.entry(mentor).or_insert(0) += promised;
    }
    Ok(used)
}

/// How many tandems of a scope are open.
pub async fn count_open_tandems(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    tandems::store::count_open(db, scope).await
}

/// How many proposals of a scope await an answer.
pub async fn count_unanswered_proposals(db: &impl ConnectionTrait, scope: Scope) -> Result<usize, DbErr> {
    proposals::store::count_unanswered(db, scope).await
}
