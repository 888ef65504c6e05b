//! The registrations of a file are added by parts, those the hub does not know yet.

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::people::register;
use crate::acts::requests::send;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::organisations::Origin;
use crate::people;
use crate::registrations::{Registration, Role, newcomer, store};

/// How many people are added in one transaction.
pub const AT_ONCE: usize = 500;

/// How many people were added, or sent to whoever coordinates because the hub knows them by others: which of the two is not told.
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
    by: &By,
    some: &[&Registration],
    (origin, arrival): (Origin, Option<Id>),
    added: &mut Added,
) -> Result<(), Error> {
    let emails: Vec<&str> = some.iter().map(|registration| registration.email.as_str()).collect();
    people::store::lock_addresses(write, &emails).await?;
    let taken = people::store::list_taken(write, by.scope(Right::EditPeople), &emails).await?;
    let (mut journeys, mut sent, mut arrived) = (Vec::new(), Vec::new(), Vec::new());
    for registration in some.iter().filter(|registration| !taken.within.contains(registration.email.as_str()))
    {
        let newcomer = newcomer(registration, origin, write.today());
        if taken.beyond.contains(registration.email.as_str()) {
            sent.push(newcomer);
        } else {
            let is_mentor = matches!(registration.role, Role::Mentor { .. });
            let registered = register::add(write, newcomer).await?;
            arrived.push((registered.person, is_mentor));
            journeys.extend(registered.journey);
        }
        match registration.role {
            Role::Mentor { .. } => added.mentors += 1,
            Role::Mentee { .. } => added.mentees += 1,
        }
    }
    if !sent.is_empty() {
        send::run(write, by, &sent).await?;
    }
    if let Some(arrival) = arrival {
        store::insert_arrived(write, arrival, &arrived).await?;
    }
    settle::journeys(write, &journeys).await
}
