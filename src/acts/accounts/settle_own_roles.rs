//! The roles somebody has as a person follow from their file: a mentor is who offers help and has not left, a mentee whoever
//! is or was in a journey, whatever other roles they hold.

use crate::accounts::access::{Role, Scope};
use crate::accounts::account::{Account, Identity};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::{self, person::Person, store::Parts};

/// Settles the own roles of whoever enters with an address, and gives every role they hold, in the order they got them. It needs
/// no right: the file says it.
pub async fn of_identity(write: &Write, by: &By, identity: &Identity) -> Result<Vec<Account>, Error> {
    let held = store::list_of_identity(write.on(), identity.id).await?;
    let mut people: Vec<Id> = held.iter().filter_map(|account| account.person_id).collect();
    people.dedup();
    for person in people {
        of_person(write, by, person).await?;
    }
    for (person, parts) in list_people(write, &identity.email).await? {
        insert_missing(write, identity, person, parts).await?;
    }
    Ok(store::list_of_identity(write.on(), identity.id).await?)
}

/// Withdraws the own roles of a person that their file no longer says: its sessions end at once. What the file newly says is
/// theirs when they next enter.
pub async fn of_person(write: &Write, _by: &By, person: Id) -> Result<(), Error> {
    let parts = people::store::parts_of(write.on(), person).await?;
    let lost: Vec<Role> = OWN.iter().filter(|role| !plays(parts, **role)).copied().collect();
    Ok(store::withdraw_own(write, person, &lost, write.today()).await?)
}

/// The roles that one has as a person.
const OWN: [Role; 2] = [Role::Mentor, Role::Mentee];

fn plays(parts: Parts, role: Role) -> bool {
    match role {
        Role::Mentor => parts.mentor,
        Role::Mentee => parts.mentee,
        _ => false,
    }
}

/// The people whose files have an address, who are a mentor or a mentee today.
pub(super) async fn list_people(write: &Write, email: &str) -> Result<Vec<(Id, Parts)>, Error> {
    let mut people = Vec::new();
    for person in people::store::list_by_email(write.on(), email).await? {
        let parts = people::store::parts_of(write.on(), person).await?;
        if parts.mentor || parts.mentee {
            people.push((person, parts));
        }
    }
    Ok(people)
}

async fn insert_missing(write: &Write, identity: &Identity, person: Id, parts: Parts) -> Result<(), Error> {
    // Held, so that of two who enter at once the second finds what the first left.
    store::lock_identity(write, identity.id).await?;
    let held = store::list_of_identity(write.on(), identity.id).await?;
    let has = |role: Role| held.iter().any(|one| one.role == role && one.person_id == Some(person));
    let missing: Vec<Role> = OWN.into_iter().filter(|role| plays(parts, *role) && !has(*role)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // Their address may be moved meanwhile: whoever reads the former one must not get their roles.
    let found = people::store::lock_person(write, Scope::Hub, person).await?;
    let has_address = |one: &Person| one.email.as_ref() == Some(&identity.email);
    let Some(found) = found.filter(has_address) else { return Ok(()) };
    for role in missing {
        let account = Account {
            id: write.new_id(),
            identity_id: Some(identity.id),
            name: found.name(),
            role,
            organisation_id: None,
            branch_id: None,
            person_id: Some(person),
            accepted_at: Some(write.now()),
            withdrawn_on: None,
        };
        store::insert(write, &account).await?;
    }
    Ok(())
}
