//! Requests to join: somebody writes at a public door, confirms their address, and a coordinator answers.
//!
//! A request makes no account and no file: a coordinator registers the person, or sets the request aside, and it is deleted
//! then. Whether the hub knows the address changes nothing to what its author sees, because nobody looks.
//! Owns the table `requests`.

pub mod pages;
pub mod request;
pub mod store;

pub use request::{Door, Request};
