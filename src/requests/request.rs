//! What somebody asks at a part, and how long things take.

use time::{Date, Duration};

use crate::db::{Id, Instant, deeds};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The part somebody asks to play.
    RequestedPart {
        Mentee = "mentee", "cherche un mentor";
        Mentor = "mentor", "veut devenir mentor";
    }
}

/// What the link lets do: confirm the address of a request, once or again.
pub const PURPOSE: &str = "request";
/// The path of its page, before the token.
pub const PATH: &str = "/join/confirmations";
/// How long the link that confirms an address holds; a request not confirmed by then is deleted.
pub const LASTS: Duration = Duration::days(7);
/// How many requests may wait for their address to be confirmed…
pub const MOST_UNCONFIRMED: u64 = 120;
/// … of those asked for within this time: each writes to an address that somebody else may have typed.
pub const BUDGET_WITHIN: Duration = Duration::hours(1);
/// How soon a coordinator answers, counted from the day the address is confirmed.
const TO_ANSWER: Duration = Duration::days(5);

/// Somebody who asks to join.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Request {
    pub id: Id,
    /// The part they ask to play.
    pub part: RequestedPart,
    pub first_name: String,
    pub last_name: String,
    /// Where they are written to, in lower case.
    pub email: String,
    /// The code of their municipality or arrondissement; whoever asks themselves always says it.
    pub place_code: Option<String>,
    /// What they seek or offer, in their words; may be empty.
    pub words: String,
    /// When they asked.
    pub asked_at: Instant,
    /// When they followed the link sent to the address; before that nobody sees the request.
    pub confirmed_at: Option<Instant>,
    /// The account that sent them, if they did not ask themselves.
    pub sent_by: Option<Id>,
}

/// The day by which a request confirmed on a day is answered.
pub fn answer_due(confirmed_on: Date) -> Date {
    confirmed_on.saturating_add(TO_ANSWER)
}

deeds! {
    /// What is done to a request to join, in the journal.
    RequestDeed of "request" {
        Created = "created";
        /// An account sent somebody whom the hub knows by others.
        Sent = "sent";
        Confirmed = "confirmed";
        Registered = "registered";
        SetAside = "set_aside";
    }
}
