//! Requests to join: somebody asks on a public page, for themselves or another, confirms it, and a coordinator answers.
//!
//! A request makes no account and no file: a coordinator registers the person, or sets the request aside, and it is deleted then. Whether
//! the hub knows an address changes nothing to what is seen, because nobody looks. Somebody whom an organisation registers, and whom the
//! hub knows by another one, is a request too: that organisation is not told. A referral comes from somebody who works for an
//! organisation, without an account; they are told three times how it goes on, no name of a mentor, no reason, unless the person objects.
//! Owns the tables `requests` and `referrals`.

pub mod messages;
pub mod pages;
pub mod reach;
pub mod referral;
pub mod request;
pub mod step;
pub mod store;

pub use request::{Request, RequestedPart};
