//! A database is marked as real or as a demonstration, so that neither is ever opened as the other.

use crate::db::{self, Mark, Write};
use crate::error::Error;

/// Marks a database, unless it is already marked.
pub async fn run(write: &Write, mark: Mark) -> Result<(), Error> {
    Ok(db::insert_mark(write, mark).await?)
}
