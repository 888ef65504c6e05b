//! The table of rounds: their inputs, results and progress.

use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect, SelectModel, Selector,
};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Id, Instant, Stored, Write, entity};
use crate::rounds::RoundDeed;
use crate::rounds::inputs::{Inputs, fingerprint};
use crate::rounds::not_proposed::NotProposed;
use crate::rounds::round::Draft;
use crate::rounds::settings::{Floor, Settings};

entity!(round, "rounds", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    asked_at: Instant,
    asked_by: Option<Uuid>,
    previous_id: Option<Uuid>,
    weights: String,
    floor_points: i32,
    floor_need: bool,
    longest_first: bool,
    read_at: Option<Instant>,
    waiting: Option<i32>,
    places: Option<i32>,
    inputs: Option<String>,
    inputs_hash: Option<String>,
    found_at: Option<Instant>,
    result: Option<String>,
    pairs: Option<i32>,
    left_out: Option<i32>,
    failed_at: Option<Instant>,
    failure: Option<String>,
    proposed_on: Option<Date>,
    not_proposed: Option<String>,
});

/// A finished round, without its inputs.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct StoredRound {
    pub id: Id,
    /// When it was requested.
    pub run_at: Instant,
    /// The round it was recomputed from, and whose decisions it inherits.
    pub previous_id: Option<Id>,
    pub settings: Settings,
    /// The SHA-256 digest of its inputs, in hexadecimal.
    pub inputs_hash: String,
    pub draft: Draft,
    /// The day its pairs were proposed to both sides; absent while it is a draft.
    pub proposed_on: Option<Date>,
    /// Those of its pairs that were not proposed on that day, each with its reason.
    pub not_proposed: Vec<NotProposed>,
}

/// The columns of a finished round, without its inputs.
#[derive(FromQueryResult)]
struct StoredRow {
    id: Uuid,
    asked_at: Instant,
    previous_id: Option<Uuid>,
    weights: String,
    floor_points: i32,
    floor_need: bool,
    longest_first: bool,
    inputs_hash: Option<String>,
    result: Option<String>,
    proposed_on: Option<Date>,
    not_proposed: Option<String>,
}

/// The columns of how far a round has got.
#[derive(FromQueryResult)]
struct ProgressRow {
    asked_at: Instant,
    weights: String,
    floor_points: i32,
    floor_need: bool,
    longest_first: bool,
    previous_id: Option<Uuid>,
    waiting: Option<i32>,
    places: Option<i32>,
    found_at: Option<Instant>,
    failure: Option<String>,
}

/// How far a round has got.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Progress {
    /// When it was requested.
    pub asked_at: Instant,
    pub settings: Settings,
    /// The round it was recomputed from, and whose decisions it inherits.
    pub previous_id: Option<Id>,
    /// The numbers of waiting mentees and of free places, once the inputs are read.
    pub read: Option<(u32, u32)>,
    /// Whether its result is stored.
    pub found: bool,
    /// Why it failed, in French for the coordinator.
    pub failure: Option<String>,
}

impl Progress {
    /// Whether it has a result, or never will.
    pub fn is_over(&self) -> bool {
        self.found || self.failure.is_some()
    }
}

/// A round in the list of rounds.
#[derive(Clone, Debug, FromQueryResult)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct RoundLine {
    pub id: Uuid,
    /// When it was requested.
    pub asked_at: Instant,
    /// When its result was stored.
    pub found_at: Option<Instant>,
    /// How many pairs it found.
    pub pairs: Option<i32>,
    /// How many people it left without a mentor.
    pub left_out: Option<i32>,
    /// The day its pairs were proposed to both sides; absent while it is a draft.
    pub proposed_on: Option<Date>,
}

/// Inserts a requested round.
pub async fn insert_round(
    write: &Write,
    id: Id,
    settings: &Settings,
    previous: Option<Id>,
) -> Result<(), DbErr> {
    let account = write.actor().account_id();
    let row = round::ActiveModel {
        id: Set(id),
        asked_at: Set(write.now()),
        asked_by: Set(account),
        previous_id: Set(previous),
        weights: Set(to_json(&settings.weights)?),
        floor_points: Set(column_of(settings.floor.points)?),
        floor_need: Set(settings.floor.one_need),
        longest_first: Set(settings.longest_first.is_some()),
        ..Default::default()
    };
    round::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(RoundDeed::Asked, id);
    Ok(())
}

/// Stores the inputs of a round: `json` is their serialisation.
pub async fn save_inputs(write: &Write, id: Id, inputs: &Inputs, json: String) -> Result<(), DbErr> {
    let row = round::ActiveModel {
        id: Set(id),
        read_at: Set(Some(write.now())),
        waiting: Set(Some(column_of(inputs.mentees.len())?)),
        places: Set(Some(column_of(inputs.places())?)),
        inputs_hash: Set(Some(fingerprint(&json))),
        inputs: Set(Some(json)),
        ..Default::default()
    };
    round::Entity::update(row).exec(write.on()).await?;
    Ok(())
}

/// The result of a round as it is stored: its JSON, and the counts that are shown without it.
#[derive(Clone, Debug)]
pub struct WrittenDraft {
    json: String,
    pairs: usize,
    left_out: usize,
}

impl WrittenDraft {
    /// Writes a draft.
    pub fn of(draft: &Draft) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_string(draft)?;
        Ok(Self { json, pairs: draft.proposals.len(), left_out: draft.left_out.len() })
    }
}

/// Stores the result of a round.
pub async fn save_draft(write: &Write, id: Id, draft: WrittenDraft) -> Result<(), DbErr> {
    let row = round::ActiveModel {
        id: Set(id),
        found_at: Set(Some(write.now())),
        pairs: Set(Some(column_of(draft.pairs)?)),
        left_out: Set(Some(column_of(draft.left_out)?)),
        result: Set(Some(draft.json)),
        ..Default::default()
    };
    round::Entity::update(row).exec(write.on()).await?;
    write.record(RoundDeed::Run, id);
    Ok(())
}

/// Stores why a round failed, in French for the coordinator.
pub async fn save_failure(write: &Write, id: Id, sentence: &str) -> Result<(), DbErr> {
    let row = round::ActiveModel {
        id: Set(id),
        failed_at: Set(Some(write.now())),
        failure: Set(Some(sentence.to_owned())),
        ..Default::default()
    };
    round::Entity::update(row).exec(write.on()).await?;
    write.record(RoundDeed::Failed, id);
    Ok(())
}

fn to_json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn column_of<T: TryInto<i32, Error: std::fmt::Display>>(count: T) -> Result<i32, DbErr> {
    count.try_into().map_err(|error| DbErr::Type(error.to_string()))
}

/// Finds a finished round. Rounds cover the whole hub, so no narrower scope includes them.
pub async fn find_round(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<StoredRound>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = without_inputs(id).one(db).await?;
    let Some(row) = found else { return Ok(None) };
    let stored = Stored::new(round::Entity, &row.id);
    let not_proposed = row.not_proposed.as_deref();
    let set = (row.weights, row.floor_points, row.floor_need, row.longest_first);
    let not_proposed = not_proposed.map(|json| stored.json(round::Column::NotProposed, json)).transpose()?;
    Ok(Some(StoredRound {
        run_at: row.asked_at,
        previous_id: row.previous_id,
        settings: settings(stored, row.asked_at, set)?,
        inputs_hash: stored.required(round::Column::InputsHash, row.inputs_hash)?,
        draft: stored.json(round::Column::Result, &stored.required(round::Column::Result, row.result)?)?,
        id: row.id,
        proposed_on: row.proposed_on,
        not_proposed: not_proposed.unwrap_or_default(),
    }))
}

/// The weights, the floor in points, whether a need must be covered, and whether those who have waited longest come first.
type SettingsColumns = (String, i32, bool, bool);

/// The settings of a round; waits are counted on the day on which it was asked for.
fn settings(
    stored: Stored<'_, round::Entity>,
    asked_at: Instant,
    (weights, points, one_need, longest_first): SettingsColumns,
) -> Result<Settings, DbErr> {
    Ok(Settings {
        weights: stored.json(round::Column::Weights, &weights)?,
        floor: Floor { points: stored.number(round::Column::FloorPoints, points)?, one_need },
        longest_first: longest_first.then(|| asked_at.day()),
    })
}

/// Selects a finished round without its inputs, which may take megabytes and which few pages need.
fn without_inputs(id: Id) -> Selector<SelectModel<StoredRow>> {
    round::Entity::find_by_id(id)
        .filter(round::Column::FoundAt.is_not_null())
        .select_only()
        .columns([
            round::Column::Id,
            round::Column::AskedAt,
            round::Column::PreviousId,
            round::Column::Weights,
            round::Column::FloorPoints,
            round::Column::FloorNeed,
            round::Column::LongestFirst,
            round::Column::InputsHash,
            round::Column::Result,
            round::Column::ProposedOn,
            round::Column::NotProposed,
        ])
        .into_model()
}

/// Finds how far a round has got.
pub async fn find_progress(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<Progress>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let found = round::Entity::find_by_id(id)
        .select_only()
        .columns([
            round::Column::AskedAt,
            round::Column::Weights,
            round::Column::FloorPoints,
            round::Column::FloorNeed,
            round::Column::LongestFirst,
            round::Column::PreviousId,
            round::Column::Waiting,
            round::Column::Places,
            round::Column::FoundAt,
            round::Column::Failure,
        ])
        .into_model::<ProgressRow>()
        .one(db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let stored = Stored::new(round::Entity, &id);
    let waiting = stored.maybe_number(round::Column::Waiting, row.waiting)?;
    let places = stored.maybe_number(round::Column::Places, row.places)?;
    let set = (row.weights, row.floor_points, row.floor_need, row.longest_first);
    Ok(Some(Progress {
        asked_at: row.asked_at,
        settings: settings(stored, row.asked_at, set)?,
        previous_id: row.previous_id,
        read: stored.together(round::Column::Waiting, waiting, places)?,
        found: row.found_at.is_some(),
        failure: row.failure,
    }))
}

/// Finds the inputs of a round, which are read separately because they are large and few pages need them.
pub async fn find_inputs(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Inputs>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    let inputs: Option<Option<String>> = round::Entity::find_by_id(id)
        .select_only()
        .column(round::Column::Inputs)
        .into_tuple()
        .one(db)
        .await?;
    let stored = Stored::new(round::Entity, &id);
    inputs.flatten().map(|inputs| stored.json(round::Column::Inputs, &inputs)).transpose()
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
            round::Column::AskedAt,
            round::Column::FoundAt,
            round::Column::Pairs,
            round::Column::LeftOut,
            round::Column::ProposedOn,
        ])
        .order_by_desc(round::Column::Id)
        .limit(limit)
        .into_model::<RoundLine>()
        .all(db)
        .await
}

/// Stores the day on which the pairs of a round were proposed, and those that were not.
pub async fn save_proposed(
    write: &Write,
    id: Id,
    on: Date,
    not_proposed: &[NotProposed],
) -> Result<(), DbErr> {
    let row = round::ActiveModel {
        id: Set(id),
        proposed_on: Set(Some(on)),
        not_proposed: Set(Some(to_json(&not_proposed)?)),
        ..Default::default()
    };
    round::Entity::update(row).exec(write.on()).await?;
    write.record(RoundDeed::Proposed, id);
    Ok(())
}

/// The latest round whose pairs were proposed, if it was asked for after this one: the draft of this one is then outdated.
pub async fn find_newer_proposed(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<Id>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    round::Entity::find()
        .select_only()
        .column(round::Column::Id)
        .filter(round::Column::Id.gt(id))
        .filter(round::Column::ProposedOn.is_not_null())
        .order_by_desc(round::Column::Id)
        .into_tuple()
        .one(db)
        .await
}

/// Locks a round until the transaction ends, so that its pairs are proposed only once. Returns the day they were, if any.
pub async fn lock_round(write: &Write, id: Id) -> Result<Option<Date>, DbErr> {
    let proposed: Option<Option<Date>> = round::Entity::find_by_id(id)
        .select_only()
        .column(round::Column::ProposedOn)
        .lock_exclusive()
        .into_tuple()
        .one(write.on())
        .await?;
    Ok(proposed.flatten())
}
