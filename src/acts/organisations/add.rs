//! A partner joins the hub.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::organisations::organisation::{AddError, check_name};
use crate::organisations::{Kind, Organisation, store};

/// Which organisation somebody adds.
#[derive(Clone, Debug)]
pub struct Adding {
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: Kind,
    /// Where its seat is, by INSEE code.
    pub place_code: Option<String>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// The organisation, by its key.
    Organisation(Id),
    /// It is refused.
    Refused(AddError),
}

/// Adds a partner, whose name no other organisation bears.
pub async fn run(write: &Write, by: &By, adding: Adding) -> Result<Added, Error> {
    if by.scope(Right::EditOrganisations) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let Adding { name, kind, place_code } = adding;
    if kind == Kind::Hub {
        return Ok(Added::Refused(AddError::SecondHub));
    }
    store::lock_names(write).await?;
    if let Err(error) = check_name(&name, &store::list(write.on()).await?) {
        return Ok(Added::Refused(error));
    }
    let organisation = Organisation { id: write.new_id(), name, kind, place_code };
    store::insert(write, &organisation).await?;
    Ok(Added::Organisation(organisation.id))
}
