//! A side of a proposal is asked, by a message with a link with which it answers.

use super::pairs::{Pair, Pairs};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::mail;
use crate::proposals::link::{LASTS, PATH, purpose_of};
use crate::proposals::messages::{self, Asking};
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::store;
use crate::territories::places;

/// Asks whose turn it is on a proposal, if it is somebody's; says who is asked.
pub(in crate::acts) async fn run(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposal: &mut Proposal,
) -> Result<Option<Party>, Error> {
    let Some(party) = note(write, proposal) else { return Ok(None) };
    store::save_asked(write, proposal).await?;
    tell(write, by, hub, std::slice::from_ref(proposal), party).await?;
    Ok(Some(party))
}

/// Notes on a proposal, before it is stored, that whose turn it is is asked today; says who that is.
pub(in crate::acts) fn note(write: &Write, proposal: &mut Proposal) -> Option<Party> {
    let party = proposal.next_to_ask()?;
    proposal.ask(party, write.today());
    Some(party)
}

/// Writes to one side of some proposals, which is asked. Whoever has no address is called by their coordinator.
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
    for proposal in proposals {
        if let Some(pair) = pairs.of(proposal) {
            tell_one(write, hub, proposal, pair, party).await?;
        }
    }
    Ok(())
}

async fn tell_one(
    write: &Write,
    hub: Hub<'_>,
    proposal: &Proposal,
    pair: Pair<'_>,
    party: Party,
) -> Result<(), Error> {
    let [own, other] = pair.seen_by(party);
    let Some(email) = &own.email else { return Ok(()) };
    let link = NewLink {
        purpose: purpose_of(party),
        subject: proposal.id,
        bearer: email,
        path: PATH,
        lasts: LASTS,
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
        due_on: crate::proposals::proposal::due_on(write.today()),
        address: links::address(hub.base_url, PATH, &token),
        coordinator: pair.coordinator,
    };
    mail::push(write, messages::asked(email.clone(), &asking)?).await?;
    Ok(())
}
