//! The end of a journey, with its reason.

use askama::Template;

use axum::response::Response;

use super::journey::find;
use crate::acts::people::end_journey::{self, Ended, Ending};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::person::{EndError, EndReason, Journey, Person};
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, redirect_with};

#[derive(Template)]
#[template(path = "people/end.html")]
struct EndPage {
    page: Frame,
    action: String,
    back: String,
    fields: Fields,
    errors: Vec<FieldError>,
    reasons: Vec<Choice>,
}

impl EndPage {
    fn new(frame: Frame, journey: &Journey, person: &Person, fields: Fields) -> Self {
        let back = format!("/people/{}", person.id);
        let reason = |reason: &EndReason| {
            let chosen = fields.get("reason") == reason.code();
            Choice::new(reason.code(), french::capitalised(reason.label()), chosen)
        };
        Self {
            page: frame
                .titled(format!("Terminer le parcours {}", journey.track))
                .under(person.name(), back.clone()),
            action: format!("/journeys/{}/end", journey.id),
            back,
            errors: fields.errors(),
            reasons: EndReason::ALL.iter().map(reason).collect(),
            fields,
        }
    }
}

/// The form that ends a journey of the viewer's scope.
pub async fn end_form(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let (journey, person) = find(&app, &viewer, id).await?;
    let fields = Fields::filled([("on", french::typed_day(&app.today()))]);
    web::file_page(&EndPage::new(frame, &journey, &person, fields), &[person.id])
}

/// Ends a journey.
pub async fn end(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (journey, person) = find(&app, &viewer, id).await?;
    let (on, reason) = (fields.day("on"), fields.choice("reason", EndReason::from_code));
    if let Some((on, reason)) = on.zip(reason).filter(|_| fields.is_sound()) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        match end_journey::run(&write, &by, Ending { journey: id, on, reason }).await? {
            Ended::Ended => {
                write.commit().await?;
                let done = format!("Le parcours {} est terminé.", journey.track);
                return Ok(redirect_with(&format!("/people/{}", person.id), &done));
            }
            Ended::Refused(EndError::AlreadyEnded) => {
                let done = format!("Le parcours {} était déjà terminé : rien n’a changé.", journey.track);
                return Ok(redirect_with(&format!("/people/{}", person.id), &done));
            }
            Ended::Refused(error @ EndError::InTandem) => fields.refuse("reason", error.to_string()),
            Ended::Refused(error) => fields.refuse("on", error.to_string()),
        }
    }
    web::refused_file(&EndPage::new(frame, &journey, &person, fields), &[person.id])
}
