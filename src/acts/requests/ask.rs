//! Somebody asks to join; a link goes to the address they gave, or they wait to be called.

use time::Duration;

use super::count;
use crate::accounts::slowdown::Wait;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::settle;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::requests::reach::{ReachError, Way, Ways};
use crate::requests::request::{LASTS, MOST_TEXTS, PATH, PURPOSE, Request, RequestedPart};
use crate::requests::{messages, store};
use crate::settings;

/// What somebody asks, from where.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The part they ask to play.
    pub part: RequestedPart,
    /// Their first name.
    pub first_name: String,
    /// Their last name.
    pub last_name: String,
    /// How they are reached.
    pub ways: Ways,
    /// Whether they would rather be called than written to.
    pub prefers_call: bool,
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
    /// The request waits to be confirmed, this way.
    Request(Id, Way),
    /// Too many were sent to this address: nothing leaves. They are told what would have been done.
    TooMany(Way),
    /// Too many came from this network, or from everywhere, to be all honest: nothing leaves before this instant.
    TryLater(Instant),
    /// What they gave leads nowhere.
    Refused(ReachError),
}

/// Stores a request and sends the link that confirms it, unless they are called. Anybody may ask.
pub async fn run(write: &Write, by: &By, asking: Asking<'_>) -> Result<Asked, Error> {
    let way = match way_of(write, &asking.ways, asking.prefers_call).await? {
        Ok(way) => way,
        Err(error) => return Ok(Asked::Refused(error)),
    };
    match count::run(write, by, asking.ways.key(way), asking.network).await? {
        None => {}
        Some(Wait::OfSubject(_)) => return Ok(Asked::TooMany(way)),
        Some(Wait::OfNetwork(until)) => return Ok(Asked::TryLater(until)),
    }
    let request = Request {
        id: write.new_id(),
        part: asking.part,
        track: None,
        first_name: asking.first_name,
        last_name: asking.last_name,
        ways: asking.ways,
        way,
        place_code: Some(asking.place_code),
        words: asking.words,
        asked_at: write.now(),
        confirmed_at: None,
        is_referred: false,
        sent_by: None,
    };
    store::insert(write, &request).await?;
    match request.recipient() {
        Some(to) => {
            let address = link(write, &request, asking.base_url).await?;
            send::run(write, messages::confirmation(to, &address)?).await?;
        }
        // Whoever is called is seen at once.
        None => settle::requests(write, &[request.id]).await?,
    }
    Ok(Asked::Request(request.id, way))
}

/// Which way is used now. Text messages cost money: beyond so many in a day, whoever asks is called.
pub(super) async fn way_of(
    write: &Write,
    ways: &Ways,
    prefers_call: bool,
) -> Result<Result<Way, ReachError>, Error> {
    let sends_texts = settings::store::read(write.on()).await?.has_texts();
    let has_texts =
        sends_texts && store::count_texts_since(write, write.now().plus(-Duration::DAY)).await? < MOST_TEXTS;
    Ok(ways.chosen(prefers_call, has_texts))
}

/// The address of a new link to the page of a request.
pub(super) async fn link(write: &Write, request: &Request, base_url: &str) -> Result<String, Error> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: request.id,
        bearer: request.ways.key(request.way),
        path: PATH,
        lasts: LASTS,
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, new).await?;
    Ok(links::address(base_url, PATH, &token))
}
