//! What is done to the results of a journey.

pub mod bring_in;
pub mod record;
