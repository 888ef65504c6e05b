//! Acts on the hub itself.

pub mod mark;
pub mod open;
pub mod rehearse;
pub mod release_mail;
pub mod restore;
pub mod set_day;
