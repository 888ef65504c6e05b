//! What settling and waiting need of proposals: whether each is pending, and when it ended.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect};
use time::Date;

use super::{NO, YES, among, given, pending, proposal_of, row, row_of, within};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored, Write};
use crate::proposals::proposal::{Party, Proposal, ProposalDeed, Sides, State, due_on, ended_on, state_of};
use crate::steps::{self, SubjectKind};

/// Stores that the tandem of a proposal begins.
pub async fn save_begun(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::Begun, proposal.id);
    Ok(())
}

/// Stores that it is not the moment for one side.
pub async fn save_put_off(write: &Write, proposal: &Proposal) -> Result<(), DbErr> {
    row::Entity::update(row_of(proposal)?).exec(write.on()).await?;
    write.record(ProposalDeed::PutOff, proposal.id);
    Ok(())
}

/// A proposal without its reasons, as far as what comes next is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct ProposalToSettle {
    pub id: Id,
    pub journey_id: Id,
    pub mentor_id: Id,
    pub proposed_on: Date,
    /// How many days each side has to answer.
    pub answer_days: u16,
    /// When each side was asked.
    pub asked_on: Sides<Option<Date>>,
    /// Whether the mentee agreed, and when.
    pub mentee: Option<(bool, Date)>,
    /// Whether the mentor agreed, and when.
    pub mentor: Option<(bool, Date)>,
    /// The day the hub withdrew it.
    pub withdrawn_on: Option<Date>,
    /// The first day of its tandem.
    pub begun_on: Option<Date>,
}

impl ProposalToSettle {
    /// The day it ended without a tandem: one side said no, or the hub withdrew it.
    pub fn ended_on(&self) -> Option<Date> {
        ended_on([self.mentee, self.mentor], self.withdrawn_on)
    }

    /// The day from which an answer of one side is awaited: the day it was asked. Of a proposal from before anybody was asked
    /// by the hub, both are awaited from the day it was made.
    pub fn awaited_since(&self, party: Party) -> Option<Date> {
        let nobody_was_asked = self.asked_on.mentor.is_none() && self.asked_on.mentee.is_none();
        self.asked_on.of(party).or(nobody_was_asked.then_some(self.proposed_on))
    }

    /// The day by which the last side that was asked answers.
    pub fn due_on(&self) -> Date {
        let last = self.asked_on.mentor.max(self.asked_on.mentee).unwrap_or(self.proposed_on);
        due_on(last, self.answer_days)
    }

    /// What became of it.
    pub fn state(&self) -> State {
        state_of([self.mentee, self.mentor], self.withdrawn_on, self.begun_on)
    }

    /// The day of the second yes.
    pub fn accepted_on(&self) -> Option<Date> {
        let (mentee, mentor) = self.mentee.zip(self.mentor)?;
        (mentee.0 && mentor.0).then_some(mentee.1.max(mentor.1))
    }
}

/// The proposals to some mentors and for some journeys that have steps of some kinds, held until the transaction ends.
pub async fn lock_with_steps(
    write: &Write,
    mentors: &[Id],
    journeys: &[Id],
    kinds: &[SubjectKind],
) -> Result<Vec<Id>, DbErr> {
    let of_mentors = row::Column::MentorId.is_in(mentors.iter().copied());
    let of_journeys = row::Column::JourneyId.is_in(journeys.iter().copied());
    let rows = row::Entity::find()
        .filter(Condition::any().add(of_mentors).add(of_journeys))
        .filter(row::Column::Id.in_subquery(steps::store::things_of(kinds)))
        .order_by_asc(row::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The proposals of some keys.
pub async fn list_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<ProposalToSettle>, DbErr> {
    to_settle(of, keys.hold(row::Column::Id)).await
}

/// The proposals of some journeys, whatever became of them.
pub async fn list_of_journeys_to_settle(
    of: &impl Deciding,
    keys: Keys<'_>,
) -> Result<Vec<ProposalToSettle>, DbErr> {
    to_settle(of, keys.hold(row::Column::JourneyId)).await
}

async fn to_settle(of: &impl Deciding, chosen: Expr) -> Result<Vec<ProposalToSettle>, DbErr> {
    let rows = row::Entity::find()
        .select_only()
        .columns([
            row::Column::Id,
            row::Column::JourneyId,
            row::Column::MentorId,
            row::Column::ProposedOn,
            row::Column::AnswerDays,
            row::Column::MentorAskedOn,
            row::Column::MenteeAskedOn,
            row::Column::MenteeAnswer,
            row::Column::MenteeAnsweredOn,
            row::Column::MentorAnswer,
            row::Column::MentorAnsweredOn,
            row::Column::WithdrawnOn,
            row::Column::BegunOn,
        ])
        .filter(chosen)
        .order_by_asc(row::Column::Id)
        .into_model::<Row>()
        .all(of.on())
        .await?;
    rows.into_iter().map(to_settle_of).collect()
}

#[derive(FromQueryResult)]
struct Row {
    id: Id,
    journey_id: Id,
    mentor_id: Id,
    proposed_on: Date,
    answer_days: i32,
    mentor_asked_on: Option<Date>,
    mentee_asked_on: Option<Date>,
    mentee_answer: Option<String>,
    mentee_answered_on: Option<Date>,
    mentor_answer: Option<String>,
    mentor_answered_on: Option<Date>,
    withdrawn_on: Option<Date>,
    begun_on: Option<Date>,
}

fn to_settle_of(row: Row) -> Result<ProposalToSettle, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    let (mentee, mentor) = (row.mentee_answer.as_deref(), row.mentor_answer.as_deref());
    Ok(ProposalToSettle {
        id: row.id,
        journey_id: row.journey_id,
        mentor_id: row.mentor_id,
        proposed_on: row.proposed_on,
        answer_days: stored.number(row::Column::AnswerDays, row.answer_days)?,
        asked_on: Sides { mentor: row.mentor_asked_on, mentee: row.mentee_asked_on },
        mentee: given(stored, row::Column::MenteeAnswer, mentee, row.mentee_answered_on)?,
        mentor: given(stored, row::Column::MentorAnswer, mentor, row.mentor_answered_on)?,
        withdrawn_on: row.withdrawn_on,
        begun_on: row.begun_on,
    })
}

/// The keys of the pending proposals of which a side was asked on a day or before, in their order.
pub async fn list_asked_by(of: &impl Deciding, day: Date) -> Result<Vec<Id>, DbErr> {
    let asked =
        Condition::any().add(row::Column::MentorAskedOn.lte(day)).add(row::Column::MenteeAskedOn.lte(day));
    row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(pending())
        .filter(asked)
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(of.on())
        .await
}

/// How many proposals to a mentor, but one, both accepted whose tandems have not begun.
pub async fn count_accepted(of: &impl Deciding, mentor: Id, but: Id) -> Result<u32, DbErr> {
    use sea_orm::sea_query::ExprTrait as _;

    let both = row::Column::MentorAnswer.eq(YES).and(row::Column::MenteeAnswer.eq(YES));
    let accepted = row::Entity::find().filter(pending()).filter(both);
    let others = accepted.filter(row::Column::MentorId.eq(mentor)).filter(row::Column::Id.ne(but));
    Ok(u32::try_from(others.count(of.on()).await?).unwrap_or(u32::MAX))
}

/// Every proposal of a journey, newest first.
pub async fn list_of_journey_to_decide(of: &impl Deciding, journey: Id) -> Result<Vec<Proposal>, DbErr> {
    let of_journey = row::Entity::find().filter(row::Column::JourneyId.eq(journey));
    let rows = of_journey.order_by_desc(row::Column::Id).all(of.on()).await?;
    rows.into_iter().map(proposal_of).collect()
}

/// The last day on which a proposal of each of some journeys ended without a tandem; a journey without any is absent.
pub async fn last_endings(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: Keys<'_>,
) -> Result<BTreeMap<Id, Date>, DbErr> {
    let of_people = || match journeys {
        Keys::All => among(scope),
        Keys::These(_) => within(scope),
    };
    let mut last: BTreeMap<Id, Date> = BTreeMap::new();
    for (ended, on) in [
        (row::Column::MenteeAnswer.eq(NO), row::Column::MenteeAnsweredOn),
        (row::Column::MentorAnswer.eq(NO), row::Column::MentorAnsweredOn),
        (row::Column::WithdrawnOn.is_not_null(), row::Column::WithdrawnOn),
    ] {
        let ended: Vec<(Id, Date)> = row::Entity::find()
            .select_only()
            .column(row::Column::JourneyId)
            .column_as(on.max(), "ended_on")
            .filter(of_people())
            .filter(journeys.hold(row::Column::JourneyId))
            .filter(ended)
            .filter(on.is_not_null())
            .group_by(row::Column::JourneyId)
            .into_tuple()
            .all(db)
            .await?;
        for (journey, on) in ended {
            let known = last.entry(journey).or_insert(on);
            *known = Ord::max(on, *known);
        }
    }
    Ok(last)
}
