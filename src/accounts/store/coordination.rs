//! Who can coordinate, and how those who work with people are reached.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::accounts::account;
use super::identities::active_identities;
use crate::accounts::access::Role;
use crate::accounts::coordination::{Contact, Coordination, Coordinator};
use crate::accounts::deeds::AccountDeed;
use crate::contact::Phone;
use crate::db::{Id, Stored, Write, hold_words, share_word};

/// Who can coordinate.
pub async fn find_coordination(db: &impl ConnectionTrait) -> Result<Coordination, DbErr> {
    let rows =
        account::Entity::find().filter(can_coordinate()).order_by_asc(account::Column::Id).all(db).await?;
    coordination_of(rows)
}

/// The same, held until the transaction ends, so that two changes at once never leave two defaults or none. No row is held:
/// whoever works at the hub opens sessions meanwhile.
pub async fn lock_coordination(write: &Write) -> Result<Coordination, DbErr> {
    hold_words(write, &[COORDINATION]).await?;
    find_coordination(write.on()).await
}

/// The same, which nobody changes until the transaction ends, while others may share it: for whoever gives something to a coordinator.
pub async fn share_coordination(write: &Write) -> Result<(), DbErr> {
    share_word(write, COORDINATION).await
}

/// Held by whoever changes who coordinates, shared by whoever gives something to a coordinator.
const COORDINATION: &str = "coordination";

fn coordination_of(rows: Vec<account::Model>) -> Result<Coordination, DbErr> {
    let team = rows.into_iter().map(|row| {
        let contact = contact_of(&row)?;
        let by_default_since = row.coordinates_by_default_since;
        let account = super::accounts::account_of(row)?;
        Ok(Coordinator { id: account.id, name: account.name, role: account.role, contact, by_default_since })
    });
    Ok(Coordination::new(team.collect::<Result<_, DbErr>>()?))
}

fn hub_roles() -> [&'static str; 2] {
    [Role::Coordinator.code(), Role::HubResponsible.code()]
}

fn can_coordinate() -> Expr {
    let signs_in = account::Column::IdentityId.in_subquery(active_identities());
    account::Column::Role
        .is_in(hub_roles())
        .and(account::Column::AcceptedAt.is_not_null())
        .and(account::Column::WithdrawnOn.is_null())
        .and(account::Column::IdentityId.is_null().or(signs_in))
}

/// A number that this program would not have stored is an error: it must not turn into none.
fn contact_of(row: &account::Model) -> Result<Contact, DbErr> {
    let stored = Stored::new(account::Entity, &row.id);
    let phone = row.phone.as_deref();
    let phone = stored.maybe_code(account::Column::Phone, phone, |number| Phone::parse(number).ok())?;
    Ok(Contact { phone, hours: row.hours.clone() })
}

/// How the holder of an account is reached.
pub async fn get_contact(db: &impl ConnectionTrait, account: Id) -> Result<Contact, DbErr> {
    let row = account::Entity::find_by_id(account).one(db).await?;
    contact_of(&row.ok_or_else(|| DbErr::RecordNotFound(format!("accounts of {account}")))?)
}

/// The same, held until the transaction ends.
pub async fn lock_contact(write: &Write, account: Id) -> Result<Contact, DbErr> {
    account::Entity::find_by_id(account).lock_exclusive().one(write.on()).await?;
    get_contact(write.on(), account).await
}

/// Replaces how the holder of an account is reached.
pub async fn save_contact(write: &Write, account: Id, contact: &Contact) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(account),
        phone: Set(contact.phone.as_ref().map(|phone| phone.as_str().to_owned())),
        hours: Set(contact.hours.clone()),
        ..Default::default()
    };
    account::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::ContactChanged, account);
    Ok(())
}

/// Makes an account of the hub the one that coordinates by default, instead of whichever did.
pub async fn save_default_coordinator(write: &Write, account: Id) -> Result<(), DbErr> {
    save_no_default(write).await?;
    let row = account::ActiveModel {
        id: Set(account),
        coordinates_by_default_since: Set(Some(write.today())),
        ..Default::default()
    };
    account::Entity::update(row).exec(write.on()).await?;
    write.record(AccountDeed::CoordinatesByDefault, account);
    Ok(())
}

/// Nobody coordinates by default: the one who did leaves, and another is named in the same transaction where there is one.
pub async fn save_no_default(write: &Write) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::CoordinatesByDefaultSince, Expr::value(None::<Date>))
        .filter(account::Column::CoordinatesByDefaultSince.is_not_null())
        .exec(write.on())
        .await?;
    Ok(())
}
