//! Closing a tandem: without fault, always with a day and a reason, and with what becomes of the journey.

use askama::Template;

use crate::acts::tandems::close::{Closed, Closing};
use crate::db::Id;
use crate::error::Error;
use crate::state::App;
use crate::tandems::store;
use crate::tandems::tandem::{Aftermath, ClosureError, ClosureReason, TandemPeople};
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Viewer, redirect, redirect_with};
use crate::{acts, french, people};
use axum::response::Response;

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
    aftermath_error: String,
}

impl ClosurePage {
    fn new(frame: Frame, pair: &TandemPeople, may_end_journey: bool, fields: &Fields) -> Self {
        let mentee = pair.mentee.name();
        let names = format!("{} et {mentee}", pair.mentor.name());
        let here = format!("/tandems/{}", pair.tandem.id);
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
            page: frame.titled("Terminer ce tandem").under("Tandems", "/tandems").under(names, here),
            people: [pair.mentor.id, pair.mentee.id],
            id: pair.tandem.id,
            mentee,
            errors: fields.errors(),
            closed_on: fields.get("closed_on").to_owned(),
            closed_on_error: fields.error("closed_on").to_owned(),
            closed_on_hint: format!("Tandem commencé le {}.", french::day(&pair.tandem.started_on)),
            reasons: ClosureReason::ALL.iter().map(reason).collect(),
            reason_error: fields.error("reason").to_owned(),
            aftermath_error: fields.error("journey").to_owned(),
            aftermaths: if may_end_journey {
                Aftermath::ALL.iter().map(aftermath).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Asks for the day and the reason; of a closed tandem, shows them.
pub async fn ask(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let tandem = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    if !tandem.is_open() {
        return Ok(redirect(&format!("/tandems/{id}")));
    }
    let today = french::typed_day(&app.today());
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
    let pair = store::find_with_people(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let own = people::store::find_journey(&app.db, viewer.scope(), pair.journey.id).await?;
    let may_end_journey = own.is_some_and(|journey| journey.ended.is_none());
    Ok(ClosurePage::new(frame, &pair, may_end_journey, fields))
}

/// Closes a tandem, and ends its journey when that is asked.
pub async fn close(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let Some(closing) = read(&mut fields, context.path) else { return refused(context, &fields).await };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let said = match acts::tandems::close::run(&write, &by, context.app.named(), closing).await? {
        Closed::TandemOnly => "Le tandem est terminé. La personne attend de nouveau un mentor.",
        Closed::WithJourney => "Le tandem et l’accompagnement sont terminés.",
        Closed::Refused(ClosureError::AlreadyClosed) => "Ce tandem était déjà terminé : rien n’a changé.",
        Closed::Refused(error) => {
            drop(write);
            fields.refuse("closed_on", error.to_string());
            return refused(context, &fields).await;
        }
    };
    write.commit().await?;
    Ok(redirect_with(&format!("/tandems/{}", context.path), said))
}

/// Reads the form; what becomes of the journey is as usual when nothing is said.
fn read(fields: &mut Fields, tandem: Id) -> Option<Closing> {
    let on = fields.day("closed_on");
    let reason = fields.choice("reason", ClosureReason::from_code);
    let aftermath = fields.optional_choice("journey", Aftermath::from_code);
    if !fields.is_sound() {
        return None;
    }
    Some(Closing { tandem, on: on?, reason: reason?, aftermath: aftermath.unwrap_or(Aftermath::AsUsual) })
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people)
}
