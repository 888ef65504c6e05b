//! Who is signed in, with which role, and what each role may see and do.
//!
//! Until sign-in is built, the only accounts are the personas of the demonstration.
//! An account never sees more than its scope; the stores filter by it in SQL.
//! Owns the tables `accounts` and `sessions`.

pub mod access;
pub mod pages;
pub mod store;
