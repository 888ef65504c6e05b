//! Somebody new is registered with the part they come for; a request of theirs is answered by it.

use super::check_origin;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::requests::{send, tell_referrer};
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::{Newcomer, Part};
use crate::people::person::{MentorError, WelcomeError, check_left, check_welcome};
use crate::people::store;
use crate::requests;
use crate::requests::request::RequestDeed;

/// Whom somebody registers.
#[derive(Clone, Debug)]
pub struct Registering {
    /// Who they are, and what they come for.
    pub newcomer: Newcomer,
    /// The request to join that is answered by it, if it still waits.
    pub request: Option<Id>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Registered {
    /// The person, by their key.
    Person(Id),
    /// Somebody else has this address, whom whoever acts may see.
    EmailTaken,
    /// Somebody else has it, whom they may not see: whoever coordinates is asked. They are answered as for [`Registered::Person`].
    Sent,
    /// The journey may not begin so.
    WelcomeRefused(WelcomeError),
    /// The mentor may not offer this.
    OfferRefused(MentorError),
}

/// Registers somebody. Only who steers the hub answers a request by it.
pub async fn run(write: &Write, by: &By, registering: Registering) -> Result<Registered, Error> {
    let Registering { newcomer, request } = registering;
    let scope = by.scope(Right::EditPeople);
    check_origin(write, scope, newcomer.origin).await?;
    if request.is_some() && by.scope(Right::SteerHub) != Scope::Hub {
        return Err(Error::NotFound);
    }
    match &newcomer.part {
        Part::Journey(need) => {
            if let Err(error) = check_welcome(need.welcomed_on, write.today()) {
                return Ok(Registered::WelcomeRefused(error));
            }
        }
        Part::Mentor(offer) => {
            let left = offer.left_on.map(|on| check_left(on, newcomer.registered_on, write.today()));
            if let Some(Err(error)) = left {
                return Ok(Registered::OfferRefused(error));
            }
        }
    }
    let email: Vec<&str> = newcomer.details.email.as_deref().into_iter().collect();
    store::lock_addresses(write, &email).await?;
    let taken = store::list_taken(write, scope, &email).await?;
    // Whom they sent before is as known to them as their own.
    let is_sent = match by.account() {
        Some(account) => !requests::store::list_sent(write, account.id, &email).await?.is_empty(),
        None => false,
    };
    let is_another = !taken.within.is_empty() && !newcomer.details.shares_address;
    if is_another || (is_sent && !taken.beyond.is_empty()) {
        return Ok(Registered::EmailTaken);
    }
    if !taken.beyond.is_empty() {
        send::run(write, by, &[newcomer]).await?;
        return Ok(Registered::Sent);
    }
    let Added { person, journey } = add(write, newcomer).await?;
    settle::journeys(write, &journey.into_iter().collect::<Vec<_>>()).await?;
    if let Some(request) = request {
        // Of two who answer it at once, the second registers somebody all the same: the address tells whether it is the same.
        if requests::store::end(write, request, RequestDeed::Registered).await? {
            tell_referrer::registered(write, request, journey).await?;
        }
        settle::requests(write, &[request]).await?;
    }
    Ok(Registered::Person(person))
}

/// Somebody who was stored.
pub(in crate::acts) struct Added {
    /// The person, by their key.
    pub person: Id,
    /// The journey they begin, if they do.
    pub journey: Option<Id>,
}

/// Stores somebody whose address is held and free; their journey is not settled yet.
pub(in crate::acts) async fn add(write: &Write, newcomer: Newcomer) -> Result<Added, Error> {
    let id = write.new_id();
    let Newcomer { details, origin, registered_on, part } = newcomer;
    store::insert(write, &details.person(id, origin, registered_on)).await?;
    let journey = match part {
        Part::Mentor(offer) => {
            store::insert_mentor(write, &offer.mentor(write.new_id(), id, registered_on)).await?;
            None
        }
        Part::Journey(need) => {
            let journey = need.journey(write.new_id(), id, None);
            store::insert_journey(write, &journey).await?;
            Some(journey.id)
        }
    };
    Ok(Added { person: id, journey })
}
