//! Who is signed in, with which role, and what each role may see and do.
//!
//! An identity is an address and the proofs of who it is; it holds one or several accounts, each one role; a session acts as
//! one account at a time. An account never sees more than its rule's reach, and the stores filter by it in SQL.
//! Owns the tables `accounts`, `identities`, `sessions`, `devices`, `attempts`, `recovery_codes`, `passkeys`,
//! `passkey_ceremonies`, `provider_requests`, `provider_subjects`, `followed_people`, `exceptional_openings`,
//! `list_readings`, `deputies` and `absences`.

pub mod access;
pub mod account;
pub mod rate_limit;
pub mod code;
pub mod coordination;
pub mod deeds;
pub mod entry;
pub mod invitation;
pub mod link;
pub mod messages;
pub mod opening;
pub mod pages;
pub mod passkey;
pub mod password;
pub mod reader;
pub mod slowdown;
pub mod standing_in;
pub mod store;
pub mod viewer;
