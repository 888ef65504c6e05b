//! A person, known once on the hub, who may be a mentor and may go through journeys as a mentee.
//!
//! Sex, origin and priority neighbourhood are for statistics; they never enter the matching.
//! Owns the tables `people`, `person_languages`, `person_businesses`, `mentors`, `mentor_items`,
//! `journeys`, `journey_items` and `consents`.

pub mod consent;
pub mod deeds;
pub mod link;
pub mod messages;
pub mod newcomer;
pub mod pages;
pub mod person;
pub mod profile;
pub mod reach;
pub mod step;
pub mod store;
pub mod typed;
pub mod words;
