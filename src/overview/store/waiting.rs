//! Who has no mentor proposed, who waits for a first meeting, and since when.
//!
//! Two notions, each with one condition in SQL that every page uses. *Unmatched*: the journey has not ended, has neither a pending
//! proposal nor an open tandem, and a mentor is wanted by now; rounds and places count them. *Waiting*: the journey has not ended, is in no
//! open tandem whose two people have met, and a mentor is wanted by now; that is what people are told. Whoever is unmatched waits; one may
//! wait with a proposal, or in a tandem.

use std::collections::BTreeMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Id, Keys};
use crate::people::person::waits_since;
use crate::{follow_ups, people, proposals, tandems};

/// The journeys that are matched, or about to be.
pub fn tandem_or_proposal() -> [SelectStatement; 2] {
    [tandems::store::paired_journeys(), proposals::store::proposed_journeys()]
}

/// The same, and those on which a mentor is wanted from a later day only: an open journey in no selection is unmatched.
pub fn matched_journeys(today: Date) -> [SelectStatement; 3] {
    let [paired, proposed] = tandem_or_proposal();
    [paired, proposed, people::store::later_journeys(today)]
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
    /// Since when: the last ending of a tandem or proposal, the day from which they want a mentor, else the welcome.
    pub since: Date,
    /// The day of welcome.
    pub welcomed_on: Date,
    /// The journey, by its key.
    pub journey: Id,
}

/// Those of a scope who have waited longest for a first meeting, longest first; at most so many.
pub async fn list_longest_waiting(
    db: &impl ConnectionTrait,
    scope: Scope,
    most: usize,
    today: Date,
) -> Result<Vec<Wait>, DbErr> {
    let without = [follow_ups::store::met_journeys(), people::store::later_journeys(today)];
    longest(db, scope, &without, most).await
}

/// Those of a scope who have been unmatched longest, longest first; at most so many.
pub async fn list_longest_unmatched(
    db: &impl ConnectionTrait,
    scope: Scope,
    most: usize,
    today: Date,
) -> Result<Vec<Wait>, DbErr> {
    longest(db, scope, &matched_journeys(today), most).await
}

/// How many journeys are read at a time.
const AT_ONCE: usize = 200;

/// Nobody waits since before their welcome, so whoever was welcomed later than the last of those found is not among them.
async fn longest(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: &[SelectStatement],
    most: usize,
) -> Result<Vec<Wait>, DbErr> {
    let mut longest: Vec<Wait> = Vec::new();
    for first in (0..).step_by(AT_ONCE) {
        let part = first..first + AT_ONCE;
        let some = people::store::list_first_welcomes(db, scope, without.to_vec(), part).await?;
        let keys: Vec<Id> = some.iter().map(|(journey, ..)| *journey).collect();
        let endings = last_endings(db, scope, Keys::These(&keys)).await?;
        longest.extend(some.iter().map(|&(journey, welcomed_on, from)| Wait {
            since: waits_since(welcomed_on, endings.get(&journey).copied().max(from)),
            welcomed_on,
            journey,
        }));
        longest.sort();
        longest.truncate(most);
        let last = some.last().map(|(_, welcomed_on, _)| *welcomed_on);
        let is_over = |last: Date| longest.get(most.saturating_sub(1)).is_some_and(|wait| wait.since < last);
        if some.len() < AT_ONCE || most == 0 || last.is_none_or(is_over) {
            break;
        }
    }
    Ok(longest)
}
