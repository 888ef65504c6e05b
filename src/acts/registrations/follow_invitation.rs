//! What becomes of an invitation is followed: when too much comes back, those that wait do not leave.

use time::Duration;

use super::invite::JOB;
use crate::accounts::access::Scope;
use crate::acts::messages::{coordinator, send};
use crate::calendar;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::mail::Mail;
use crate::registrations::arrival::{Arrival, stops};
use crate::registrations::messages::{INVITATION, Stopped, invitations_stopped};
use crate::registrations::store;
use crate::{jobs, organisations};

/// The person whom a message invites.
fn invited(mail: &Mail) -> Option<Id> {
    mail.person_id.filter(|_| mail.kind == INVITATION)
}

/// Whether a message invites somebody, and invitations stopped since it was written. Nobody stops them until the transaction ends.
pub async fn is_stopped(write: &Write, mail: &Mail) -> Result<bool, Error> {
    let Some(person) = invited(mail) else { return Ok(false) };
    let arrival = of_person(write, person).await?;
    Ok(arrival.is_some_and(|arrival| !arrival.is_inviting()))
}

/// A message was dropped before it left: whom it invited is invited with the others that wait.
pub async fn dropped(write: &Write, mail: &Mail) -> Result<(), Error> {
    let Some(person) = invited(mail) else { return Ok(()) };
    let Some(arrival) = of_person(write, person).await? else { return Ok(()) };
    if store::save_not_invited(write, person).await? && arrival.is_inviting() {
        // The last wave may have left.
        let next = calendar::next_working_morning(write.now().plus(Duration::MINUTE));
        jobs::store::schedule(write, JOB, &arrival.id.to_string(), next).await?;
    }
    Ok(())
}

/// A message leaves.
pub async fn left(write: &Write, mail: &Mail) -> Result<(), Error> {
    match invited(mail) {
        Some(person) => Ok(store::save_invitation_left(write, person).await?),
        None => Ok(()),
    }
}

/// A message came back, or is refused for good: with too many of them invitations stop, and whoever coordinates is told once.
pub async fn returned(write: &Write, mail: &Mail) -> Result<(), Error> {
    let Some(person) = invited(mail) else { return Ok(()) };
    let Some(arrival) = of_person(write, person).await? else { return Ok(()) };
    let Some(begun_at) = arrival.begun_at else { return Ok(()) };
    if !store::save_invitation_returned(write, person).await? || arrival.stopped_at.is_some() {
        return Ok(());
    }
    let (left, returned) = store::count_left(write, arrival.id, begun_at).await?;
    if !stops(left, returned) {
        return Ok(());
    }
    store::save_stopped_inviting(write, arrival.id).await?;
    let organisation = organisations::store::find(write.on(), arrival.origin.organisation_id).await?;
    let organisation = organisation.map(|organisation| organisation.name).unwrap_or_default();
    let stopped = Stopped { file: &arrival.file_name, organisation: &organisation, left, returned };
    for email in coordinator::by_default(write).await? {
        send::run(write, invitations_stopped(email, &stopped)?).await?;
    }
    Ok(())
}

/// The arrival that brought a person, held.
async fn of_person(write: &Write, person: Id) -> Result<Option<Arrival>, Error> {
    match store::find_arrival_of(write, person).await? {
        Some(arrival) => Ok(store::lock_arrival(write, Scope::Hub, arrival).await?),
        None => Ok(None),
    }
}
