//! Rounds as they were run, and what the coordinator decided on their pairs.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Id, Instant, Write, entity};
use crate::matching::criteria::Weights;
use crate::matching::inputs::{Exclusion, Inputs, Pair};
use crate::matching::round::Draft;
use crate::vocabulary::vocabulary;

entity!(round, "rounds", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    run_at: Instant,
    run_by: Option<Uuid>,
    previous_id: Option<Uuid>,
    weights: String,
    inputs: String,
    inputs_hash: String,
    result: String,
    proposed_on: Option<Date>,
});

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

/// A round as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The key.
    pub id: Id,
    /// When it was run.
    pub run_at: Instant,
    /// The run it follows, in the same edit.
    pub previous_id: Option<Id>,
    /// How much each criterion counted.
    pub weights: Weights,
    /// The fingerprint of what it read.
    pub inputs_hash: String,
    /// What it proposed.
    pub draft: Draft,
    /// The day its pairs were suggested to people, if they were.
    pub proposed_on: Option<Date>,
}

/// A round as its row has it, but for what it read.
#[derive(FromQueryResult)]
struct KeptRow {
    id: Uuid,
    run_at: Instant,
    previous_id: Option<Uuid>,
    weights: String,
    inputs_hash: String,
    result: String,
    proposed_on: Option<Date>,
}

/// A line of the list of rounds.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RoundLine {
    /// The key.
    pub id: Uuid,
    /// When it was run.
    pub run_at: Instant,
    /// The fingerprint of what it read.
    pub inputs_hash: String,
    /// The day its pairs were suggested to people, if they were.
    pub proposed_on: Option<Date>,
}

/// Adds a round, with what it read in JSON.
pub async fn insert_round(write: &Write, kept: &Kept, inputs: String) -> Result<(), DbErr> {
    let row = round::ActiveModel {
        id: Set(kept.id),
        run_at: Set(kept.run_at),
        run_by: Set(write.actor()),
        previous_id: Set(kept.previous_id),
        weights: Set(to_json(&kept.weights)?),
        inputs: Set(inputs),
        inputs_hash: Set(kept.inputs_hash.clone()),
        result: Set(to_json(&kept.draft)?),
        proposed_on: Set(kept.proposed_on),
    };
    round::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("round", kept.id, "run");
    Ok(())
}

fn to_json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// The round of a key; rounds are over everybody, so only the hub's scope holds them.
pub async fn find_round(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Kept>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = round::Entity::find_by_id(id)
        .select_only()
        .columns([
            round::Column::Id,
            round::Column::RunAt,
            round::Column::PreviousId,
            round::Column::Weights,
            round::Column::InputsHash,
            round::Column::Result,
            round::Column::ProposedOn,
        ])
        .into_model::<KeptRow>()
        .one(db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Kept {
        id: row.id,
        run_at: row.run_at,
        previous_id: row.previous_id,
        weights: from_json(&row.weights)?,
        inputs_hash: row.inputs_hash,
        draft: from_json(&row.result)?,
        proposed_on: row.proposed_on,
    }))
}

/// What a round read: apart, because it is long and few pages need it.
pub async fn find_inputs(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Inputs>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let inputs: Option<String> = round::Entity::find_by_id(id)
        .select_only()
        .column(round::Column::Inputs)
        .into_tuple()
        .one(db)
        .await?;
    inputs.map(|inputs| from_json(&inputs)).transpose()
}

/// The latest rounds, newest first.
pub async fn list_rounds(
    db: &impl ConnectionTrait,
    scope: Scope,
    limit: u64,
) -> Result<Vec<RoundLine>, DbErr> {
    if scope != Scope::Hub {
        return Ok(Vec::new());
    }
    round::Entity::find()
        .select_only()
        .columns([
            round::Column::Id,
            round::Column::RunAt,
            round::Column::InputsHash,
            round::Column::ProposedOn,
        ])
        .order_by_desc(round::Column::Id)
        .limit(limit)
        .into_model::<RoundLine>()
        .all(db)
        .await
}

/// Notes that the pairs of a round were suggested to people.
pub async fn save_proposed(write: &Write, id: Id, on: Date) -> Result<(), DbErr> {
    let row = round::ActiveModel { id: Set(id), proposed_on: Set(Some(on)), ..Default::default() };
    round::Entity::update(row).exec(write.on()).await?;
    write.record("round", id, "proposed");
    Ok(())
}

/// Waits until no other writer holds a round, so that its pairs are suggested once.
pub async fn lock_round(write: &Write, id: Id) -> Result<Option<Date>, DbErr> {
    let row = round::Entity::find_by_id(id).lock_exclusive().one(write.on()).await?;
    Ok(row.and_then(|row| row.proposed_on))
}

/// The pairs of a round on which something was decided.
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

/// Decides on a pair of a round, or takes the decision back; a pair has one decision at most.
pub async fn save_decision(
    write: &Write,
    round: Id,
    pair: Pair,
    decision: Option<Decision>,
) -> Result<(), DbErr> {
    decision::Entity::delete_many()
        .filter(decision::Column::RoundId.eq(round))
        .filter(decision::Column::JourneyId.eq(pair.journey))
        .filter(decision::Column::MentorId.eq(pair.mentor))
        .exec(write.on())
        .await?;
    if let Some(decision) = decision {
        let row = decision::ActiveModel {
            id: Set(crate::db::new_id()),
            round_id: Set(round),
            journey_id: Set(pair.journey),
            mentor_id: Set(pair.mentor),
            kind: Set(decision.code().to_owned()),
        };
        decision::Entity::insert(row).exec_without_returning(write.on()).await?;
    }
    write.record("round", round, decision.map_or("decision_taken_back", Decision::code));
    Ok(())
}

/// Everybody who must never be proposed to somebody.
pub async fn list_exclusions(db: &impl ConnectionTrait) -> Result<BTreeSet<Exclusion>, DbErr> {
    let rows = exclusion::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| Exclusion { mentor: row.mentor_id, person: row.person_id }).collect())
}

/// Excludes two people for good; excluding them again changes nothing.
pub async fn insert_exclusion(write: &Write, excluded: Exclusion, on: Date) -> Result<(), DbErr> {
    if list_exclusions(write.on()).await?.contains(&excluded) {
        return Ok(());
    }
    let row = exclusion::ActiveModel {
        id: Set(crate::db::new_id()),
        mentor_id: Set(excluded.mentor),
        person_id: Set(excluded.person),
        decided_on: Set(on),
    };
    exclusion::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("mentor", excluded.mentor, "excluded");
    Ok(())
}
