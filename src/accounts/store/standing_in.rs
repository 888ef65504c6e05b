//! Who stands in for whom, and when somebody is away.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::accounts::{account, account_of, held};
use super::identities::active_identities;
use crate::accounts::access::Role;
use crate::accounts::account::Account;
use crate::accounts::deeds::AccountDeed;
use crate::accounts::standing_in::{Absence, AbsenceReason, Deputy, StandIns, Worker, may_stand_in};
use crate::db::{Deciding, Id, Instant, Stored, Write, entity};

entity!(deputy, "deputies", {
    #[sea_orm(primary_key, auto_increment = false)]
    account_id: Uuid,
    deputy_id: Uuid,
});

entity!(absence, "absences", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    account_id: Uuid,
    reason: String,
    from_on: Date,
    until_on: Option<Date>,
    handed_on: Option<Date>,
    ended_on: Option<Date>,
});

fn absence_of(row: absence::Model) -> Result<Absence, DbErr> {
    let stored = Stored::new(absence::Entity, &row.id);
    Ok(Absence {
        reason: stored.code(absence::Column::Reason, &row.reason, AbsenceReason::from_code)?,
        id: row.id,
        account_id: row.account_id,
        from_on: row.from_on,
        until_on: row.until_on,
        handed_on: row.handed_on,
        ended_on: row.ended_on,
    })
}

/// The accounts of those who work for the hub or a partner, and sign in.
fn works() -> Condition {
    let roles = Role::ALL.iter().filter(|role| role.works_with_people()).map(|role| role.code());
    let signs_in = account::Column::IdentityId.in_subquery(active_identities());
    held().add(account::Column::Role.is_in(roles)).add(account::Column::IdentityId.is_null().or(signs_in))
}

/// Who stands in for whom now.
pub async fn find_stand_ins(of: &impl Deciding) -> Result<StandIns, DbErr> {
    let rows = account::Entity::find().filter(works()).all(of.on()).await?;
    let worker = |row: account::Model| {
        let stored = Stored::new(account::Entity, &row.id);
        let role = stored.code(account::Column::Role, &row.role, Role::from_code)?;
        let by_default = row.coordinates_by_default_since.is_some();
        Ok((row.id, Worker { role, organisation_id: row.organisation_id, by_default }))
    };
    let workers = rows.into_iter().map(worker).collect::<Result<BTreeMap<_, _>, DbErr>>()?;
    let deputies = deputy::Entity::find().all(of.on()).await?;
    let deputies = deputies.into_iter().map(|row| (row.account_id, row.deputy_id)).collect();
    let mut away: BTreeMap<Id, Date> = BTreeMap::new();
    for absence in list_absences_in_force(of).await? {
        if let Some(handed_on) = absence.handed_on {
            // Several may overlap: the first is listed first.
            away.entry(absence.account_id).or_insert(handed_on);
        }
    }
    Ok(StandIns::new(workers, deputies, away))
}

/// The absences for which others do what is somebody's, the earliest first.
pub async fn list_absences_in_force(of: &impl Deciding) -> Result<Vec<Absence>, DbErr> {
    let in_force = absence::Column::HandedOn.is_not_null().and(absence::Column::EndedOn.is_null());
    let rows =
        absence::Entity::find().filter(in_force).order_by_asc(absence::Column::HandedOn).all(of.on()).await?;
    rows.into_iter().map(absence_of).collect()
}

/// The absences that are not over, or were not when somebody last looked, the earliest first.
pub async fn list_absences_to_follow(of: &impl Deciding) -> Result<Vec<Absence>, DbErr> {
    let open = absence::Entity::find().filter(absence::Column::EndedOn.is_null());
    let rows = open.order_by_asc(absence::Column::Id).all(of.on()).await?;
    rows.into_iter().map(absence_of).collect()
}

/// The last visit of each of some who work; the day they accepted their role, where they never came.
pub async fn list_visits(of: &impl Deciding, accounts: &[Id]) -> Result<BTreeMap<Id, Date>, DbErr> {
    let rows: Vec<(Id, Option<Date>, Option<Instant>)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::VisitedOn, account::Column::AcceptedAt])
        .filter(works())
        .filter(account::Column::Id.is_in(accounts.iter().copied()))
        .into_tuple()
        .all(of.on())
        .await?;
    let last = |(id, visited_on, accepted_at): (Id, Option<Date>, Option<Instant>)| {
        Some((id, visited_on.or_else(|| accepted_at.map(Instant::day))?))
    };
    Ok(rows.into_iter().filter_map(last).collect())
}

/// The day on which somebody came before they came last; none where they came on one day only.
pub async fn find_came_before(db: &impl ConnectionTrait, account: Id) -> Result<Option<Date>, DbErr> {
    let row = account::Entity::find_by_id(account).one(db).await?;
    Ok(row.and_then(|row| row.came_before_on))
}

/// The day on which each of some was last back from days that they had announced.
pub async fn list_returns(of: &impl Deciding, accounts: &[Id]) -> Result<BTreeMap<Id, Date>, DbErr> {
    let rows: Vec<(Id, Date)> = absence::Entity::find()
        .select_only()
        .column(absence::Column::AccountId)
        .column_as(absence::Column::EndedOn.max(), "ended_on")
        .filter(absence::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(absence::Column::Reason.eq(AbsenceReason::Said.code()))
        .filter(absence::Column::HandedOn.is_not_null())
        .filter(absence::Column::EndedOn.is_not_null())
        .group_by(absence::Column::AccountId)
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(rows.into_iter().collect())
}

/// Who stands in for the holder of an account.
pub async fn find_deputy(db: &impl ConnectionTrait, account: Id) -> Result<Deputy, DbErr> {
    let row = deputy::Entity::find_by_id(account).one(db).await?;
    Ok(Deputy(row.map(|row| row.deputy_id)))
}

/// Those who may stand in for the holder of an account.
pub async fn list_colleagues(db: &impl ConnectionTrait, account: &Account) -> Result<Vec<Account>, DbErr> {
    let rows = account::Entity::find().filter(works()).order_by_asc(account::Column::Name).all(db).await?;
    let mut all = rows.into_iter().map(account_of).collect::<Result<Vec<Account>, DbErr>>()?;
    all.retain(|one| may_stand_in(account, one));
    Ok(all)
}

/// The absences of an account that are not over, the first first.
pub async fn list_absences(db: &impl ConnectionTrait, account: Id) -> Result<Vec<Absence>, DbErr> {
    let rows = absence::Entity::find()
        .filter(absence::Column::AccountId.eq(account))
        .filter(absence::Column::EndedOn.is_null())
        .order_by_asc(absence::Column::FromOn)
        .order_by_asc(absence::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(absence_of).collect()
}

/// Those of some accounts whose things others do now.
pub async fn list_away(db: &impl ConnectionTrait, accounts: &[Id]) -> Result<BTreeSet<Id>, DbErr> {
    let away: Vec<Id> = absence::Entity::find()
        .select_only()
        .column(absence::Column::AccountId)
        .filter(absence::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(absence::Column::HandedOn.is_not_null())
        .filter(absence::Column::EndedOn.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(away.into_iter().collect())
}

/// Notes an absence.
pub async fn insert_absence(write: &Write, absence: &Absence) -> Result<(), DbErr> {
    let row = absence::ActiveModel {
        id: Set(absence.id),
        account_id: Set(absence.account_id),
        reason: Set(absence.reason.code().to_owned()),
        from_on: Set(absence.from_on),
        until_on: Set(absence.until_on),
        handed_on: Set(absence.handed_on),
        ended_on: Set(absence.ended_on),
    };
    absence::Entity::insert(row).exec_without_returning(write.on()).await?;
    let deed = if absence.handed_on.is_some() { AccountDeed::Away } else { AccountDeed::AbsenceSaid };
    write.record(deed, absence.account_id);
    Ok(())
}

/// What is theirs went to others today.
pub async fn save_handed(write: &Write, absence: &Absence) -> Result<(), DbErr> {
    let row = absence::ActiveModel {
        id: Set(absence.id),
        handed_on: Set(Some(write.today())),
        ..Default::default()
    };
    absence::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::Away, absence.account_id);
    Ok(())
}

/// An absence is over since today.
pub async fn save_ended(write: &Write, absence: &Absence) -> Result<(), DbErr> {
    let row = absence::ActiveModel {
        id: Set(absence.id),
        ended_on: Set(Some(write.today())),
        ..Default::default()
    };
    absence::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::Back, absence.account_id);
    Ok(())
}

/// Chooses who stands in for the holder of an account; with none, nobody in particular does.
pub async fn save_deputy(write: &Write, account: Id, deputy: &Deputy) -> Result<(), DbErr> {
    match deputy.0 {
        None => {
            deputy::Entity::delete_by_id(account).exec(write.on()).await?;
        }
        Some(deputy) => {
            let row = deputy::ActiveModel { account_id: Set(account), deputy_id: Set(deputy) };
            let mut instead = OnConflict::column(deputy::Column::AccountId);
            instead.update_column(deputy::Column::DeputyId);
            deputy::Entity::insert(row).on_conflict(instead).exec_without_returning(write.on()).await?;
        }
    }
    write.record(AccountDeed::DeputyChosen, account);
    Ok(())
}

/// Whoever had somebody as their deputy has another from now on; that one has nobody in particular.
pub async fn replace_deputy(write: &Write, former: Id, other: Id) -> Result<(), DbErr> {
    let theirs = deputy::Column::DeputyId.eq(former);
    let itself = deputy::Column::AccountId.eq(other);
    deputy::Entity::delete_many().filter(theirs.clone().and(itself)).exec(write.on()).await?;
    deputy::Entity::update_many()
        .col_expr(deputy::Column::DeputyId, Expr::value(other))
        .filter(theirs)
        .exec(write.on())
        .await?;
    Ok(())
}

/// Everything that somebody had was given to somebody else.
pub fn note_handed_over(write: &Write, account: Id) {
    write.record(AccountDeed::HandedOver, account);
}

/// Removes the absences that were over before an instant; gives how many.
pub async fn delete_absences(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let old = absence::Column::EndedOn.lt(before.day());
    Ok(absence::Entity::delete_many().filter(old).exec(write.on()).await?.rows_affected)
}

/// Those whom the hub sums up the day for: who works with people, signs in, and was summed up nothing yet on a day.
pub async fn list_to_sum_up(of: &impl Deciding, today: Date) -> Result<BTreeSet<Id>, DbErr> {
    let due = account::Column::DigestedOn.is_null().or(account::Column::DigestedOn.lt(today));
    let ids: Vec<Id> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(works())
        .filter(account::Column::IdentityId.is_not_null())
        .filter(due)
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(ids.into_iter().collect())
}

/// The day on which the hub last summed up for an account, held until the transaction ends; `None` where it works no more.
pub async fn lock_digested_on(write: &Write, account: Id) -> Result<Option<Option<Date>>, DbErr> {
    let of = works().add(account::Column::Id.eq(account));
    let row = account::Entity::find().filter(of).lock_exclusive().one(write.on()).await?;
    Ok(row.map(|row| row.digested_on))
}

/// The hub has summed up for an account today. It is nobody's deed.
pub async fn save_digested(write: &Write, account: Id) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::DigestedOn, Expr::value(write.today()))
        .filter(account::Column::Id.eq(account))
        .exec(write.on())
        .await?;
    Ok(())
}
