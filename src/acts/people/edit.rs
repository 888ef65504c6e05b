//! What is known of a person is corrected.

use super::{check_origin, follow_reach};
use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::store as accounts;
use crate::accounts::viewer::By;
use crate::acts::accounts::count_attempt::Counted;
use crate::acts::accounts::try_address;
use crate::acts::messages::{mark_unreachable, send};
use crate::acts::proposals::ask_again;
use crate::acts::settle;
use crate::db::{Id, Instant, Keys, Write};
use crate::error::Error;
use crate::organisations::Origin;
use crate::people::newcomer::Details;
use crate::people::person::Person;
use crate::people::{messages, store};
use crate::version::Version;

/// What somebody corrects.
#[derive(Clone, Debug)]
pub struct Editing<'a> {
    /// The person.
    pub person: Id,
    /// Everything that is known of them from now on.
    pub details: Details,
    /// Who brings them from now on; `None` when that stays. Only who sees the whole hub moves somebody.
    pub origin: Option<Origin>,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
    /// How messages name the hub: whoever has the former address writes there if they did not ask for the change.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is stored.
    Saved,
    /// Somebody saved something else meanwhile: what is stored now.
    Changed(Box<Person>),
    /// Somebody else has this address.
    EmailTaken,
    /// A new address lets somebody else in: it takes a second factor given in the last ten minutes.
    ProofNeeded,
    /// Too many addresses were tried: no other is looked at before this instant.
    TooSoon(Instant),
}

/// Replaces what is known of a person. A new address ends the roles they entered with the former one, which is written to; a new
/// organisation ends the openings of the former one.
pub async fn run(write: &Write, by: &By, editing: Editing<'_>) -> Result<Edited, Error> {
    let scope = by.scope(Right::EditPeople);
    let Editing { person: id, details, origin, seen, hub } = editing;
    let before = store::lock_person(write, scope, id).await?.ok_or(Error::NotFound)?;
    let same = Origin { organisation_id: before.organisation_id, branch_id: before.branch_id };
    let origin = origin.unwrap_or(same);
    if origin != same {
        if scope != Scope::Hub {
            return Err(Error::NotFound);
        }
        check_origin(write, scope, origin).await?;
    }
    let (shares_address, is_right) = (details.shares_address, details.is_address_right);
    let mut after = details.person(id, origin, before.registered_on);
    // Whoever answers STOP does so from a number.
    after.stopped = before.stopped;
    if after.phone != before.phone {
        after.stopped.text = None;
    }
    if before.version().is_newer_than(seen.as_ref()) && after != before {
        return Ok(Edited::Changed(Box::new(before)));
    }
    let moves = after.email != before.email;
    if moves {
        if let Some(email) = after.email.as_deref() {
            store::lock_addresses(write, &[email]).await?;
            let taken = store::list_taken(write, scope, &[email]).await?;
            if !taken.within.is_empty() && !shares_address {
                return Ok(Edited::EmailTaken);
            }
            if !is_proven(by) {
                return Ok(Edited::ProofNeeded);
            }
            // Whether somebody beyond their people has it is told to who tries few.
            if scope != Scope::Hub
                && let Counted::TooSoon(wait) = try_address::run(write, by).await?
            {
                return Ok(Edited::TooSoon(wait.until()));
            }
            if !taken.beyond.is_empty() {
                try_address::note_missed(write, by);
                return Ok(Edited::EmailTaken);
            }
        }
        if !is_proven(by) {
            return Ok(Edited::ProofNeeded);
        }
        leave_address(write, &before, hub.contact_email).await?;
    }
    if origin.organisation_id != before.organisation_id {
        accounts::forget_openings(write, id).await?;
    }
    let was_called = is_called(write, id).await?;
    store::save(write, &after).await?;
    // Whoever types an address, or says that it is right, has the hub write there again.
    if let Some(email) = after.email.as_deref().filter(|_| moves || is_right) {
        mark_unreachable::undo(write, email).await?;
    }
    if is_right || reach_of(&after) != reach_of(&before) {
        let awaited = follow_reach::run(write, &[id]).await?;
        // What they were asked reached nobody.
        if was_called && !is_called(write, id).await? {
            ask_again::run(write, by, hub, &awaited, &[id]).await?;
        }
    }
    if origin.organisation_id != before.organisation_id {
        settle::journeys(write, &store::journeys_of_person(write, id).await?).await?;
    }
    Ok(Edited::Saved)
}

/// Whether the hub cannot write to a person as things are.
async fn is_called(write: &Write, id: Id) -> Result<bool, Error> {
    Ok(store::list_called(write, Keys::These(&[id])).await?.contains(&id))
}

/// What says how somebody is written to.
fn reach_of(person: &Person) -> impl PartialEq {
    let Person { email, phone, channel, postal_address, stopped, .. } = person;
    (email.clone(), phone.clone(), *channel, postal_address.clone(), *stopped)
}

/// Whether whoever acts proved lately who they are; the hub itself has nothing to prove.
fn is_proven(by: &By) -> bool {
    match by {
        By::Viewer(viewer) => viewer.is_fresh(),
        By::Bearer(_) | By::Caller(_) => false,
        By::Hub | By::History => true,
    }
}

async fn leave_address(write: &Write, before: &Person, contact_email: &str) -> Result<(), Error> {
    accounts::withdraw_of_person(write, before.id, write.today()).await?;
    if let Some(former) = before.email.clone() {
        send::run(write, messages::address_changed(former, contact_email)?).await?;
    }
    Ok(())
}
