//! The link to somebody's own page is used: the proof of who they are, for their own duty.

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::db::Write;
use crate::error::Error;
use crate::links::{self, Link, NewLink, Uses};
use crate::mail::Recipient;
use crate::people;
use crate::people::link::{LASTS, PATH, PURPOSE, is_theirs};
use crate::people::person::Person;

/// The person of a link that serves, as long as it was sent to an address that they have, and the link.
pub(in crate::acts) async fn run(write: &Write, token: &str) -> Result<(Person, Link), Error> {
    let link = links::store::use_link(write, PURPOSE, token).await?.ok_or(Error::NotFound)?;
    let person = people::store::find(write.on(), Scope::Hub, link.subject).await?;
    let person = person.filter(|person| is_theirs(&link, person)).ok_or(Error::NotFound)?;
    Ok((person, link))
}

/// The address of a new link to the page of somebody, for the message to them that bears it.
pub(in crate::acts) async fn make(
    write: &Write,
    hub: Hub<'_>,
    person: &Person,
    recipient: &Recipient,
) -> Result<String, Error> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: person.id,
        bearer: &recipient.address,
        path: PATH,
        lasts: LASTS,
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, new).await?;
    Ok(links::address(hub.base_url, PATH, &token))
}
