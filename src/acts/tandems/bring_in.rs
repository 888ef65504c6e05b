//! A tandem from before the hub existed is imported, open or closed, with its meetings.

use crate::accounts::viewer::By;
use crate::acts::tandems::begin;
use crate::db::Write;
use crate::error::Error;
use crate::follow_ups::meeting::{self, Meeting, MeetingError};
use crate::tandems::tandem::{BeginError, Tandem};
use crate::{follow_ups, tandems};

/// A tandem as it was, under the keys it is known by.
#[derive(Clone, Debug)]
pub struct PastTandem {
    /// Its two sides, its days, and why it ended if it did.
    pub tandem: Tandem,
    /// Every meeting of the tandem.
    pub meetings: Vec<Meeting>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum BroughtIn {
    /// It is on the hub.
    Tandem,
    /// It is still open, and may not be beside what is on the hub.
    CannotBegin(BeginError),
    /// One of its meetings cannot have been held.
    MeetingRefused(MeetingError),
}

/// Brings in a tandem. No right gives this: only history is brought in. Whoever brings it in settles everything at the end
/// (`settle::everything`), once for all of it.
pub async fn run(write: &Write, by: &By, past: &PastTandem) -> Result<BroughtIn, Error> {
    let (By::History, PastTandem { tandem, meetings }) = (by, past) else { return Err(Error::NotFound) };
    // A closed tandem takes no place any more, however many there were at once.
    if tandem.is_open()
        && let Err(error) = begin::check(write, tandem.mentor_id, tandem.journey_id, None).await?
    {
        return Ok(BroughtIn::CannotBegin(error));
    }
    for (before, meeting) in meetings.iter().enumerate() {
        let checked = meeting::check(meeting, tandem, write.today());
        let noted = meetings.get(..before).unwrap_or_default();
        if let Err(error) = checked.and_then(|()| meeting::check_new(meeting.held_on, noted)) {
            return Ok(BroughtIn::MeetingRefused(error));
        }
    }
    tandems::store::insert(write, tandem).await?;
    follow_ups::store::insert_many(write, meetings).await?;
    Ok(BroughtIn::Tandem)
}
