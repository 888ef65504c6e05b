//! A person, and the parts they play: mentor, mentee in a journey, or both in turn.

use std::collections::BTreeSet;

use time::Date;

use super::profile::{Languages, Profile};
use crate::db::Id;
use crate::track::Track;
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
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Person {
    pub id: Id,
    pub first_name: String,
    pub last_name: String,
    /// E-mail address, in its canonical form: no two people have the same.
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Postal code of the home.
    pub postcode: Option<String>,
    /// Municipality or arrondissement of the home, by INSEE code; `None` when outside the metropolis.
    pub place_code: Option<String>,
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
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Mentor {
    pub id: Id,
    pub person_id: Id,
    /// How many mentees they take at once, 1 to 20.
    pub capacity: u8,
    /// The day they joined.
    pub joined_on: Date,
    /// The day they left the pool.
    pub left_on: Option<Date>,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    pub profile: Profile,
}

/// The most mentees a mentor may take at once.
pub const LARGEST_CAPACITY: u8 = 20;

/// Why a change of what a mentor offers is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MentorError {
    /// A mentor never has more open tandems than places.
    #[error(
        "{used} places sont déjà prises ou promises : gardez-en au moins {used}, ou clôturez d’abord un tandem."
    )]
    PlacesTaken {
        /// The places that tandems take and proposals promise.
        used: u32,
    },
    /// What is not yet so is not recorded.
    #[error("Le jour du départ ne peut pas être après aujourd’hui.")]
    LeftInFuture,
    /// Nobody leaves before they came.
    #[error("Le jour du départ ne peut pas être avant celui de l’arrivée.")]
    LeftBeforeJoining,
}

/// Checks a number of places against those already taken or promised.
pub fn check_capacity(capacity: u8, used: u32) -> Result<(), MentorError> {
    if u32::from(capacity) < used { Err(MentorError::PlacesTaken { used }) } else { Ok(()) }
}

/// Checks the day a mentor left.
pub fn check_left(left_on: Date, joined_on: Date, today: Date) -> Result<(), MentorError> {
    if left_on > today {
        return Err(MentorError::LeftInFuture);
    }
    if left_on < joined_on { Err(MentorError::LeftBeforeJoining) } else { Ok(()) }
}

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
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Journey {
    pub id: Id,
    pub person_id: Id,
    pub track: Track,
    /// The day of welcome: the origin of time for every result.
    pub welcomed_on: Date,
    /// The day it ended, with its reason.
    pub ended: Option<(Date, EndReason)>,
    pub profile: Profile,
}

vocabulary! {
    /// Where a journey stands; computed, never stored.
    JourneyState {
        Waiting = "waiting", "en attente";
        Proposed = "proposed", "proposition en cours";
        Paired = "paired", "en tandem";
        Ended = "ended", "terminé";
    }
}

/// Why the end of a journey is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndError {
    /// It ends once.
    #[error("Ce parcours est déjà terminé.")]
    AlreadyEnded,
    /// A tandem has a closure of its own, with its reason.
    #[error("Un tandem est en cours : clôturez-le d’abord.")]
    InTandem,
    /// Somebody awaits an answer.
    #[error("Une proposition est en cours : enregistrez d’abord les réponses.")]
    Proposed,
    /// It began before.
    #[error("La fin ne peut pas être avant le jour d’accueil.")]
    BeforeWelcome,
    /// What is not yet so is not recorded.
    #[error("La fin ne peut pas être datée après aujourd’hui.")]
    Future,
}

impl Journey {
    /// Where it stands, from whether it has an open tandem or a pending proposal.
    pub fn state(&self, paired: bool, proposed: bool) -> JourneyState {
        match (self.ended, paired, proposed) {
            (Some(_), ..) => JourneyState::Ended,
            (None, true, _) => JourneyState::Paired,
            (None, false, true) => JourneyState::Proposed,
            (None, false, false) => JourneyState::Waiting,
        }
    }

    /// Ends it. Refused in a tandem, during a proposal, once ended, before its welcome or after today.
    pub fn end(
        &mut self,
        on: Date,
        reason: EndReason,
        state: JourneyState,
        today: Date,
    ) -> Result<(), EndError> {
        match state {
            JourneyState::Ended => return Err(EndError::AlreadyEnded),
            JourneyState::Paired => return Err(EndError::InTandem),
            JourneyState::Proposed => return Err(EndError::Proposed),
            JourneyState::Waiting => {}
        }
        if on < self.welcomed_on {
            return Err(EndError::BeforeWelcome);
        }
        if on > today {
            return Err(EndError::Future);
        }
        self.ended = Some((on, reason));
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);
    const WELCOME: Date = date!(2026 - 01 - 10);

    fn journey() -> Journey {
        Journey {
            id: new_id(),
            person_id: new_id(),
            track: Track::Employment,
            welcomed_on: WELCOME,
            ended: None,
            profile: Profile::default(),
        }
    }

    #[test]
    fn a_journey_ends_between_its_welcome_and_today() {
        let end = |on| journey().end(on, EndReason::Moved, JourneyState::Waiting, TODAY);
        assert_eq!(end(date!(2026 - 01 - 09)), Err(EndError::BeforeWelcome));
        assert_eq!(end(date!(2026 - 03 - 13)), Err(EndError::Future));
        assert_eq!(end(WELCOME), Ok(()));
        assert_eq!(end(TODAY), Ok(()));
    }

    #[test]
    fn a_journey_does_not_end_behind_the_back_of_a_mentor() {
        let end = |state| journey().end(TODAY, EndReason::Moved, state, TODAY);
        assert_eq!(end(JourneyState::Paired), Err(EndError::InTandem));
        assert_eq!(end(JourneyState::Proposed), Err(EndError::Proposed));
        assert_eq!(end(JourneyState::Ended), Err(EndError::AlreadyEnded));
    }

    #[test]
    fn a_mentor_keeps_the_places_that_are_taken() {
        assert_eq!(check_capacity(2, 3), Err(MentorError::PlacesTaken { used: 3 }));
        assert_eq!(check_capacity(3, 3), Ok(()));
    }

    #[test]
    fn a_mentor_leaves_between_joining_and_today() {
        assert_eq!(check_left(date!(2026 - 03 - 13), WELCOME, TODAY), Err(MentorError::LeftInFuture));
        assert_eq!(check_left(date!(2026 - 01 - 09), WELCOME, TODAY), Err(MentorError::LeftBeforeJoining));
        assert_eq!(check_left(TODAY, WELCOME, TODAY), Ok(()));
    }
}
