//! Both people of a tandem that was closed are thanked, with what they did.

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::accounts::store::find_coordination;
use crate::acts::messages::send;
use crate::acts::people::use_own_link;
use crate::db::Write;
use crate::error::Error;
use crate::people;
use crate::people::reach::recipient;
use crate::proposals::proposal::Party;
use crate::tandems::messages::{Closure, closure};
use crate::tandems::store::find_with_people;
use crate::tandems::tandem::{Tandem, TandemPeople};

/// Thanks both for a tandem in which so many meetings were held.
pub(super) async fn run(write: &Write, hub: Hub<'_>, tandem: &Tandem, meetings: usize) -> Result<(), Error> {
    let Some((closed_on, _)) = tandem.closed else { return Ok(()) };
    let found = find_with_people(write.on(), Scope::Hub, tandem.id).await?;
    let Some(TandemPeople { mentor, mentee, journey, .. }) = found else { return Ok(()) };
    let coordination = find_coordination(write.on()).await?;
    let ways = people::store::find_ways(write.on(), [&mentor, &mentee]).await?;
    for (party, own, other) in [(Party::Mentor, &mentor, &mentee), (Party::Mentee, &mentee, &mentor)] {
        let Some(recipient) = recipient(own, &ways) else { continue };
        let told = Closure {
            party,
            first_name: &own.first_name,
            other: &other.first_name,
            started_on: tandem.started_on,
            closed_on,
            meetings,
            page: &use_own_link::make(write, hub, own, &recipient).await?,
            coordinator: coordination.of(journey.coordinator_id),
        };
        send::run(write, closure(recipient, &told)?.for_person(own.id)).await?;
    }
    Ok(())
}
