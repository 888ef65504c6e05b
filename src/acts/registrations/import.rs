//! A file of registrations is imported on the machine itself, in the name of the hub.

use super::part::{AT_ONCE, add};
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::organisations::found_hub;
use crate::error::Error;
use crate::organisations::Origin;
use crate::registrations::{Examination, Registration};
use crate::state::App;

pub use super::part::Added;

/// The name of the hub's organisation where nobody has given it one.
const HUB: &str = "Hub";

/// Adds the registrations of an examined file for the hub, which is made if the database has none.
///
/// A long act: it goes by parts, and what an interrupted import left is added at the next try.
pub async fn run(app: &App, by: &By, examination: &Examination) -> Result<Added, Error> {
    if by.scope(Right::EditPeople) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let write = app.write(by).await?;
    let organisation_id = found_hub::run(&write, by, HUB).await?;
    write.commit().await?;
    let origin = Origin { organisation_id, branch_id: None };
    let registrations: Vec<&Registration> = examination.registrations().collect();
    let mut added = Added::default();
    for some in registrations.chunks(AT_ONCE) {
        let write = app.write(by).await?;
        add(&write, by, some, (origin, None), &mut added).await?;
        write.commit().await?;
    }
    Ok(added)
}
