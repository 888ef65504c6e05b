//! Clients of external services; their interfaces take and return plain values.

pub mod maildir;
pub mod openid;
pub mod reply;
pub mod text;
