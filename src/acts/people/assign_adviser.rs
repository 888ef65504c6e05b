//! An adviser follows a person beyond their own branch, or nobody does any more.

use crate::accounts::access::{Right, Role, Scope};
use crate::accounts::store as accounts;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::store;
use crate::version::Version;

/// Who follows whom.
#[derive(Clone, Debug)]
pub struct Assigning {
    /// The person.
    pub person: Id,
    /// The account of the adviser; with none, nobody follows the person.
    pub adviser: Option<Id>,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Assigned {
    /// It is so from now on.
    Saved,
    /// Somebody chose otherwise meanwhile: who follows the person now.
    Changed(Vec<Id>),
    /// The account is not that of an adviser of the organisation that brought the person.
    NoSuchAdviser,
}

/// From now on this adviser, and no other, follows the person beyond their branch.
pub async fn run(write: &Write, by: &By, assigning: Assigning) -> Result<Assigned, Error> {
    let scope = by.scope(Right::Assign);
    let person = store::lock_person(write, scope, assigning.person).await?.ok_or(Error::NotFound)?;
    if let Some(id) = assigning.adviser {
        let own = Scope::Organisation(person.organisation_id);
        let account = accounts::find_managed(write.on(), own, id).await?;
        if !account.is_some_and(|account| account.role == Role::Adviser && account.is_held()) {
            return Ok(Assigned::NoSuchAdviser);
        }
    }
    let followers = accounts::list_followers(write.on(), person.id).await?;
    let is_newer = Version::of(&followers).is_newer_than(assigning.seen.as_ref());
    if is_newer && !followers.iter().eq(assigning.adviser.iter()) {
        return Ok(Assigned::Changed(followers));
    }
    accounts::save_follower(write, person.id, assigning.adviser).await?;
    Ok(Assigned::Saved)
}
