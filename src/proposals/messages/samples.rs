//! A message of each kind with example values.

use time::macros::date;

use super::{Asking, Closing, Withdrawal, asked, closed, withdrawal};
use crate::accounts::coordination::Coordinator;
use crate::accounts::messages::Hub;
use crate::links;
use crate::mail::messages::Message;
use crate::people;
use crate::proposals::link::PATH;
use crate::proposals::proposal::{Party, WithdrawalReason};
use crate::rounds::criteria::Criterion;
use crate::rounds::reasons::Contribution;
use crate::track::Track;

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let colette = Coordinator::example();
    let (first_name, other, coordinator) = ("Zoé", "Désiré", Some(&colette));
    let reason = |points, sentence: &str| Contribution {
        criterion: Criterion::Trade,
        points,
        most: 300,
        sentence: sentence.to_owned(),
        unsaid: false,
        unmet: false,
    };
    let reasons = [
        reason(200, "Le mentor connaît le métier visé\u{a0}: vente."),
        reason(90, "Tous deux sont à Aubagne."),
    ];
    let asking = Asking {
        party: Party::Mentor,
        first_name,
        other,
        place: "Aubagne",
        track: Track::Employment,
        reasons: &reasons,
        said_yes: false,
        again: false,
        due_on: date!(2026 - 03 - 22),
        address: links::address(hub.base_url, PATH, "exemple"),
        coordinator,
    };
    let reminder = Asking { again: true, ..asking.clone() };
    let page = links::address(hub.base_url, people::link::PATH, "exemple");
    let closing = Closing { party: Party::Mentor, first_name, other, page, later: false, coordinator };
    let reason = WithdrawalReason::NoPlace;
    let withdrawn = Withdrawal { party: Party::Mentee, first_name, other, reason, coordinator };
    Ok(vec![
        asked(to.to_owned(), &asking)?,
        asked(to.to_owned(), &reminder)?,
        closed(to.to_owned(), &closing)?,
        withdrawal(to.to_owned(), &withdrawn)?,
    ])
}
