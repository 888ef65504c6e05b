//! The registrations of a file are added by parts, those the hub does not know yet.

use crate::acts::people::register;
use crate::acts::settle;
use crate::db::Write;
use crate::error::Error;
use crate::organisations::Origin;
use crate::people;
use crate::registrations::{Registration, Role, newcomer};

/// How many people are added in one transaction.
pub const AT_ONCE: usize = 500;

/// How many people were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// To accompany others.
    pub mentors: usize,
    /// To be accompanied.
    pub mentees: usize,
}

impl Added {
    /// Both.
    pub fn people(self) -> usize {
        self.mentors + self.mentees
    }
}

/// Adds some registrations. Whoever the hub came to know since the examination is left out, so that adding twice adds nobody twice.
pub async fn add(
    write: &Write,
    some: &[&Registration],
    origin: Origin,
    added: &mut Added,
) -> Result<(), Error> {
    let emails: Vec<&str> = some.iter().map(|registration| registration.email.as_str()).collect();
    people::store::lock_addresses(write, &emails).await?;
    let taken = people::store::list_taken(write, &emails).await?;
    let mut journeys = Vec::new();
    for registration in some.iter().filter(|registration| !taken.contains(registration.email.as_str())) {
        journeys.extend(register::add(write, newcomer(registration, origin, write.today())).await?.journey);
        match registration.role {
            Role::Mentor { .. } => added.mentors += 1,
            Role::Mentee { .. } => added.mentees += 1,
        }
    }
    settle::journeys(write, &journeys).await
}
