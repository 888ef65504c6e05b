//! The hub's responsible issues a new version of the charter. Whoever has signed an older one in an open tandem is asked again, by the job
//! that pursues.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::proposals::pursue;
use crate::db::Write;
use crate::error::Error;
use crate::jobs;
use crate::tandems::charter::{Charter, TextError, check_text, first_text};
use crate::tandems::store;
use crate::version::Version;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issued {
    /// It is in force from now on: its number.
    InForce(u32),
    /// It was in force already, word for word.
    Before,
    /// Somebody else issued another meanwhile: its text.
    Changed(String),
    /// The text is no charter.
    Refused(TextError),
}

/// Issues a version; `seen` is that of the text from which the form was filled, if it says one.
pub async fn run(write: &Write, by: &By, text: &str, seen: Option<&Version>) -> Result<Issued, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let before = store::lock_charter(write).await?;
    let in_force = before.as_ref().map_or(first_text(), |charter| charter.text.as_str());
    if let Err(error) = check_text(text) {
        return Ok(Issued::Refused(error));
    }
    if text == in_force {
        return Ok(Issued::Before);
    }
    if Version::of(&in_force).is_newer_than(seen) {
        return Ok(Issued::Changed(in_force.to_owned()));
    }
    let number = before.as_ref().map_or(1, |charter| charter.number.saturating_add(1));
    let (issued_at, issued_by) = (write.now(), write.actor().account_id());
    let issued = Charter { id: write.new_id(), number, text: text.to_owned(), issued_at, issued_by };
    store::insert_charter(write, &issued).await?;
    jobs::store::schedule(write, pursue::JOB, pursue::CHARTER, write.now()).await?;
    Ok(Issued::InForce(number))
}
