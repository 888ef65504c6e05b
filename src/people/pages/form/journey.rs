//! The form of what a journey needs.

use axum::response::Response;
use time::Date;

use super::choices::{JourneyChoices, ProfileChoices};
use super::{FormPage, filled, profile};
use crate::accounts;
use crate::accounts::coordination::{Coordination, Coordinator};
use crate::accounts::viewer::By;
use crate::acts::people::choose_coordinator::{self, Chosen};
use crate::acts::people::edit_journey::{self, Edited, Editing};
use crate::acts::people::open_journey::{self, Opened, Opening};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::Need;
use crate::people::person::{Journey, Person, WelcomeError, check_welcome};
use crate::people::store;
use crate::state::App;
use crate::track::Track;
use crate::version::Version;
use crate::web::{Choice, Context, Fields, Frame, Viewer, redirect_with};

/// The field that says who coordinates.
const COORDINATOR: &str = "coordinator";
/// What is said of whoever left since the page was shown.
const LEFT: &str = "Cette personne ne coordonne plus : choisissez-en une autre.";

/// The form of a new journey of a person of the viewer's scope.
pub async fn new_journey(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let team = team(&app, &viewer).await?;
    new_page(frame, &person, &team, Fields::filled(filled::newcomer(app.today()))).answer()
}

/// Those who can coordinate a journey, for a viewer who chooses among them; empty for the others.
async fn team(app: &App, viewer: &Viewer) -> Result<Coordination, Error> {
    if !viewer.coordinates() {
        return Ok(Coordination::default());
    }
    Ok(accounts::store::find_coordination(&app.db).await?)
}

fn new_page(frame: Frame, person: &Person, team: &Coordination, fields: Fields) -> FormPage {
    let action = format!("/people/{}/journeys", person.id);
    page(frame.titled("Ouvrir un parcours"), action, "Ouvrir ce parcours", (person, team), fields)
}

fn page(
    frame: Frame,
    action: String,
    verb: &'static str,
    (person, team): (&Person, &Coordination),
    fields: Fields,
) -> FormPage {
    let back = format!("/people/{}", person.id);
    let page = FormPage::new(frame.under(person.name(), back.clone()), action, verb, back, fields);
    let coordinators = coordinators(team, page.fields.get(COORDINATOR));
    FormPage {
        about: Some(person.id),
        journey: Some(JourneyChoices { coordinators, ..JourneyChoices::new(&page.fields) }),
        profile: Some(ProfileChoices::new(&page.fields, false)),
        ..page
    }
}

fn coordinators(team: &Coordination, chosen: &str) -> Vec<Choice> {
    let choice = |one: &Coordinator| Choice::new(one.id.to_string(), &one.name, one.id.to_string() == chosen);
    team.team().iter().map(choice).collect()
}

/// Who was chosen to coordinate: `None` where the viewer was not asked, `Some(None)` for the default.
fn chosen_coordinator(fields: &mut Fields, team: &Coordination) -> Option<Option<Id>> {
    if team.team().is_empty() || !fields.has_value(COORDINATOR) {
        return None;
    }
    if fields.get(COORDINATOR).is_empty() {
        return Some(None);
    }
    fields.choice(COORDINATOR, |key| team.get(key.parse().ok()?).map(|one| one.id)).map(Some)
}

/// Notes who coordinates, where it was asked; whoever left since the page was shown is refused at the field.
async fn choose(
    write: &Write,
    by: &By,
    journey: Id,
    chosen: Option<Option<Id>>,
    fields: &mut Fields,
) -> Result<(), Error> {
    let Some(coordinator) = chosen else { return Ok(()) };
    match choose_coordinator::run(write, by, journey, coordinator).await? {
        Chosen::Done => {}
        Chosen::CannotCoordinate => fields.refuse(COORDINATOR, LEFT),
    }
    Ok(())
}

/// Opens a journey.
pub async fn add_journey(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let team = team(&app, &viewer).await?;
    let chosen = chosen_coordinator(&mut fields, &team);
    if let Some(need) = read(&mut fields, app.today()) {
        let by = viewer.by();
        let done = format!("Le parcours {} est ouvert : {} attend un mentor.", need.track, person.name());
        let write = app.write(&by).await?;
        match open_journey::run(&write, &by, Opening { person: id, need }).await? {
            Opened::Journey(journey) => {
                choose(&write, &by, journey, chosen, &mut fields).await?;
                if fields.is_sound() {
                    write.commit().await?;
                    return Ok(redirect_with(&format!("/people/{id}"), &done));
                }
            }
            Opened::Refused(error) => fields.refuse(field_of(&error), error.to_string()),
        }
    }
    new_page(frame, &person, &team, fields).answer()
}

/// The form of a journey of the viewer's scope.
pub async fn journey_form(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
) -> Result<Response, Error> {
    let (journey, person) = find(&app, &viewer, id).await?;
    let team = team(&app, &viewer).await?;
    edit_page(frame, (&person, &team), id, Fields::filled(filled::journey(&journey))).answer()
}

fn edit_page(frame: Frame, about: (&Person, &Coordination), id: Id, fields: Fields) -> FormPage {
    let action = format!("/journeys/{id}/edition");
    page(frame.titled("Modifier le besoin"), action, "Enregistrer ce besoin", about, fields)
}

/// Changes what a journey needs.
pub async fn edit_journey(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (_, person) = find(&app, &viewer, id).await?;
    let team = team(&app, &viewer).await?;
    let chosen = chosen_coordinator(&mut fields, &team);
    if let Some(need) = read(&mut fields, app.today()) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        let seen = Version::sent(fields.get("version"));
        match edit_journey::run(&write, &by, Editing { journey: id, need, coordinator: chosen, seen }).await?
        {
            Edited::Saved => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/people/{}", person.id), "Le besoin est enregistré."));
            }
            Edited::Changed(now) => {
                return edit_page(frame, (&person, &team), id, fields).beside(filled::journey(&now)).answer();
            }
            Edited::Refused(error) => fields.refuse(field_of(&error), error.to_string()),
            Edited::CannotCoordinate => fields.refuse(COORDINATOR, LEFT),
        }
    }
    edit_page(frame, (&person, &team), id, fields).answer()
}

fn field_of(error: &WelcomeError) -> &'static str {
    if matches!(error, WelcomeError::AlreadyOpen { .. }) { "track" } else { "welcomed_on" }
}

/// A journey of the viewer's scope, with its person.
pub async fn find(app: &App, viewer: &Viewer, id: Id) -> Result<(Journey, Person), Error> {
    let journey = store::find_journey(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let person = store::find(&app.db, viewer.scope(), journey.person_id).await?.ok_or(Error::NotFound)?;
    Ok((journey, person))
}

/// Reads the sections on the journey; notes at each field what is wrong.
pub fn read(fields: &mut Fields, today: Date) -> Option<Need> {
    let track = Track::from_code(fields.get("track"));
    if track.is_none() {
        fields.refuse("track", "Choisissez un parcours.");
    }
    let welcomed_on = fields.day("welcomed_on");
    if let Some(Err(error)) = welcomed_on.map(|day| check_welcome(day, today)) {
        fields.refuse("welcomed_on", error.to_string());
    }
    let waits_from = fields.optional_day("waits_from");
    let profile = profile::read(fields);
    let track = track.filter(|_| fields.is_sound())?;
    Some(Need { track, welcomed_on: welcomed_on?, waits_from, profile })
}
