//! A person becomes a mentor, or offers something else.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::overview::store::used_places;
use crate::people::newcomer::Offer;
use crate::people::person::{MentorError, check_capacity, check_left};
use crate::people::store;

/// What somebody offers.
#[derive(Clone, Debug)]
pub struct Offering {
    /// The person.
    pub person: Id,
    /// Everything they offer from now on.
    pub offer: Offer,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Offered {
    /// They are a mentor since today, by the key of the mentor.
    MentorBecome(Id),
    /// A mentor offers this from now on.
    Saved(Id),
    /// It is refused.
    Refused(MentorError),
}

/// Makes a person a mentor, or replaces what they offer: never fewer places than tandems take and proposals promise.
pub async fn run(write: &Write, by: &By, offering: Offering) -> Result<Offered, Error> {
    let Offering { person, offer } = offering;
    // The person is held, so that of two who make them a mentor at once the second finds the mentor.
    store::lock_person(write, by.scope(Right::EditPeople), person).await?.ok_or(Error::NotFound)?;
    let before = store::mentor_of(write.on(), Scope::Hub, person).await?;
    let joined_on = before.as_ref().map_or(write.today(), |before| before.joined_on);
    if let Some(Err(error)) = offer.left_on.map(|on| check_left(on, joined_on, write.today())) {
        return Ok(Offered::Refused(error));
    }
    let Some(before) = before else {
        let id = write.new_id();
        store::insert_mentor(write, &offer.mentor(id, person, joined_on)).await?;
        return Ok(Offered::MentorBecome(id));
    };
    store::lock_mentors(write, &[before.id]).await?;
    let used = used_places(write.on()).await?.get(&before.id).copied().unwrap_or(0);
    if let Err(error) = check_capacity(offer.capacity, used) {
        return Ok(Offered::Refused(error));
    }
    store::save_mentor(write, &offer.mentor(before.id, person, joined_on)).await?;
    Ok(Offered::Saved(before.id))
}
