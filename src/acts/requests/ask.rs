//! Somebody asks to join; a link goes to the address they gave.

use crate::accounts::slowdown::{Tried, Wait};
use crate::accounts::store::Attempted;
use crate::accounts::viewer::By;
use crate::acts::accounts::count_attempt::{self, Attempt, Counted};
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::mail;
use crate::people;
use crate::requests::request::{
    BUDGET_WITHIN, LASTS, MOST_UNCONFIRMED, PATH, PURPOSE, Request, RequestedPart,
};
use crate::requests::{messages, store};

/// What somebody asks, from where.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The part they ask to play.
    pub part: RequestedPart,
    /// Their first name.
    pub first_name: String,
    /// Their last name.
    pub last_name: String,
    /// Where they are written to, in lower case.
    pub email: String,
    /// The code of their municipality or arrondissement.
    pub place_code: String,
    /// What they seek or offer, in their words; may be empty.
    pub words: String,
    /// The network they ask from.
    pub network: &'a str,
    /// The address of the hub, which the link begins with.
    pub base_url: &'a str,
}

/// What became of it. Whoever asks is answered the same, but when nothing leaves whatever the address.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// The request waits for its address to be confirmed.
    Request(Id),
    /// Too many were sent to this address: nothing leaves.
    TooMany,
    /// Too many came from this network, or from everywhere, to be all honest: nothing leaves before this instant.
    TryLater(Instant),
}

/// Stores a request and sends the link that confirms its address. Anybody may ask.
pub async fn run(write: &Write, by: &By, asking: Asking<'_>) -> Result<Asked, Error> {
    let whom = format!("request {}", asking.email);
    // Of several requests for one address at once, each counts those before it.
    people::store::lock_addresses(write, &[&asking.email]).await?;
    let attempted = Attempted::new(write.secret(), &whom, asking.network, None);
    let attempt = Attempt { kind: Tried::Request, attempted: &attempted, identity: None };
    match count_attempt::run(write, by, attempt).await? {
        Counted::Counted => {}
        Counted::TooSoon(Wait::OfSubject(_)) => return Ok(Asked::TooMany),
        Counted::TooSoon(Wait::OfNetwork(until)) => return Ok(Asked::TryLater(until)),
    }
    let hour_ago = write.now().plus(-BUDGET_WITHIN);
    if store::count_unconfirmed_since(write, hour_ago).await? >= MOST_UNCONFIRMED {
        return Ok(Asked::TryLater(write.now().plus(BUDGET_WITHIN)));
    }
    let request = Request {
        id: write.new_id(),
        part: asking.part,
        first_name: asking.first_name,
        last_name: asking.last_name,
        email: asking.email,
        place_code: Some(asking.place_code),
        words: asking.words,
        asked_at: write.now(),
        confirmed_at: None,
        sent_by: None,
    };
    store::insert(write, &request).await?;
    let link = NewLink {
        purpose: PURPOSE,
        subject: request.id,
        bearer: &request.email,
        path: PATH,
        lasts: LASTS,
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, link).await?;
    let address = links::address(asking.base_url, PATH, &token);
    mail::push(write, messages::confirmation(&request, &address)?).await?;
    Ok(Asked::Request(request.id))
}
