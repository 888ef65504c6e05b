//! A person, and the parts they play: mentor, mentee in a journey, or both in turn.

use std::collections::BTreeSet;

use time::Date;

use super::profile::{Languages, Profile};
use super::reach::{Preference, Stopped};
use crate::db::Id;
use crate::french;
use crate::track::Track;
use crate::version::Version;
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
    /// E-mail address, in its canonical form.
    pub email: Option<String>,
    pub phone: Option<String>,
    /// How they prefer to be written to, if they said so.
    pub channel: Option<Preference>,
    /// The lines of an envelope below the name, for whoever is written to by letter.
    pub postal_address: Option<String>,
    /// Since when they want no more of a way of being contacted.
    pub stopped: Stopped,
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

    /// What a round needs of them.
    pub fn facts(&self) -> PersonFacts {
        PersonFacts {
            id: self.id,
            place_code: self.place_code.clone(),
            languages: self.languages.clone(),
            businesses: self.businesses.clone(),
        }
    }

    /// The version of what a form shows of them.
    pub fn version(&self) -> Version {
        Version::of(&Self { stopped: Stopped::default(), ..self.clone() })
    }

    /// The version of what the form of how they are contacted shows of them.
    pub fn contact_version(&self) -> Version {
        Version::of(&(&self.phone, self.channel, &self.postal_address, self.stopped))
    }
}

/// What a round needs of a person: where they live, what they speak, what they own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same fields as those of the person")]
pub struct PersonFacts {
    pub id: Id,
    pub place_code: Option<String>,
    pub languages: Languages,
    pub businesses: BTreeSet<String>,
}

/// The part of a mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Mentor {
    pub id: Id,
    pub person_id: Id,
    /// How many mentees they take at once, 0 to 20. Less than run today: they take nobody new.
    pub capacity: u8,
    /// The day they joined.
    pub joined_on: Date,
    /// The day they left the pool.
    pub left_on: Option<Date>,
    /// The day from which they take somebody new, when they asked to wait until then.
    pub available_from: Option<Date>,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    pub profile: Profile,
}

impl Mentor {
    /// Whether they asked to wait until a day that has not come.
    pub fn is_later(&self, today: Date) -> bool {
        self.available_from.is_some_and(|from| from > today)
    }

    /// The version of what a form shows of an offer; of the blank one for somebody who is no mentor yet.
    pub fn version(mentor: Option<&Self>) -> Version {
        Version::of(&mentor)
    }
}

/// The most mentees a mentor may take at once.
pub const LARGEST_CAPACITY: u8 = 20;

/// Why a change of what a mentor offers is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[expect(clippy::enum_variant_names, reason = "each is about the day on which a mentor left")]
pub enum MentorError {
    /// What is not yet so is not recorded.
    #[error("Le jour du départ ne peut pas être après aujourd’hui.")]
    LeftInFuture,
    /// Nobody leaves before they came.
    #[error("Le jour du départ ne peut pas être avant celui de l’arrivée.")]
    LeftBeforeJoining,
    /// They were a mentor as long as a tandem of theirs was open.
    #[error("Un tandem de ce mentor s’est terminé après ce jour : le départ vient après lui.")]
    LeftBeforeClosure,
}

/// How many of the `promised` places are too many, beside the `taken` ones, for a mentor of this capacity. Tandems that run go
/// on, however few places are left.
pub fn beyond(capacity: u8, taken: usize, promised: usize) -> usize {
    promised.saturating_sub(usize::from(capacity).saturating_sub(taken))
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

impl EndReason {
    /// The same, as the person reads it whose journey it was.
    pub fn told(self) -> &'static str {
        match self {
            Self::GoalReached => "votre objectif est atteint",
            Self::Withdrawn => "vous ne souhaitez plus d’accompagnement",
            Self::Moved => "vous avez quitté le territoire",
            Self::NextTrack => "vous passez à l’étape suivante",
            Self::NoNews => "nous n’avions plus de vos nouvelles",
        }
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
    /// The account of the hub that was chosen to coordinate it; none for the default.
    pub coordinator_id: Option<Id>,
    /// The day from which they want a mentor, when they asked to wait until then.
    pub waits_from: Option<Date>,
    pub profile: Profile,
}

vocabulary! {
    /// Where a journey stands; computed, never stored.
    JourneyState {
        Unmatched = "unmatched", "sans mentor proposé";
        Later = "later", "pas avant un jour dit";
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
    #[error("Un tandem est en cours : terminez-le d’abord.")]
    InTandem,
    /// It goes on as long as a tandem of it is open.
    #[error("Un tandem de cet accompagnement s’est terminé après ce jour : la clôture vient après lui.")]
    BeforeClosure,
    /// It began before.
    #[error("La clôture ne peut pas être avant le jour du premier accueil.")]
    BeforeWelcome,
    /// What is not yet so is not recorded.
    #[error("La fin ne peut pas être datée après aujourd’hui.")]
    Future,
}

impl Journey {
    /// The version of what a form shows of the need; whether it ended is said elsewhere.
    pub fn version(&self) -> Version {
        Version::of(&Self { ended: None, ..self.clone() })
    }

    /// Where it stands on a day, from whether it has an open tandem or a pending proposal.
    pub fn state(&self, paired: bool, proposed: bool, today: Date) -> JourneyState {
        match (self.ended, paired, proposed) {
            (Some(_), ..) => JourneyState::Ended,
            (None, true, _) => JourneyState::Paired,
            (None, false, true) => JourneyState::Proposed,
            (None, false, false) if self.is_later(today) => JourneyState::Later,
            (None, false, false) => JourneyState::Unmatched,
        }
    }

    /// Whether they asked to wait until a day that has not come.
    pub fn is_later(&self, today: Date) -> bool {
        self.waits_from.is_some_and(|from| from > today)
    }

    /// Since when they wait, if a tandem or a proposal last ended on a day: they wait for nobody before the day they asked for.
    pub fn waits_since(&self, ended_on: Option<Date>) -> Date {
        waits_since(self.welcomed_on, ended_on.max(self.waits_from))
    }

    /// Ends it. Refused in a tandem, once ended, before its welcome or after today.
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
            JourneyState::Unmatched | JourneyState::Later | JourneyState::Proposed => {}
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

/// Since when somebody waits: the day of welcome, or the last day on which a tandem of theirs, or a proposal, ended.
pub fn waits_since(welcomed_on: Date, ended_on: Option<Date>) -> Date {
    ended_on.map_or(welcomed_on, |ended_on| ended_on.max(welcomed_on))
}

/// Whether somebody who waits for a mentor is told honestly that none is found: so many days after their wait began, once.
pub fn is_to_be_told(waits_since: Date, told_on: Option<Date>, after_days: u16, today: Date) -> bool {
    let due_on = waits_since.saturating_add(time::Duration::days(after_days.into()));
    today >= due_on && told_on.is_none_or(|on| on < waits_since)
}

/// Why a day of welcome is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WelcomeError {
    /// Yearly figures count people on the day they were really welcomed.
    #[error("Le jour du premier accueil ne peut pas être après aujourd’hui.")]
    Future,
    /// Nobody is welcomed after the end.
    #[error("Cet accompagnement s’est terminé le {}\u{a0}: le premier accueil vient avant.", french::day(.0))]
    AfterEnd(Date),
    /// Tandems are formed of people who were welcomed.
    #[error("Un tandem a commencé le {}\u{a0}: le premier accueil vient avant.", french::day(.0))]
    AfterTandem(Date),
    /// Results are those of people who were welcomed.
    #[error("Un résultat a été appris le {}\u{a0}: le premier accueil vient avant.", french::day(.0))]
    AfterOutcome(Date),
    /// Somebody goes through a track once at a time.
    #[error(
        "Un parcours «\u{a0}{track}\u{a0}» est déjà ouvert pour cette personne, depuis le {}\u{a0}: complétez-le, ou terminez-le d’abord.",
        french::day(welcomed_on)
    )]
    AlreadyOpen {
        /// The track.
        track: Track,
        /// The day of welcome of the journey that is open.
        welcomed_on: Date,
    },
}

/// The first day of each kind that a welcome must not come after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct After {
    /// The day the journey ended.
    pub ended_on: Option<Date>,
    /// The first day of its first tandem.
    pub tandem_on: Option<Date>,
    /// The first day something was learnt of it.
    pub learnt_on: Option<Date>,
}

/// Checks a day of welcome against what came after it.
pub fn check_welcome_before(welcomed_on: Date, after: After) -> Result<(), WelcomeError> {
    let late = |day: Option<Date>| day.filter(|day| welcomed_on > *day);
    if let Some(day) = late(after.ended_on) {
        Err(WelcomeError::AfterEnd(day))
    } else if let Some(day) = late(after.tandem_on) {
        Err(WelcomeError::AfterTandem(day))
    } else if let Some(day) = late(after.learnt_on) {
        Err(WelcomeError::AfterOutcome(day))
    } else {
        Ok(())
    }
}

/// Checks that none of the other journeys of a person is open in the same track.
pub fn check_alone(track: Track, others: &[Journey]) -> Result<(), WelcomeError> {
    match others.iter().find(|other| other.track == track && other.ended.is_none()) {
        Some(other) => Err(WelcomeError::AlreadyOpen { track, welcomed_on: other.welcomed_on }),
        None => Ok(()),
    }
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
            coordinator_id: None,
            waits_from: None,
            profile: Profile::default(),
        }
    }

    #[test]
    fn a_journey_ends_between_its_welcome_and_today() {
        let end = |on| journey().end(on, EndReason::Moved, JourneyState::Unmatched, TODAY);
        assert_eq!(end(date!(2026 - 01 - 09)), Err(EndError::BeforeWelcome));
        assert_eq!(end(date!(2026 - 03 - 13)), Err(EndError::Future));
        assert_eq!(end(WELCOME), Ok(()));
        assert_eq!(end(TODAY), Ok(()));
    }

    #[test]
    fn a_journey_does_not_end_behind_the_back_of_a_mentor() {
        let end = |state| journey().end(TODAY, EndReason::Moved, state, TODAY);
        assert_eq!(end(JourneyState::Paired), Err(EndError::InTandem));
        assert_eq!(end(JourneyState::Proposed), Ok(()), "the proposal is withdrawn with it");
        assert_eq!(end(JourneyState::Ended), Err(EndError::AlreadyEnded));
    }

    #[test]
    fn promises_beyond_the_places_are_too_many_and_tandems_never_are() {
        for (capacity, taken, promised, expected) in
            [(3, 1, 2, 0), (2, 1, 2, 1), (1, 1, 2, 2), (0, 3, 0, 0), (0, 3, 1, 1), (20, 0, 4, 0)]
        {
            assert_eq!(beyond(capacity, taken, promised), expected, "{capacity} {taken} {promised}");
        }
    }

    #[test]
    fn a_welcome_comes_before_whatever_follows_it() {
        let after = After { ended_on: Some(TODAY), tandem_on: Some(WELCOME), learnt_on: None };
        assert_eq!(check_welcome_before(WELCOME, after), Ok(()));
        let later = date!(2026 - 01 - 11);
        assert_eq!(check_welcome_before(later, after), Err(WelcomeError::AfterTandem(WELCOME)));
        let ended = After { ended_on: Some(WELCOME), ..After::default() };
        assert_eq!(check_welcome_before(later, ended), Err(WelcomeError::AfterEnd(WELCOME)));
        let learnt = After { learnt_on: Some(WELCOME), ..After::default() };
        assert_eq!(check_welcome_before(later, learnt), Err(WelcomeError::AfterOutcome(WELCOME)));
    }

    #[test]
    fn a_track_is_gone_through_once_at_a_time() {
        let open = journey();
        let refused = WelcomeError::AlreadyOpen { track: Track::Employment, welcomed_on: WELCOME };
        assert_eq!(check_alone(Track::Employment, std::slice::from_ref(&open)), Err(refused));
        assert_eq!(check_alone(Track::Creation, std::slice::from_ref(&open)), Ok(()));
        let over = Journey { ended: Some((TODAY, EndReason::Moved)), ..open };
        assert_eq!(check_alone(Track::Employment, &[over]), Ok(()));
    }

    #[test]
    fn a_mentor_leaves_between_joining_and_today() {
        assert_eq!(check_left(date!(2026 - 03 - 13), WELCOME, TODAY), Err(MentorError::LeftInFuture));
        assert_eq!(check_left(date!(2026 - 01 - 09), WELCOME, TODAY), Err(MentorError::LeftBeforeJoining));
        assert_eq!(check_left(TODAY, WELCOME, TODAY), Ok(()));
    }
}
