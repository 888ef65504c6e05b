//! Somebody answers STOP to a text message, or says so to somebody at the hub, who notes it: they are written to otherwise from then on.

use super::follow_reach;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::contact::Phone;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::store;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It holds from now on.
    Done,
    /// It was so before.
    AsBefore,
}

/// Notes that somebody wants no more text messages, or wants them again.
pub async fn run(write: &Write, by: &By, person: Id, stops: bool) -> Result<Noted, Error> {
    let scope = by.scope(Right::EditPeople);
    note(write, scope, person, stops).await
}

/// Notes that whoever has a number wants no more text messages; says how many people have it. It needs no right: the provider proved who
/// it is.
pub async fn by_number(write: &Write, number: &str) -> Result<usize, Error> {
    let Ok(phone) = Phone::parse(number) else { return Ok(0) };
    let people = store::list_by_phone(write, &phone.ways()).await?;
    for &person in &people {
        note(write, Scope::Hub, person, true).await?;
    }
    Ok(people.len())
}

async fn note(write: &Write, scope: Scope, person: Id, stops: bool) -> Result<Noted, Error> {
    let person = store::lock_person(write, scope, person).await?.ok_or(Error::NotFound)?;
    if person.text_stopped_at.is_some() == stops {
        return Ok(Noted::AsBefore);
    }
    store::save_texts_stopped(write, person.id, stops).await?;
    follow_reach::run(write, &[person.id]).await?;
    Ok(Noted::Done)
}
