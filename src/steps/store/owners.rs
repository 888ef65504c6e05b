//! Whose steps are, and whose they become for a while.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, UpdateMany};
use time::Date;

use super::{Reached, row, row_of, step_of};
use crate::db::{Deciding, Id, Stored, Write};
use crate::steps::{Because, Entrusted, Filter, Owner, OwnerKind, Step, StepDeed, Subject, SubjectKind};

/// Which steps are handed over.
#[derive(Clone, Debug)]
pub enum Handed {
    /// Those of the things of a selection of keys.
    Of(SelectStatement),
    /// Those of all other things.
    But(SelectStatement),
}

/// Gives some steps of some kinds to one owner, but those that went to somebody because they are late. They are not put off any more:
/// that was the former owner's word.
pub async fn hand_over(
    write: &Write,
    kinds: &[SubjectKind],
    handed: Handed,
    (owner, entrusted): (Owner, Option<Entrusted>),
) -> Result<(), DbErr> {
    let handed = match handed {
        Handed::Of(keys) => row::Column::SubjectId.in_subquery(keys),
        Handed::But(keys) => row::Column::SubjectId.not_in_subquery(keys),
    };
    let handed = row::Column::SubjectKind.is_in(kinds.iter().map(|kind| kind.code())).and(handed);
    let handed = handed.and(row::Column::EntrustedBecause.is_null().or(is_escalated().not()));
    let is_others = row::Column::OwnerId.ne(owner.id).or(row::Column::OwnerKind.ne(owner.kind.code()));
    entrusting(row::Entity::update_many(), entrusted)
        .col_expr(row::Column::OwnerKind, Expr::value(owner.kind.code()))
        .col_expr(row::Column::OwnerId, Expr::value(owner.id))
        .col_expr(row::Column::DueOn, row::Column::FirstDueOn.into_expr())
        .col_expr(row::Column::PostponedOn, Expr::value(None::<Date>))
        .col_expr(row::Column::PostponedBy, Expr::value(None::<Id>))
        .col_expr(row::Column::PostponedReason, Expr::value(None::<String>))
        .filter(handed.clone())
        .filter(is_others)
        .exec(write.on())
        .await?;
    // Whoever owns them already may do so in the place of another than before.
    let is_for_another = match entrusted {
        None => row::Column::EntrustedOn.is_not_null(),
        Some(Entrusted { from, on, .. }) => row::Column::EntrustedOn
            .is_null()
            .or(row::Column::EntrustedOn.ne(on))
            .or(row::Column::EntrustedFromId.ne(from.id)),
    };
    entrusting(row::Entity::update_many(), entrusted)
        .filter(handed)
        .filter(is_for_another)
        .exec(write.on())
        .await?;
    Ok(())
}

/// The same update, which also says whose the steps are for a while.
fn entrusting(update: UpdateMany<row::Entity>, entrusted: Option<Entrusted>) -> UpdateMany<row::Entity> {
    update
        .col_expr(row::Column::EntrustedOn, Expr::value(entrusted.map(|one| one.on)))
        .col_expr(row::Column::EntrustedBecause, Expr::value(entrusted.map(|one| one.because.code())))
        .col_expr(row::Column::EntrustedFromKind, Expr::value(entrusted.map(|one| one.from.kind.code())))
        .col_expr(row::Column::EntrustedFromId, Expr::value(entrusted.map(|one| one.from.id)))
        .col_expr(row::Column::EntrustedTo, Expr::value(entrusted.map(|one| one.to)))
}

/// The steps that went to somebody because they are late.
fn is_escalated() -> Expr {
    row::Column::EntrustedBecause.is_in([Because::Late, Because::VeryLate].map(Because::code))
}

/// The things with steps of some kinds, for a condition on another table.
pub fn things_of(kinds: &[SubjectKind]) -> SelectStatement {
    let of_kinds = row::Column::SubjectKind.is_in(kinds.iter().map(|kind| kind.code()));
    Query::select().column(row::Column::SubjectId).from(row::Entity).and_where(of_kinds).to_owned()
}

/// The things of a kind whose steps are no person's.
pub async fn list_of_staff(of: &impl Deciding, kind: SubjectKind) -> Result<Vec<Id>, DbErr> {
    row::Entity::find()
        .select_only()
        .column(row::Column::SubjectId)
        .filter(row::Column::SubjectKind.eq(kind.code()))
        .filter(row::Column::OwnerKind.ne(OwnerKind::Person.code()))
        .order_by_asc(row::Column::SubjectId)
        .into_tuple()
        .all(of.on())
        .await
}

/// The things of a kind whose steps went to somebody because they are late.
pub async fn list_escalated(of: &impl Deciding, kind: SubjectKind) -> Result<Vec<Id>, DbErr> {
    row::Entity::find()
        .select_only()
        .column(row::Column::SubjectId)
        .filter(row::Column::SubjectKind.eq(kind.code()))
        .filter(is_escalated())
        .order_by_asc(row::Column::SubjectId)
        .into_tuple()
        .all(of.on())
        .await
}

/// The steps of a kind that were due by a day, in the order of the things; but those that went as far as a step goes.
pub async fn list_to_escalate(
    of: &impl Deciding,
    kind: SubjectKind,
    due_by: Date,
) -> Result<Vec<Step>, DbErr> {
    let may_go_on = row::Column::EntrustedBecause.ne(Because::VeryLate.code());
    let rows = row::Entity::find()
        .filter(row::Column::SubjectKind.eq(kind.code()))
        .filter(row::Column::DueOn.lte(due_by))
        .filter(row::Column::EntrustedBecause.is_null().or(may_go_on))
        .order_by_asc(row::Column::SubjectId)
        .all(of.on())
        .await?;
    rows.into_iter().map(step_of).collect()
}

/// A step goes to somebody because it is late, or goes further.
pub async fn save_escalation(write: &Write, step: &Step) -> Result<(), DbErr> {
    row::Entity::update(row_of(step)).exec(write.on()).await?;
    write.record(StepDeed::Escalated, step.subject.id);
    Ok(())
}

/// A step is again whose it would be, late or not: somebody chose whose it is, and settles it.
pub async fn end_escalation(write: &Write, subject: Subject) -> Result<(), DbErr> {
    entrusting(row::Entity::update_many(), None)
        .filter(row::Column::SubjectKind.eq(subject.kind.code()))
        .filter(row::Column::SubjectId.eq(subject.id))
        .filter(is_escalated())
        .exec(write.on())
        .await?;
    Ok(())
}

/// What went to one account because it was late is another's from now on; whoever calls this settles it.
pub async fn entrust_instead(write: &Write, former: Id, other: Id) -> Result<(), DbErr> {
    row::Entity::update_many()
        .col_expr(row::Column::EntrustedTo, Expr::value(other))
        .filter(row::Column::EntrustedTo.eq(former))
        .filter(is_escalated())
        .exec(write.on())
        .await?;
    Ok(())
}

/// The accounts that own any step, or owned some that others do while they are away.
pub async fn list_owners(of: &impl Deciding) -> Result<BTreeSet<Id>, DbErr> {
    let mut owners = BTreeSet::new();
    for (kind, id) in [
        (row::Column::OwnerKind, row::Column::OwnerId),
        (row::Column::EntrustedFromKind, row::Column::EntrustedFromId),
    ] {
        let some: Vec<Id> = row::Entity::find()
            .select_only()
            .column(id)
            .distinct()
            .filter(kind.eq(OwnerKind::Account.code()))
            .into_tuple()
            .all(of.on())
            .await?;
        owners.extend(some);
    }
    Ok(owners)
}

/// How many steps each account or organisation owns, and how many of them were due before a day.
pub async fn count_by_owner(
    db: &impl ConnectionTrait,
    reached: &Reached,
    filter: &Filter,
    late_before: Date,
) -> Result<BTreeMap<Owner, (u64, u64)>, DbErr> {
    let late = Expr::case(row::Column::DueOn.lt(late_before), 1).finally(0);
    let counts: Vec<(String, Id, i64, i64)> = super::chosen(reached, filter)
        .select_only()
        .columns([row::Column::OwnerKind, row::Column::OwnerId])
        .column_as(row::Column::Id.count(), "steps")
        .column_as(Expr::expr(late).sum(), "late")
        .filter(row::Column::OwnerKind.ne(OwnerKind::Person.code()))
        .group_by(row::Column::OwnerKind)
        .group_by(row::Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    counts
        .into_iter()
        .map(|(kind, id, steps, late)| {
            let stored = Stored::new(row::Entity, &"every step");
            let kind = stored.code(row::Column::OwnerKind, &kind, OwnerKind::from_code)?;
            let count = |count| stored.count(row::Column::Id, count);
            Ok((Owner { kind, id }, (count(steps)?, count(late)?)))
        })
        .collect()
}
