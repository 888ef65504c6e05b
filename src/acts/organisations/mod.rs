//! What is done to organisations and branches.

pub mod add;
pub mod add_branch;
pub mod bring_in;
pub mod bring_in_branch;
pub mod found_hub;
