//! A meeting is noted, by either side or by those who follow them.

use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::people::use_own_link;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::follow_ups::meeting::{self, Meeting, MeetingError, Mode};
use crate::people::profile::Topic;
use crate::{follow_ups, tandems};

/// A meeting, as somebody remembers it: facts only.
#[derive(Clone, Copy, Debug)]
pub struct Noting {
    /// The tandem whose two people met.
    pub tandem: Id,
    /// The day they met.
    pub held_on: Date,
    /// The length, in minutes.
    pub minutes: u16,
    /// Whether whoever notes it said that it was as long as that, when it is unusually long.
    pub length_confirmed: bool,
    /// How they met.
    pub mode: Mode,
    /// What it was about.
    pub topic: Option<Topic>,
    /// The day they agreed on for the next.
    pub next_on: Option<Date>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Noted {
    /// The meeting, by its key, and the day on which the two meet next: that of the last meeting, which may be another.
    Meeting(Id, Option<Date>),
    /// It cannot have been held so, or is noted already.
    Refused(MeetingError),
}

/// Notes a meeting. Both sides may note the same one at once: it counts once.
pub async fn run(write: &Write, by: &By, noting: Noting) -> Result<Noted, Error> {
    take(write, by.scope(Right::LogMeetings), noting).await
}

/// The same for one of the two, by the link to their own page. The token is the proof: no right is needed.
pub async fn run_by_own_link(write: &Write, token: &str, noting: Noting) -> Result<Noted, Error> {
    let (person, _) = use_own_link::run(write, token).await?;
    take(write, Scope::Person(person.id), noting).await
}

async fn take(write: &Write, scope: Scope, noting: Noting) -> Result<Noted, Error> {
    let Noting { tandem: tandem_id, held_on, minutes, length_confirmed, mode, topic, next_on } = noting;
    let tandem = tandems::store::lock(write, scope, tandem_id).await?.ok_or(Error::NotFound)?;
    let mut noted = follow_ups::store::list_to_decide(write, tandem_id).await?;
    let meeting = Meeting { id: write.new_id(), tandem_id, held_on, minutes, mode, topic, next_on };
    let checked = meeting::check(&meeting, &tandem, write.today());
    let checked = checked.and_then(|()| meeting::check_new(held_on, &noted));
    // Asked last: whoever confirms the length is not refused for something else afterwards.
    if let Err(error) = checked.and_then(|()| meeting::check_length(minutes, length_confirmed)) {
        return Ok(Noted::Refused(error));
    }
    follow_ups::store::insert(write, &meeting).await?;
    settle::tandems(write, &[tandem_id]).await?;
    let id = meeting.id;
    noted.push(meeting);
    Ok(Noted::Meeting(id, meeting::planned(&noted)))
}
