//! What somebody asks at a part, and how long things take.

use time::{Date, Duration};

use super::reach::{Way, Ways};
use crate::db::{Id, Instant, deeds};
use crate::mail::Recipient;
use crate::track::Track;
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
/// How long somebody has to confirm; a request not confirmed by then is deleted. By letter they have [`TO_CONFIRM_LETTER`], and whoever
/// is called waits for the call however long.
pub const TO_CONFIRM: Duration = Duration::days(7);
/// How long somebody has to confirm who was sent a letter, which is printed and posted first.
pub const TO_CONFIRM_LETTER: Duration = Duration::days(30);
/// How long the link then shows where a request is.
pub const LASTS: Duration = Duration::days(180);
/// How many requests may wait for a text message in a day: each costs money, and whoever asks beyond them is called.
pub const MOST_TEXTS: u64 = 40;
/// How many requests may wait for their address to be confirmed…
pub const MOST_UNCONFIRMED: u64 = 120;
/// … of those asked for within this time: each writes to an address that somebody else may have typed.
pub const BUDGET_WITHIN: Duration = Duration::hours(1);
/// How soon a coordinator answers, in days, counted from the day the address is confirmed: what pages and messages promise, and the day
/// of the step.
pub const TO_ANSWER_DAYS: u16 = 5;

/// Somebody who asks to join.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Request {
    pub id: Id,
    /// The part they ask to play.
    pub part: RequestedPart,
    pub first_name: String,
    pub last_name: String,
    /// The track that is meant, where whoever refers them said it.
    pub track: Option<Track>,
    /// Where they are reached…
    pub ways: Ways,
    /// … and by which of it.
    pub way: Way,
    /// The code of their municipality or arrondissement; whoever asks themselves always says it.
    pub place_code: Option<String>,
    /// What they seek or offer, in their words; may be empty.
    pub words: String,
    /// When they asked.
    pub asked_at: Instant,
    /// When they followed the link sent to the address, or said yes when they were called; before that nobody sees the request, but for
    /// those who are to be called.
    pub confirmed_at: Option<Instant>,
    /// Whether somebody without an account refers them, who is the one to confirm.
    pub is_referred: bool,
    /// The account that sent them, if they did not ask themselves.
    pub sent_by: Option<Id>,
}

impl Request {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// To whom the hub writes about it; nobody if they are called.
    pub fn recipient(&self) -> Option<Recipient> {
        self.ways.recipient(self.way, &self.name())
    }

    /// Whether it may still be confirmed at a moment.
    pub fn may_be_confirmed(&self, now: Instant) -> bool {
        let within =
            if self.way == Way::Letter && !self.is_referred { TO_CONFIRM_LETTER } else { TO_CONFIRM };
        now < self.asked_at.plus(within)
    }

    /// Whether somebody is to call before anything else: nobody else can confirm it.
    pub fn waits_for_call(&self) -> bool {
        self.way == Way::Voice && self.confirmed_at.is_none() && !self.is_referred
    }
}

/// The day by which a request confirmed on a day is answered, or one who is to be called is called.
pub fn answer_due(confirmed_on: Date) -> Date {
    confirmed_on.saturating_add(Duration::days(TO_ANSWER_DAYS.into()))
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
        /// Whoever it is about said no.
        Withdrawn = "withdrawn";
    }
}
