//! Whoever is asked to answer a proposal, or to sign the charter, goes from the link of that question to the page of all that is theirs to
//! do. They are given a link of their own, in the same hands, which ends with the first.

use super::ask;
use crate::accounts::access::Scope;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::people::link::{PATH, PURPOSE};
use crate::proposals::proposal::Party;
use crate::proposals::store;

/// The path of the page of the person of a link. The token is the proof: no right is needed.
pub async fn run(
    write: &Write,
    (purpose, party, token): (&str, Party, &str),
    proposal: Id,
) -> Result<String, Error> {
    let proposal = store::find_proposal(write.on(), Scope::Hub, proposal).await?.ok_or(Error::NotFound)?;
    let (link, person) = ask::use_link(write, purpose, token, party, &proposal).await?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: person,
        bearer: &link.bearer,
        path: PATH,
        lasts: link.expires_at.since(write.now()),
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert_held(write, new, link.caller).await?;
    Ok(links::address("", PATH, &token))
}
