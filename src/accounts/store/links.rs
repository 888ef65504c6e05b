//! Links sent by e-mail to sign in, accept an invitation or choose a password: each for one purpose and one address, used once.

use sea_orm::{ConnectionTrait, DbErr};

use super::{find_identity, lock_identity};
use crate::accounts::account::Identity;
use crate::accounts::link::Purpose;
use crate::db::{Id, Instant, Write};
use crate::links::{self, Link, NewLink, State, Uses};

/// Makes a link for an identity and gives its token, which only the message writes.
pub async fn insert_link(write: &Write, identity: &Identity, purpose: Purpose) -> Result<String, DbErr> {
    let new = NewLink {
        purpose: purpose.code(),
        subject: identity.id,
        bearer: &identity.email,
        path: purpose.path(),
        lasts: purpose.lasts(),
        uses: Uses::Once,
    };
    links::store::insert(write, new).await
}

/// Whose link it is, while it may still be used; nothing is changed.
pub async fn find_link(
    db: &impl ConnectionTrait,
    token: &str,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<Identity>, DbErr> {
    match links::store::find(db, purpose.code(), token).await? {
        Some(link) if link.state(now) == State::Fresh => holder(db, &link).await,
        _ => Ok(None),
    }
}

/// Uses a link up: whose it was, or nothing when it was used, expired, made for something else or another address.
pub async fn use_link(write: &Write, token: &str, purpose: Purpose) -> Result<Option<Identity>, DbErr> {
    // The identity is held before the link, as by whoever revokes the links of an identity.
    let Some(link) = links::store::find(write.on(), purpose.code(), token).await? else { return Ok(None) };
    lock_identity(write, link.subject).await?;
    match links::store::use_link(write, purpose.code(), token).await? {
        Some(link) => holder(write.on(), &link).await,
        None => Ok(None),
    }
}

/// The identity a link was sent to, if it still has that address and signs in.
async fn holder(db: &impl ConnectionTrait, link: &Link) -> Result<Option<Identity>, DbErr> {
    let identity = find_identity(db, link.subject).await?;
    Ok(identity.filter(|identity| identity.email == link.bearer && identity.deactivated_at.is_none()))
}

/// Makes every unused link of an identity lead nowhere.
pub async fn supersede_links(write: &Write, identity: Id) -> Result<(), DbErr> {
    links::store::supersede(write, identity).await
}
