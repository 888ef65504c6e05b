//! The end of a journey, with its reason.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::journey::find;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching;
use crate::matching::proposal::State as ProposalState;
use crate::people::person::{EndError, EndReason, Journey, JourneyState, Person};
use crate::people::store;
use crate::tandems;
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect_with};

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
pub async fn end_form(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (journey, person) = find(&app, &viewer, id).await?;
    let fields = Fields::filled([("on", french::iso_day(&app.today()))]);
    web::file_page(&EndPage::new(frame, &journey, &person, fields), &[person.id])
}

/// Ends a journey.
pub async fn end(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (_, person) = find(&app, &viewer, id).await?;
    let write = app.write(&viewer).await?;
    store::lock_journey(&write, id).await?;
    let mut journey = store::find_journey(write.on(), viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let state = state(&write, &viewer, &journey).await?;
    let (on, reason) = (fields.day("on"), fields.choice("reason", EndReason::from_code));
    if let Some((on, reason)) = on.zip(reason) {
        match journey.end(on, reason, state, app.today()) {
            Ok(()) => {
                store::save_end(&write, id, on, reason).await?;
                write.commit().await?;
                let done = format!("Le parcours {} est terminé.", journey.track);
                return Ok(redirect_with(&format!("/people/{}", person.id), &done));
            }
            Err(error @ (EndError::BeforeWelcome | EndError::Future)) => {
                fields.refuse("on", error.to_string())
            }
            Err(error) => fields.refuse("reason", error.to_string()),
        }
    }
    web::refused_file(&EndPage::new(frame, &journey, &person, fields), &[person.id])
}

/// Where a journey stands, as this transaction sees it.
async fn state(write: &crate::db::Write, viewer: &Viewer, journey: &Journey) -> Result<JourneyState, Error> {
    let tandems = tandems::store::list_of_journeys(write.on(), viewer.scope(), &[journey.id]).await?;
    let proposals = matching::store::proposals_of(write.on(), viewer.scope(), &[journey.id]).await?;
    Ok(journey.state(
        tandems.iter().any(|tandem| tandem.is_open()),
        proposals.iter().any(|proposal| proposal.state() == ProposalState::Pending),
    ))
}
