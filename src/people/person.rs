//! A person, and the parts they play: mentor, mentee in a journey, or both in turn.

use std::collections::BTreeSet;

use time::Date;

use super::profile::{Languages, Profile, Track};
use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Sex, asked for statistics only; it never enters the matching.
    Sex {
        Female = "F", "femme";
        Male = "M", "homme";
    }
}

/// One human being, known once on the hub whatever parts they play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The key.
    pub id: Id,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Address of electronic mail, in its canonical form: one person each.
    pub email: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Postal code of the home.
    pub postcode: Option<String>,
    /// Municipality or arrondissement of the home, by INSEE code; `None` when outside the metropolis.
    pub place_code: Option<String>,
    /// Year of birth.
    pub birth_year: Option<u16>,
    /// Sex, for statistics only.
    pub sex: Option<Sex>,
    /// Whether the home is in a priority neighbourhood, for statistics only.
    pub in_qpv: Option<bool>,
    /// The organisation that brought them.
    pub organisation_id: Id,
    /// The branch that brought them.
    pub branch_id: Option<Id>,
    /// The day they registered.
    pub registered_on: Date,
    /// The languages they speak.
    pub languages: Languages,
    /// Their own businesses, by SIREN.
    pub businesses: BTreeSet<String>,
}

impl Person {
    /// Given and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// The part of a mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentor {
    /// The key.
    pub id: Id,
    /// Who they are.
    pub person_id: Id,
    /// How many mentees they take at once, 1 to 20.
    pub capacity: u8,
    /// The day they joined.
    pub joined_on: Date,
    /// The day they left the pool.
    pub left_on: Option<Date>,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    /// What they offer.
    pub profile: Profile,
}

/// The most mentees a mentor may take at once.
pub const LARGEST_CAPACITY: u8 = 20;

vocabulary! {
    /// Why a journey ended.
    EndReason {
        GoalReached = "goal_reached", "objectif atteint";
        Withdrawn = "withdrawn", "ne souhaite plus d’accompagnement";
        Moved = "moved", "a quitté le territoire";
        NextTrack = "next_track", "passe à l’étape suivante";
        NoNews = "no_news", "sans nouvelles";
    }
}

/// One mentee's way through one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The key.
    pub id: Id,
    /// Who the mentee is.
    pub person_id: Id,
    /// The track.
    pub track: Track,
    /// The day of welcome: the origin of time for every result.
    pub welcomed_on: Date,
    /// The day it ended, with its reason.
    pub ended: Option<(Date, EndReason)>,
    /// What is needed.
    pub profile: Profile,
}

/// Why a day of welcome is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WelcomeError {
    /// Yearly figures count people on the day they were really welcomed.
    #[error("Le jour d’accueil ne peut pas être après aujourd’hui.")]
    Future,
}

/// Checks a day of welcome.
pub fn check_welcome(welcomed_on: Date, today: Date) -> Result<Date, WelcomeError> {
    if welcomed_on > today { Err(WelcomeError::Future) } else { Ok(welcomed_on) }
}

/// The age somebody reaches this year, if the year of birth is known.
pub fn age(birth_year: Option<u16>, today: Date) -> Option<i32> {
    birth_year.map(|year| today.year() - i32::from(year))
}
