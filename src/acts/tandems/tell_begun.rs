//! Both are told that their tandem begins, with how they reach each other.

use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::proposals::pairs::Pairs;
use crate::db::Write;
use crate::error::Error;
use crate::proposals::proposal::{Party, Proposal};
use crate::tandems::messages::{Begun, begun};

/// Tells both, unless it is history.
pub(in crate::acts) async fn run(write: &Write, by: &By, proposal: &Proposal) -> Result<(), Error> {
    if matches!(by, By::History) {
        return Ok(());
    }
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    for &party in Party::ALL {
        let [own, other] = pair.seen_by(party);
        let Some(email) = own.email.clone() else { continue };
        let told = Begun {
            party,
            first_name: &own.first_name,
            other: &other.name(),
            phone: other.phone.as_deref(),
            email: other.email.as_deref(),
            coordinator: pair.coordinator,
        };
        send::run(write, begun(email, &told)?.for_person(own.id)).await?;
    }
    Ok(())
}
