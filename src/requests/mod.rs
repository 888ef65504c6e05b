//! Requests to join: somebody asks on a public page, confirms their address, and a coordinator answers.
//!
//! A request makes no account and no file: a coordinator registers the person, or sets the request aside, and it is deleted
//! then. Whether the hub knows the address changes nothing to what its author sees, because nobody looks.
//! Somebody whom an organisation registers, and whom the hub knows by another one, is a request too: that organisation is not told.
//! Owns the table `requests`.

pub mod messages;
pub mod pages;
pub mod request;
pub mod step;
pub mod store;

pub use request::{Request, RequestedPart};
