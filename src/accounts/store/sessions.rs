//! Sessions, and the devices somebody signed in from before.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ConnectionTrait, JoinType, QueryOrder, QuerySelect};
use time::Duration;

use super::accounts::{account, account_of, held};
use super::no_secret;
use crate::accounts::account::{Account, Session};
use crate::accounts::deeds::AccountDeed;
use crate::db::{Db, Id, Instant, Write, entity};
use crate::secret;

entity!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    id: Uuid,
    account_id: Uuid,
    created_at: Instant,
    seen_at: Instant,
    expires_at: Instant,
    proven_at: Option<Instant>,
    device: String,
    code_draft: Option<String>,
});

entity!(device, "devices", {
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    identity_id: Uuid,
    seen_at: Instant,
});

/// How long a session lasts.
pub const SESSION_LENGTH: Duration = Duration::hours(12);
/// How long a device is remembered.
pub const DEVICE_LENGTH: Duration = Duration::days(180);

const SESSION: &str = "session";
const DEVICE: &str = "device";

/// A session as its owner sees it.
pub type Line = session::Model;

/// Who a session's token belongs to.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account that the session acts as.
    pub account: Account,
    /// The session, with the instant of its second factor.
    pub session: Session,
    /// Its last visit that was written.
    pub seen_at: Instant,
}

/// Opens a session and gives its token, which only the visitor's cookie stores. `proven`: the second factor was given.
pub async fn insert_session(write: &Write, account: Id, proven: bool, device: &str) -> Result<String, DbErr> {
    let token = secret::token().map_err(no_secret)?;
    save_day_of_visit(write, account).await?;
    let row = session::ActiveModel {
        token_hash: Set(secret::fingerprint(SESSION, &token)),
        id: Set(write.new_id()),
        account_id: Set(account),
        created_at: Set(write.now()),
        seen_at: Set(write.now()),
        expires_at: Set(write.now().plus(SESSION_LENGTH)),
        proven_at: Set(proven.then(|| write.now())),
        device: Set(device.to_owned()),
        code_draft: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(if proven { AccountDeed::SignedIn } else { AccountDeed::BeganToSignIn }, account);
    Ok(token)
}

/// Opens a session that acts as another account in place of one, and lasts no longer: what was proven, and when, goes
/// along, so that changing roles proves nothing anew.
pub async fn continue_session(write: &Write, session: Id, account: Id) -> Result<Option<String>, DbErr> {
    let found = session::Entity::find().filter(session::Column::Id.eq(session)).one(write.on()).await?;
    let Some(before) = found else { return Ok(None) };
    let token = secret::token().map_err(no_secret)?;
    save_day_of_visit(write, account).await?;
    let row = session::ActiveModel {
        token_hash: Set(secret::fingerprint(SESSION, &token)),
        id: Set(write.new_id()),
        account_id: Set(account),
        created_at: Set(before.created_at),
        seen_at: Set(write.now()),
        expires_at: Set(before.expires_at),
        proven_at: Set(before.proven_at),
        device: Set(before.device),
        code_draft: Set(None),
    };
    // It may have been ended meanwhile: then it does not go on.
    if session::Entity::delete_by_id(before.token_hash).exec(write.on()).await?.rows_affected == 0 {
        return Ok(None);
    }
    session::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(AccountDeed::RoleTaken, account);
    Ok(Some(token))
}

/// The account and the session of a token, unless it expired, the role is not held or the identity was deactivated: one query, since
/// every request of somebody signed in begins with it.
pub async fn find_by_session(db: &Db, token: &str, now: Instant) -> Result<Option<SignedIn>, DbErr> {
    let acts_as = session::Entity::belongs_to(account::Entity)
        .from(session::Column::AccountId)
        .to(account::Column::Id)
        .into();
    let enters = account::Column::IdentityId.in_subquery(super::active_identities());
    let found = session::Entity::find_by_id(secret::fingerprint(SESSION, token))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(held())
        .filter(account::Column::IdentityId.is_null().or(enters))
        .join(JoinType::InnerJoin, acts_as)
        .select_also(account::Entity)
        .one(db)
        .await?;
    let Some((row, Some(account))) = found else { return Ok(None) };
    Ok(Some(SignedIn {
        account: account_of(account)?,
        session: Session { id: row.id, proven_at: row.proven_at },
        seen_at: row.seen_at,
    }))
}

/// Whose session a token was, even if it has expired since.
pub async fn find_last_identity(db: &Db, token: &str) -> Result<Option<Id>, DbErr> {
    let found = session::Entity::find_by_id(secret::fingerprint(SESSION, token)).one(db).await?;
    let Some(row) = found else { return Ok(None) };
    let account = account::Entity::find_by_id(row.account_id).one(db).await?;
    Ok(account.and_then(|account| account.identity_id))
}

/// Who signed in last from a device.
pub async fn find_identity_of_device(db: &Db, token: &str, now: Instant) -> Result<Option<Id>, DbErr> {
    let found = device::Entity::find_by_id(secret::fingerprint(DEVICE, token)).one(db).await?;
    let device = found.filter(|row| row.seen_at.plus(DEVICE_LENGTH) > now);
    Ok(device.map(|row| row.identity_id))
}

/// Whether a session is open; to be asked once its identity is locked.
pub async fn has_session(write: &Write, id: Id) -> Result<bool, DbErr> {
    Ok(session::Entity::find().filter(session::Column::Id.eq(id)).count(write.on()).await? > 0)
}

/// Writes the last visit of a session, unless a visit after an instant is written already; says whether it did.
pub async fn save_visit(write: &Write, session: Id, after: Instant) -> Result<bool, DbErr> {
    let noted = session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(write.now()))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::SeenAt.lte(after))
        .exec(write.on())
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    if let Some(row) = session::Entity::find().filter(session::Column::Id.eq(session)).one(write.on()).await?
    {
        save_day_of_visit(write, row.account_id).await?;
    }
    Ok(true)
}

/// The day of the last visit stays with the account when its sessions are over.
async fn save_day_of_visit(write: &Write, account: Id) -> Result<(), DbErr> {
    let is_older = account::Column::VisitedOn.is_null().or(account::Column::VisitedOn.lt(write.today()));
    account::Entity::update_many()
        // What is new to them is new since the day they came before.
        .col_expr(account::Column::CameBeforeOn, Expr::col(account::Column::VisitedOn))
        .col_expr(account::Column::VisitedOn, Expr::value(write.today()))
        .filter(account::Column::Id.eq(account))
        .filter(is_older)
        .exec(write.on())
        .await?;
    Ok(())
}

/// The sessions of an identity, in all its roles, the last visit first.
pub async fn list_sessions(db: &Db, accounts: &[Id], now: Instant) -> Result<Vec<Line>, DbErr> {
    session::Entity::find()
        .filter(session::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::SeenAt)
        .all(db)
        .await
}

/// Ends one session by its token.
pub async fn delete_session(write: &Write, token: &str) -> Result<(), DbErr> {
    session::Entity::delete_by_id(secret::fingerprint(SESSION, token)).exec(write.on()).await?;
    Ok(())
}

/// Ends a session by its key, if it is of one of these accounts; says whether there was one.
pub async fn delete_session_of(write: &Write, accounts: &[Id], session: Id) -> Result<bool, DbErr> {
    let done = session::Entity::delete_many()
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::AccountId.is_in(accounts.iter().copied()))
        .exec(write.on())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends the sessions of some accounts, except one if it is named.
pub async fn end_sessions_of_accounts(
    write: &Write,
    accounts: &[Id],
    except: Option<Id>,
) -> Result<(), DbErr> {
    let mut ended =
        session::Entity::delete_many().filter(session::Column::AccountId.is_in(accounts.iter().copied()));
    if let Some(except) = except {
        ended = ended.filter(session::Column::Id.ne(except));
    }
    ended.exec(write.on()).await?;
    Ok(())
}

/// The sealed secret of one-time codes that was drawn in a session and waits for its first code there.
pub async fn find_code_draft(db: &impl ConnectionTrait, session: Id) -> Result<Option<String>, DbErr> {
    let found = session::Entity::find().filter(session::Column::Id.eq(session)).one(db).await?;
    Ok(found.and_then(|row| row.code_draft))
}

/// Stores the sealed secret of one-time codes until a first code confirms it in the same session: nobody confirms a secret that
/// somebody else drew, and knows.
pub async fn save_code_draft(write: &Write, session: Id, sealed: String) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::CodeDraft, Expr::value(sealed))
        .filter(session::Column::Id.eq(session))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Remembers a device of somebody who signed in, and gives the token that its cookie stores.
pub async fn insert_device(write: &Write, identity: Id) -> Result<String, DbErr> {
    let token = secret::token().map_err(no_secret)?;
    let row = device::ActiveModel {
        token_hash: Set(secret::fingerprint(DEVICE, &token)),
        identity_id: Set(identity),
        seen_at: Set(write.now()),
    };
    device::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(token)
}

/// Whether an identity signed in from this device before.
pub async fn knows_device(
    db: &impl ConnectionTrait,
    identity: Id,
    token: &str,
    now: Instant,
) -> Result<bool, DbErr> {
    let found = device::Entity::find_by_id(secret::fingerprint(DEVICE, token)).one(db).await?;
    Ok(found.is_some_and(|row| row.identity_id == identity && row.seen_at.plus(DEVICE_LENGTH) > now))
}
