//! Somebody wants no more of a way of being contacted, or wants it again: whoever answers STOP to a text message, or says so on the page of
//! how they are contacted. It holds for the whole hub, whoever brought them.

use super::follow_reach;
use crate::accounts::access::Scope;
use crate::contact::Phone;
use crate::db::Write;
use crate::error::Error;
use crate::people::person::Person;
use crate::people::reach::Preference;
use crate::people::store;

/// Notes that whoever has a number wants no more text messages; says how many people have it. It needs no right: the provider proved who
/// it is.
pub async fn by_number(write: &Write, number: &str) -> Result<usize, Error> {
    let Ok(phone) = Phone::parse(number) else { return Ok(0) };
    let people = store::list_by_phone(write, &phone.ways()).await?;
    for &id in &people {
        if let Some(person) = store::lock_person(write, Scope::Hub, id).await?
            && note(write, &person, Preference::Text, true).await?
        {
            follow_reach::run(write, &[id]).await?;
        }
    }
    Ok(people.len())
}

/// Notes of a person, who is held, that they want no more of a way, or want it again; whether that is new.
pub(super) async fn note(
    write: &Write,
    person: &Person,
    way: Preference,
    stops: bool,
) -> Result<bool, Error> {
    if person.stopped.of(way).is_some() == stops {
        return Ok(false);
    }
    store::save_stopped(write, person.id, way, stops).await?;
    Ok(true)
}
