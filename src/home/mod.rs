//! The public pages: what the hub is, and what it owes those who visit it.
//!
//! Every figure shown here carries its definition and its day. Owns no table.

mod assets;
mod notices;
pub mod pages;

pub use notices::{Notices, security_txt};
