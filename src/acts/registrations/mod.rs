//! What is done to a file of registrations.

mod part;

pub mod confirm;
pub mod import;
pub mod receive;
