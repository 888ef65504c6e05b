//! The link with which one side of a proposal answers, without an account.

use time::{Date, Duration};

use super::proposal::Party;

/// The path of the link, before the token.
pub const PATH: &str = "/answers";
/// How long it serves, asked on a day for an answer by another: fifteen days, or until that day, and some more to read what became of it.
pub fn lasts(today: Date, due_on: Date) -> Duration {
    (due_on - today + Duration::days(5)).max(Duration::days(15))
}

/// The code of what the link is for: whose answer.
pub const fn purpose_of(party: Party) -> &'static str {
    match party {
        Party::Mentor => "answer_mentor",
        Party::Mentee => "answer_mentee",
    }
}
