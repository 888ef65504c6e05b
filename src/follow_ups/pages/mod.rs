//! The page where a tandem is followed, the noting of a meeting, and what comes next for an agenda.

mod invitation;
mod own;
mod tandem;

use axum::response::Response;
use time::Date;

use super::meeting::{LONGEST_MINUTES, MeetingError, Mode};
use crate::accounts::access::{Access, Right};
use crate::acts::follow_ups::note_meeting::{Noted, Noting};
use crate::db::Id;
use crate::error::Error;
use crate::people::profile::Topic;
use crate::web::{self, Context, Fields, Routes, redirect_with};
use crate::{acts, french};

/// The routes of follow-up.
pub fn routes() -> Routes {
    Routes::of("follow_ups")
        .get("/tandems/{id}", Access::With(Right::OpenFiles), show)
        .post("/tandems/{id}/meetings", Access::With(Right::LogMeetings), note)
        .get("/own/{token}/tandems/{id}/meetings", Access::Public, own::ask)
        .post("/own/{token}/tandems/{id}/meetings", Access::Public, own::note)
        .get("/tandems/{id}/calendar", Access::With(Right::OpenFiles), invitation::of_tandem)
        .get("/signatures/{token}/calendar", Access::Public, invitation::of_bearer)
}

/// A meeting's length before anybody writes another, in minutes.
const USUAL_MINUTES: &str = "60";

/// The box that confirms an unusual length.
const LENGTH_CONFIRMED: &str = "length_confirmed";

async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let page = tandem::page(&app, &viewer, frame, id, &usual(app.today())).await?;
    web::file_page(&page, &page.people)
}

/// What the form says before anybody changes it.
fn usual(today: Date) -> Fields {
    let usual = [("held_on", french::typed_day(&today)), ("minutes", USUAL_MINUTES.to_owned())];
    Fields::filled(usual.into_iter().chain([("mode", Mode::InPerson.code().to_owned())]))
}

/// Notes a meeting; both sides may.
async fn note(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let Some(noting) = read(&mut fields, context.path) else { return refused(context, &fields).await };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    match acts::follow_ups::note_meeting::run(&write, &by, noting).await? {
        Noted::Meeting(_, next_on) => {
            write.commit().await?;
            let said = sentence(noting.held_on, next_on);
            Ok(redirect_with(&format!("/tandems/{}", context.path), &said))
        }
        Noted::Refused(error) => {
            drop(write);
            fields.refuse(field_of(&error), error.to_string());
            refused(context, &fields).await
        }
    }
}

/// Reads the form; a blank topic or next day stands for none.
fn read(fields: &mut Fields, tandem: Id) -> Option<Noting> {
    let held_on = fields.day("held_on");
    let minutes = fields.number("minutes", 1, LONGEST_MINUTES);
    let mode = fields.choice("mode", Mode::from_code);
    let next_on = fields.optional_day("next_on");
    let topic = fields.optional_choice("topic", Topic::from_code);
    if !fields.is_sound() {
        return None;
    }
    let minutes = minutes?;
    // The box says the length it confirms: another one is asked about anew.
    let length_confirmed = fields.has(LENGTH_CONFIRMED, &minutes.to_string());
    Some(Noting { tandem, held_on: held_on?, minutes, length_confirmed, mode: mode?, topic, next_on })
}

fn field_of(error: &MeetingError) -> &'static str {
    match error {
        MeetingError::NextBefore | MeetingError::NextTooFar => "next_on",
        MeetingError::Length => "minutes",
        MeetingError::Unusual(_) => LENGTH_CONFIRMED,
        _ => "held_on",
    }
}

/// What is said once a meeting is noted, with the day on which the two meet next.
fn sentence(held_on: Date, next_on: Option<Date>) -> String {
    let noted = format!("La rencontre du {} est notée.", french::day(&held_on));
    match next_on {
        Some(day) => format!("{noted} La prochaine est prévue {}.", french::day(&day)),
        None => noted,
    }
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = tandem::page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people)
}
