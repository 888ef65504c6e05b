//! The proposals of a band, searched, counted and paged.

use std::collections::BTreeSet;
use std::ops::Range;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::{NO, YES, among, pending, proposal_of, row, settled};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::store::{
    is_journey_named, is_journey_without_address, is_mentor_named, is_mentor_without_address,
    organisation_of_journey, welcome_of_journey,
};
use crate::proposals::band::{Band, Order};
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::step::kind_of;
use crate::steps;

/// What a list of proposals is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The band.
    pub band: Band,
    /// Words of the name of one side, in any order, without accents or case.
    pub text: String,
    /// What comes first, of those that await an answer; the others are listed newest first.
    pub order: Order,
    /// Whoever was asked on this day or before, and has not answered, is called.
    pub asked_by: Date,
}

/// How many proposals a band has.
pub async fn count_band(db: &impl ConnectionTrait, scope: Scope, sought: &Sought) -> Result<usize, DbErr> {
    let count = row::Entity::find().filter(among(scope)).filter(held(sought)).count(db).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// How many proposals await an answer; those that wait for signatures alone do not.
pub async fn count_unanswered(db: &impl ConnectionTrait, scope: Scope) -> Result<usize, DbErr> {
    let count = row::Entity::find().filter(awaits_answer()).filter(among(scope)).count(db).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Some of the proposals of a band.
pub async fn list_band(
    db: &impl ConnectionTrait,
    scope: Scope,
    sought: &Sought,
    part: Range<usize>,
) -> Result<Vec<Proposal>, DbErr> {
    let rows = row::Entity::find().filter(among(scope)).filter(held(sought));
    let rows = match sought.order {
        _ if !sought.band.is_pending() => rows.order_by_desc(row::Column::Id),
        Order::Closes => rows.order_by_asc(steps::store::first_due(
            &Party::ALL.iter().map(|party| kind_of(*party)).collect::<Vec<_>>(),
            "proposals.id",
        )),
        Order::Waits => rows.order_by_asc(welcome_of_journey("proposals.journey_id")),
        Order::Organisation => rows.order_by_asc(organisation_of_journey("proposals.journey_id")),
    };
    let rows = rows.order_by_asc(row::Column::Id).offset(part.start as u64).limit(part.len() as u64);
    rows.all(db).await?.into_iter().map(proposal_of).collect()
}

fn held(sought: &Sought) -> Expr {
    let (mentee, mentor) = (row::Column::MenteeAnswer, row::Column::MentorAnswer);
    let of_band = match sought.band {
        Band::Pending => awaits_answer(),
        Band::ToCall => awaits_answer().and(to_call(sought.asked_by)),
        Band::OneYes => awaits_answer().and(mentee.eq(YES).or(mentor.eq(YES))),
        // The charter is to be signed, or the tandem has begun.
        Band::TwoYes => mentee.eq(YES).and(mentor.eq(YES)).and(row::Column::WithdrawnOn.is_null()),
        Band::No => settled().and(mentee.eq(NO).or(mentor.eq(NO))),
        Band::Over => settled().and(row::Column::WithdrawnOn.is_not_null()),
    };
    if sought.text.trim().is_empty() {
        return of_band;
    }
    let is_mentor = is_mentor_named(row::Column::MentorId, &sought.text);
    of_band.and(is_mentor.or(is_journey_named(row::Column::JourneyId, &sought.text)))
}

/// The condition that a proposal awaits an answer.
fn awaits_answer() -> Expr {
    pending().and(row::Column::MenteeAnswer.is_null().or(row::Column::MentorAnswer.is_null()))
}

/// The condition that a side was asked, has not answered, and is called: it has no address, or the reminders were sent. Of a proposal from
/// before the hub asked anybody, both are.
fn to_call(asked_by: Date) -> Expr {
    let awaited = |asked: row::Column, other: row::Column, answer: row::Column| {
        answer.is_null().and(asked.is_not_null().or(other.is_null()))
    };
    let silent = |asked: row::Column| {
        asked.lte(asked_by).or(asked.is_null().and(row::Column::ProposedOn.lte(asked_by)))
    };
    let (mentor, mentee) = (row::Column::MentorAskedOn, row::Column::MenteeAskedOn);
    let of_mentor = awaited(mentor, mentee, row::Column::MentorAnswer)
        .and(silent(mentor).or(is_mentor_without_address(row::Column::MentorId)));
    let of_mentee = awaited(mentee, mentor, row::Column::MenteeAnswer)
        .and(silent(mentee).or(is_journey_without_address(row::Column::JourneyId)));
    of_mentor.or(of_mentee)
}

/// The pairs (journey, mentor) that a round proposed to people of a scope.
pub async fn list_proposed_pairs(
    db: &impl ConnectionTrait,
    scope: Scope,
    round: Id,
) -> Result<BTreeSet<(Id, Id)>, DbErr> {
    let found: Vec<(Id, Id)> = row::Entity::find()
        .select_only()
        .columns([row::Column::JourneyId, row::Column::MentorId])
        .filter(among(scope))
        .filter(row::Column::RoundId.eq(round))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}
