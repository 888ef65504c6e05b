//! How a person is contacted is corrected: their numbers, what they prefer, what they want no more of, and what else they agree to. By
//! themselves, signed in or by the link to their own page, by whoever answers for them on the telephone, or by those who follow them.

use std::collections::BTreeSet;

use super::{follow_reach, stop_contact, use_own_link};
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::consent::{self, Consent, How, Purpose};
use crate::people::deeds::PersonDeed;
use crate::people::person::Person;
use crate::people::reach::Preference;
use crate::people::store;
use crate::version::Version;

/// How somebody is contacted from now on. Their e-mail address is not among it: it lets somebody in.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Contact {
    pub phone: Option<String>,
    pub postal_address: Option<String>,
    pub channel: Option<Preference>,
    /// What they want no more of.
    pub stopped: BTreeSet<Preference>,
    /// What else they agree to.
    pub agreed: BTreeSet<Purpose>,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Corrected {
    /// It is stored.
    Saved,
    /// Somebody saved something else meanwhile: what is stored now.
    Changed(Box<Person>),
}

/// Corrects it for somebody, who said how they agree.
pub async fn run(write: &Write, by: &By, person: Id, contact: Contact, how: How) -> Result<Corrected, Error> {
    let person = store::lock_person(write, by.scope(Right::EditPeople), person).await?;
    let account = by.account().map(|account| account.id);
    take(write, person.ok_or(Error::NotFound)?, contact, (how, account)).await
}

/// Corrects one's own, signed in.
pub async fn run_as_oneself(write: &Write, by: &By, contact: Contact) -> Result<Corrected, Error> {
    let Scope::Person(person) = by.scope(Right::CorrectOneself) else { return Err(Error::NotFound) };
    let person = store::lock_person(write, Scope::Hub, person).await?.ok_or(Error::NotFound)?;
    take(write, person, contact, (How::Form, None)).await
}

/// The same by the link to one's own page, or for whoever it belongs to, on the telephone. The token is the proof: no right is needed.
pub async fn run_by_own_link(write: &Write, token: &str, contact: Contact) -> Result<Corrected, Error> {
    let (person, link) = use_own_link::run(write, token).await?;
    let person = store::lock_person(write, Scope::Hub, person.id).await?.ok_or(Error::NotFound)?;
    let how = if link.caller.is_some() { How::Voice } else { How::Form };
    take(write, person, contact, (how, link.caller)).await
}

async fn take(
    write: &Write,
    before: Person,
    contact: Contact,
    (how, account_id): (How, Option<Id>),
) -> Result<Corrected, Error> {
    let Contact { phone, postal_address, channel, stopped, agreed, seen } = contact;
    let mut after = Person { phone, postal_address, channel, ..before.clone() };
    let is_same = after == before
        && Preference::ALL.iter().all(|&way| before.stopped.of(way).is_some() == stopped.contains(&way));
    if before.contact_version().is_newer_than(seen.as_ref()) && !is_same {
        return Ok(Corrected::Changed(Box::new(before)));
    }
    // Whoever answers STOP does so from a number.
    if after.phone != before.phone {
        after.stopped.text = None;
    }
    if after != before {
        store::save(write, &after).await?;
    }
    for &way in Preference::ALL {
        stop_contact::note(write, &after, way, stopped.contains(&way)).await?;
    }
    let consents = store::list_consents(write.on(), Scope::Hub, after.id).await?;
    let standing = consents.iter().filter(|consent| consent.holds(write.now()));
    let (ended, begun) = consent::changes(standing, &agreed, &stopped);
    for consent in ended {
        store::save_consent_withdrawn(write, consent).await?;
    }
    for (purpose, channel) in begun {
        let consent = Consent {
            id: write.new_id(),
            person_id: after.id,
            purpose,
            channel,
            how,
            account_id,
            given_at: write.now(),
            withdrawn_at: None,
        };
        store::insert_consent(write, &consent, PersonDeed::ConsentGiven).await?;
    }
    follow_reach::run(write, &[after.id]).await?;
    Ok(Corrected::Saved)
}
