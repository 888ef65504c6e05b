//! Each act in each situation: what it answers, and what the database then holds. No page is asked.

mod accounts;
pub mod acting;
mod follow_ups;
mod history;
mod messages;
mod organisations;
mod outcomes;
mod people;
pub mod privacy;
mod problems;
mod proposals;
mod registrations;
mod requests;
mod rounds;
mod settings;
pub mod steps;
mod tandems;
