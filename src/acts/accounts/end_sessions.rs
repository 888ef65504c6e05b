//! Every session of an identity ends, in all its roles.

use crate::accounts::store;
use crate::db::{Id, Write};
use crate::error::Error;

/// Ends every session of the accounts that an identity holds or held.
pub(super) async fn of_identity(write: &Write, identity: Id) -> Result<(), Error> {
    let roles = store::list_all_of_identity(write.on(), identity).await?;
    let roles: Vec<Id> = roles.into_iter().map(|role| role.id).collect();
    Ok(store::end_sessions_of_accounts(write, &roles, None).await?)
}
