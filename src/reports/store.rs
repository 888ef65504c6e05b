//! What the figures read.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::results::{Line, Stage};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::outcomes::outcome::at_one_year;
use crate::people::person::Journey;
use crate::{follow_ups, outcomes, people};

/// One line a journey of the scope, from a handful of queries whatever their number.
pub async fn list_lines(db: &impl ConnectionTrait, scope: Scope, today: Date) -> Result<Vec<Line>, DbErr> {
    let journeys = people::store::list_journeys(db, scope).await?;
    let provenances = people::store::provenances(db, scope).await?;
    let learnt = outcomes::store::list_all(db, scope).await?;
    let waiting = people::store::list_open_welcomes(db, scope, [follow_ups::store::met_journeys()]).await?;
    let waiting: BTreeSet<Id> = waiting.into_iter().map(|(journey, _)| journey).collect();
    let line = |journey: &Journey| {
        let from = provenances.get(&journey.person_id);
        Line {
            track: journey.track,
            branch: from.and_then(|from| from.branch_id),
            place: from.and_then(|from| from.place_code.clone()),
            welcomed_on: journey.welcomed_on,
            stage: match journey.ended {
                Some(_) => Stage::Closed,
                None if waiting.contains(&journey.id) => Stage::Waiting,
                None => Stage::Meeting,
            },
            at_one_year: at_one_year(journey, learnt.get(&journey.id).map_or(&[], Vec::as_slice), today),
        }
    };
    Ok(journeys.iter().map(line).collect())
}
