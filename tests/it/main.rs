//! What the hub does, seen from outside: one binary, so that it links once.
//!
//! The same suite runs on SQLite and, with `TANDEM_TEST_DATABASE_URL`, on PostgreSQL.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod support;

mod access;
mod accounts;
mod acts;
mod architecture;
mod answered_for;
mod answers;
mod bounces;
mod called;
mod crowds;
mod duties;
mod follow_ups;
mod health;
mod jobs;
mod histories;
mod keeping;
mod links;
mod links_opened;
mod later;
mod letters;
mod lists;
mod log;
mod hostile;
mod mail;
mod marks;
mod measures;
mod menu;
mod messages;
mod rehearsal;
mod rounds;
mod organisations;
mod overview;
mod packaging;
mod territories;
mod texts;
mod news;
mod outcomes;
mod passkeys;
mod plans;
mod people;
mod privacy;
mod problems;
mod programme;
mod promises;
mod propose;
mod proposals;
mod publications;
mod providers;
mod reading_level;
mod reports;
mod requests;
mod restraint;
mod scenes;
mod schema;
mod server;
mod settings;
mod simulation;
mod tandems;
mod third_door;
mod under_fire;
mod twice;
mod versions;
mod waves;
mod words;
