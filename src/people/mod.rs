//! A person, known once on the hub, who may be a mentor and may go through journeys as a mentee.
//!
//! Sex, origin and priority neighbourhood are for statistics; they never enter the matching.
//! Owns the tables `people`, `person_languages`, `person_businesses`, `mentors`, `mentor_items`,
//! `journeys` and `journey_items`.

pub mod contact;
/// temporary
pub mod import {
    pub struct KnownPerson {
        pub email: String,
        pub first_name: String,
        pub last_name: String,
        pub birth_year: Option<u16>,
    }
}
pub mod pages;
pub mod person;
pub mod profile;
pub mod store;
