//! The mentors whom a file brought are invited, some each working morning, as long as few invitations come back.

use time::Duration;

use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send::Sender;
use crate::acts::people::use_own_link;
use crate::calendar;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::people::reach::recipient;
use crate::registrations::arrival::{Arrival, WAVE};
use crate::registrations::messages::{Invited, invitation};
use crate::registrations::store;
use crate::state::App;
use crate::{organisations, people};

/// The kind of job that invites the next; its key is the arrival.
pub const JOB: &str = "arrival";

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// So many are invited now; the next are on the next working mornings.
    Now(usize),
    /// Invitations leave already.
    Before,
}

/// Begins to invite, or takes it up again: what came back before counts no more, because somebody looked at it.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, id: Id) -> Result<Begun, Error> {
    let arrival = store::lock_arrival(write, by.scope(Right::Propose), id).await?.ok_or(Error::NotFound)?;
    if arrival.is_inviting() {
        return Ok(Begun::Before);
    }
    store::save_begun(write, id).await?;
    let invited = wave(write, hub, &arrival).await?;
    let next = calendar::next_working_morning(write.now());
    jobs::store::schedule(write, JOB, &id.to_string(), next).await?;
    Ok(Begun::Now(invited))
}

/// Invites the next, and ends once nobody is left or invitations stopped.
pub async fn resume(app: &App, claim: &Claim) -> Result<(), Error> {
    let id: Id = claim.key.parse().map_err(|_| Error::Broken(format!("{} is no arrival", claim.key)))?;
    let write = app.write(&By::Hub).await?;
    let arrival = store::lock_arrival(&write, Scope::Hub, id).await?.filter(Arrival::is_inviting);
    // Two copies of the hub may hold the job one after the other: the second invites nobody more.
    if !jobs::store::hold(write.on(), claim, write.now()).await? {
        return Ok(());
    }
    let goes_on = match &arrival {
        // What came back is counted before more leave, so at most one wave leaves in a day, and only after the one before.
        Some(arrival) => {
            let midnight = Instant::morning_of(write.today()).plus(Duration::hours(-9));
            store::is_wave_under_way(&write, arrival.id, midnight).await?
                || wave(&write, app.named(), arrival).await? > 0
        }
        None => false,
    };
    if goes_on {
        jobs::store::repeat(&write, claim, calendar::next_working_morning(write.now())).await?;
    } else {
        jobs::store::finish(&write, claim).await?;
    }
    Ok(write.commit().await?)
}

/// Invites some of an arrival, which is held; says how many. Whoever the hub cannot write to is listed, to be called.
async fn wave(write: &Write, hub: Hub<'_>, arrival: &Arrival) -> Result<usize, Error> {
    let ids = store::list_to_invite(write, arrival.id, WAVE).await?;
    let people = people::store::list_by_id(write.on(), Scope::Hub, &ids).await?;
    let ways = people::store::find_ways(write.on(), people.values()).await?;
    let organisation = organisations::store::find(write.on(), arrival.origin.organisation_id).await?;
    let organisation = organisation.map(|organisation| organisation.name).unwrap_or_default();
    let mut sender = Sender::begin(write);
    for person in people.values() {
        let recipient = recipient(person, &ways);
        store::save_invited(write, person.id, recipient.is_none()).await?;
        let Some(recipient) = recipient else { continue };
        let invited = Invited {
            first_name: &person.first_name,
            organisation: &organisation,
            on: arrival.arrived_on,
            page: use_own_link::make(write, hub, person, &recipient).await?,
        };
        sender.send(invitation(recipient, &invited)?.for_person(person.id)).await?;
    }
    Ok(people.len())
}
