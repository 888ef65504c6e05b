//! Whose files an account opens beyond its branch: those it follows, and those opened exceptionally.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryOrder};

use crate::accounts::deeds::FileDeed;
use crate::accounts::opening::{LENGTH, Reason};
use crate::db::{Db, Id, Instant, Stored, Write, entity};

entity!(followed, "followed_people", {
    #[sea_orm(primary_key, auto_increment = false)]
    account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: Uuid,
});

entity!(opening, "exceptional_openings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    account_id: Uuid,
    person_id: Uuid,
    reason: String,
    opened_at: Instant,
    expires_at: Instant,
});

/// A file opened beyond one's branch.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Opening {
    /// Who opened it.
    pub account_id: Id,
    /// Whose file it is.
    pub person_id: Id,
    pub reason: Reason,
    pub opened_at: Instant,
    pub expires_at: Instant,
}

fn opening_of(row: opening::Model) -> Result<Opening, DbErr> {
    let stored = Stored::new(opening::Entity, &row.id);
    Ok(Opening {
        reason: stored.code(opening::Column::Reason, &row.reason, Reason::from_code)?,
        account_id: row.account_id,
        person_id: row.person_id,
        opened_at: row.opened_at,
        expires_at: row.expires_at,
    })
}

/// The people an account follows, for a condition on the table of people.
pub fn followed_by(account: Id) -> SelectStatement {
    Query::select()
        .column(followed::Column::PersonId)
        .from(followed::Entity)
        .and_where(followed::Column::AccountId.eq(account))
        .to_owned()
}

/// The people an account has opened exceptionally and may still open, for a condition on the table of people.
pub fn opened_by(account: Id, at: Instant) -> SelectStatement {
    Query::select()
        .column(opening::Column::PersonId)
        .from(opening::Entity)
        .and_where(opening::Column::AccountId.eq(account))
        .and_where(opening::Column::ExpiresAt.gt(at))
        .to_owned()
}

/// The accounts that follow a person.
pub async fn list_followers(db: &impl ConnectionTrait, person: Id) -> Result<Vec<Id>, DbErr> {
    let of = followed::Entity::find().filter(followed::Column::PersonId.eq(person));
    let rows = of.order_by_asc(followed::Column::AccountId).all(db).await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

/// From now on an account follows a person, and nobody else does; with none, nobody does.
pub async fn save_follower(write: &Write, person: Id, account: Option<Id>) -> Result<(), DbErr> {
    followed::Entity::delete_many().filter(followed::Column::PersonId.eq(person)).exec(write.on()).await?;
    if let Some(account) = account {
        let row = followed::ActiveModel { account_id: Set(account), person_id: Set(person) };
        followed::Entity::insert(row).exec_without_returning(write.on()).await?;
    }
    write.record(FileDeed::Assigned, person);
    Ok(())
}

/// Whomever an account follows beyond its branch another follows from now on.
pub async fn replace_follower(write: &Write, former: Id, other: Id) -> Result<(), DbErr> {
    let followed_by = |account: Id| followed::Column::AccountId.eq(account);
    let both = Query::select()
        .column(followed::Column::PersonId)
        .from(followed::Entity)
        .and_where(followed_by(other))
        .to_owned();
    followed::Entity::update_many()
        .col_expr(followed::Column::AccountId, Expr::value(other))
        .filter(followed_by(former))
        .filter(followed::Column::PersonId.not_in_subquery(both))
        .exec(write.on())
        .await?;
    followed::Entity::delete_many().filter(followed_by(former)).exec(write.on()).await?;
    Ok(())
}

/// Nobody follows a person or has opened them exceptionally any more: another organisation brings them now.
pub async fn forget_openings(write: &Write, person: Id) -> Result<(), DbErr> {
    followed::Entity::delete_many().filter(followed::Column::PersonId.eq(person)).exec(write.on()).await?;
    opening::Entity::delete_many().filter(opening::Column::PersonId.eq(person)).exec(write.on()).await?;
    write.record(FileDeed::OpeningsEnded, person);
    Ok(())
}

/// How many files some accounts opened exceptionally since an instant.
pub async fn count_openings(write: &Write, accounts: &[Id], since: Instant) -> Result<u64, DbErr> {
    opening::Entity::find()
        .filter(opening::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(opening::Column::OpenedAt.gt(since))
        .count(write.on())
        .await
}

/// Opens somebody's file to an account for a day.
pub async fn insert_opening(write: &Write, account: Id, person: Id, reason: Reason) -> Result<Id, DbErr> {
    let id = write.new_id();
    let row = opening::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        person_id: Set(person),
        reason: Set(reason.code().to_owned()),
        opened_at: Set(write.now()),
        expires_at: Set(write.now().plus(LENGTH)),
    };
    opening::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(FileDeed::OpenedExceptionally, person);
    Ok(id)
}

/// The exceptional openings of an account that still hold, the last first.
pub async fn list_openings(db: &Db, account: Id, now: Instant) -> Result<Vec<Opening>, DbErr> {
    let rows = opening::Entity::find()
        .filter(opening::Column::AccountId.eq(account))
        .filter(opening::Column::ExpiresAt.gt(now))
        .order_by_desc(opening::Column::OpenedAt)
        .all(db)
        .await?;
    rows.into_iter().map(opening_of).collect()
}

/// The last exceptional openings of everybody, for the officer.
pub async fn list_all_openings(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Opening>, DbErr> {
    use sea_orm::QuerySelect;
    let rows = opening::Entity::find().order_by_desc(opening::Column::OpenedAt).limit(limit).all(db).await?;
    rows.into_iter().map(opening_of).collect()
}
