//! Whoever a request is about says no to it, by the link sent to them; whoever referred them hears nothing more.

use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::Write;
use crate::error::Error;
use crate::links;
use crate::requests::request::{PURPOSE, RequestDeed};
use crate::requests::store;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// The request is forgotten, and nobody is told anything more.
    Forgotten,
    /// It was answered before: nobody is told anything more of what follows.
    Unsaid,
    /// The link leads nowhere, or there is nothing left to say no to.
    NothingLeft,
}

/// Withdraws a request by the token sent to whoever it is about, as long as it waits; in any case ends the news to whoever referred them.
/// The token is the proof: no right is needed.
pub async fn run(write: &Write, _by: &By, token: &str) -> Result<Withdrawn, Error> {
    let Some(link) = links::store::use_link(write, PURPOSE, token).await? else {
        return Ok(Withdrawn::NothingLeft);
    };
    store::lock_request(write, link.subject).await?;
    let is_forgotten = store::forget(write, link.subject, RequestDeed::Withdrawn).await?;
    if is_forgotten {
        settle::requests(write, &[link.subject]).await?;
    }
    let referral = store::lock_referral_of(write, link.subject).await?;
    if let Some(referral) = &referral {
        store::save_referral_objected(write, referral.id).await?;
    }
    Ok(match (is_forgotten, referral) {
        (true, _) => Withdrawn::Forgotten,
        (false, Some(_)) => Withdrawn::Unsaid,
        (false, None) => Withdrawn::NothingLeft,
    })
}
