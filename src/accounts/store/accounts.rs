//! Accounts: the roles that identities hold.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use crate::accounts::access::{Role, Scope};
use crate::accounts::account::Account;
use crate::accounts::deeds::AccountDeed;
use crate::db::{Db, Id, Instant, Stored, Write, entity};

entity!(account, "accounts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    role: String,
    organisation_id: Option<Uuid>,
    branch_id: Option<Uuid>,
    person_id: Option<Uuid>,
    identity_id: Option<Uuid>,
    accepted_at: Option<Instant>,
    withdrawn_on: Option<Date>,
    phone: Option<String>,
    hours: Option<String>,
    coordinates_by_default_since: Option<Date>,
    visited_on: Option<Date>,
    came_before_on: Option<Date>,
    digested_on: Option<Date>,
});

pub(super) fn account_of(row: account::Model) -> Result<Account, DbErr> {
    let stored = Stored::new(account::Entity, &row.id);
    Ok(Account {
        role: stored.code(account::Column::Role, &row.role, Role::from_code)?,
        id: row.id,
        identity_id: row.identity_id,
        name: row.name,
        organisation_id: row.organisation_id,
        branch_id: row.branch_id,
        person_id: row.person_id,
        accepted_at: row.accepted_at,
        withdrawn_on: row.withdrawn_on,
    })
}

async fn some(db: &impl ConnectionTrait, of: Condition) -> Result<Vec<Account>, DbErr> {
    let rows = account::Entity::find().filter(of).order_by_asc(account::Column::Id).all(db).await?;
    rows.into_iter().map(account_of).collect()
}

/// The condition that a role is held today: accepted, and not withdrawn.
pub(super) fn held() -> Condition {
    Condition::all()
        .add(account::Column::AcceptedAt.is_not_null())
        .add(account::Column::WithdrawnOn.is_null())
}

/// Every account that is held, in the order they were made.
pub async fn list(db: &Db) -> Result<Vec<Account>, DbErr> {
    some(db, held()).await
}

/// The accounts whose access somebody gives and withdraws: all of the hub, or those of one organisation.
pub async fn list_managed(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Account>, DbErr> {
    some(db, Condition::all().add(managed(scope))).await
}

/// The account of a key, if the scope may give and withdraw its access.
pub async fn find_managed(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Account>, DbErr> {
    let of = Condition::all().add(managed(scope)).add(account::Column::Id.eq(id));
    Ok(some(db, of).await?.pop())
}

/// The same, held until the transaction ends.
pub async fn lock_managed(write: &Write, scope: Scope, id: Id) -> Result<Option<Account>, DbErr> {
    let of = Condition::all().add(managed(scope)).add(account::Column::Id.eq(id));
    let row = account::Entity::find().filter(of).lock_exclusive().one(write.on()).await?;
    row.map(account_of).transpose()
}

fn managed(scope: Scope) -> Condition {
    let professional = Role::ALL.iter().filter(|role| role.is_professional()).map(|role| role.code());
    let partner_staff = Role::ALL.iter().filter(|role| role.is_partner_staff()).map(|role| role.code());
    match scope {
        Scope::Hub => Condition::all().add(account::Column::Role.is_in(professional)),
        Scope::Organisation(organisation) => Condition::all()
            .add(account::Column::OrganisationId.eq(organisation))
            .add(account::Column::Role.is_in(partner_staff)),
        _ => Condition::all().add(Expr::cust("1 = 0")),
    }
}

/// The accounts that an identity holds, in the order they were made.
pub async fn list_of_identity(db: &impl ConnectionTrait, identity: Id) -> Result<Vec<Account>, DbErr> {
    some(db, held().add(account::Column::IdentityId.eq(identity))).await
}

/// The accounts an identity holds or held.
pub async fn list_all_of_identity(db: &impl ConnectionTrait, identity: Id) -> Result<Vec<Account>, DbErr> {
    some(db, Condition::all().add(account::Column::IdentityId.eq(identity))).await
}

/// The accounts of some keys, withdrawn or not: for the names in a journal.
pub async fn list_by_id(db: &impl ConnectionTrait, ids: &[Id]) -> Result<Vec<Account>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    some(db, Condition::all().add(account::Column::Id.is_in(ids.iter().copied()))).await
}

/// The account of a key.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<Account>, DbErr> {
    account::Entity::find_by_id(id).one(db).await?.map(account_of).transpose()
}

/// Adds an account, with its line in the journal.
pub async fn insert(write: &Write, account: &Account) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(account.id),
        name: Set(account.name.clone()),
        role: Set(account.role.code().to_owned()),
        organisation_id: Set(account.organisation_id),
        branch_id: Set(account.branch_id),
        person_id: Set(account.person_id),
        identity_id: Set(account.identity_id),
        accepted_at: Set(account.accepted_at),
        withdrawn_on: Set(account.withdrawn_on),
        ..Default::default()
    };
    account::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(AccountDeed::Created, account.id);
    Ok(())
}

/// Somebody accepts the role they were invited to.
pub async fn save_acceptance(write: &Write, account: Id) -> Result<(), DbErr> {
    let row =
        account::ActiveModel { id: Set(account), accepted_at: Set(Some(write.now())), ..Default::default() };
    account::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::Accepted, account);
    Ok(())
}

/// Withdraws a role: none of its sessions is found any more, and it coordinates nothing.
pub async fn save_withdrawal(write: &Write, account: Id, on: Date) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(account),
        withdrawn_on: Set(Some(on)),
        coordinates_by_default_since: Set(None),
        ..Default::default()
    };
    account::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::Withdrawn, account);
    Ok(())
}

/// Withdraws the roles that somebody has as a person: they enter again by their address of today.
pub async fn withdraw_of_person(write: &Write, person: Id, on: Date) -> Result<(), DbErr> {
    withdraw_own(write, person, &[Role::Mentor, Role::Mentee], on).await
}

/// Withdraws some of the roles that somebody has as a person: they no longer play these parts.
pub async fn withdraw_own(write: &Write, person: Id, roles: &[Role], on: Date) -> Result<(), DbErr> {
    let of = Condition::all()
        .add(account::Column::PersonId.eq(person))
        .add(account::Column::Role.is_in(roles.iter().map(|role| role.code())))
        .add(account::Column::WithdrawnOn.is_null());
    for account in some(write.on(), of).await? {
        save_withdrawal(write, account.id, on).await?;
        super::end_sessions_of_accounts(write, &[account.id], None).await?;
    }
    Ok(())
}

/// Holds somebody until the transaction ends, so that two of their requests never count what they opened at the same time. Gives
/// the keys of all the roles they hold or held: these share one count.
pub async fn lock_roles(write: &Write, account: &Account) -> Result<Vec<Id>, DbErr> {
    let Some(identity) = account.identity_id else {
        account::Entity::find_by_id(account.id).lock_exclusive().one(write.on()).await?;
        return Ok(vec![account.id]);
    };
    super::lock_identity(write, identity).await?;
    let roles = list_all_of_identity(write.on(), identity).await?;
    Ok(roles.into_iter().map(|role| role.id).collect())
}
