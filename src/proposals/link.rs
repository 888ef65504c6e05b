//! The link with which one side of a proposal answers, without an account.

use time::Duration;

use super::proposal::Party;

/// The path of the link, before the token.
pub const PATH: &str = "/answers";
/// How long it serves: the days to answer, and some more to read what became of it.
pub const LASTS: Duration = Duration::days(15);

/// The code of what the link is for: whose answer.
pub const fn purpose_of(party: Party) -> &'static str {
    match party {
        Party::Mentor => "answer_mentor",
        Party::Mentee => "answer_mentee",
    }
}
