//! A database is in use again that was put aside as a copy: what it lets people do is older than what they did since.

use crate::accounts::store;
use crate::db::{self, HubDeed, Write};
use crate::error::Error;
use crate::links;

/// Ends every session and every link, which may have been ended since the copy was made, and holds the mail, which may have left.
pub async fn run(write: &Write) -> Result<(), Error> {
    let hub = db::find_hub(write.on()).await?;
    let hub = hub.ok_or_else(|| Error::Broken("the database is not that of a hub".to_owned()))?;
    store::end_every_session(write).await?;
    links::store::supersede_all(write).await?;
    db::save_mail_held(write, true).await?;
    write.record(HubDeed::Restored, hub.identity);
    Ok(())
}
