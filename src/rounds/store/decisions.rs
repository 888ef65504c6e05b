//! The decisions of coordinators: pins and refusals on the pairs of a round, and permanent exclusions.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use time::Date;

use crate::db::{Id, Stored, Write, entity};
use crate::people::deeds::MentorDeed;
use crate::rounds::RoundDeed;
use crate::rounds::inputs::{Exclusion, Pair};
use crate::vocabulary::vocabulary;

entity!(decision, "round_decisions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    round_id: Uuid,
    journey_id: Uuid,
    mentor_id: Uuid,
    kind: String,
});

entity!(exclusion, "exclusions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    mentor_id: Uuid,
    person_id: Uuid,
    decided_on: Date,
});

vocabulary! {
    /// What a coordinator decides on a pair of a draft, for the next run.
    Decision {
        Pinned = "pinned", "retenue d’office";
        Refused = "refused", "refusée";
    }
}

impl Decision {
    /// The deed that the journal records.
    pub fn deed(self) -> RoundDeed {
        match self {
            Self::Pinned => RoundDeed::Pinned,
            Self::Refused => RoundDeed::Refused,
        }
    }
}

/// The pairs of a round that carry a given decision.
pub async fn list_decisions(
    db: &impl ConnectionTrait,
    round: Id,
    decision: Decision,
) -> Result<BTreeSet<Pair>, DbErr> {
    let rows = decision::Entity::find()
        .filter(decision::Column::RoundId.eq(round))
        .filter(decision::Column::Kind.eq(decision.code()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Pair { journey: row.journey_id, mentor: row.mentor_id }).collect())
}

/// Stores the decision on a pair of a round, replacing the previous one, which it returns; `None` takes it back.
pub async fn save_decision(
    write: &Write,
    round: Id,
    pair: Pair,
    decision: Option<Decision>,
) -> Result<Option<Decision>, DbErr> {
    let own = decision::Column::RoundId
        .eq(round)
        .and(decision::Column::JourneyId.eq(pair.journey))
        .and(decision::Column::MentorId.eq(pair.mentor));
    let before = decision::Entity::find().filter(own.clone()).one(write.on()).await?;
    let decided = |row: decision::Model| {
        Stored::new(decision::Entity, &row.id).code(decision::Column::Kind, &row.kind, Decision::from_code)
    };
    let before = before.map(decided).transpose()?;
    if before == decision {
        return Ok(before);
    }
    decision::Entity::delete_many().filter(own).exec(write.on()).await?;
    if let Some(decision) = decision {
        let row = decision::ActiveModel {
            id: Set(write.new_id()),
            round_id: Set(round),
            journey_id: Set(pair.journey),
            mentor_id: Set(pair.mentor),
            kind: Set(decision.code().to_owned()),
        };
        decision::Entity::insert(row).exec_without_returning(write.on()).await?;
    }
    write.record(decision.map_or(RoundDeed::DecisionTakenBack, Decision::deed), round);
    Ok(before)
}

/// Every permanent exclusion.
pub async fn list_exclusions(db: &impl ConnectionTrait) -> Result<BTreeSet<Exclusion>, DbErr> {
    let rows = exclusion::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| Exclusion { mentor: row.mentor_id, person: row.person_id }).collect())
}

/// Excludes two people permanently; excluding them again changes nothing. Says whether it changed something.
pub async fn insert_exclusion(write: &Write, excluded: Exclusion, on: Date) -> Result<bool, DbErr> {
    if list_exclusions(write.on()).await?.contains(&excluded) {
        return Ok(false);
    }
    let row = exclusion::ActiveModel {
        id: Set(write.new_id()),
        mentor_id: Set(excluded.mentor),
        person_id: Set(excluded.person),
        decided_on: Set(on),
    };
    exclusion::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(MentorDeed::Excluded, excluded.mentor);
    Ok(true)
}

/// Copies the decisions of a round to the next one, where they hold until taken back.
pub async fn carry_decisions(write: &Write, from: Id, to: Id) -> Result<(), DbErr> {
    let rows = decision::Entity::find().filter(decision::Column::RoundId.eq(from)).all(write.on()).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let carried = rows.into_iter().map(|row| decision::ActiveModel {
        id: Set(write.new_id()),
        round_id: Set(to),
        journey_id: Set(row.journey_id),
        mentor_id: Set(row.mentor_id),
        kind: Set(row.kind),
    });
    decision::Entity::insert_many(carried).exec_without_returning(write.on()).await?;
    Ok(())
}
