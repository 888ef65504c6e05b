//! A meeting of a mentor and a mentee.

use time::{Date, Duration};

use crate::db::Id;
use crate::people::profile::Topic;
use crate::tandems::tandem::Tandem;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How they met.
    Mode {
        InPerson = "in_person", "en personne";
        Remote = "remote", "à distance";
    }
}

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The key.
    pub id: Id,
    /// The tandem.
    pub tandem_id: Id,
    /// The day.
    pub held_on: Date,
    /// The length, in minutes.
    pub minutes: u16,
    /// How they met.
    pub mode: Mode,
    /// What it was about.
    pub topic: Option<Topic>,
    /// The day they agreed on for the next.
    pub next_on: Option<Date>,
}

impl Meeting {
    /// Its length as people say it: "45 min", "1 h", "1 h 30".
    pub fn length(&self) -> String {
        match (self.minutes / 60, self.minutes % 60) {
            (0, minutes) => format!("{minutes}\u{a0}min"),
            (hours, 0) => format!("{hours}\u{a0}h"),
            (hours, minutes) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
        }
    }
}

/// The farthest day two people may agree on.
const FARTHEST_NEXT: Duration = Duration::days(366);

/// The longest meeting, in minutes.
pub const LONGEST_MINUTES: u16 = 600;

/// Why a meeting is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeetingError {
    /// Only what was held is counted.
    #[error("Une rencontre se note une fois tenue\u{a0}: choisissez aujourd’hui ou un jour passé.")]
    Future,
    /// They were not yet in a tandem.
    #[error("Cette rencontre est datée d’avant le début du tandem.")]
    BeforeStart,
    /// They were no longer in a tandem.
    #[error("Cette rencontre est datée d’après la clôture du tandem.")]
    AfterClosure,
    /// The next meeting comes after this one.
    #[error("La prochaine rencontre vient après celle-ci.")]
    NextBefore,
    /// A slip in the year would keep the tandem silent for as long, and nobody would be told.
    #[error("Choisissez un jour dans l’année qui suit cette rencontre.")]
    NextTooFar,
    /// Both may note the same meeting; it is counted once.
    #[error("Une rencontre est déjà notée ce jour-là.")]
    AlreadyNoted,
    /// A tandem lasts at least until its last meeting.
    #[error("Une rencontre est notée après ce jour\u{a0}: la clôture vient après la dernière rencontre.")]
    HeldAfterClosure,
}

/// Refuses a second meeting on one day: both may note the same one.
pub fn check_new(held_on: Date, noted: &[Meeting]) -> Result<(), MeetingError> {
    if noted.iter().any(|meeting| meeting.held_on == held_on) {
        Err(MeetingError::AlreadyNoted)
    } else {
        Ok(())
    }
}

/// Refuses to close a tandem on a day before one of its meetings.
pub fn check_closure(closed_on: Date, held: &[Meeting]) -> Result<(), MeetingError> {
    if held.iter().any(|meeting| meeting.held_on > closed_on) {
        Err(MeetingError::HeldAfterClosure)
    } else {
        Ok(())
    }
}

/// Checks a meeting against its tandem.
pub fn check(meeting: &Meeting, tandem: &Tandem, today: Date) -> Result<(), MeetingError> {
    if meeting.held_on > today {
        return Err(MeetingError::Future);
    }
    if meeting.held_on < tandem.started_on {
        return Err(MeetingError::BeforeStart);
    }
    if tandem.closed.is_some_and(|(closed_on, _)| meeting.held_on > closed_on) {
        return Err(MeetingError::AfterClosure);
    }
    if meeting.next_on.is_some_and(|next_on| next_on <= meeting.held_on) {
        return Err(MeetingError::NextBefore);
    }
    if meeting.next_on.is_some_and(|next_on| next_on - meeting.held_on > FARTHEST_NEXT) {
        return Err(MeetingError::NextTooFar);
    }
    Ok(())
}

/// The day agreed on for the next meeting: that of the last meeting held, if nothing was held since.
pub fn planned(meetings: &[Meeting]) -> Option<Date> {
    meetings.iter().max_by_key(|meeting| (meeting.held_on, meeting.id)).and_then(|last| last.next_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use crate::tandems::tandem::ClosureReason;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);

    fn tandem() -> Tandem {
        Tandem {
            id: new_id(),
            proposal_id: None,
            journey_id: new_id(),
            mentor_id: new_id(),
            started_on: date!(2026 - 01 - 10),
            closed: Some((date!(2026 - 03 - 01), ClosureReason::Mutual)),
        }
    }

    fn meeting(held_on: Date, next_on: Option<Date>) -> Meeting {
        Meeting {
            id: new_id(),
            tandem_id: new_id(),
            held_on,
            minutes: 60,
            mode: Mode::InPerson,
            topic: None,
            next_on,
        }
    }

    #[test]
    fn a_meeting_lies_inside_its_tandem_and_before_tomorrow() {
        let check = |held_on, next_on| check(&meeting(held_on, next_on), &tandem(), TODAY);
        assert_eq!(check(date!(2026 - 01 - 09), None), Err(MeetingError::BeforeStart));
        assert_eq!(check(date!(2026 - 03 - 02), None), Err(MeetingError::AfterClosure));
        assert_eq!(check(date!(2026 - 03 - 13), None), Err(MeetingError::Future));
        let day = date!(2026 - 02 - 01);
        assert_eq!(check(day, Some(day)), Err(MeetingError::NextBefore));
        assert_eq!(check(day, Some(date!(2062 - 02 - 15))), Err(MeetingError::NextTooFar));
        assert_eq!(check(day, Some(date!(2026 - 02 - 15))), Ok(()));
    }

    #[test]
    fn a_meeting_is_noted_once_and_before_the_closure() {
        let held = [meeting(date!(2026 - 02 - 01), None)];
        assert_eq!(check_new(date!(2026 - 02 - 01), &held), Err(MeetingError::AlreadyNoted));
        assert_eq!(check_new(date!(2026 - 02 - 02), &held), Ok(()));
        assert_eq!(check_closure(date!(2026 - 01 - 31), &held), Err(MeetingError::HeldAfterClosure));
        assert_eq!(check_closure(date!(2026 - 02 - 01), &held), Ok(()));
    }

    #[test]
    fn a_length_is_told_in_hours_and_minutes() {
        let length = |minutes| Meeting { minutes, ..meeting(TODAY, None) }.length();
        assert_eq!(length(45), "45\u{a0}min");
        assert_eq!(length(60), "1\u{a0}h");
        assert_eq!(length(95), "1\u{a0}h\u{a0}35");
    }

    #[test]
    fn a_planned_day_is_forgotten_once_a_later_meeting_was_held() {
        let first = meeting(date!(2026 - 01 - 15), Some(date!(2026 - 02 - 01)));
        assert_eq!(planned(std::slice::from_ref(&first)), Some(date!(2026 - 02 - 01)));
        assert_eq!(planned(&[first, meeting(date!(2026 - 02 - 02), None)]), None);
    }
}
