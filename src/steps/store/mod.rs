//! The tables of steps and of calls.

mod owners;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::{
    Because, Call, CallResult, Entrusted, Filter, Next, Owner, OwnerKind, Postponement, Reason, Step,
    StepDeed, Subject, SubjectKind,
};
pub use owners::*;

use crate::accounts::standing_in::StandIns;
use crate::db::{Deciding, Id, Keys, Stored, Write, entity};

entity!(row, "steps", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    what: String,
    owner_kind: String,
    owner_id: Uuid,
    since_on: Date,
    first_due_on: Date,
    due_on: Date,
    postponed_on: Option<Date>,
    postponed_by: Option<Uuid>,
    postponed_reason: Option<String>,
    entrusted_on: Option<Date>,
    entrusted_because: Option<String>,
    entrusted_from_kind: Option<String>,
    entrusted_from_id: Option<Uuid>,
    entrusted_to: Option<Uuid>,
});

entity!(call, "calls", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    called_on: Date,
    account_id: Uuid,
    result: String,
});

/// The things whose steps somebody reaches.
#[derive(Clone, Debug)]
pub enum Reached {
    /// All things.
    Everything,
    /// Of each kind, those for which a condition on [`subject`] holds.
    These(Vec<(SubjectKind, Expr)>),
    /// Those that each of two reaches.
    Both(Box<[Reached; 2]>),
}

/// The column with the key of what a step is about.
pub fn subject() -> impl ColumnTrait {
    row::Column::SubjectId
}

/// The first day by which one of the things of some kinds is due, for the order of a list of another table. `key`: its column that holds
/// their key.
pub fn first_due(kinds: &[SubjectKind], key: &str) -> Expr {
    let kinds = kinds.iter().map(|kind| format!("'{}'", kind.code())).collect::<Vec<_>>().join(", ");
    Expr::cust(format!(
        "(SELECT MIN(steps.due_on) FROM steps WHERE steps.subject_kind IN ({kinds}) AND steps.subject_id = {key})"
    ))
}

impl Reached {
    /// Those that another reaches too.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, one) | (one, Self::Everything) => one,
            both => Self::Both(Box::new(both.into())),
        }
    }

    fn within(&self) -> Expr {
        match self {
            Self::Everything => Expr::cust("TRUE"),
            Self::These(these) => any(these
                .iter()
                .map(|(kind, held)| row::Column::SubjectKind.eq(kind.code()).and(held.clone()))),
            Self::Both(both) => both[0].within().and(both[1].within()),
        }
    }
}

/// Rows inserted in one statement, which takes at most 32,766 values on SQLite.
const AT_ONCE: usize = 1000;

/// Makes the steps of some things of one kind those that were worked out: what is new is added, what changed is replaced, what is no
/// longer open is removed. A step keeps its key, and while it is the same it stays put off, and whose it became because it was late.
pub async fn replace(
    write: &Write,
    kind: SubjectKind,
    keys: Keys<'_>,
    worked_out: Vec<Next>,
    stand_ins: &StandIns,
) -> Result<(), DbErr> {
    if keys.is_empty() {
        return Ok(());
    }
    let mut stored: BTreeMap<Id, Step> = BTreeMap::new();
    for step in list_to_settle(write, kind, keys).await? {
        stored.insert(step.subject.id, step);
    }
    let mut new = Vec::new();
    for next in &worked_out {
        match stored.remove(&next.subject.id) {
            None => new.push(Step::new(write.new_id(), next)),
            Some(step) => {
                let settled = step.clone().become_next(next, stand_ins);
                if settled != step {
                    row::Entity::update(row_of(&settled)).exec(write.on()).await?;
                }
            }
        }
    }
    let gone: Vec<Id> = stored.into_values().map(|step| step.id).collect();
    for some in gone.chunks(AT_ONCE) {
        let these = row::Column::Id.is_in(some.iter().copied());
        row::Entity::delete_many().filter(these).exec(write.on()).await?;
    }
    for some in new.chunks(AT_ONCE) {
        row::Entity::insert_many(some.iter().map(row_of)).exec_without_returning(write.on()).await?;
    }
    Ok(())
}

/// The steps of some things of one kind, held until the transaction ends.
async fn list_to_settle(write: &Write, kind: SubjectKind, keys: Keys<'_>) -> Result<Vec<Step>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::SubjectKind.eq(kind.code()))
        .filter(keys.hold(row::Column::SubjectId))
        .order_by_asc(row::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    rows.into_iter().map(step_of).collect()
}

/// The steps about some things, by thing; what is not open has none.
pub async fn list_about(of: &impl Deciding, subjects: &[Subject]) -> Result<BTreeMap<Subject, Step>, DbErr> {
    let rows = row::Entity::find().filter(about(subjects)).all(of.on()).await?;
    rows.into_iter().map(|row| step_of(row).map(|step| (step.subject, step))).collect()
}

/// Every step, in the order of the things, for whoever compares them with the facts.
pub async fn list_to_compare(of: &impl Deciding) -> Result<Vec<Step>, DbErr> {
    let rows = row::Entity::find().all(of.on()).await?;
    let mut steps = rows.into_iter().map(step_of).collect::<Result<Vec<Step>, DbErr>>()?;
    steps.sort_by_key(|step| step.subject);
    Ok(steps)
}

/// Puts off a step, or changes the day it is put off to.
pub async fn save_postponement(write: &Write, step: &Step) -> Result<(), DbErr> {
    row::Entity::update(row_of(step)).exec(write.on()).await?;
    write.record(StepDeed::Postponed, step.subject.id);
    Ok(())
}

/// What is to be done, as the noun of the thing reads it; a code that it does not know is an error.
pub fn read_what<T>(step: &Step, of: impl Fn(&str) -> Option<T>) -> Result<T, DbErr> {
    Stored::new(row::Entity, &step.id).code(row::Column::What, &step.what, of)
}

/// The step of a key, if it is reached.
pub async fn find(db: &impl ConnectionTrait, reached: &Reached, id: Id) -> Result<Option<Step>, DbErr> {
    row::Entity::find_by_id(id).filter(reached.within()).one(db).await?.map(step_of).transpose()
}

/// The same, held until the transaction ends.
pub async fn lock(write: &Write, reached: &Reached, id: Id) -> Result<Option<Step>, DbErr> {
    let found = row::Entity::find_by_id(id).filter(reached.within()).lock_exclusive().one(write.on()).await?;
    found.map(step_of).transpose()
}

/// Whether a thing still awaits what a message asks for. Its step is held until the transaction ends, as by whoever settles it.
pub async fn lock_awaited(write: &Write, subject: Subject, what: &str) -> Result<bool, DbErr> {
    let found = row::Entity::find()
        .filter(row::Column::SubjectKind.eq(subject.kind.code()))
        .filter(row::Column::SubjectId.eq(subject.id))
        .lock_exclusive()
        .one(write.on())
        .await?;
    Ok(found.is_some_and(|step| step.what == what))
}

fn chosen(reached: &Reached, filter: &Filter) -> Select<row::Entity> {
    let mut steps = row::Entity::find().filter(reached.within());
    if let Some(day) = filter.due_before {
        steps = steps.filter(row::Column::DueOn.lt(day));
    }
    if let Some(day) = filter.begun_by {
        steps = steps.filter(row::Column::SinceOn.lte(day));
    }
    if !filter.kinds.is_empty() {
        steps = steps.filter(row::Column::SubjectKind.is_in(filter.kinds.iter().map(|kind| kind.code())));
    }
    if !filter.owners.is_empty() {
        steps = steps.filter(any(filter.owners.iter().map(|owner| {
            row::Column::OwnerKind.eq(owner.kind.code()).and(row::Column::OwnerId.eq(owner.id))
        })));
    }
    if let Some((before, today)) = filter.new_between {
        let is_late_since = row::Column::DueOn.gte(before).and(row::Column::DueOn.lt(today));
        steps = steps.filter(is_late_since.or(row::Column::EntrustedOn.gt(before)));
    }
    match &filter.subjects {
        Some(subjects) => steps.filter(about(subjects)),
        None => steps,
    }
}

/// What holds if one of some conditions does. A constant among them would keep SQLite from looking for each with an index.
fn any(conditions: impl Iterator<Item = Expr>) -> Expr {
    conditions.reduce(Expr::or).unwrap_or_else(|| Expr::cust("FALSE"))
}

/// The steps of some things.
fn about(subjects: &[Subject]) -> Expr {
    let kinds: BTreeSet<SubjectKind> = subjects.iter().map(|subject| subject.kind).collect();
    any(kinds.into_iter().map(|kind| {
        let ids = subjects.iter().filter(|subject| subject.kind == kind).map(|subject| subject.id);
        row::Column::SubjectKind.eq(kind.code()).and(row::Column::SubjectId.is_in(ids))
    }))
}

/// Some of the steps that are reached, the first due first.
pub async fn list(
    db: &impl ConnectionTrait,
    reached: &Reached,
    filter: &Filter,
    part: Range<usize>,
) -> Result<Vec<Step>, DbErr> {
    let rows = chosen(reached, filter)
        .order_by_asc(row::Column::DueOn)
        .order_by_asc(row::Column::Id)
        .offset(part.start as u64)
        .limit(part.len() as u64)
        .all(db)
        .await?;
    rows.into_iter().map(step_of).collect()
}

/// How many steps are reached.
pub async fn count(db: &impl ConnectionTrait, reached: &Reached, filter: &Filter) -> Result<u64, DbErr> {
    chosen(reached, filter).count(db).await
}

/// How many steps of each kind are reached; a kind without any is left out.
pub async fn count_by_kind(
    db: &impl ConnectionTrait,
    reached: &Reached,
    filter: &Filter,
) -> Result<BTreeMap<SubjectKind, u64>, DbErr> {
    let counts: Vec<(String, i64)> = chosen(reached, filter)
        .select_only()
        .column(row::Column::SubjectKind)
        .column_as(row::Column::Id.count(), "steps")
        .group_by(row::Column::SubjectKind)
        .into_tuple()
        .all(db)
        .await?;
    counts
        .into_iter()
        .map(|(kind, count)| {
            let stored = Stored::new(row::Entity, &"every step");
            let kind = stored.code(row::Column::SubjectKind, &kind, SubjectKind::from_code)?;
            Ok((kind, stored.count(row::Column::Id, count)?))
        })
        .collect()
}

/// Notes a call.
pub async fn insert_call(write: &Write, call: Call) -> Result<(), DbErr> {
    let row = call::ActiveModel {
        id: Set(call.id),
        subject_kind: Set(call.subject.kind.code().to_owned()),
        subject_id: Set(call.subject.id),
        called_on: Set(call.called_on),
        account_id: Set(call.account_id),
        result: Set(call.result.code().to_owned()),
    };
    call::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(StepDeed::Called, call.subject.id);
    Ok(())
}

/// The calls about some things that were reached, newest first.
pub async fn list_calls_about(db: &impl ConnectionTrait, things: &BTreeSet<Id>) -> Result<Vec<Call>, DbErr> {
    if things.is_empty() {
        return Ok(Vec::new());
    }
    let rows = call::Entity::find()
        .filter(call::Column::SubjectId.is_in(things.iter().copied()))
        .order_by_desc(call::Column::CalledOn)
        .order_by_desc(call::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(call_of).collect()
}

/// The day of the last call about each thing of a kind in which somebody answered.
pub async fn list_reached_on(
    of: &impl Deciding,
    kind: SubjectKind,
    keys: Keys<'_>,
) -> Result<BTreeMap<Id, Date>, DbErr> {
    let last: Vec<(Id, Date)> = call::Entity::find()
        .select_only()
        .column(call::Column::SubjectId)
        .column_as(call::Column::CalledOn.max(), "reached_on")
        .filter(call::Column::SubjectKind.eq(kind.code()))
        .filter(keys.hold(call::Column::SubjectId))
        .filter(call::Column::Result.eq(CallResult::Reached.code()))
        .group_by(call::Column::SubjectId)
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(last.into_iter().collect())
}

/// Forgets the calls about a thing that is forgotten itself.
pub async fn delete_calls(write: &Write, subject: Subject) -> Result<(), DbErr> {
    call::Entity::delete_many()
        .filter(call::Column::SubjectKind.eq(subject.kind.code()))
        .filter(call::Column::SubjectId.eq(subject.id))
        .exec(write.on())
        .await?;
    Ok(())
}

fn row_of(step: &Step) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(step.id),
        subject_kind: Set(step.subject.kind.code().to_owned()),
        subject_id: Set(step.subject.id),
        what: Set(step.what.clone()),
        owner_kind: Set(step.owner.kind.code().to_owned()),
        owner_id: Set(step.owner.id),
        since_on: Set(step.since_on),
        first_due_on: Set(step.first_due_on),
        due_on: Set(step.due_on()),
        postponed_on: Set(step.postponed.map(|postponed| postponed.on)),
        postponed_by: Set(step.postponed.map(|postponed| postponed.by)),
        postponed_reason: Set(step.postponed.map(|postponed| postponed.reason.code().to_owned())),
        entrusted_on: Set(step.entrusted.map(|entrusted| entrusted.on)),
        entrusted_because: Set(step.entrusted.map(|entrusted| entrusted.because.code().to_owned())),
        entrusted_from_kind: Set(step.entrusted.map(|entrusted| entrusted.from.kind.code().to_owned())),
        entrusted_from_id: Set(step.entrusted.map(|entrusted| entrusted.from.id)),
        entrusted_to: Set(step.entrusted.map(|entrusted| entrusted.to)),
    }
}

fn step_of(row: row::Model) -> Result<Step, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    let kind = stored.code(row::Column::SubjectKind, &row.subject_kind, SubjectKind::from_code)?;
    let reason = row.postponed_reason.as_deref();
    let reason = stored.maybe_code(row::Column::PostponedReason, reason, Reason::from_code)?;
    let by = stored.together(row::Column::PostponedBy, row.postponed_by, reason)?;
    let postponed = stored.together(row::Column::PostponedOn, row.postponed_on, by)?;
    let owner = stored.code(row::Column::OwnerKind, &row.owner_kind, OwnerKind::from_code)?;
    let entrusted = entrusted_of(&stored, &row)?;
    Ok(Step {
        id: row.id,
        subject: Subject { kind, id: row.subject_id },
        what: row.what,
        owner: Owner { kind: owner, id: row.owner_id },
        since_on: row.since_on,
        first_due_on: row.first_due_on,
        postponed: postponed.map(|(on, (by, reason))| Postponement { to: row.due_on, on, by, reason }),
        entrusted,
    })
}

fn entrusted_of(stored: &Stored<'_, row::Entity>, row: &row::Model) -> Result<Option<Entrusted>, DbErr> {
    let kind = row.entrusted_from_kind.as_deref();
    let kind = stored.maybe_code(row::Column::EntrustedFromKind, kind, OwnerKind::from_code)?;
    let from = stored.together(row::Column::EntrustedFromId, row.entrusted_from_id, kind)?;
    let because = row.entrusted_because.as_deref();
    let because = stored.maybe_code(row::Column::EntrustedBecause, because, Because::from_code)?;
    let because = stored.together(row::Column::EntrustedBecause, because, from)?;
    let to = stored.together(row::Column::EntrustedTo, row.entrusted_to, because)?;
    let all = stored.together(row::Column::EntrustedOn, row.entrusted_on, to)?;
    Ok(all.map(|(on, (to, (because, (id, kind))))| Entrusted { from: Owner { kind, id }, to, on, because }))
}

fn call_of(row: call::Model) -> Result<Call, DbErr> {
    let stored = Stored::new(call::Entity, &row.id);
    let kind = stored.code(call::Column::SubjectKind, &row.subject_kind, SubjectKind::from_code)?;
    Ok(Call {
        id: row.id,
        subject: Subject { kind, id: row.subject_id },
        called_on: row.called_on,
        account_id: row.account_id,
        result: stored.code(call::Column::Result, &row.result, CallResult::from_code)?,
    })
}
