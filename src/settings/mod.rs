//! What the hub's responsible sets: how long the hub waits, whom it asks first, when and in whose name it writes.
//!
//! A setting is a value under a code. What nobody set has the value of [`Settings::default`]; what was set before stays in the table with
//! who replaced it and when. What concerns the machine (addresses, servers, keys) is no setting: it stays in `TANDEM_*`.
//! Owns the tables `settings` and `message_words`.

pub mod pages;
mod setting;
pub mod store;

pub use setting::{
    AskedFirst, Begins, Code, LONGEST_DELAY, LONGEST_SIGNATORY, MOST_TEXTS, SettingDeed, Settings,
    SettingsError, WordsDeed,
};
