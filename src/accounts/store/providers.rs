//! Signing in with a provider: requests on their way, and whom a provider's subject is here.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use time::Duration;

use super::find_identity;
use crate::accounts::account::Identity;
use crate::accounts::deeds::IdentityDeed;
use crate::db::{Id, Instant, Write, entity};
use crate::secret;

entity!(request, "provider_requests", {
    #[sea_orm(primary_key, auto_increment = false)]
    state_hash: String,
    provider: String,
    nonce: String,
    pkce_verifier: Option<String>,
    browser_hash: String,
    identity_id: Option<Uuid>,
    expires_at: Instant,
});

entity!(subject, "provider_subjects", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    provider: String,
    subject: String,
    linked_at: Instant,
});

/// How long one may take at the provider.
pub const REQUEST_LENGTH: Duration = Duration::minutes(10);

const STATE: &str = "provider_state";
const BROWSER: &str = "provider_browser";

/// A sign-in or a link with a provider that has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The code of the provider.
    pub provider: String,
    /// The nonce that its token will repeat.
    pub nonce: String,
    /// The sealed verifier of PKCE, if it is used.
    pub pkce_verifier: Option<String>,
    /// The identity that links the provider, when that is what it is for.
    pub identity: Option<Id>,
}

/// A provider that an identity is linked to.
pub type Linked = subject::Model;

/// Stores a request under its state, for one browser.
pub async fn insert_request(write: &Write, state: &str, browser: &str, sent: Sent) -> Result<(), DbErr> {
    let row = request::ActiveModel {
        state_hash: Set(secret::fingerprint(STATE, state)),
        provider: Set(sent.provider),
        nonce: Set(sent.nonce),
        pkce_verifier: Set(sent.pkce_verifier),
        browser_hash: Set(secret::fingerprint(BROWSER, browser)),
        identity_id: Set(sent.identity),
        expires_at: Set(write.now().plus(REQUEST_LENGTH)),
    };
    request::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(())
}

/// Takes a request away: its state serves once, with its provider, in the browser it was made for.
pub async fn take_request(
    write: &Write,
    provider: &str,
    state: &str,
    browser: &str,
) -> Result<Option<Sent>, DbErr> {
    let key = secret::fingerprint(STATE, state);
    let Some(row) = request::Entity::find_by_id(&key).one(write.on()).await? else { return Ok(None) };
    // Of two answers at once, only one still finds it.
    let taken = request::Entity::delete_by_id(key).exec(write.on()).await?.rows_affected == 1;
    let holds = row.provider == provider
        && row.browser_hash == secret::fingerprint(BROWSER, browser)
        && row.expires_at > write.now();
    Ok((taken && holds).then_some(Sent {
        provider: row.provider,
        nonce: row.nonce,
        pkce_verifier: row.pkce_verifier,
        identity: row.identity_id,
    }))
}

/// Who a provider's subject is here: the provider and the subject are the key, never an address.
pub async fn find_identity_by_subject(
    db: &impl ConnectionTrait,
    provider: &str,
    subject: &str,
) -> Result<Option<Identity>, DbErr> {
    let found = subject::Entity::find()
        .filter(subject::Column::Provider.eq(provider))
        .filter(subject::Column::Subject.eq(subject))
        .one(db)
        .await?;
    match found {
        Some(row) => find_identity(db, row.identity_id).await,
        None => Ok(None),
    }
}

/// The providers an identity is linked to, in the order they were.
pub async fn list_subjects(db: &impl ConnectionTrait, identity: Id) -> Result<Vec<Linked>, DbErr> {
    let of = subject::Entity::find().filter(subject::Column::IdentityId.eq(identity));
    of.order_by_asc(subject::Column::Id).all(db).await
}

/// Links a provider's subject to an identity; false when it is somebody's already.
pub async fn insert_subject(
    write: &Write,
    identity: Id,
    provider: &str,
    subject: &str,
) -> Result<bool, DbErr> {
    let row = subject::ActiveModel {
        id: Set(write.new_id()),
        identity_id: Set(identity),
        provider: Set(provider.to_owned()),
        subject: Set(subject.to_owned()),
        linked_at: Set(write.now()),
    };
    // Of two who link it at once, the second waits here for the first, and inserts nothing.
    let alone =
        OnConflict::columns([subject::Column::Provider, subject::Column::Subject]).do_nothing().to_owned();
    let insertion = subject::Entity::insert(row).on_conflict(alone);
    match insertion.exec_without_returning(write.on()).await {
        Ok(1) => {
            write.record(IdentityDeed::ProviderLinked, identity);
            Ok(true)
        }
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Unlinks an identity from a provider; says whether it was linked.
pub async fn delete_subjects(write: &Write, identity: Id, provider: &str) -> Result<bool, DbErr> {
    let removed = subject::Entity::delete_many()
        .filter(subject::Column::IdentityId.eq(identity))
        .filter(subject::Column::Provider.eq(provider))
        .exec(write.on())
        .await?;
    if removed.rows_affected > 0 {
        write.record(IdentityDeed::ProviderUnlinked, identity);
    }
    Ok(removed.rows_affected > 0)
}

/// Unlinks an identity from every provider.
pub async fn delete_all_subjects(write: &Write, identity: Id) -> Result<(), DbErr> {
    subject::Entity::delete_many().filter(subject::Column::IdentityId.eq(identity)).exec(write.on()).await?;
    Ok(())
}
