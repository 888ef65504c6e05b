//! Whoever could not be written to, or not there any more, is asked again what is awaited of them: their day stays.

use super::ask;
use super::pairs::Pairs;
use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::tandems::ask_to_sign;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::Party;
use crate::proposals::store;

/// Asks some people what is awaited of them on some proposals, which are held, as far as there is a way.
pub(in crate::acts) async fn run(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposals: &[Id],
    people: &[Id],
) -> Result<(), Error> {
    for &id in proposals {
        let Some(proposal) = store::find_proposal(write.on(), Scope::Hub, id).await? else { continue };
        let these = std::slice::from_ref(&proposal);
        let pairs = Pairs::read(write, these).await?;
        let Some(pair) = pairs.of(&proposal) else { continue };
        for &party in Party::ALL {
            if !people.contains(&pair.seen_by(party)[0].id) || pair.recipient(party).is_none() {
                continue;
            }
            if proposal.awaited().any(|(awaited, _)| awaited == party) {
                ask::tell(write, by, hub, these, party).await?;
            }
            ask_to_sign::tell_again(write, hub, &proposal, party).await?;
        }
    }
    Ok(())
}
