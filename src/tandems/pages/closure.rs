//! Closing a tandem: without fault, always with a day and a reason, and with what becomes of the journey.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use time::Date;

use crate::app::App;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::follow_ups::meeting::check_closure;
use crate::tandems::store;
use crate::tandems::tandem::{Aftermath, ClosureReason, Sides, Tandem};
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect, redirect_with};
use crate::{follow_ups, french, people};

#[derive(Template)]
#[template(path = "tandems/closure.html")]
struct ClosurePage {
    page: Frame,
    /// Whose files it shows.
    people: [Id; 2],
    id: Id,
    mentee: String,
    errors: Vec<FieldError>,
    closed_on: String,
    closed_on_error: String,
    closed_on_hint: String,
    reasons: Vec<Choice>,
    reason_error: String,
    /// Empty when the journey is not the viewer's to end, or has ended.
    aftermaths: Vec<Choice>,
}

impl ClosurePage {
    fn new(frame: Frame, sides: &Sides, may_end_journey: bool, fields: &Fields) -> Self {
        let mentee = sides.mentee.name();
        let names = format!("{} et {mentee}", sides.mentor.name());
        let here = format!("/tandems/{}", sides.tandem.id);
        let sent = |name: &str, value: &str| fields.get(name) == value;
        let reason = |reason: &ClosureReason| Choice {
            hint: if reason.usually_ends_journey() {
                "D’ordinaire, l’accompagnement se termine aussi."
            } else {
                "D’ordinaire, la personne attend un autre mentor."
            },
            ..Choice::new(reason.code(), french::capitalised(reason.label()), sent("reason", reason.code()))
        };
        let aftermath = |after: &Aftermath| {
            Choice::new(after.code(), french::capitalised(after.label()), sent("journey", after.code()))
        };
        Self {
            page: frame.titled("Clore ce tandem").under("Tandems", "/tandems").under(names, here),
            people: [sides.mentor.id, sides.mentee.id],
            id: sides.tandem.id,
            mentee,
            errors: fields.errors(),
            closed_on: fields.get("closed_on").to_owned(),
            closed_on_error: fields.error("closed_on").to_owned(),
            closed_on_hint: format!("Tandem commencé le {}.", french::day(&sides.tandem.started_on)),
            reasons: ClosureReason::ALL.iter().map(reason).collect(),
            reason_error: fields.error("reason").to_owned(),
            aftermaths: if may_end_journey {
                Aftermath::ALL.iter().map(aftermath).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Asks for the day and the reason; of a closed tandem, shows them.
pub async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let tandem = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    if !tandem.is_open() {
        return Ok(redirect(&format!("/tandems/{id}")));
    }
    let today = french::iso_day(&app.today());
    let fields = Fields::filled([("closed_on", today), ("journey", Aftermath::AsUsual.code().to_owned())]);
    let page = page(&app, &viewer, frame, id, &fields).await?;
    web::file_page(&page, &page.people)
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<ClosurePage, Error> {
    let sides = store::find_sides(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let own = people::store::find_journey(&app.db, viewer.scope(), sides.journey.id).await?;
    let may_end_journey = own.is_some_and(|journey| journey.ended.is_none());
    Ok(ClosurePage::new(frame, &sides, may_end_journey, fields))
}

/// What the form asks for.
struct Asked {
    on: Date,
    reason: ClosureReason,
    aftermath: Aftermath,
}

/// Reads the form; what becomes of the journey is as usual when nothing is said.
fn read(fields: &mut Fields) -> Option<Asked> {
    let on = fields.day("closed_on");
    let reason = fields.choice("reason", ClosureReason::from_code);
    let aftermath = Aftermath::from_code(fields.get("journey")).unwrap_or(Aftermath::AsUsual);
    Some(Asked { on: on?, reason: reason?, aftermath })
}

/// Closes a tandem, and ends its journey when that is asked.
pub async fn close(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(asked) = read(&mut fields) else {
        let page = page(&app, &viewer, frame, id, &fields).await?;
        return web::refused_file(&page, &page.people);
    };
    let write = app.write(&viewer).await?;
    let mut tandem = store::lock(&write, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let held = follow_ups::store::list_of(write.on(), viewer.scope(), &[id]).await?;
    let held = held.get(&id).map_or(&[][..], Vec::as_slice);
    let closed = tandem.close(asked.on, asked.reason, app.today()).map_err(|error| error.to_string());
    if let Err(sentence) =
        closed.and_then(|()| check_closure(asked.on, held).map_err(|error| error.to_string()))
    {
        drop(write);
        fields.refuse("closed_on", sentence);
        let page = page(&app, &viewer, frame, id, &fields).await?;
        return web::refused_file(&page, &page.people);
    }
    store::save_closure(&write, &tandem).await?;
    let journey_ended = end_journey(&write, &viewer, &tandem, &asked).await?;
    write.commit().await?;
    Ok(redirect_with(&format!("/tandems/{id}"), done(journey_ended)))
}

/// Ends the journey when that is asked, unless it ended before or is not the viewer's to end.
async fn end_journey(write: &Write, viewer: &Viewer, tandem: &Tandem, asked: &Asked) -> Result<bool, Error> {
    if !asked.aftermath.ends_journey(asked.reason) {
        return Ok(false);
    }
    people::store::lock_journey(write, tandem.journey_id).await?;
    let own = people::store::find_journey(write.on(), viewer.scope(), tandem.journey_id).await?;
    let Some(journey) = own.filter(|journey| journey.ended.is_none()) else { return Ok(false) };
    people::store::save_end(write, journey.id, asked.on, asked.reason.end_reason()).await?;
    Ok(true)
}

fn done(journey_ended: bool) -> &'static str {
    if journey_ended {
        "Le tandem est clos, et l’accompagnement est terminé."
    } else {
        "Le tandem est clos. La personne attend de nouveau un mentor."
    }
}
