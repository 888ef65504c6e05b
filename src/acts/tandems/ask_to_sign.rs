//! Both sides of a proposal that they accepted are asked to sign the charter, each by a message with a link with which they do.

use std::collections::BTreeSet;

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::acts::messages::send;
use crate::acts::problems::contact;
use crate::acts::proposals::hold;
use crate::acts::proposals::pairs::Pairs;
use crate::acts::settle;
use crate::db::{Deciding, Id, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::proposals::link::lasts;
use crate::proposals::proposal::{Party, Proposal, State};
use crate::proposals::pursuit::{Asked, Pursuit, pursuit};
use crate::settings::{self, Settings};
use crate::steps::Subject;
use crate::tandems::charter::{Charter, Signature, SignatureDeed, first_text, last_signed, owed};
use crate::tandems::link::{PATH, purpose_of};
use crate::tandems::messages::{Asking, Occasion, to_sign};
use crate::tandems::step::{Signing, kind_of};
use crate::tandems::store;
use crate::tandems::tandem::Tandem;

/// Asks those sides of an accepted proposal, which is held, that have never signed.
pub(in crate::acts) async fn run(write: &Write, hub: Hub<'_>, proposal: &Proposal) -> Result<(), Error> {
    in_force(write).await?;
    let signatures = store::list_signatures(write.on(), Scope::Hub, proposal.id).await?;
    for &party in Party::ALL {
        if last_signed(&signatures).of(party).is_none() {
            ask(write, hub, proposal, owed(&signatures, party), party, Occasion::Accepted).await?;
        }
    }
    Ok(())
}

/// Asks one side anew, as if it had not been asked before: it received nothing.
pub(in crate::acts) async fn anew(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    party: Party,
) -> Result<(), Error> {
    let signatures = store::list_signatures(write.on(), Scope::Hub, proposal.id).await?;
    let Some(owed) = owed(&signatures, party) else { return Ok(()) };
    let occasion = match last_signed(&signatures).of(party) {
        Some(_) => Occasion::Changed,
        None => Occasion::Accepted,
    };
    ask(write, hub, proposal, Some(owed), party, occasion).await
}

/// The version of the charter in force; before any was issued, the text of the hub becomes the first.
pub(in crate::acts) async fn in_force(write: &Write) -> Result<Charter, Error> {
    if let Some(charter) = store::find_charter(write.on()).await? {
        return Ok(charter);
    }
    if let Some(charter) = store::lock_charter(write).await? {
        return Ok(charter);
    }
    let (number, text) = (1, first_text().to_owned());
    let first = Charter { id: write.new_id(), number, text, issued_at: write.now(), issued_by: None };
    store::insert_charter(write, &first).await?;
    Ok(first)
}

/// The proposals under which somebody may have to be reminded, or asked to sign another version.
pub(in crate::acts) async fn list_pursued(
    of: &impl Deciding,
    asked_by: time::Date,
) -> Result<BTreeSet<Id>, Error> {
    let mut pursued = store::list_owed_since(of, asked_by).await?;
    if let Some(charter) = store::find_charter(of.on()).await? {
        pursued.extend(store::list_outdated(of, charter.id).await?);
    }
    Ok(pursued)
}

/// Reminds the sides of one proposal of what they have not signed, and asks again those who signed another version than the one in
/// force, while its tandem is open or waits for them.
pub(in crate::acts) async fn pursue(
    write: &Write,
    hub: Hub<'_>,
    settings: &Settings,
    id: Id,
) -> Result<(), Error> {
    let proposal = match hold::run(write, Scope::Hub, id).await {
        // It was erased meanwhile.
        Err(Error::NotFound) => return Ok(()),
        held => held?.proposal,
    };
    let tandem = store::find_of_proposal(write.on(), Scope::Hub, id).await?;
    if proposal.state() != State::Accepted && !tandem.as_ref().is_some_and(Tandem::is_open) {
        return Ok(());
    }
    let charter = in_force(write).await?;
    let signatures = store::list_signatures(write.on(), Scope::Hub, id).await?;
    for &party in Party::ALL {
        match owed(&signatures, party) {
            Some(owed) => remind(write, hub, settings, &proposal, owed).await?,
            None => {
                let last = last_signed(&signatures).of(party).filter(|_| proposal.begun_on.is_some());
                if last.is_some_and(|signed| signed.charter_id != charter.id) {
                    ask(write, hub, &proposal, None, party, Occasion::Changed).await?;
                }
            }
        }
    }
    settle::journeys(write, &[proposal.journey_id]).await?;
    settle::proposals(write, &[id]).await
}

async fn remind(
    write: &Write,
    hub: Hub<'_>,
    settings: &Settings,
    proposal: &Proposal,
    owed: &Signature,
) -> Result<(), Error> {
    let Signature { asked_on, reminded_on, .. } = *owed;
    let asked = Asked { asked_on, due_on: owed.due_on(), reminded_on };
    // Nothing ends by itself once both said yes: whoever follows the journey calls them.
    if pursuit(asked, settings, write.today()) == Some(Pursuit::Remind) {
        let reminded = Signature { reminded_on: Some(write.today()), ..owed.clone() };
        store::save_signature(write, &reminded, SignatureDeed::Reminded).await?;
        tell(write, hub, proposal, &reminded, Occasion::Again).await?;
    }
    Ok(())
}

async fn ask(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    before: Option<&Signature>,
    party: Party,
    occasion: Occasion,
) -> Result<(), Error> {
    let days = settings::store::read(write.on()).await?.signature_days;
    let id = before.map_or_else(|| write.new_id(), |before| before.id);
    let (proposal_id, asked_on) = (proposal.id, write.today());
    let asked = Signature { id, proposal_id, party, asked_on, days, reminded_on: None, signed: None };
    match before {
        Some(_) => store::save_signature(write, &asked, SignatureDeed::Asked).await?,
        None => store::insert_signature(write, &asked).await?,
    }
    tell(write, hub, proposal, &asked, occasion).await
}

/// Writes again to a side of a proposal that was asked to sign and has not, if it was.
pub(in crate::acts) async fn tell_again(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    party: Party,
) -> Result<(), Error> {
    let signatures = store::list_signatures(write.on(), Scope::Hub, proposal.id).await?;
    match owed(&signatures, party) {
        Some(owed) => tell(write, hub, proposal, owed, Occasion::Again).await,
        None => Ok(()),
    }
}

/// Writes to a side that is asked. Whoever is not written to signs on the hub, or on paper.
async fn tell(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    asked: &Signature,
    occasion: Occasion,
) -> Result<(), Error> {
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    let [own, other] = pair.seen_by(asked.party);
    let Some(recipient) = pair.recipient(asked.party) else { return Ok(()) };
    let (purpose, due_on) = (purpose_of(asked.party), asked.due_on());
    let link = NewLink {
        purpose,
        subject: proposal.id,
        bearer: &recipient.address,
        path: PATH,
        lasts: lasts(write.today(), due_on),
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, link).await?;
    // Later messages do not say again how they reach each other.
    let tells = occasion == Occasion::Accepted && !contact::is_hidden(write, proposal.id).await?;
    let asking = Asking {
        occasion,
        party: asked.party,
        first_name: &own.first_name,
        other: &other.name(),
        phone: other.phone.as_deref().filter(|_| tells),
        email: other.email.as_deref().filter(|_| tells),
        has_begun: proposal.begun_on.is_some(),
        due_on,
        address: links::address(hub.base_url, PATH, &token),
        coordinator: pair.coordinator,
    };
    let step = Subject { kind: kind_of(asked.party), id: proposal.id };
    let message = to_sign(recipient, &asking)?.about(step, Signing::Sign.code()).until(due_on);
    let message = message.for_person(own.id).bearing(purpose, &token);
    send::run(write, if tells { message.telling_contact(proposal.id) } else { message }).await
}
