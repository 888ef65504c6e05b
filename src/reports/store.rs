//! What the figures read.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::results::{Line, Stage};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::outcomes::outcome::at_one_year;
use crate::people::person::Journey;
use crate::{outcomes, people, tandems};

/// One line a journey of the scope, from a handful of queries whatever their number.
pub async fn list_lines(db: &impl ConnectionTrait, scope: Scope, today: Date) -> Result<Vec<Line>, DbErr> {
    let journeys = people::store::list_journeys(db, scope).await?;
    let provenances = people::store::provenances(db, scope).await?;
    let learnt = outcomes::store::list_all(db, scope).await?;
    let open = tandems::store::list_open(db, scope).await?;
    let paired: BTreeSet<Id> = open.iter().map(|tandem| tandem.journey_id).collect();
    let line = |journey: &Journey| {
        let from = provenances.get(&journey.person_id);
        Line {
            track: journey.track,
            branch: from.and_then(|from| from.branch_id),
            place: from.and_then(|from| from.place_code.clone()),
            welcomed_on: journey.welcomed_on,
            stage: match journey.ended {
                Some(_) => Stage::Closed,
                None if paired.contains(&journey.id) => Stage::InTandem,
                None => Stage::Waiting,
            },
            at_one_year: at_one_year(journey, learnt.get(&journey.id).map_or(&[], Vec::as_slice), today),
        }
    };
    Ok(journeys.iter().map(line).collect())
}
