//! The page where a tandem is followed, and the noting of a meeting.

mod story;
mod tandem;

use axum::extract::{Path, State};
use axum::response::Response;
use time::Date;

use super::meeting::{self, LONGEST_MINUTES, Meeting, MeetingError, Mode};
use super::store;
use crate::accounts::access::{Access, Right};
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::people::profile::Topic;
use crate::tandems::tandem::Tandem;
use crate::web::{self, Fields, Frame, Routes, Viewer, redirect_with};
use crate::{french, tandems};

/// The routes of follow-up.
pub fn routes() -> Routes {
    Routes::of("follow_ups").get("/tandems/{id}", Access::With(Right::OpenFiles), show).post(
        "/tandems/{id}/meetings",
        Access::With(Right::LogMeetings),
        note,
    )
}

/// A meeting's length before anybody writes another, in minutes.
const USUAL_MINUTES: &str = "60";

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let today = french::iso_day(&app.today());
    let usual = [("held_on", today), ("minutes", USUAL_MINUTES.to_owned())];
    let mode = ("mode", Mode::InPerson.code().to_owned());
    let fields = Fields::filled(usual.into_iter().chain([mode]));
    let page = tandem::page(&app, &viewer, frame, id, &fields).await?;
    web::file_page(&page, &page.people)
}

/// Notes a meeting; both sides may.
async fn note(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(meeting) = read(&mut fields, id) else {
        return refused(&app, &viewer, frame, id, &fields).await;
    };
    let write = app.write(&viewer).await?;
    let held_in = tandems::store::lock(&write, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let noted = store::list_of(write.on(), viewer.scope(), &[id]).await?;
    let noted = noted.get(&id).map_or(&[][..], Vec::as_slice);
    if let Err(error) = check(&meeting, &held_in, noted, app.today()) {
        drop(write);
        fields.refuse(field_of(&error), error.to_string());
        return refused(&app, &viewer, frame, id, &fields).await;
    }
    store::insert(&write, &meeting).await?;
    write.commit().await?;
    Ok(redirect_with(&format!("/tandems/{id}"), &said(&meeting)))
}

/// Reads the form; a blank topic or next day stands for none.
fn read(fields: &mut Fields, tandem_id: Id) -> Option<Meeting> {
    let held_on = fields.day("held_on");
    let minutes = fields.number("minutes", 1, LONGEST_MINUTES);
    let mode = fields.choice("mode", Mode::from_code);
    let next_on = fields.optional_day("next_on");
    let topic = Topic::from_code(fields.get("topic"));
    if !fields.is_sound() {
        return None;
    }
    Some(Meeting {
        id: new_id(),
        tandem_id,
        held_on: held_on?,
        minutes: minutes?,
        mode: mode?,
        topic,
        next_on,
    })
}

fn check(meeting: &Meeting, tandem: &Tandem, noted: &[Meeting], today: Date) -> Result<(), MeetingError> {
    meeting::check(meeting, tandem, today)?;
    meeting::check_new(meeting.held_on, noted)
}

fn field_of(error: &MeetingError) -> &'static str {
    match error {
        MeetingError::NextBefore | MeetingError::NextTooFar => "next_on",
        _ => "held_on",
    }
}

fn said(meeting: &Meeting) -> String {
    let noted = format!("La rencontre du {} est notée.", french::day(&meeting.held_on));
    match &meeting.next_on {
        Some(day) => format!("{noted} La prochaine est prévue {}.", french::day(day)),
        None => noted,
    }
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<Response, Error> {
    let page = tandem::page(app, viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people)
}
