//! The lists as files for a spreadsheet: an organisation's own people, for its responsible, noted person by person.

use axum::response::Response;

use crate::acts::people::export;
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::territories::places;
use crate::web::{self, Context};

/// The mentors whom one's organisation brought.
pub async fn mentors(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    let found = export::mentors(&app, &viewer.by()).await?;
    let lines = found.iter().map(|(person, mentor)| {
        let tracks: Vec<&str> = mentor.tracks.iter().map(|track| track.label()).collect();
        let own = [tracks.join(", "), mentor.capacity.to_string(), french::iso_day(&mentor.joined_on)];
        cells(person).into_iter().chain(own).collect()
    });
    web::csv_file("mentors.csv", std::iter::once(heading(&["Parcours", "Capacité", "Arrivée"])).chain(lines))
}

/// The mentees whom one's organisation brought, a line for each journey.
pub async fn mentees(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    let found = export::mentees(&app, &viewer.by()).await?;
    let lines = found.iter().map(|(person, journey)| {
        let ended = journey.ended.as_ref().map_or_else(String::new, |ended| french::iso_day(&ended.0));
        let own = [journey.track.label().to_owned(), french::iso_day(&journey.welcomed_on), ended];
        cells(person).into_iter().chain(own).collect()
    });
    web::csv_file(
        "mentores.csv",
        std::iter::once(heading(&["Parcours", "Premier accueil", "Clôture"])).chain(lines),
    )
}

fn heading(own: &[&str]) -> Vec<String> {
    ["Prénom", "Nom", "Adresse e-mail", "Téléphone", "Commune"]
        .iter()
        .chain(own)
        .map(|&name| name.to_owned())
        .collect()
}

fn cells(person: &Person) -> Vec<String> {
    vec![
        person.first_name.clone(),
        person.last_name.clone(),
        person.email.clone().unwrap_or_default(),
        person.phone.clone().unwrap_or_default(),
        places::name_or(person.place_code.as_deref(), "").to_owned(),
    ]
}
