//! Requests to join: somebody asks on a public page, confirms their address, and a coordinator answers.
//!
//! A request makes no account and no file: a coordinator registers the person, or sets the request aside, and it is deleted
//! then. Whether the hub knows the address changes nothing to what its author sees, because nobody looks.
//! Somebody whom an organisation registers, and whom the hub knows by another one, is a request too: that organisation is not told.
//! Somebody who works for an organisation on the hub may refer another without an account: they confirm it themselves, and are told three
//! times how it goes on, without a name of a mentor or a reason, unless the person objects. Whoever has no mail address is reached as they
//! can be; whoever is only to be called is seen by coordinators from the start.
//! Owns the tables `requests` and `referrals`.

pub mod messages;
pub mod pages;
pub mod reach;
pub mod referral;
pub mod request;
pub mod step;
pub mod store;

pub use request::{Request, RequestedPart};
