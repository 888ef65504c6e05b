//! Whoever refers somebody confirms it by the link sent to them; the person is told, and may say no.

use super::ask;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links;
use crate::organisations::store::find_origins;
use crate::requests::messages::{Referred, referral_received, referred};
use crate::requests::referral::{PURPOSE, in_short};
use crate::requests::request::answer_due;
use crate::requests::store;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The referral is confirmed, now or before.
    Referral(Id),
    /// The link leads nowhere, or its referral was never confirmed in time.
    NothingToConfirm,
}

/// Confirms a referral by the token sent to whoever refers, once or again. The token is the proof: no right is needed.
pub async fn run(write: &Write, _by: &By, hub: Hub<'_>, token: &str) -> Result<Confirmed, Error> {
    let Some(link) = links::store::use_link(write, PURPOSE, token).await? else {
        return Ok(Confirmed::NothingToConfirm);
    };
    let Some(found) = store::find_referral(write.on(), link.scope(), link.subject).await? else {
        return Ok(Confirmed::NothingToConfirm);
    };
    // The request before its referral, as whoever answers it holds them.
    let request = store::lock_request(write, found.request_id).await?;
    let Some(referral) = store::lock_referral(write, found.id).await? else {
        return Ok(Confirmed::NothingToConfirm);
    };
    if referral.confirmed_at.is_some() {
        return Ok(Confirmed::Referral(referral.id));
    }
    let Some(request) = request.filter(|request| request.may_be_confirmed(write.now())) else {
        return Ok(Confirmed::NothingToConfirm);
    };
    store::save_confirmation(write, request.id).await?;
    store::save_referral_confirmed(write, referral.id).await?;
    settle::requests(write, &[request.id]).await?;
    let due_on = answer_due(write.today());
    let person = in_short(&request.first_name, &request.last_name);
    send::run(write, referral_received(&referral, &person, due_on)?).await?;
    if let Some(to) = request.recipient() {
        let origins = find_origins(write.on()).await?;
        let told = Referred {
            first_name: &request.first_name,
            referrer: &referral.name,
            organisation: &origins.name(Some(referral.organisation_id), referral.branch_id),
            due_on,
            page: ask::link(write, &request, hub.base_url).await?,
        };
        send::run(write, referred(to, &told)?).await?;
    }
    Ok(Confirmed::Referral(referral.id))
}
