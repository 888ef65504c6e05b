//! A person becomes a mentor, or offers something else.

use super::leave_as_mentor::lock_running;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::accounts::settle_own_roles;
use crate::acts::proposals::withdraw;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::Offer;
use crate::people::person::{Mentor, MentorError, beyond, check_left};
use crate::people::store;
use crate::proposals::proposal::WithdrawalReason;
use crate::tandems::tandem::last_closed_on;
use crate::version::Version;

/// What somebody offers.
#[derive(Clone, Debug)]
pub struct Offering {
    /// The person.
    pub person: Id,
    /// Everything they offer from now on.
    pub offer: Offer,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Offered {
    /// They are a mentor since today, by the key of the mentor.
    MentorBecome(Id),
    /// A mentor offers this from now on.
    Saved(Id),
    /// Somebody saved something else meanwhile: what the mentor offers now.
    Changed(Box<Mentor>),
    /// The same, and this many proposals that had no place any more were withdrawn, with a word to both sides.
    SavedWithFewerPlaces(Id, usize),
    /// A mentor offers this from now on, but has not left.
    SavedBeforeLeaving {
        /// The tandems that run and the proposals that wait, to be settled first.
        to_settle: usize,
        /// The proposals that had no place any more and were withdrawn, with a word to both sides.
        withdrawn: usize,
    },
    /// It is refused.
    Refused(MentorError),
}

/// Makes a person a mentor, or replaces what they offer. With fewer places than before, tandems go on, and the newest proposals beyond
/// the places are withdrawn. Nobody leaves by it while something of theirs runs; whoever leaves loses the role of a mentor at once.
pub async fn run(write: &Write, by: &By, offering: Offering) -> Result<Offered, Error> {
    let Offering { person, mut offer, seen } = offering;
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
    let before = store::lock_mentors(write, &[before.id]).await?.pop().ok_or(Error::NotFound)?;
    let id = before.id;
    let is_newer = Mentor::version(Some(&before)).is_newer_than(seen.as_ref());
    if is_newer && offer.clone().mentor(id, person, joined_on) != before {
        return Ok(Offered::Changed(Box::new(before)));
    }
    let (tandems, mut pending) = lock_running(write, id).await?;
    if offer.left_on.zip(last_closed_on(&tandems)).is_some_and(|(left_on, closed_on)| left_on < closed_on) {
        return Ok(Offered::Refused(MentorError::LeftBeforeClosure));
    }
    let open = tandems.iter().filter(|tandem| tandem.is_open()).count();
    // Oldest first: those who were asked first keep their promise.
    let newest = pending.split_off(pending.len() - beyond(offer.capacity, open, pending.len()));
    let stays = offer.left_on.is_some() && open + pending.len() > 0;
    if stays {
        offer.left_on = before.left_on;
    }
    let left_on = offer.left_on.filter(|_| offer.left_on != before.left_on);
    store::save_mentor(write, &offer.mentor(id, person, joined_on)).await?;
    if let Some(on) = left_on {
        // By the deed of whoever leaves: the story says who noted it.
        store::save_left(write, id, on).await?;
    }
    settle_own_roles::of_person(write, by, person).await?;
    let withdrawn = withdraw::end_all(write, by, newest, WithdrawalReason::NoPlace).await?;
    Ok(match (stays, withdrawn) {
        (true, withdrawn) => Offered::SavedBeforeLeaving { to_settle: open + pending.len(), withdrawn },
        (false, 0) => Offered::Saved(id),
        (false, withdrawn) => Offered::SavedWithFewerPlaces(id, withdrawn),
    })
}
