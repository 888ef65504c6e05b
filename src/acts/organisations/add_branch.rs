//! An organisation opens a branch.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::organisations::organisation::{AddError, check_branch_name};
use crate::organisations::{Branch, store};

/// Which branch somebody adds.
#[derive(Clone, Debug)]
pub struct Adding {
    /// The organisation it belongs to.
    pub organisation: Id,
    /// Its name.
    pub name: String,
    /// Where it is, by INSEE code.
    pub place_code: String,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// The branch, by its key.
    Branch(Id),
    /// It is refused.
    Refused(AddError),
}

/// Adds a branch, whose name no other branch of the organisation bears.
pub async fn run(write: &Write, by: &By, adding: Adding) -> Result<Added, Error> {
    if by.scope(Right::EditOrganisations) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let Adding { organisation, name, place_code } = adding;
    store::lock_names(write).await?;
    let organisation_id = store::find(write.on(), organisation).await?.ok_or(Error::NotFound)?.id;
    if let Err(error) = check_branch_name(&name, organisation_id, &store::list_branches(write.on()).await?) {
        return Ok(Added::Refused(error));
    }
    let branch = Branch { id: write.new_id(), organisation_id, name, place_code };
    store::insert_branch(write, &branch).await?;
    Ok(Added::Branch(branch.id))
}
