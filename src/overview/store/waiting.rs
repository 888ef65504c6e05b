//! Who has no mentor proposed, who waits for a first meeting, and since when.
//!
//! Two notions, each with one condition in SQL that every page uses. *Unmatched*: the journey has not ended, and has neither a pending
//! proposal nor an open tandem; rounds and places count them. *Waiting*: the journey has not ended, and is in no open tandem whose two
//! people have met; that is what people are told. Whoever is unmatched waits; one may wait with a proposal, or in a tandem.

use std::collections::BTreeMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Id, Keys};
use crate::people::person::waits_since;
use crate::{follow_ups, people, proposals, tandems};

/// The journeys that are matched, or about to be: an open journey in neither selection is unmatched.
pub fn matched_journeys() -> [SelectStatement; 2] {
    [tandems::store::paired_journeys(), proposals::store::proposed_journeys()]
}

/// The last day on which a tandem or a proposal of each of some journeys of a scope ended; a journey without any is absent.
pub async fn last_endings(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: Keys<'_>,
) -> Result<BTreeMap<Id, Date>, DbErr> {
    let mut last = tandems::store::last_closures(db, scope, journeys).await?;
    for (journey, on) in proposals::store::last_endings(db, scope, journeys).await? {
        let known = last.entry(journey).or_insert(on);
        *known = on.max(*known);
    }
    Ok(last)
}

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// Since when: the last ending of a tandem or proposal, else the welcome.
    pub since: Date,
    /// The day of welcome.
    pub welcomed_on: Date,
    /// The journey, by its key.
    pub journey: Id,
}

/// Everybody of a scope who waits for a first meeting, longest first.
pub async fn list_waits(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Wait>, DbErr> {
    let endings = last_endings(db, scope, Keys::All).await?;
    let welcomes = people::store::list_open_welcomes(db, scope, [follow_ups::store::met_journeys()]).await?;
    let wait = |(journey, welcomed_on): (Id, Date)| Wait {
        since: waits_since(welcomed_on, endings.get(&journey).copied()),
        welcomed_on,
        journey,
    };
    let mut waits: Vec<Wait> = welcomes.into_iter().map(wait).collect();
    waits.sort();
    Ok(waits)
}
