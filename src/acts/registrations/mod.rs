//! What is done to a file of registrations.

mod part;

pub mod confirm;
pub(in crate::acts) mod follow_invitation;
pub mod import;
pub mod invite;
pub mod receive;
pub mod tell;
