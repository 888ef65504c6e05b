//! What is new of the people of a scope, over the tables of several nouns.

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::news::{News, What, since};
use crate::{follow_ups, people, proposals, tandems};

/// What happened to the people of a scope since a day, the newest first.
pub async fn list_news(db: &impl ConnectionTrait, scope: Scope, first: Date) -> Result<Vec<News>, DbErr> {
    let mut facts = Vec::new();
    for (journey, welcomed_on, ended_on) in people::store::list_journeys_since(db, scope, first).await? {
        facts.push((journey, What::Welcomed, Some(welcomed_on)));
        facts.push((journey, What::Ended, ended_on));
    }
    for (journey, proposed_on) in proposals::store::list_proposed_since(db, scope, first).await? {
        facts.push((journey, What::Proposed, Some(proposed_on)));
    }
    for (journey, started_on, closed_on) in tandems::store::list_since(db, scope, first).await? {
        facts.push((journey, What::Begun, Some(started_on)));
        facts.push((journey, What::Closed, closed_on));
    }
    let met = follow_ups::store::list_met_since(db, scope, first).await?;
    let tandems: Vec<Id> = met.iter().map(|(tandem, _)| *tandem).collect();
    let pairs = tandems::store::pairs(db, scope, &tandems).await?;
    let of_journey = |(tandem, held_on): (Id, _)| {
        let (_, journey) = pairs.get(&tandem)?;
        Some((*journey, What::Met, Some(held_on)))
    };
    facts.extend(met.into_iter().filter_map(of_journey));
    Ok(since(first, facts))
}
