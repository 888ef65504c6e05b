//! The secret of one-time codes is drawn: it counts once a first code was right.

use super::enrolment;
use crate::accounts::code::{SEALED_FOR, SECRET_BYTES};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::secret;

/// Draws a secret, which waits in one's session, in place of an earlier one.
pub async fn run(write: &Write, by: &By) -> Result<(), Error> {
    let secret = secret::random::<SECRET_BYTES>()?;
    let enrolling = enrolment::lock(write, by).await?;
    let sealed = write.secret().seal(&secret, SEALED_FOR)?;
    Ok(store::save_code_draft(write, enrolling.session, sealed).await?)
}
