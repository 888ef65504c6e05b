//! A meeting of a mentor and a mentee.

use time::{Date, Duration};

use crate::db::Id;
use crate::french;
use crate::people::profile::Topic;
use crate::people::words;
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
    /// Its key; two meetings of one day are in the order of their keys.
    pub id: Id,
    /// The tandem whose two people met.
    pub tandem_id: Id,
    /// The day they met.
    pub held_on: Date,
    /// The length, in minutes.
    pub minutes: u16,
    /// Whether they met in one place.
    pub mode: Mode,
    /// What it was mostly about, where they said so.
    pub topic: Option<Topic>,
    /// The day they agreed on for the next.
    pub next_on: Option<Date>,
}

/// The farthest day two people may agree on.
const FARTHEST_NEXT: Duration = Duration::days(366);

/// The longest meeting, in minutes.
pub const LONGEST_MINUTES: u16 = 600;

/// The longest meeting that is noted without a question, in minutes.
pub const LONGEST_USUAL_MINUTES: u16 = 240;

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
    /// A slip in the year would keep the tandem silent for as long, and nobody would hear of it.
    #[error("Choisissez un jour dans l’année qui suit cette rencontre.")]
    NextTooFar,
    /// Both may note the same meeting; it is counted once.
    #[error("Une rencontre est déjà notée ce jour-là.")]
    AlreadyNoted,
    /// Neither no time at all nor a slip of the pen.
    #[error("Écrivez un nombre entier de 1 à {}.", LONGEST_MINUTES)]
    Length,
    /// Longer than people usually meet: whoever notes it says once that it is so.
    #[error("Une rencontre {}\u{a0}: c’est bien cela\u{a0}? Confirmez, ou corrigez la durée.", french::de(&words::minutes(*.0)))]
    Unusual(u16),
}

/// Asks about a meeting of more than four hours, unless its length was confirmed.
pub fn check_length(minutes: u16, is_confirmed: bool) -> Result<(), MeetingError> {
    let is_usual = minutes <= LONGEST_USUAL_MINUTES || is_confirmed;
    if is_usual { Ok(()) } else { Err(MeetingError::Unusual(minutes)) }
}

/// Refuses a second meeting on one day: both may note the same one.
pub fn check_new(held_on: Date, noted: &[Meeting]) -> Result<(), MeetingError> {
    if noted.iter().any(|meeting| meeting.held_on == held_on) {
        Err(MeetingError::AlreadyNoted)
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
    if !(1..=LONGEST_MINUTES).contains(&meeting.minutes) {
        return Err(MeetingError::Length);
    }
    if meeting.next_on.is_some_and(|next_on| next_on <= meeting.held_on) {
        return Err(MeetingError::NextBefore);
    }
    if meeting.next_on.is_some_and(|next_on| next_on - meeting.held_on > FARTHEST_NEXT) {
        return Err(MeetingError::NextTooFar);
    }
    Ok(())
}

/// The day of the last meeting.
pub fn last_met_on(meetings: &[Meeting]) -> Option<Date> {
    meetings.iter().map(|meeting| meeting.held_on).max()
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
    fn a_meeting_is_noted_once() {
        let held = [meeting(date!(2026 - 02 - 01), None)];
        assert_eq!(check_new(date!(2026 - 02 - 01), &held), Err(MeetingError::AlreadyNoted));
        assert_eq!(check_new(date!(2026 - 02 - 02), &held), Ok(()));
    }

    #[test]
    fn a_meeting_lasts_between_a_minute_and_ten_hours() {
        let check = |minutes| {
            let meeting = Meeting { minutes, ..meeting(date!(2026 - 02 - 01), None) };
            super::check(&meeting, &tandem(), TODAY)
        };
        assert_eq!(check(0), Err(MeetingError::Length));
        assert_eq!(check(LONGEST_MINUTES), Ok(()));
        assert_eq!(check(LONGEST_MINUTES + 1), Err(MeetingError::Length));
    }

    #[test]
    fn a_meeting_of_more_than_four_hours_is_asked_about() {
        assert_eq!(check_length(LONGEST_USUAL_MINUTES, false), Ok(()));
        assert_eq!(check_length(LONGEST_USUAL_MINUTES + 1, false), Err(MeetingError::Unusual(241)));
        assert_eq!(check_length(LONGEST_MINUTES, true), Ok(()));
        assert!(MeetingError::Unusual(300).to_string().contains("de 5\u{a0}h\u{a0}: c’est bien"));
    }

    #[test]
    fn a_planned_day_is_forgotten_once_a_later_meeting_was_held() {
        let first = meeting(date!(2026 - 01 - 15), Some(date!(2026 - 02 - 01)));
        assert_eq!(planned(std::slice::from_ref(&first)), Some(date!(2026 - 02 - 01)));
        assert_eq!(planned(&[first, meeting(date!(2026 - 02 - 02), None)]), None);
    }
}
