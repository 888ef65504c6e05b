//! The table of proposals and their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Write, entity};
use crate::people::store::{journeys_within, mentors_within};
use crate::proposals::proposal::ProposalDeed;
use crate::proposals::proposal::{Answer, Proposal};

entity!(row, "proposals", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    round_id: Option<Uuid>,
    journey_id: Uuid,
    mentor_id: Uuid,
    score: i32,
    reasons: String,
    proposed_on: Date,
    mentee_answer: Option<String>,
    mentee_answered_on: Option<Date>,
    mentee_reason: Option<String>,
    mentor_answer: Option<String>,
    mentor_answered_on: Option<Date>,
    mentor_reason: Option<String>,
});

const YES: &str = "yes";
const NO: &str = "no";

/// The condition that one side of a proposal is within a scope.
fn within(scope: Scope) -> Expr {
    row::Column::JourneyId
        .in_subquery(journeys_within(scope))
        .or(row::Column::MentorId.in_subquery(mentors_within(scope)))
}

/// The condition that a proposal is pending: neither side said no, and at least one has not answered.
fn pending() -> Expr {
    let not_no = |column: row::Column| column.is_null().or(column.ne(NO));
    not_no(row::Column::MenteeAnswer)
        .and(not_no(row::Column::MentorAnswer))
        .and(row::Column::MenteeAnswer.is_null().or(row::Column::MentorAnswer.is_null()))
}

/// Rows inserted in one statement, which takes at most 32,766 values on SQLite.
const AT_ONCE: usize = 1000;

/// Inserts proposals.
pub async fn insert_proposals(write: &Write, proposals: &[Proposal]) -> Result<(), DbErr> {
    for some in proposals.chunks(AT_ONCE) {
        let rows = some.iter().map(row_of).collect::<Result<Vec<_>, DbErr>>()?;
        row::Entity::insert_many(rows).exec_without_returning(write.on()).await?;
    }
    proposals.iter().for_each(|proposal| write.record(ProposalDeed::Proposed, proposal.id));
    Ok(())
}

/// Stores the answers of a proposal.
pub async fn save_answers(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::Answered, proposal.id);
    Ok(())
}

/// Finds a proposal, if one of its sides is within the scope.
pub async fn find_proposal(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<Proposal>, DbErr> {
    Ok(row::Entity::find_by_id(id).filter(within(scope)).one(db).await?.map(proposal_of))
}

/// The same, locked until the transaction ends.
pub async fn lock_proposal(write: &Write, scope: Scope, id: Id) -> Result<Option<Proposal>, DbErr> {
    let found = row::Entity::find_by_id(id).filter(within(scope)).lock_exclusive().one(write.on()).await?;
    Ok(found.map(proposal_of))
}

/// The pending proposals, oldest first.
pub async fn list_pending(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Proposal>, DbErr> {
    Ok(pending_of(scope).all(db).await?.into_iter().map(proposal_of).collect())
}

/// One page of the same.
pub async fn list_pending_part(
    db: &impl ConnectionTrait,
    scope: Scope,
    part: Range<usize>,
) -> Result<Vec<Proposal>, DbErr> {
    let rows = pending_of(scope).offset(part.start as u64).limit(part.len() as u64).all(db).await?;
    Ok(rows.into_iter().map(proposal_of).collect())
}

/// The number of pending proposals.
pub async fn count_pending(db: &impl ConnectionTrait, scope: Scope) -> Result<usize, DbErr> {
    Ok(usize::try_from(pending_of(scope).count(db).await?).unwrap_or(usize::MAX))
}

fn pending_of(scope: Scope) -> Select<row::Entity> {
    row::Entity::find().filter(within(scope)).filter(pending()).order_by_asc(row::Column::Id)
}

/// The proposals that were accepted or declined, newest first.
pub async fn list_settled(
    db: &impl ConnectionTrait,
    scope: Scope,
    limit: u64,
) -> Result<Vec<Proposal>, DbErr> {
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(pending().not())
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(proposal_of).collect())
}

/// Every proposal of some journeys, newest first.
pub async fn proposals_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
) -> Result<Vec<Proposal>, DbErr> {
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::JourneyId.is_in(journeys.iter().copied()))
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(proposal_of).collect())
}

/// Every proposal of a mentor, newest first.
pub async fn proposals_to(
    db: &impl ConnectionTrait,
    scope: Scope,
    mentor: Id,
) -> Result<Vec<Proposal>, DbErr> {
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::MentorId.eq(mentor))
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(proposal_of).collect())
}

/// Subqueries for the mentors and for the journeys of some proposals within a scope.
pub fn proposal_sides(scope: Scope, proposals: &[Id]) -> [SelectStatement; 2] {
    [row::Column::MentorId, row::Column::JourneyId].map(|side| {
        Query::select()
            .column(side)
            .from(row::Entity)
            .and_where(within(scope).and(row::Column::Id.is_in(proposals.iter().copied())))
            .to_owned()
    })
}

/// The places promised by pending proposals, by mentor.
pub async fn promised_places(db: &impl ConnectionTrait) -> Result<BTreeMap<Id, u32>, DbErr> {
    let counts: Vec<(Id, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::MentorId)
        .column_as(row::Column::Id.count(), "places")
        .filter(pending())
        .group_by(row::Column::MentorId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts
        .into_iter()
        .map(|(mentor, places)| (mentor, u32::try_from(places).unwrap_or(u32::MAX)))
        .collect())
}

/// Those of some journeys that have a pending proposal.
pub async fn journeys_proposed(of: &impl Deciding, journeys: &[Id]) -> Result<BTreeSet<Id>, DbErr> {
    let found: Vec<Id> = row::Entity::find()
        .select_only()
        .column(row::Column::JourneyId)
        .filter(pending())
        .filter(row::Column::JourneyId.is_in(journeys.iter().copied()))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().collect())
}

/// A subquery for the journeys with a pending proposal.
pub fn proposed_journeys() -> SelectStatement {
    Query::select().column(row::Column::JourneyId).from(row::Entity).and_where(pending()).to_owned()
}

/// The pairs (journey, mentor) that one side declined, so that no round proposes them again.
pub async fn declined_pairs(db: &impl ConnectionTrait) -> Result<Vec<(Id, Id)>, DbErr> {
    let declined = row::Column::MenteeAnswer.eq(NO).or(row::Column::MentorAnswer.eq(NO));
    row::Entity::find()
        .select_only()
        .columns([row::Column::JourneyId, row::Column::MentorId])
        .filter(declined)
        .into_tuple()
        .all(db)
        .await
}

fn row_of(proposal: &Proposal) -> Result<row::ActiveModel, DbErr> {
    let reasons = serde_json::to_string(&proposal.reasons).map_err(|error| DbErr::Json(error.to_string()))?;
    let (mentee_answer, mentee_answered_on, mentee_reason) = columns(proposal.mentee.as_ref());
    let (mentor_answer, mentor_answered_on, mentor_reason) = columns(proposal.mentor.as_ref());
    Ok(row::ActiveModel {
        id: Set(proposal.id),
        round_id: Set(proposal.round_id),
        journey_id: Set(proposal.journey_id),
        mentor_id: Set(proposal.mentor_id),
        score: Set(i32::try_from(proposal.score).unwrap_or(i32::MAX)),
        reasons: Set(reasons),
        proposed_on: Set(proposal.proposed_on),
        mentee_answer: Set(mentee_answer),
        mentee_answered_on: Set(mentee_answered_on),
        mentee_reason: Set(mentee_reason),
        mentor_answer: Set(mentor_answer),
        mentor_answered_on: Set(mentor_answered_on),
        mentor_reason: Set(mentor_reason),
    })
}

fn columns(answer: Option<&Answer>) -> (Option<String>, Option<Date>, Option<String>) {
    let word = |answer: &Answer| if answer.agrees { YES } else { NO }.to_owned();
    (answer.map(word), answer.map(|answer| answer.on), answer.and_then(|answer| answer.reason.clone()))
}

fn proposal_of(row: row::Model) -> Proposal {
    let answer = |word: Option<String>, on: Option<Date>, reason: Option<String>| {
        word.zip(on).map(|(word, on)| Answer { agrees: word == YES, on, reason })
    };
    Proposal {
        id: row.id,
        round_id: row.round_id,
        journey_id: row.journey_id,
        mentor_id: row.mentor_id,
        score: u32::try_from(row.score).unwrap_or(0),
        reasons: serde_json::from_str(&row.reasons).unwrap_or_default(),
        proposed_on: row.proposed_on,
        mentee: answer(row.mentee_answer, row.mentee_answered_on, row.mentee_reason),
        mentor: answer(row.mentor_answer, row.mentor_answered_on, row.mentor_reason),
    }
}
