//! The tables of accounts and of their sessions.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use sha2::{Digest, Sha256};
use time::Duration;

use super::access::{Role, Scope};
use crate::db::{Db, Id, Instant, Write, entity, new_id};

entity!(account, "accounts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    role: String,
    organisation_id: Option<Uuid>,
    branch_id: Option<Uuid>,
    person_id: Option<Uuid>,
});

entity!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    account_id: Uuid,
    expires_at: Instant,
});

/// How long a session lasts.
pub const SESSION_LENGTH: Duration = Duration::hours(12);

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its key.
    pub id: Id,
    /// The name shown.
    pub name: String,
    /// What they do here.
    pub role: Role,
    /// The organisation they work for.
    pub organisation_id: Option<Id>,
    /// The branch they work in.
    pub branch_id: Option<Id>,
    /// The person they are, for a mentor or a mentee.
    pub person_id: Option<Id>,
}

impl Account {
    /// Whose people this account sees.
    pub fn scope(&self) -> Scope {
        match self.role {
            Role::Coordinator => Scope::Hub,
            Role::Adviser => match (self.branch_id, self.organisation_id) {
                (Some(branch), _) => Scope::Branch(branch),
                (None, Some(organisation)) => Scope::Organisation(organisation),
                (None, None) => Scope::Nobody,
            },
            Role::Mentor | Role::Mentee => self.person_id.map_or(Scope::Nobody, Scope::Person),
            Role::Funder => Scope::Nobody,
        }
    }

    /// An account whose role is not one of ours is no account.
    fn from_row(row: account::Model) -> Option<Self> {
        Some(Self {
            role: Role::from_code(&row.role)?,
            id: row.id,
            name: row.name,
            organisation_id: row.organisation_id,
            branch_id: row.branch_id,
            person_id: row.person_id,
        })
    }
}

/// Every account, in the order they were made.
pub async fn list(db: &Db) -> Result<Vec<Account>, DbErr> {
    let rows = account::Entity::find().order_by_asc(account::Column::Id).all(db).await?;
    Ok(rows.into_iter().filter_map(Account::from_row).collect())
}

/// The account of a key.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<Account>, DbErr> {
    Ok(account::Entity::find_by_id(id).one(db).await?.and_then(Account::from_row))
}

/// Adds an account.
pub async fn insert(write: &Write, account: &Account) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(account.id),
        name: Set(account.name.clone()),
        role: Set(account.role.code().to_owned()),
        organisation_id: Set(account.organisation_id),
        branch_id: Set(account.branch_id),
        person_id: Set(account.person_id),
    };
    account::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("account", account.id, "created").await
}

/// Opens a session and gives its token, which only the visitor's cookie keeps.
pub async fn insert_session(write: &Write, account: Id) -> Result<String, DbErr> {
    let token = format!("{}{}", secret()?, new_id().simple());
    let row = session::ActiveModel {
        token_hash: Set(hash(&token)),
        account_id: Set(account),
        expires_at: Set(write.now().plus(SESSION_LENGTH)),
    };
    session::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("account", account, "signed_in").await?;
    Ok(token)
}

/// The account of a session that has not expired.
pub async fn find_by_session(db: &Db, token: &str, now: Instant) -> Result<Option<Account>, DbErr> {
    let session = session::Entity::find_by_id(hash(token)).one(db).await?;
    match session.filter(|session| session.expires_at > now) {
        Some(session) => find(db, session.account_id).await,
        None => Ok(None),
    }
}

/// Ends a session.
pub async fn delete_session(write: &Write, token: &str) -> Result<(), DbErr> {
    session::Entity::delete_by_id(hash(token)).exec(write.on()).await?;
    Ok(())
}

/// 256 random bits, in hexadecimal.
#[expect(clippy::disallowed_methods, reason = "the one place where a secret is drawn")]
fn secret() -> Result<String, DbErr> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| DbErr::Custom(format!("no randomness: {error}")))?;
    Ok(hexadecimal(&bytes))
}

/// The database keeps the hash only: who reads it cannot sign in with it.
fn hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
