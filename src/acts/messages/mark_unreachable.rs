//! A mail server says that an address does not exist, or receives nothing any more: the hub writes there no more until somebody says that
//! it is right. What is awaited of whoever has it is asked by another way; where there is none, whoever coordinates calls them.

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::people::follow_reach;
use crate::acts::proposals::ask;
use crate::acts::proposals::pairs::Pairs;
use crate::acts::tandems::ask_to_sign;
use crate::db::{self, Write};
use crate::error::Error;
use crate::proposals::proposal::{Party, Proposal};
use crate::{mail, people, proposals};

/// Notes it, with the code of who said so.
pub(in crate::acts) async fn run(
    write: &Write,
    hub: Hub<'_>,
    address: &str,
    code: &str,
) -> Result<(), Error> {
    let address = address.to_lowercase();
    db::hold_words(write, &[&address]).await?;
    if !mail::store::insert_unreachable(write, &address, code).await? {
        return Ok(());
    }
    tracing::warn!(code, "an address receives nothing any more");
    let people = people::store::list_by_email(write.on(), &address).await?;
    for id in follow_reach::run(write, &people).await? {
        if let Some(proposal) = proposals::store::find_proposal(write.on(), Scope::Hub, id).await? {
            ask_otherwise(write, hub, &proposal, &address).await?;
        }
    }
    Ok(())
}

/// Has it written to again.
pub(in crate::acts) async fn undo(write: &Write, address: &str) -> Result<(), Error> {
    let address = address.to_lowercase();
    db::hold_words(write, &[&address]).await?;
    if mail::store::delete_unreachable(write, &address).await? {
        let people = people::store::list_by_email(write.on(), &address).await?;
        follow_reach::run(write, &people).await?;
    }
    Ok(())
}

/// Asks the sides of a proposal, which is held, that have an address that receives nothing, where there is another way: their day stays.
async fn ask_otherwise(write: &Write, hub: Hub<'_>, proposal: &Proposal, address: &str) -> Result<(), Error> {
    let these = std::slice::from_ref(proposal);
    let pairs = Pairs::read(write, these).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    for &party in Party::ALL {
        let has_it = pair.seen_by(party)[0].email.as_deref() == Some(address);
        if !has_it || pair.recipient(party).is_none() {
            continue;
        }
        if proposal.awaited().any(|(awaited, _)| awaited == party) {
            ask::tell(write, &By::Hub, hub, these, party).await?;
        }
        ask_to_sign::tell_again(write, hub, proposal, party).await?;
    }
    Ok(())
}
