//! What the hub writes to both sides of a proposal.

mod asked;
mod closed;
mod samples;
mod withdrawal;

use crate::mail::messages::Kind;

pub use asked::{Asking, asked, who};
pub use closed::{Closing, closed};
pub use samples::samples;
pub use withdrawal::{Withdrawal, withdrawal};

/// Every kind.
pub const KINDS: [&Kind; 4] = [&asked::ASKED, &asked::REMINDER, &closed::CLOSED, &withdrawal::WITHDRAWN];
