//! How the hub pursues an answer that does not come, and what it does once a proposal has ended without a tandem.

use time::{Date, Duration};

use super::proposal::{Party, Proposal, Refusal, State, WithdrawalReason};
use crate::settings::Settings;

/// How many mentors are asked in turn after the first, before somebody at the hub looks for one.
pub const MOST_NEXT: u32 = 2;

/// A side that was asked and has not answered.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The day it was asked.
    pub asked_on: Date,
    /// The day by which it answers.
    pub due_on: Date,
    /// The day on which it was last reminded.
    pub reminded_on: Option<Date>,
}

/// What is done about an answer that has not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pursuit {
    /// They are reminded.
    Remind,
    /// The proposal is closed.
    Close,
}

/// What is done on a day about a side that was asked and has not answered. Days on which nothing ran are made up for by one reminder.
pub fn pursuit(asked: Asked, settings: &Settings, today: Date) -> Option<Pursuit> {
    let Asked { asked_on, due_on, reminded_on } = asked;
    if today >= due_on {
        return Some(Pursuit::Close);
    }
    let days = [settings.first_reminder_days, settings.second_reminder_days];
    let days = days.map(|days| asked_on.saturating_add(Duration::days(days.into())));
    let due = days.into_iter().filter(|day| *day <= today).max()?;
    reminded_on.is_none_or(|on| on < due).then_some(Pursuit::Remind)
}

/// Whether another mentor is asked for the mentee of a proposal that ended: when it ended with the mentor, or with a no of the mentee that
/// has a reason of the list and still needs somebody. Otherwise a coordinator calls the mentee first.
pub fn asks_another(proposal: &Proposal) -> bool {
    let (mentor, mentee) = (proposal.answer(Party::Mentor), proposal.answer(Party::Mentee));
    match proposal.state() {
        State::Declined => match mentee.filter(|answer| !answer.agrees) {
            Some(no) => no.refusal.is_some_and(|refusal| refusal != Refusal::Found),
            None => true,
        },
        State::Withdrawn => {
            let is_unanswered =
                proposal.withdrawn.is_some_and(|(_, reason)| reason == WithdrawalReason::NoAnswer);
            let is_mentee_silent = proposal.mentee_asked_on.is_some() && mentee.is_none();
            is_unanswered && proposal.mentor_asked_on.is_some() && mentor.is_none() && !is_mentee_silent
        }
        // A mentee who asked to wait is asked nothing until then.
        State::Later => proposal.later.is_some_and(|later| later.party == Party::Mentor),
        State::Pending | State::Accepted | State::Begun => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const ASKED: Date = date!(2028 - 02 - 26);

    fn on(day: i64, reminded: Option<i64>) -> Option<Pursuit> {
        let after = |days| ASKED + Duration::days(days);
        let asked = Asked { asked_on: ASKED, due_on: after(10), reminded_on: reminded.map(after) };
        pursuit(asked, &Settings::default(), after(day))
    }

    #[test]
    fn a_silence_is_reminded_of_after_three_and_seven_days_and_closed_after_ten() {
        assert_eq!(on(2, None), None);
        // Through 29 February.
        assert_eq!(on(3, None), Some(Pursuit::Remind));
        assert_eq!(on(3, Some(3)), None);
        assert_eq!(on(6, Some(3)), None);
        assert_eq!(on(7, Some(3)), Some(Pursuit::Remind));
        assert_eq!(on(9, Some(7)), None);
        assert_eq!(on(10, Some(7)), Some(Pursuit::Close));
        assert_eq!(on(40, None), Some(Pursuit::Close));
    }

    #[test]
    fn days_without_the_hub_are_made_up_for_by_one_reminder() {
        assert_eq!(on(8, None), Some(Pursuit::Remind));
        assert_eq!(on(8, Some(8)), None);
    }
}
