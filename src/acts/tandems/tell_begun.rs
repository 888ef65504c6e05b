//! Both are told that their tandem begins, with how they reach each other.

use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::people::use_own_link;
use crate::acts::problems::contact;
use crate::acts::proposals::pairs::Pairs;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::{Party, Proposal};
use crate::tandems::messages::{Begun, begun};

/// Tells both, unless it is history; how they reach each other too, unless a problem was reported meanwhile.
pub(in crate::acts) async fn run(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposal: &Proposal,
    tandem: Id,
) -> Result<(), Error> {
    if matches!(by, By::History) {
        return Ok(());
    }
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    let is_hidden = contact::is_hidden(write, tandem).await?;
    for &party in Party::ALL {
        let [own, other] = pair.seen_by(party);
        let Some(recipient) = pair.recipient(party) else { continue };
        let told = Begun {
            party,
            first_name: &own.first_name,
            other: &other.name(),
            phone: other.phone.as_deref().filter(|_| !is_hidden),
            email: other.email.as_deref().filter(|_| !is_hidden),
            page: &use_own_link::make(write, hub, own, &recipient).await?,
            coordinator: pair.coordinator,
        };
        let message = begun(recipient, &told)?.for_person(own.id);
        send::run(write, if is_hidden { message } else { message.telling_contact(tandem) }).await?;
    }
    Ok(())
}
