//! What the hub writes to the two people of a tandem, and to those who are about to form one.

mod begun;
mod charter;
mod closure;
mod samples;

use crate::mail::messages::Kind;

pub use begun::{Begun, begun};
pub use charter::{Asking, Occasion, to_sign};
pub use closure::{Closure, closure};
pub use samples::samples;

/// Every kind.
pub const KINDS: [&Kind; 5] =
    [&charter::TO_SIGN, &charter::REMINDER, &charter::CHANGED, &begun::BEGUN, &closure::CLOSURE];
