//! The lists as files for a spreadsheet: an organisation's own people, for its responsible, noted person by person.

use axum::extract::State;
use axum::response::Response;

use crate::accounts;
use crate::app::App;
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::people::store;
use crate::territories::places;
use crate::web::{self, Viewer};

/// The mentors whom one's organisation brought.
pub async fn mentors(State(app): State<App>, viewer: Viewer) -> Result<Response, Error> {
    let people = store::everybody(&app.db, viewer.scope()).await?;
    let mentors = store::open_mentors(&app.db, viewer.scope()).await?;
    let found: Vec<_> =
        mentors.iter().filter_map(|mentor| Some((people.get(&mentor.person_id)?, mentor))).collect();
    note(&app, &viewer, found.iter().map(|(person, _)| *person)).await?;
    let lines = found.iter().map(|(person, mentor)| {
        let tracks: Vec<&str> = mentor.tracks.iter().map(|track| track.label()).collect();
        let own = [tracks.join(", "), mentor.capacity.to_string(), french::iso_day(&mentor.joined_on)];
        cells(person).into_iter().chain(own).collect()
    });
    web::csv_file("mentors.csv", std::iter::once(heading(&["Parcours", "Capacité", "Arrivée"])).chain(lines))
}

/// The mentees whom one's organisation brought, a line for each journey.
pub async fn mentees(State(app): State<App>, viewer: Viewer) -> Result<Response, Error> {
    let people = store::everybody(&app.db, viewer.scope()).await?;
    let journeys = store::list_journeys(&app.db, viewer.scope()).await?;
    let found: Vec<_> =
        journeys.iter().filter_map(|journey| Some((people.get(&journey.person_id)?, journey))).collect();
    note(&app, &viewer, found.iter().map(|(person, _)| *person)).await?;
    let lines = found.iter().map(|(person, journey)| {
        let ended = journey.ended.as_ref().map_or_else(String::new, |ended| french::iso_day(&ended.0));
        let own = [journey.track.label().to_owned(), french::iso_day(&journey.welcomed_on), ended];
        cells(person).into_iter().chain(own).collect()
    });
    web::csv_file("mentores.csv", std::iter::once(heading(&["Parcours", "Accueil", "Fin"])).chain(lines))
}

/// The file leaves once it is noted whom it takes away.
async fn note(app: &App, viewer: &Viewer, people: impl Iterator<Item = &Person>) -> Result<(), Error> {
    let mut ids: Vec<_> = people.map(|person| person.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let write = app.write(viewer).await?;
    accounts::store::note_export(&write, ids);
    Ok(write.commit().await?)
}

fn heading(own: &[&str]) -> Vec<String> {
    ["Prénom", "Nom", "Adresse électronique", "Téléphone", "Commune"]
        .iter()
        .chain(own)
        .map(|&name| name.to_owned())
        .collect()
}

fn cells(person: &Person) -> Vec<String> {
    let place = person.place_code.as_deref().and_then(places::get).map_or("", |place| place.name);
    vec![
        person.first_name.clone(),
        person.last_name.clone(),
        person.email.clone(),
        person.phone.clone().unwrap_or_default(),
        place.to_owned(),
    ]
}
