//! Somebody leaves: the session of their browser ends.

use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// Ends the session of a token, if there is one.
pub async fn run(write: &Write, _by: &By, session_token: Option<&str>) -> Result<(), Error> {
    if let Some(token) = session_token {
        store::delete_session(write, token).await?;
    }
    Ok(())
}
