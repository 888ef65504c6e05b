//! The page where a tandem is followed, and the noting of a meeting.

mod tandem;

use axum::response::Response;

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
    Routes::of("follow_ups").get("/tandems/{id}", Access::With(Right::OpenFiles), show).post(
        "/tandems/{id}/meetings",
        Access::With(Right::LogMeetings),
        note,
    )
}

/// A meeting's length before anybody writes another, in minutes.
const USUAL_MINUTES: &str = "60";

async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let today = french::typed_day(&app.today());
    let usual = [("held_on", today), ("minutes", USUAL_MINUTES.to_owned())];
    let mode = ("mode", Mode::InPerson.code().to_owned());
    let fields = Fields::filled(usual.into_iter().chain([mode]));
    let page = tandem::page(&app, &viewer, frame, id, &fields).await?;
    web::file_page(&page, &page.people)
}

/// Notes a meeting; both sides may.
async fn note(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let Some(noting) = read(&mut fields, context.path) else { return refused(context, &fields).await };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    if let Noted::Refused(error) = acts::follow_ups::note_meeting::run(&write, &by, noting).await? {
        drop(write);
        fields.refuse(field_of(&error), error.to_string());
        return refused(context, &fields).await;
    }
    write.commit().await?;
    Ok(redirect_with(&format!("/tandems/{}", context.path), &sentence(&noting)))
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
    Some(Noting { tandem, held_on: held_on?, minutes: minutes?, mode: mode?, topic, next_on })
}

fn field_of(error: &MeetingError) -> &'static str {
    match error {
        MeetingError::NextBefore | MeetingError::NextTooFar => "next_on",
        MeetingError::Length => "minutes",
        _ => "held_on",
    }
}

/// What is said once a meeting is noted.
fn sentence(noting: &Noting) -> String {
    let noted = format!("La rencontre du {} est notée.", french::day(&noting.held_on));
    match &noting.next_on {
        Some(day) => format!("{noted} La prochaine est prévue {}.", french::day(day)),
        None => noted,
    }
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = tandem::page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people)
}
