//! Somebody ends their own sessions from another browser: one of them, or all but the present one.

use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// Which of one's own sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The session of this key.
    One(Id),
    /// All but the one in which this is asked.
    Others,
}

/// Ends sessions of any of one's roles; somebody else's does not exist.
pub async fn run(write: &Write, by: &By, closing: Closing) -> Result<(), Error> {
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    let roles = store::list_of_identity(write.on(), identity).await?;
    let roles: Vec<Id> = roles.into_iter().map(|role| role.id).collect();
    match closing {
        Closing::One(session) if store::delete_session_of(write, &roles, session).await? => Ok(()),
        Closing::One(_) => Err(Error::NotFound),
        Closing::Others => {
            let current = by.proving().map(|(_, session)| session.id);
            Ok(store::end_sessions_of_accounts(write, &roles, current).await?)
        }
    }
}
