//! What is done to a request to join.

pub mod ask;
pub mod confirm;
pub mod send;
pub mod set_aside;
