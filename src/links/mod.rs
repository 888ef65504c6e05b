//! Links that let people act without a session: one table, and one way to create, open and use them.
//!
//! Opening a link changes nothing, however often, because mail clients and scanners open links too; submitting the form of
//! its page uses it. The database stores a hash of the token; the token itself is only in the message.
//! A link that is printed on paper has a code as well, which somebody types at `/r` and which makes another link to the same page.
//! A purpose is a code defined by the noun that the link concerns. Owns the table `links`.

mod code;
mod link;
pub mod store;

pub use code::{code_hash, code_of, printed, typed};
pub use link::{Link, NewLink, Serving, State, Uses, address, parts, token_hash};
