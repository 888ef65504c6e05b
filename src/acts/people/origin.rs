//! Who may bring somebody in whose name.

use crate::accounts::access::Scope;
use crate::db::Deciding;
use crate::error::Error;
use crate::organisations::{self, Origin};

/// Checks that an organisation, with its branch, exists and is one in whose name people of this scope may be registered.
pub async fn check_origin(of: &impl Deciding, scope: Scope, origin: Origin) -> Result<(), Error> {
    let reached = match scope {
        Scope::Hub => true,
        Scope::Organisation(own) => origin.organisation_id == own,
        Scope::Branch { branch, .. } => origin.branch_id == Some(branch),
        Scope::Person(_) | Scope::Nobody => false,
    };
    let origins = organisations::store::find_origins(of.on()).await?;
    if reached && origins.all().contains(&origin) { Ok(()) } else { Err(Error::NotFound) }
}
