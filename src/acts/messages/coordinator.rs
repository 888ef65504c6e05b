//! Where whoever coordinates is written to.

use crate::accounts;
use crate::accounts::access::Role;
use crate::db::{Id, Write};
use crate::error::Error;

/// The address of whoever was chosen to coordinate, else of whoever coordinates by default; `None` where nobody does.
pub(in crate::acts) async fn email(write: &Write, chosen: Option<Id>) -> Result<Option<String>, Error> {
    let coordination = accounts::store::find_coordination(write.on()).await?;
    let Some(coordinator) = coordination.of(chosen) else { return Ok(None) };
    let account = accounts::store::find(write.on(), coordinator.id).await?;
    let identity = account.and_then(|account| account.identity_id);
    let emails = accounts::store::list_emails(write.on(), identity.as_slice()).await?;
    Ok(emails.into_iter().next().map(|(_, email)| email))
}

/// The addresses of whoever is told what concerns the whole hub: who coordinates by default, else the hub's responsible.
pub(in crate::acts) async fn by_default(write: &Write) -> Result<Vec<String>, Error> {
    match email(write, None).await? {
        Some(email) => Ok(vec![email]),
        None => Ok(accounts::store::list_emails_of_role(write.on(), Role::HubResponsible).await?),
    }
}
