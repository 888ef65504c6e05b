//! A side of a proposal is asked, by a message with a link with which it answers.

use super::pairs::{Pair, Pairs};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send::Sender;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links::{self, Link, NewLink, Uses};
use crate::mail::messages::Message;
use crate::people::link::is_theirs;
use crate::proposals::link::{PATH, lasts, purpose_of};
use crate::proposals::messages::{self, Asking};
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::step::{What, kind_of};
use crate::proposals::store;
use crate::settings::{self, Settings};
use crate::steps::Subject;
use crate::territories::places;

/// Asks whose turn it is on a proposal, if it is somebody's.
pub(in crate::acts) async fn run(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposal: &mut Proposal,
) -> Result<(), Error> {
    let settings = settings::store::read(write.on()).await?;
    let parties = note(write, &settings, proposal);
    if !parties.is_empty() {
        store::save_asked(write, proposal).await?;
    }
    for party in parties {
        tell(write, by, hub, std::slice::from_ref(proposal), party).await?;
    }
    Ok(())
}

/// Notes on a proposal that whoever is next is asked today; says who that is.
pub(in crate::acts) fn note(write: &Write, settings: &Settings, proposal: &mut Proposal) -> Vec<Party> {
    let parties = proposal.next_to_ask(settings.asked_first);
    for &party in &parties {
        proposal.ask(party, write.today());
    }
    parties
}

/// Writes to one side of some proposals, which is asked. Whoever has no address, or prefers to talk, is called by their coordinator.
pub(in crate::acts) async fn tell(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposals: &[Proposal],
    party: Party,
) -> Result<(), Error> {
    if matches!(by, By::History) {
        return Ok(());
    }
    let pairs = Pairs::read(write, proposals).await?;
    let mut sender = Sender::begin(write);
    for proposal in proposals {
        if let Some(pair) = pairs.of(proposal)
            && let Some(message) = question(write, hub, proposal, pair, party).await?
        {
            sender.send(message).await?;
        }
    }
    Ok(())
}

/// Asks one side of a proposal, which is held, as if it had not been asked before: it received nothing.
pub(in crate::acts) async fn anew(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposal: &mut Proposal,
    party: Party,
) -> Result<(), Error> {
    proposal.ask(party, write.today());
    proposal.reminded_on = proposal.reminded_on.with(party, None);
    store::save_asked(write, proposal).await?;
    tell(write, by, hub, std::slice::from_ref(proposal), party).await
}

/// Uses the link with which one side answers a proposal, or signs: the proof of who they are, as long as it was sent to an address that
/// they have. Gives it with the person.
pub(in crate::acts) async fn use_link(
    write: &Write,
    purpose: &str,
    token: &str,
    party: Party,
    proposal: &Proposal,
) -> Result<(Link, Id), Error> {
    let link = links::store::use_link(write, purpose, token).await?;
    let link = link.filter(|link| link.subject == proposal.id).ok_or(Error::NotFound)?;
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let pair = pairs.of(proposal).ok_or(Error::NotFound)?;
    let own = pair.seen_by(party)[0];
    if is_theirs(&link, own) { Ok((link, own.id)) } else { Err(Error::NotFound) }
}

/// Reminds one side of a proposal that an answer is awaited of it.
pub(in crate::acts) async fn remind(
    write: &Write,
    hub: Hub<'_>,
    proposal: &mut Proposal,
    party: Party,
) -> Result<(), Error> {
    proposal.reminded_on = proposal.reminded_on.with(party, Some(write.today()));
    store::save_reminded(write, proposal).await?;
    tell(write, &By::Hub, hub, std::slice::from_ref(proposal), party).await
}

/// The question to one side; none to whoever is called.
async fn question(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    pair: Pair<'_>,
    party: Party,
) -> Result<Option<Message>, Error> {
    let [own, other] = pair.seen_by(party);
    let Some(recipient) = pair.recipient(party) else { return Ok(None) };
    let due_on = proposal.due_on(party).unwrap_or(write.today());
    let link = NewLink {
        purpose: purpose_of(party),
        subject: proposal.id,
        bearer: &recipient.address,
        path: PATH,
        lasts: lasts(write.today(), due_on),
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert(write, link).await?;
    let asking = Asking {
        party,
        first_name: &own.first_name,
        other: &other.first_name,
        place: places::name_of(other.place_code.as_deref()),
        track: pair.journey.track,
        reasons: &proposal.reasons,
        said_yes: proposal.answer(party.other()).is_some_and(|answer| answer.agrees),
        again: proposal.reminded_on.of(party).is_some(),
        due_on,
        address: links::address(hub.base_url, PATH, &token),
        coordinator: pair.coordinator,
    };
    let message = messages::asked(recipient, &asking)?;
    let step = Subject { kind: kind_of(party), id: proposal.id };
    // On the day by which they answer, it is closed.
    let last_on = due_on.previous_day().unwrap_or(due_on);
    let message = message.about(step, What::Answer.code()).until(last_on);
    Ok(Some(message.for_person(own.id).bearing(purpose_of(party), &token)))
}
