//! A mail server says that an address does not exist, or receives nothing any more: the hub writes there no more until somebody says that
//! it is right. What is awaited of whoever has it is asked by another way; where there is none, whoever coordinates calls them.

use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::people::follow_reach;
use crate::acts::proposals::ask_again;
use crate::db::{self, Write};
use crate::error::Error;
use crate::{mail, people};

/// Notes it, with the code of who said so.
pub(in crate::acts) async fn run(
    write: &Write,
    hub: Hub<'_>,
    address: &str,
    code: &str,
) -> Result<(), Error> {
    let address = address.to_lowercase();
    db::hold_words(write, &[&address]).await?;
    if !mail::store::insert_unreachable(write, &address, code).await? {
        return Ok(());
    }
    tracing::warn!(code, "an address receives nothing any more");
    let people = people::store::list_by_email(write.on(), &address).await?;
    let awaited = follow_reach::run(write, &people).await?;
    ask_again::run(write, &By::Hub, hub, &awaited, &people).await
}

/// Has it written to again.
pub(in crate::acts) async fn undo(write: &Write, address: &str) -> Result<(), Error> {
    let address = address.to_lowercase();
    db::hold_words(write, &[&address]).await?;
    if mail::store::delete_unreachable(write, &address).await? {
        let people = people::store::list_by_email(write.on(), &address).await?;
        follow_reach::run(write, &people).await?;
    }
    Ok(())
}
