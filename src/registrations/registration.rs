//! What a line of a list says of a person, once read.

use std::collections::BTreeSet;

use time::Date;

use crate::contact::Email;
use crate::people::profile::{Availability, Languages};
use crate::track::Track;

/// The part a person registers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// To accompany others.
    Mentor {
        /// How many at once, 1 to 20.
        capacity: u8,
    },
    /// To be accompanied.
    Mentee {
        /// The track; that of employment where the line names none.
        track: Track,
    },
}

/// A registration without error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Registration {
    pub role: Role,
    /// Given name, as written; may be empty.
    pub first_name: String,
    /// Family name, as written; where the line names nobody, what precedes the @ of the address.
    pub last_name: String,
    /// E-mail address, by which people are recognised.
    pub email: Email,
    /// Telephone number in its canonical form, or as written where it cannot be read.
    pub phone: Option<String>,
    /// Postcode of the home, in the metropolis or not.
    pub postcode: Option<String>,
    /// INSEE code of the municipality or arrondissement; none outside the metropolis, or where one must choose.
    pub place: Option<&'static str>,
    pub birth_year: Option<u16>,
    /// Trades offered or aimed at, by ROME code.
    pub trades: BTreeSet<String>,
    /// Languages, each with its level.
    pub languages: Languages,
    /// Moments of the week.
    pub availabilities: BTreeSet<Availability>,
    /// The day of the registration, where the line tells it.
    pub registered_on: Option<Date>,
}
