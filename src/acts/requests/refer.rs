//! Somebody who works for an organisation on the hub refers another, without an account; a link goes to their own address.

use time::Date;

use super::{ask, count};
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::organisations::{self, Origin};
use crate::requests::reach::{ReachError, Ways};
use crate::requests::referral::{
    Agreement, AgreementError, PATH, PURPOSE, Referral, check_agreement, in_short,
};
use crate::requests::request::{LASTS, Request, RequestedPart};
use crate::requests::{messages, store};
use crate::track::Track;

/// Who refers whom, and with what agreement.
#[derive(Clone, Debug)]
pub struct Referring<'a> {
    /// First and last name of whoever refers.
    pub name: String,
    /// Their address at work, in lower case.
    pub email: String,
    /// Whom they work for.
    pub origin: Origin,
    /// The first name of whom they refer.
    pub first_name: String,
    /// Their last name.
    pub last_name: String,
    /// How they are reached.
    pub ways: Ways,
    /// Whether they would rather be called than written to.
    pub prefers_call: bool,
    /// The code of their municipality or arrondissement.
    pub place_code: String,
    /// How they agreed.
    pub agreement: Agreement,
    /// The day on which they did.
    pub agreed_on: Date,
    /// What they come for.
    pub track: Track,
    /// What they seek, in a few words; may be empty.
    pub words: String,
    /// The network it comes from.
    pub network: &'a str,
    /// The address of the hub, which the link begins with.
    pub base_url: &'a str,
}

/// What became of it. Whether the hub knows anybody of it changes nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum Referred {
    /// It waits for whoever refers to confirm it.
    Referral(Id),
    /// Too many came: nothing leaves before this instant.
    TryLater(Instant),
    /// What they gave of the person leads nowhere.
    Unreachable(ReachError),
    /// The agreement is none.
    NoAgreement(AgreementError),
}

/// Stores a referral with its request, and sends the link that confirms them. Anybody may refer.
pub async fn run(write: &Write, by: &By, referring: Referring<'_>) -> Result<Referred, Error> {
    if let Err(error) = check_agreement(referring.agreed_on, write.today()) {
        return Ok(Referred::NoAgreement(error));
    }
    let way = match ask::way_of(write, &referring.ways, referring.prefers_call).await? {
        Ok(way) => way,
        Err(error) => return Ok(Referred::Unreachable(error)),
    };
    let origins = organisations::store::find_origins(write.on()).await?;
    if !origins.all().contains(&referring.origin) {
        return Err(Error::NotFound);
    }
    // Somebody who refers a whole workshop is told to wait, rather than that messages left which did not.
    if let Some(wait) = count::run(write, by, &referring.email, referring.network).await? {
        return Ok(Referred::TryLater(wait.until()));
    }
    let request = Request {
        id: write.new_id(),
        part: RequestedPart::Mentee,
        track: Some(referring.track),
        first_name: referring.first_name,
        last_name: referring.last_name,
        ways: referring.ways,
        way,
        place_code: Some(referring.place_code),
        words: referring.words,
        asked_at: write.now(),
        confirmed_at: None,
        is_referred: true,
        sent_by: None,
    };
    let referral = Referral {
        id: write.new_id(),
        request_id: request.id,
        journey_id: None,
        name: referring.name,
        email: referring.email,
        organisation_id: referring.origin.organisation_id,
        branch_id: referring.origin.branch_id,
        agreement: referring.agreement,
        agreed_on: referring.agreed_on,
        referred_at: write.now(),
        confirmed_at: None,
        paired_on: None,
        closed_on: None,
        objected_at: None,
    };
    store::insert(write, &request).await?;
    store::insert_referral(write, &referral).await?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: referral.id,
        bearer: &referral.email,
        path: PATH,
        lasts: LASTS,
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, new).await?;
    let address = links::address(referring.base_url, PATH, &token);
    let person = in_short(&request.first_name, &request.last_name);
    send::run(write, messages::referral(&referral, &person, &address)?).await?;
    Ok(Referred::Referral(referral.id))
}
