//! What the hub writes to both sides of a proposal.

mod asked;
mod closed;
mod samples;
mod withdrawal;

use crate::accounts::coordination::Coordinator;
use crate::mail::messages::Kind;

pub use asked::{Asking, asked, who};
pub use closed::{Closing, closed};
pub use samples::samples;
pub use withdrawal::{Withdrawal, withdrawal};

/// Every kind.
pub const KINDS: [&Kind; 4] = [&asked::ASKED, &asked::REMINDER, &closed::CLOSED, &withdrawal::WITHDRAWN];

/// "Camille Orsini au 04 91 00 00 00 (le matin)"; none without a number.
pub fn whom_to_call(coordinator: &Coordinator) -> Option<String> {
    let Coordinator { name, contact, .. } = coordinator;
    let phone = contact.phone.as_ref()?;
    Some(match &contact.hours {
        Some(hours) => format!("{name} au {phone} ({hours})"),
        None => format!("{name} au {phone}"),
    })
}
