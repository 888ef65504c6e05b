//! Acts on messages.

pub(in crate::acts) mod coordinator;
pub(in crate::acts) mod mark_unreachable;
pub mod note_delivery;
pub mod post_letters;
pub mod print_letters;
pub mod read_bounces;
pub(in crate::acts) mod send;
pub mod take;

use crate::mail::messages::Kind;
use crate::{accounts, overview, people, privacy, problems, proposals, registrations, requests, tandems};

/// The kinds of messages that acts write, noun by noun.
pub const KINDS: &[&[&Kind]] = &[
    &requests::messages::KINDS,
    &proposals::messages::KINDS,
    &tandems::messages::KINDS,
    &problems::messages::KINDS,
    &people::messages::KINDS,
    &registrations::messages::KINDS,
    &accounts::messages::KINDS,
    &privacy::messages::KINDS,
    &overview::messages::KINDS,
];
