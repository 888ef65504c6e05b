//! Whoever referred somebody without an account here is told that a mentor was found, or that it is over: no name of a mentor, no reason.
//!
//! Each is told once, and nothing once the person has objected or it is closed.

use time::Date;

use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people;
use crate::requests::messages::{referral_closed, referral_paired};
use crate::requests::referral::{Referral, in_short};
use crate::requests::{Request, store};

/// Tells that the tandem of a journey, which is held, begins.
pub(in crate::acts) async fn paired(write: &Write, by: &By, journey: Id, on: Date) -> Result<(), Error> {
    for referral in of_journey(write, by, journey).await? {
        if referral.paired_on.is_some() {
            continue;
        }
        store::save_referral_paired(write, referral.id, on).await?;
        if let Some(person) = name(write, journey).await? {
            send::run(write, referral_paired(&referral, &person)?).await?;
        }
    }
    Ok(())
}

/// Tells that a journey, which is held, has ended.
pub(in crate::acts) async fn closed(write: &Write, by: &By, journey: Id, on: Date) -> Result<(), Error> {
    for referral in of_journey(write, by, journey).await? {
        store::save_referral_closed(write, referral.id, on).await?;
        if let Some(person) = name(write, journey).await? {
            send::run(write, referral_closed(&referral, &person)?).await?;
        }
    }
    Ok(())
}

/// Tells that a request, which is held, was set aside.
pub(super) async fn set_aside(write: &Write, request: &Request) -> Result<(), Error> {
    let Some(referral) = store::lock_referral_of(write, request.id).await? else { return Ok(()) };
    store::save_referral_closed(write, referral.id, write.today()).await?;
    let person = in_short(&request.first_name, &request.last_name);
    send::run(write, referral_closed(&referral, &person)?).await
}

/// Notes the journey that answers a request, which is held; without one, nothing more is told.
pub(in crate::acts) async fn registered(
    write: &Write,
    request: Id,
    journey: Option<Id>,
) -> Result<(), Error> {
    let Some(referral) = store::lock_referral_of(write, request).await? else { return Ok(()) };
    match journey {
        Some(journey) => store::save_referral_journey(write, referral.id, journey).await?,
        None => store::save_referral_closed(write, referral.id, write.today()).await?,
    }
    Ok(())
}

async fn of_journey(write: &Write, by: &By, journey: Id) -> Result<Vec<Referral>, Error> {
    // What is brought in from before happened before anybody asked for news.
    if matches!(by, By::History) {
        return Ok(Vec::new());
    }
    Ok(store::lock_referrals_to(write, journey).await?)
}

async fn name(write: &Write, journey: Id) -> Result<Option<String>, Error> {
    let journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &[journey]).await?;
    let Some(journey) = journeys.first() else { return Ok(None) };
    let person = people::store::find(write.on(), Scope::Hub, journey.person_id).await?;
    Ok(person.map(|person| in_short(&person.first_name, &person.last_name)))
}
