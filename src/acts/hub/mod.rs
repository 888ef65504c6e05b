//! Acts on the hub itself.

pub mod mark;
pub mod release_mail;
pub mod restore;
pub mod set_day;
