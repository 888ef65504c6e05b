//! A list leaves as a file, once it is noted whose files it takes away.
//!
//! Long acts: what leaves is read at one instant, outside the transaction that notes it.

use crate::accounts;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Deciding as _, Snapshot};
use crate::error::Error;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::store;
use crate::state::App;

/// The mentors who have not left, each with their person.
pub async fn mentors(app: &App, by: &By) -> Result<Vec<(Person, Mentor)>, Error> {
    let scope = scope(by)?;
    let snapshot = Snapshot::begin(&app.db).await?;
    let people = store::everybody(snapshot.on(), scope).await?;
    let mentors = store::open_mentors(snapshot.on(), scope).await?;
    drop(snapshot);
    let line = |mentor: Mentor| Some((people.get(&mentor.person_id)?.clone(), mentor));
    let lines: Vec<_> = mentors.into_iter().filter_map(line).collect();
    note(app, by, &lines).await?;
    Ok(lines)
}

/// The journeys, ended or not, each with its person.
pub async fn mentees(app: &App, by: &By) -> Result<Vec<(Person, Journey)>, Error> {
    let scope = scope(by)?;
    let snapshot = Snapshot::begin(&app.db).await?;
    let people = store::everybody(snapshot.on(), scope).await?;
    let journeys = store::list_journeys(snapshot.on(), scope).await?;
    drop(snapshot);
    let line = |journey: Journey| Some((people.get(&journey.person_id)?.clone(), journey));
    let lines: Vec<_> = journeys.into_iter().filter_map(line).collect();
    note(app, by, &lines).await?;
    Ok(lines)
}

fn scope(by: &By) -> Result<Scope, Error> {
    match by.scope(Right::ExportLists) {
        Scope::Nobody => Err(Error::NotFound),
        scope => Ok(scope),
    }
}

async fn note<T>(app: &App, by: &By, lines: &[(Person, T)]) -> Result<(), Error> {
    let mut people: Vec<_> = lines.iter().map(|(person, _)| person.id).collect();
    people.sort_unstable();
    people.dedup();
    let write = app.write(by).await?;
    accounts::store::note_export(&write, people);
    Ok(write.commit().await?)
}
