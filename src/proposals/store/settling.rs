//! What settling and waiting need of proposals: whether each is pending, and when it ended.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::{NO, among, given, pending, proposal_of, row, within};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored};
use crate::proposals::proposal::{Party, Proposal, Sides, State, due_on, ended_on, state_of};

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

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> bool {
        state_of([self.mentee, self.mentor], self.withdrawn_on) == State::Pending
    }
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
    type Row = (
        Id,
        Id,
        Id,
        Date,
        i32,
        Option<Date>,
        Option<Date>,
        Option<String>,
        Option<Date>,
        Option<String>,
        Option<Date>,
        Option<Date>,
    );
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
        ])
        .filter(chosen)
        .order_by_asc(row::Column::Id)
        .into_tuple::<Row>()
        .all(of.on())
        .await?;
    let proposal = |row: Row| {
        let (id, journey_id, mentor_id, proposed_on, answer_days, mentor_asked, mentee_asked, ..) = row;
        let (.., mentee, mentee_on, mentor, mentor_on, withdrawn_on) = row;
        let stored = Stored::new(row::Entity, &id);
        Ok(ProposalToSettle {
            id,
            journey_id,
            mentor_id,
            proposed_on,
            answer_days: stored.number(row::Column::AnswerDays, answer_days)?,
            asked_on: Sides { mentor: mentor_asked, mentee: mentee_asked },
            mentee: given(stored, row::Column::MenteeAnswer, mentee.as_deref(), mentee_on)?,
            mentor: given(stored, row::Column::MentorAnswer, mentor.as_deref(), mentor_on)?,
            withdrawn_on,
        })
    };
    rows.into_iter().map(proposal).collect()
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
