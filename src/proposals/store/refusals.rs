//! Why proposals came to nothing, counted.

use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, JoinType, Query, SelectStatement, UnionType};
use time::Date;

use super::{NO, among, row};
use crate::accounts::access::Scope;
use crate::db::Stored;
use crate::people::store::{place_of_journey, sectors_of_journeys, track_of_journey};
use crate::proposals::proposal::{Party, WithdrawalReason};
use crate::proposals::refusals::{Counted, Grouping, Said};

/// How often each side said no since a day, and why; how often it said nothing, and how often that it is not the moment. A journey with
/// several sectors counts in each.
pub async fn count_refusals(
    db: &impl ConnectionTrait,
    scope: Scope,
    since: Date,
    by: Option<Grouping>,
) -> Result<Vec<Counted>, DbErr> {
    let mut counts = Query::select();
    counts
        .columns(["party", "said"])
        .expr_as(Expr::cust("COUNT(*)"), "times")
        .from_subquery(said(scope, since), "said_by");
    let group = match by {
        None => None,
        Some(Grouping::Track) => Some(track_of_journey("said_by.journey_id")),
        Some(Grouping::Place) => Some(place_of_journey("said_by.journey_id")),
        Some(Grouping::Sector) => {
            let of_journey = Expr::cust("sectors.journey_id = said_by.journey_id");
            counts.join_subquery(JoinType::LeftJoin, sectors_of_journeys(), "sectors", of_journey);
            Some(Expr::cust("sectors.code"))
        }
    };
    counts.add_group_by([Expr::col("party"), Expr::col("said")]);
    if let Some(group) = group {
        counts.expr_as(group, "of_group").group_by_col("of_group");
    }
    let rows = db.query_all(&counts).await?;
    let stored = Stored::new(row::Entity, &"the refusals");
    let counted = |one: &sea_orm::QueryResult| {
        let (party, said): (String, String) = (one.try_get("", "party")?, one.try_get("", "said")?);
        Ok(Counted {
            group: if by.is_some() { one.try_get("", "of_group")? } else { None },
            party: stored.code(row::Column::LaterParty, &party, Party::from_code)?,
            said: stored.code(row::Column::MentorRefusal, &said, Said::from_code)?,
            count: stored.count(row::Column::Id, one.try_get::<i64>("", "times")?)?,
        })
    };
    rows.iter().map(counted).collect()
}

/// One row for each time that a side said no, said nothing, or asked to wait.
fn said(scope: Scope, since: Date) -> SelectStatement {
    let one = |party: &str, said: &str, held: Expr| {
        let mut one = Query::select();
        one.column(row::Column::JourneyId).from(row::Entity);
        one.expr_as(Expr::cust(party.to_owned()), "party").expr_as(Expr::cust(said.to_owned()), "said");
        one.and_where(among(scope)).and_where(held);
        one
    };
    let withdrawn = |reason: WithdrawalReason| {
        row::Column::WithdrawnReason.eq(reason.code()).and(row::Column::WithdrawnOn.gte(since))
    };
    let silent = |asked: row::Column, answer: row::Column| {
        withdrawn(WithdrawalReason::NoAnswer).and(asked.is_not_null()).and(answer.is_null())
    };
    let no = |answer: row::Column, on: row::Column| answer.eq(NO).and(on.gte(since));
    let (mentor, mentee) = (row::Column::MentorAnswer, row::Column::MenteeAnswer);
    let in_words = Said::No(None).code();
    let nothing = format!("'{}'", Said::Nothing.code());
    let mut every = one(
        "'mentor'",
        &format!("COALESCE(mentor_refusal, '{in_words}')"),
        no(mentor, row::Column::MentorAnsweredOn),
    );
    for other in [
        one(
            "'mentee'",
            &format!("COALESCE(mentee_refusal, '{in_words}')"),
            no(mentee, row::Column::MenteeAnsweredOn),
        ),
        one("'mentor'", &nothing, silent(row::Column::MentorAskedOn, mentor)),
        one("'mentee'", &nothing, silent(row::Column::MenteeAskedOn, mentee)),
        one("later_party", &format!("'{}'", Said::Later.code()), withdrawn(WithdrawalReason::Later)),
    ] {
        every.union(UnionType::All, other);
    }
    every
}
