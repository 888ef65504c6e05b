//! What the figures read.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::results::{Line, Stage};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::outcomes::outcome::at_one_year_of;
use crate::people::store::JourneyFacts;
use crate::{follow_ups, outcomes, people};

/// One line a journey of the scope, from a handful of queries whatever their number.
pub async fn list_lines(db: &impl ConnectionTrait, scope: Scope, today: Date) -> Result<Vec<Line>, DbErr> {
    let journeys = people::store::list_journey_facts(db, scope).await?;
    let learnt = outcomes::store::list_all(db, scope).await?;
    let waiting = people::store::list_open_welcomes(db, scope, [follow_ups::store::met_journeys()]).await?;
    let waiting: BTreeSet<Id> = waiting.into_iter().map(|(journey, _)| journey).collect();
    let line = |journey: JourneyFacts| {
        let learnt = learnt.get(&journey.id).map_or(&[][..], Vec::as_slice);
        Line {
            at_one_year: at_one_year_of(journey.track, journey.welcomed_on, learnt, today),
            track: journey.track,
            welcomed_on: journey.welcomed_on,
            stage: match journey.has_ended {
                true => Stage::Closed,
                false if waiting.contains(&journey.id) => Stage::Waiting,
                false => Stage::Meeting,
            },
            branch: journey.branch_id,
            place: journey.place_code,
        }
    };
    Ok(journeys.into_iter().map(line).collect())
}
