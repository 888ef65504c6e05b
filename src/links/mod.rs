//! Links that let people act without a session: one table, and one way to create, open and use them.
//!
//! Opening a link changes nothing, however often, because mail clients and scanners open links too; submitting the form of
//! its page uses it. The database stores a hash of the token; the token itself is only in the message.
//! A purpose is a code defined by the noun that the link concerns. Owns the table `links`.

mod link;
pub mod store;

pub use link::{Link, NewLink, State, Uses, address, token_hash};
