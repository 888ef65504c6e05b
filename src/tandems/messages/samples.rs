//! A message of each kind with example values.

use time::macros::date;

use super::{Asking, Begun, Closure, Occasion, begun, closure, to_sign};
use crate::accounts::coordination::Coordinator;
use crate::accounts::messages::Hub;
use crate::links;
use crate::mail::messages::Message;
use crate::people;
use crate::proposals::proposal::Party;
use crate::tandems::link::PATH;

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let colette = Coordinator::example();
    let (first_name, other, coordinator) = ("Zoé", "Désiré Cabanon", Some(&colette));
    let (phone, email) = (Some("04 65 71 00 02"), Some("desire@exemple.test"));
    let asking = Asking {
        occasion: Occasion::Accepted,
        party: Party::Mentee,
        first_name,
        other,
        phone,
        email,
        has_begun: false,
        due_on: date!(2026 - 03 - 22),
        address: links::address(hub.base_url, PATH, "exemple"),
        coordinator,
    };
    let again = Asking { occasion: Occasion::Again, ..asking.clone() };
    let changed = Asking { occasion: Occasion::Changed, has_begun: true, ..asking.clone() };
    let page = &links::address(hub.base_url, people::link::PATH, "exemple");
    let told = Begun { party: Party::Mentee, first_name, other, phone, email, page, coordinator };
    let ended = Closure {
        party: Party::Mentor,
        first_name,
        other: "Désiré",
        started_on: date!(2025 - 09 - 01),
        closed_on: date!(2026 - 03 - 12),
        meetings: 9,
        page,
        coordinator,
    };
    Ok(vec![
        to_sign(to.to_owned(), &asking)?,
        to_sign(to.to_owned(), &again)?,
        to_sign(to.to_owned(), &changed)?,
        begun(to.to_owned(), &told)?,
        closure(to.to_owned(), &ended)?,
    ])
}
