//! Links sent by e-mail to sign in, accept an invitation or choose a password: each for one purpose and one address, used once.
//!
//! The subject of an invitation is the account it gives; that of the others, the identity.

use sea_orm::{ConnectionTrait, DbErr};

use super::{find_identity, lock_identity};
use crate::accounts::account::{Account, Identity};
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

/// Makes a link by which an identity accepts an account, and gives its token; earlier invitations to this account lead nowhere.
pub async fn insert_invitation(write: &Write, identity: &Identity, account: Id) -> Result<String, DbErr> {
    supersede_invitation(write, account).await?;
    let purpose = Purpose::Invitation;
    let new = NewLink {
        purpose: purpose.code(),
        subject: account,
        bearer: &identity.email,
        path: purpose.path(),
        lasts: purpose.lasts(),
        uses: Uses::Once,
    };
    links::store::insert(write, new).await
}

/// Makes every invitation to an account lead nowhere.
pub async fn supersede_invitation(write: &Write, account: Id) -> Result<(), DbErr> {
    links::store::supersede(write, account).await
}

/// The state of a link, for its page; none when there is no such link for this purpose.
pub async fn find_link_state(
    db: &impl ConnectionTrait,
    token: &str,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<State>, DbErr> {
    Ok(links::store::find(db, purpose.code(), token).await?.map(|link| link.state(now)))
}

/// Uses an invitation up: the identity it was sent to, and the account it gives; or nothing when it was used, expired or
/// replaced, or when the role was withdrawn.
pub async fn use_invitation(write: &Write, token: &str) -> Result<Option<(Identity, Account)>, DbErr> {
    let code = Purpose::Invitation.code();
    let Some(link) = links::store::find(write.on(), code, token).await? else { return Ok(None) };
    let Some(invited) = super::find(write.on(), link.subject).await? else { return Ok(None) };
    let Some(identity) = invited.identity_id else { return Ok(None) };
    // The identity is held before the link, as by whoever revokes the links of an identity.
    let Some(identity) = lock_identity(write, identity).await? else { return Ok(None) };
    let Some(link) = links::store::use_link(write, code, token).await? else { return Ok(None) };
    let account = super::find(write.on(), link.subject).await?;
    let account = account.filter(|account| account.withdrawn_on.is_none());
    let identity = Some(identity).filter(|identity| is_bearer(identity, &link));
    Ok(identity.zip(account))
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
    Ok(identity.filter(|identity| is_bearer(identity, link)))
}

fn is_bearer(identity: &Identity, link: &Link) -> bool {
    identity.email == link.bearer && identity.deactivated_at.is_none()
}

/// Makes every unused link of an identity lead nowhere, its invitations too.
pub async fn supersede_links(write: &Write, identity: Id) -> Result<(), DbErr> {
    for account in super::list_all_of_identity(write.on(), identity).await? {
        supersede_invitation(write, account.id).await?;
    }
    links::store::supersede(write, identity).await
}
