//! A mail server says that an address does not exist, or receives nothing any more: the hub writes there no more, and whoever coordinates
//! calls those who have no other; until somebody says that it is right.

use crate::acts::people::follow_reach;
use crate::db::{self, Write};
use crate::error::Error;
use crate::{mail, people};

/// Notes it, with the code of who said so.
pub(in crate::acts) async fn run(write: &Write, address: &str, code: &str) -> Result<(), Error> {
    hold(write, address).await?;
    if mail::store::insert_unreachable(write, address, code).await? {
        tracing::warn!(code, "an address receives nothing any more");
        follow(write, address).await?;
    }
    Ok(())
}

/// Has it written to again.
pub(in crate::acts) async fn undo(write: &Write, address: &str) -> Result<(), Error> {
    hold(write, address).await?;
    if mail::store::delete_unreachable(write, address).await? {
        follow(write, address).await?;
    }
    Ok(())
}

/// Holds an address, as whoever gives it to somebody does.
async fn hold(write: &Write, address: &str) -> Result<(), Error> {
    Ok(db::hold_words(write, &[&address.to_lowercase()]).await?)
}

async fn follow(write: &Write, address: &str) -> Result<(), Error> {
    let people = people::store::list_by_email(write.on(), &address.to_lowercase()).await?;
    follow_reach::run(write, &people).await
}
