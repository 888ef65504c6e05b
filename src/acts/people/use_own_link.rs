//! The link to somebody's own page is used: the proof of who they are, for their own duty.

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::db::Write;
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::mail::Recipient;
use crate::people;
use crate::people::link::{LASTS, PATH, PURPOSE};
use crate::people::person::Person;
use crate::people::reach::has_address;

/// The person of a link that serves, as long as it was sent to an address that they have.
pub(in crate::acts) async fn run(write: &Write, token: &str) -> Result<Person, Error> {
    let link = links::store::use_link(write, PURPOSE, token).await?.ok_or(Error::NotFound)?;
    let person = people::store::find(write.on(), Scope::Hub, link.subject).await?;
    person.filter(|person| has_address(person, &link.bearer)).ok_or(Error::NotFound)
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
