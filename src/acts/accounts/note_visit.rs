//! The last visit of a session is written, at most once an hour.

use crate::accounts::entry::VISITS_NOTED_EVERY;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// What became of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// It is the last one written.
    Noted,
    /// One of less than an hour ago is written already.
    Recent,
    /// Nobody is signed in.
    Nobody,
}

/// Writes the last visit of one's own session.
pub async fn run(write: &Write, by: &By) -> Result<Visit, Error> {
    let Some((_, session)) = by.proving() else { return Ok(Visit::Nobody) };
    let hour_ago = write.now().plus(-VISITS_NOTED_EVERY);
    let is_noted = store::save_visit(write, session.id, hour_ago).await?;
    Ok(if is_noted { Visit::Noted } else { Visit::Recent })
}
