//! The table of proposals and their answers.

mod bands;
mod news;
mod refusals;
mod settling;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored, Write, entity, is_one_of, pairs_of};
use crate::people::store::{is_among_journeys, is_among_mentors, is_journey_within, is_mentor_within};
use crate::proposals::proposal::{
    Answer, Later, Party, Proposal, ProposalDeed, Refusal, Sides, WithdrawalReason,
};

pub use bands::*;
pub use news::*;
pub use refusals::*;
pub use settling::*;

entity!(row, "proposals", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    round_id: Option<Uuid>,
    journey_id: Uuid,
    mentor_id: Uuid,
    score: i32,
    reasons: String,
    proposed_on: Date,
    mentee_asked_on: Option<Date>,
    mentor_asked_on: Option<Date>,
    mentee_reminded_on: Option<Date>,
    mentor_reminded_on: Option<Date>,
    follows_id: Option<Uuid>,
    answer_days: i32,
    mentee_answer: Option<String>,
    mentee_answered_on: Option<Date>,
    mentee_refusal: Option<String>,
    mentee_reason: Option<String>,
    mentor_answer: Option<String>,
    mentor_answered_on: Option<Date>,
    mentor_refusal: Option<String>,
    mentor_reason: Option<String>,
    withdrawn_on: Option<Date>,
    withdrawn_reason: Option<String>,
    begun_on: Option<Date>,
    later_party: Option<String>,
    later_from: Option<Date>,
});

const YES: &str = "yes";
const NO: &str = "no";

/// The condition that one side of a proposal, found by another condition, is within a scope.
fn within(scope: Scope) -> Expr {
    is_journey_within(row::Column::JourneyId, scope).or(is_mentor_within(row::Column::MentorId, scope))
}

/// The same, for a statement over the whole table.
fn among(scope: Scope) -> Expr {
    is_among_journeys(row::Column::JourneyId, scope).or(is_among_mentors(row::Column::MentorId, scope))
}

/// The condition that a proposal is not over: neither side said no, the hub did not withdraw it, and its tandem has not begun.
///
/// Word for word that of the indexes of the pending ones, which SQLite uses for no other.
const PENDING: &str = "withdrawn_on IS NULL AND begun_on IS NULL \
     AND COALESCE(mentee_answer, 'yes') <> 'no' AND COALESCE(mentor_answer, 'yes') <> 'no'";

fn pending() -> Expr {
    Expr::cust(PENDING)
}

/// The condition that a proposal is not pending, as the index of those has it.
fn settled() -> Expr {
    Expr::cust(format!("NOT ({PENDING})"))
}

/// The keys of the proposals of a scope, for a condition on another table.
pub fn ids_within(scope: Scope) -> SelectStatement {
    Query::select().column(row::Column::Id).from(row::Entity).and_where(among(scope)).to_owned()
}

/// The condition that a column of another table holds a proposal of a scope.
pub fn is_proposal_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    is_among(column, within(scope))
}

/// The condition that a column of another table holds a proposal to a mentor of a scope.
pub fn is_to_mentors_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    is_among(column, is_mentor_within(row::Column::MentorId, scope))
}

/// The condition that a column of another table holds a proposal for a journey of a scope.
pub fn is_for_journeys_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    is_among(column, is_journey_within(row::Column::JourneyId, scope))
}

fn is_among(column: impl ColumnTrait, these: Expr) -> Expr {
    let keys = Query::select().column(row::Column::Id).from(row::Entity).and_where(these).to_owned();
    is_one_of(column, row::Column::Id, keys)
}

/// The keys of the proposals to the mentors of a scope.
pub fn ids_to_mentors_within(scope: Scope) -> SelectStatement {
    let of_mentors = is_among_mentors(row::Column::MentorId, scope);
    Query::select().column(row::Column::Id).from(row::Entity).and_where(of_mentors).to_owned()
}

/// The keys of the proposals for the journeys of a scope.
pub fn ids_for_journeys_within(scope: Scope) -> SelectStatement {
    let of_journeys = is_among_journeys(row::Column::JourneyId, scope);
    Query::select().column(row::Column::Id).from(row::Entity).and_where(of_journeys).to_owned()
}

/// The keys of the proposals for some journeys, for a condition on a table that is within a scope.
pub fn ids_for(journeys: SelectStatement) -> SelectStatement {
    let for_journeys = row::Column::JourneyId.in_subquery(journeys);
    Query::select().column(row::Column::Id).from(row::Entity).and_where(for_journeys).to_owned()
}

/// The mentor and the journey of some proposals of a scope.
pub async fn pairs(
    db: &impl ConnectionTrait,
    scope: Scope,
    proposals: &[Id],
) -> Result<BTreeMap<Id, (Id, Id)>, DbErr> {
    if proposals.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = row::Column::Id.is_in(proposals.iter().copied());
    let rows = row::Entity::find().filter(within(scope)).filter(these);
    pairs_of(db, rows, [row::Column::Id, row::Column::MentorId, row::Column::JourneyId]).await
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

/// Stores that a side of a proposal is asked.
pub async fn save_asked(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::Asked, proposal.id);
    Ok(())
}

/// Stores that a side of a proposal is reminded.
pub async fn save_reminded(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::Reminded, proposal.id);
    Ok(())
}

/// Stores that an answer is taken back.
pub async fn save_taken_back(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::TakenBack, proposal.id);
    Ok(())
}

/// Stores the withdrawal of a proposal.
pub async fn save_withdrawal(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::Withdrawn, proposal.id);
    Ok(())
}

/// Finds a proposal, if one of its sides is within the scope.
pub async fn find_proposal(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<Proposal>, DbErr> {
    row::Entity::find_by_id(id).filter(within(scope)).one(db).await?.map(proposal_of).transpose()
}

/// The same, locked until the transaction ends.
pub async fn lock_proposal(write: &Write, scope: Scope, id: Id) -> Result<Option<Proposal>, DbErr> {
    let found = row::Entity::find_by_id(id).filter(within(scope)).lock_exclusive().one(write.on()).await?;
    found.map(proposal_of).transpose()
}

/// The pending proposals of some mentors and of some journeys, oldest first, each locked until the transaction ends.
pub async fn lock_pending(write: &Write, mentors: &[Id], journeys: &[Id]) -> Result<Vec<Proposal>, DbErr> {
    let of_mentors = row::Column::MentorId.is_in(mentors.iter().copied());
    let of_journeys = row::Column::JourneyId.is_in(journeys.iter().copied());
    let rows = row::Entity::find()
        .filter(of_mentors.or(of_journeys))
        .filter(pending())
        .order_by_asc(row::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    rows.into_iter().map(proposal_of).collect()
}

/// Every proposal of some journeys, newest first.
pub async fn proposals_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
) -> Result<Vec<Proposal>, DbErr> {
    if journeys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::JourneyId.is_in(journeys.iter().copied()))
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(proposal_of).collect()
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
    rows.into_iter().map(proposal_of).collect()
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

/// The mentors of pending proposals, once for each, for a condition on another table.
pub fn promised_mentors() -> SelectStatement {
    Query::select().column(row::Column::MentorId).from(row::Entity).and_where(pending()).to_owned()
}

/// The places promised by pending proposals, by mentor, of some mentors.
pub async fn promised_places(
    db: &impl ConnectionTrait,
    mentors: Keys<'_>,
) -> Result<BTreeMap<Id, u32>, DbErr> {
    let counts: Vec<(Id, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::MentorId)
        .column_as(row::Column::Id.count(), "places")
        .filter(pending())
        .filter(mentors.hold(row::Column::MentorId))
        .group_by(row::Column::MentorId)
        .into_tuple()
        .all(db)
        .await?;
    let places = |(mentor, places): (Id, i64)| {
        Ok((mentor, Stored::new(row::Entity, &"a mentor's places").count(row::Column::MentorId, places)?))
    };
    counts.into_iter().map(places).collect()
}

/// The pairs (journey, mentor) that a round proposed, whatever became of them.
pub async fn pairs_of_round(of: &impl Deciding, round: Id) -> Result<BTreeSet<(Id, Id)>, DbErr> {
    let found: Vec<(Id, Id)> = row::Entity::find()
        .select_only()
        .columns([row::Column::JourneyId, row::Column::MentorId])
        .filter(row::Column::RoundId.eq(round))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().collect())
}

/// Whether pairs of a round were proposed to people of a scope.
pub async fn has_begun(db: &impl ConnectionTrait, scope: Scope, round: Id) -> Result<bool, DbErr> {
    row::Entity::find().filter(within(scope)).filter(row::Column::RoundId.eq(round)).exists(db).await
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

/// Whether one side said yes, and when, if it answered.
fn given(
    stored: Stored<'_, row::Entity>,
    column: row::Column,
    word: Option<&str>,
    on: Option<Date>,
) -> Result<Option<(bool, Date)>, DbErr> {
    let agrees = stored.maybe_code(column, word, |word| match word {
        YES => Some(true),
        NO => Some(false),
        _ => None,
    })?;
    stored.together(column, agrees, on)
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
    let (mentee_answer, mentee_answered_on, mentee_refusal, mentee_reason) =
        columns(proposal.mentee.as_ref());
    let (mentor_answer, mentor_answered_on, mentor_refusal, mentor_reason) =
        columns(proposal.mentor.as_ref());
    Ok(row::ActiveModel {
        id: Set(proposal.id),
        round_id: Set(proposal.round_id),
        journey_id: Set(proposal.journey_id),
        mentor_id: Set(proposal.mentor_id),
        score: Set(i32::try_from(proposal.score).map_err(|error| DbErr::Type(error.to_string()))?),
        reasons: Set(reasons),
        proposed_on: Set(proposal.proposed_on),
        mentee_asked_on: Set(proposal.mentee_asked_on),
        mentor_asked_on: Set(proposal.mentor_asked_on),
        mentee_reminded_on: Set(proposal.reminded_on.mentee),
        mentor_reminded_on: Set(proposal.reminded_on.mentor),
        follows_id: Set(proposal.follows_id),
        answer_days: Set(proposal.answer_days.into()),
        mentee_answer: Set(mentee_answer),
        mentee_answered_on: Set(mentee_answered_on),
        mentee_refusal: Set(mentee_refusal),
        mentee_reason: Set(mentee_reason),
        mentor_answer: Set(mentor_answer),
        mentor_answered_on: Set(mentor_answered_on),
        mentor_refusal: Set(mentor_refusal),
        mentor_reason: Set(mentor_reason),
        withdrawn_on: Set(proposal.withdrawn.map(|(on, _)| on)),
        withdrawn_reason: Set(proposal.withdrawn.map(|(_, reason)| reason.code().to_owned())),
        begun_on: Set(proposal.begun_on),
        later_party: Set(proposal.later.map(|later| later.party.code().to_owned())),
        later_from: Set(proposal.later.map(|later| later.from)),
    })
}

type AnswerColumns = (Option<String>, Option<Date>, Option<String>, Option<String>);

fn columns(answer: Option<&Answer>) -> AnswerColumns {
    let Some(answer) = answer else { return AnswerColumns::default() };
    let word = if answer.agrees { YES } else { NO }.to_owned();
    let refusal = answer.refusal.map(|refusal| refusal.code().to_owned());
    (Some(word), Some(answer.on), refusal, answer.reason.clone())
}

fn proposal_of(row: row::Model) -> Result<Proposal, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    let answer = |[answer, why]: [row::Column; 2], (word, on, refusal, reason): AnswerColumns| {
        let given = given(stored, answer, word.as_deref(), on)?;
        let refusal = stored.maybe_code(why, refusal.as_deref(), Refusal::from_code)?;
        Ok::<_, DbErr>(given.map(|(agrees, on)| Answer { agrees, on, refusal, reason }))
    };
    let reason = row.withdrawn_reason.as_deref();
    let reason = stored.maybe_code(row::Column::WithdrawnReason, reason, WithdrawalReason::from_code)?;
    let party = stored.maybe_code(row::Column::LaterParty, row.later_party.as_deref(), Party::from_code)?;
    let later = stored.together(row::Column::LaterFrom, party, row.later_from)?;
    Ok(Proposal {
        mentee: answer(
            [row::Column::MenteeAnswer, row::Column::MenteeRefusal],
            (row.mentee_answer, row.mentee_answered_on, row.mentee_refusal, row.mentee_reason),
        )?,
        mentor: answer(
            [row::Column::MentorAnswer, row::Column::MentorRefusal],
            (row.mentor_answer, row.mentor_answered_on, row.mentor_refusal, row.mentor_reason),
        )?,
        mentee_asked_on: row.mentee_asked_on,
        mentor_asked_on: row.mentor_asked_on,
        reminded_on: Sides { mentor: row.mentor_reminded_on, mentee: row.mentee_reminded_on },
        follows_id: row.follows_id,
        answer_days: stored.number(row::Column::AnswerDays, row.answer_days)?,
        id: row.id,
        round_id: row.round_id,
        journey_id: row.journey_id,
        mentor_id: row.mentor_id,
        score: stored.number(row::Column::Score, row.score)?,
        reasons: stored.json(row::Column::Reasons, &row.reasons)?,
        proposed_on: row.proposed_on,
        withdrawn: stored.together(row::Column::WithdrawnOn, row.withdrawn_on, reason)?,
        begun_on: row.begun_on,
        later: later.map(|(party, from)| Later { party, from }),
    })
}
