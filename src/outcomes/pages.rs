//! What came of a journey: everything learnt of it, and the noting of something new.

use askama::Template;

use axum::response::Response;

use super::outcome::{AtOneYear, Kind, Outcome, OutcomeError, Source, at_one_year, kinds_for, result_of};
use super::store;
use crate::accounts::access::{Access, Right};
use crate::acts::outcomes::record::{Recorded, Recording};
use crate::db::Id;
use crate::error::Error;
use crate::overview::steps::StepBand;
use crate::state::App;
use crate::steps::{Subject, SubjectKind};
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Routes, Viewer, redirect_with};
use crate::{acts, french, overview, people};

/// The routes of outcomes.
pub fn routes() -> Routes {
    Routes::of("outcomes").get("/journeys/{id}/outcomes", Access::With(Right::RecordOutcomes), show).post(
        "/journeys/{id}/outcomes",
        Access::With(Right::RecordOutcomes),
        note,
    )
}

struct OutcomeRow {
    kind: String,
    occurred: String,
    observed: String,
    source: &'static str,
}

#[derive(Template)]
#[template(path = "outcomes/outcomes.html")]
struct OutcomesPage {
    page: Frame,
    /// Whose file it shows.
    person: Id,
    id: Id,
    lead: String,
    result: String,
    definition_href: String,
    step: Option<StepBand>,
    outcomes: Vec<OutcomeRow>,
    errors: Vec<FieldError>,
    kinds: Vec<Choice>,
    kind_error: String,
    occurred_on: String,
    occurred_on_error: String,
    observed_on: String,
    observed_on_error: String,
    sources: Vec<Choice>,
    source_error: String,
}

async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let fields = Fields::filled([("observed_on", french::typed_day(&app.today()))]);
    let page = page(&app, &viewer, frame, id, &fields).await?;
    web::file_page(&page, &[page.person])
}

/// Notes what was learnt of a journey.
async fn note(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let Some(recording) = read(&mut fields, context.path) else { return refused(context, &fields).await };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let said = match acts::outcomes::record::run(&write, &by, recording).await? {
        Recorded::Refused(error) => {
            drop(write);
            fields.refuse(field_of(&error), error.to_string());
            return refused(context, &fields).await;
        }
        Recorded::Outcome(_) => format!("C’est noté\u{a0}: {}.", recording.kind),
        Recorded::AlreadyKnown => format!("C’était déjà noté\u{a0}: {}.", recording.kind),
    };
    write.commit().await?;
    Ok(redirect_with(&format!("/journeys/{}/outcomes", context.path), &said))
}

/// What the form says; notes at each field what is wrong.
fn read(fields: &mut Fields, journey: Id) -> Option<Recording> {
    let kind = fields.choice("kind", Kind::from_code);
    let occurred_on = fields.optional_day("occurred_on");
    let observed_on = fields.day("observed_on");
    let source = fields.choice("source", Source::from_code);
    if !fields.is_sound() {
        return None;
    }
    Some(Recording { journey, kind: kind?, occurred_on, observed_on: observed_on?, source: source? })
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &[page.person])
}

fn field_of(error: &OutcomeError) -> &'static str {
    match error {
        OutcomeError::DayMissing | OutcomeError::HappenedAfterLearnt => "occurred_on",
        OutcomeError::Future | OutcomeError::BeforeWelcome => "observed_on",
    }
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<OutcomesPage, Error> {
    let scope = viewer.scope();
    let journey = people::store::find_journey(&app.db, scope, id).await?.ok_or(Error::NotFound)?;
    let person = people::store::find(&app.db, scope, journey.person_id).await?.ok_or(Error::NotFound)?;
    let outcomes = store::list_of(&app.db, scope, id).await?;
    let today = app.today();
    let contact = Subject { kind: SubjectKind::ResultContact, id };
    let step = overview::store::find_step_about(&app.db, scope, contact).await?;
    let status = at_one_year(&journey, &outcomes, today);
    let choice = |field: &str, code: &str, label: &str| {
        Choice::new(code, french::capitalised(label), fields.get(field) == code)
    };
    Ok(OutcomesPage {
        person: person.id,
        page: frame
            .titled("Que devient-elle ?")
            .under("Personnes accompagnées", "/mentees")
            .under(person.name(), format!("/people/{}", person.id)),
        id,
        lead: format!(
            "{}, parcours {}, premier accueil le {}.",
            person.name(),
            journey.track,
            french::day(&journey.welcomed_on)
        ),
        result: format!("À 12 mois, {}\u{a0}: {}.", result_of(journey.track), words_for(status)),
        definition_href: format!("/results/definitions#{}", journey.track.code()),
        step: step.map(|step| StepBand {
            href: "#new".to_owned(),
            verb: "Noter une réponse",
            ..step.band_on_its_page(viewer, today)
        }),
        outcomes: outcomes.iter().rev().map(row).collect(),
        errors: fields.errors(),
        kinds: kinds_for(journey.track)
            .into_iter()
            .map(|kind| choice("kind", kind.code(), kind.label()))
            .collect(),
        kind_error: fields.error("kind").to_owned(),
        occurred_on: fields.get("occurred_on").to_owned(),
        occurred_on_error: fields.error("occurred_on").to_owned(),
        observed_on: fields.get("observed_on").to_owned(),
        observed_on_error: fields.error("observed_on").to_owned(),
        sources: Source::ALL.iter().map(|source| choice("source", source.code(), source.label())).collect(),
        source_error: fields.error("source").to_owned(),
    })
}

fn words_for(status: AtOneYear) -> &'static str {
    match status {
        AtOneYear::TooEarly => "il est trop tôt pour le dire",
        AtOneYear::Reached => "oui",
        AtOneYear::NotReached => "non, la personne a répondu",
        AtOneYear::NotKnown => "pas de réponse",
    }
}

fn row(outcome: &Outcome) -> OutcomeRow {
    OutcomeRow {
        kind: french::capitalised(outcome.kind.label()),
        occurred: outcome.occurred_on.map(|day| french::short_day(&day)).unwrap_or_default(),
        observed: french::short_day(&outcome.observed_on),
        source: outcome.source.label(),
    }
}
