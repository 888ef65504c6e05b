//! Somebody enters with a link sent to their address: to sign in, or to accept an invitation.

use super::open_session::{self, Opening};
use super::{settle_coordination, settle_own_roles};
use crate::accounts::account::is_shared;
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::link::Purpose;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links::State;

/// A link that is used.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    /// What the page of the link is for: a link made for something else is refused.
    pub purpose: Purpose,
    /// The token of the link.
    pub token: &'a str,
    /// The browser it is used in.
    pub browser: &'a Browser,
    /// The account that it opens, where several people share the address.
    pub account: Option<Id>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A session is open, and the link is used up.
    Entered(Entered),
    /// The link is unknown, was used, replaced or has expired, or its identity no longer has this address.
    LinkRefused,
    /// Several people share the address, and none of them was chosen: the link still serves.
    WhoIsIt,
    /// The link is used up, and its identity holds no role any more.
    NoRole,
}

/// Uses a link up and opens a session. It needs no right: the link is the proof.
pub async fn run(write: &Write, by: &By, entering: Entering<'_>) -> Result<Outcome, Error> {
    let Entering { purpose, token, browser, account } = entering;
    if purpose == Purpose::Invitation {
        return accept(write, by, entering).await;
    }
    if let Some(identity) = store::find_link(write.on(), token, purpose, write.now()).await? {
        let roles = settle_own_roles::of_identity(write, by, &identity).await?;
        if is_shared(&roles) {
            let Some(account) = roles.iter().find(|role| Some(role.id) == account) else {
                return Ok(Outcome::WhoIsIt);
            };
            return match store::use_link(write, token, purpose).await? {
                Some(_) => {
                    let opening = Opening { account, proof: Proof::First, browser };
                    Ok(Outcome::Entered(open_session::run(write, by, opening).await?))
                }
                None => Ok(Outcome::LinkRefused),
            };
        }
    }
    let Some(identity) = store::use_link(write, token, purpose).await? else {
        return Ok(Outcome::LinkRefused);
    };
    let entered = open_session::with_first_role(write, by, &identity, Proof::First, browser).await?;
    Ok(entered.map_or(Outcome::NoRole, Outcome::Entered))
}

/// Accepts the role of an invitation, which was nothing until now, and enters with it.
async fn accept(write: &Write, by: &By, entering: Entering<'_>) -> Result<Outcome, Error> {
    // What leads nowhere holds nothing: anybody can make a token up.
    let state = store::find_link_state(write.on(), entering.token, Purpose::Invitation, write.now()).await?;
    if state != Some(State::Fresh) {
        return Ok(Outcome::LinkRefused);
    }
    // Before any row is held: whoever joins the hub may be the one who coordinates from now on.
    store::lock_coordination(write).await?;
    let Some((_, account)) = store::use_invitation(write, entering.token).await? else {
        return Ok(Outcome::LinkRefused);
    };
    if account.is_pending() {
        store::save_acceptance(write, account.id).await?;
        settle_coordination::run(write).await?;
    }
    let opening = Opening { account: &account, proof: Proof::First, browser: entering.browser };
    Ok(Outcome::Entered(open_session::run(write, by, opening).await?))
}
