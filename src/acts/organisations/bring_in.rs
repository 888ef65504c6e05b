//! An organisation from before the hub existed is imported.

use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::organisations::{Organisation, store};

/// Brings in an organisation, under the key it is known by. No right gives this: only history is brought in.
pub async fn run(write: &Write, by: &By, organisation: &Organisation) -> Result<(), Error> {
    let By::History = by else { return Err(Error::NotFound) };
    Ok(store::insert(write, organisation).await?)
}
