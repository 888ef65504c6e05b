//! Somebody new is registered with the part they come for; a request of theirs is answered by it.

use super::check_origin;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
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
    /// Somebody else has this address.
    EmailTaken,
    /// The journey may not begin so.
    WelcomeRefused(WelcomeError),
    /// The mentor may not offer this.
    OfferRefused(MentorError),
}

/// Registers somebody. Only who steers the hub answers a request by it.
pub async fn run(write: &Write, by: &By, registering: Registering) -> Result<Registered, Error> {
    let Registering { newcomer, request } = registering;
    check_origin(write, by.scope(Right::EditPeople), newcomer.origin).await?;
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
    if !store::list_taken(write, &email).await?.is_empty() {
        return Ok(Registered::EmailTaken);
    }
    let person = add(write, newcomer).await?;
    if let Some(request) = request {
        // Of two who answer it at once, the second registers somebody all the same: the address tells whether it is the same.
        requests::store::end(write, request, RequestDeed::Registered).await?;
    }
    Ok(Registered::Person(person))
}

/// Stores somebody whose address is held and free.
pub(in crate::acts) async fn add(write: &Write, newcomer: Newcomer) -> Result<Id, Error> {
    let id = write.new_id();
    let Newcomer { details, origin, registered_on, part } = newcomer;
    store::insert(write, &details.person(id, origin, registered_on)).await?;
    match part {
        Part::Mentor(offer) => {
            store::insert_mentor(write, &offer.mentor(write.new_id(), id, registered_on)).await?
        }
        Part::Journey(need) => store::insert_journey(write, &need.journey(write.new_id(), id, None)).await?,
    }
    Ok(id)
}
