//! Adding a partner, and a branch to an organisation.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::organisation_page;
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::french;
use crate::organisations::organisation::{LONGEST_NAME, check_branch_name, check_name};
use crate::organisations::{Branch, Kind, Organisation, store};
use crate::territories::places;
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect_with};

#[derive(Template)]
#[template(path = "organisations/new.html")]
struct NewOrganisationPage {
    page: Frame,
    typed_name: String,
    name_error: String,
    kinds: Vec<Choice>,
    kind_error: String,
    places: Vec<Choice>,
    place_error: String,
    errors: Vec<FieldError>,
}

/// The form of a new partner.
pub async fn new(frame: Frame) -> Result<Response, Error> {
    web::page(&new_page(frame, &Fields::default()))
}

fn new_page(frame: Frame, fields: &Fields) -> NewOrganisationPage {
    let kind = |kind: Kind| {
        Choice::new(kind.code(), french::capitalised(kind.label()), fields.get("kind") == kind.code())
    };
    NewOrganisationPage {
        page: frame.titled("Ajouter une structure").under("Structures", "/organisations"),
        typed_name: fields.get("name").to_owned(),
        name_error: fields.error("name").to_owned(),
        kinds: Kind::of_partners().map(kind).collect(),
        kind_error: fields.error("kind").to_owned(),
        places: Choice::among(places::in_reading_order(), fields.get("place_code")),
        place_error: fields.error("place_code").to_owned(),
        errors: fields.errors(),
    }
}

fn place_code(code: &str) -> Option<String> {
    places::get(code).map(|place| place.code.to_owned())
}

/// Adds a partner.
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let others = store::list(&app.db).await?;
    let Some(organisation) = read(&mut fields, &others) else {
        return web::refused(&new_page(frame, &fields));
    };
    let write = app.write(&viewer).await?;
    store::insert(&write, &organisation).await?;
    write.commit().await?;
    let said = format!("{} est ajoutée aux structures du hub.", organisation.name);
    Ok(redirect_with(&format!("/organisations/{}", organisation.id), &said))
}

fn read(fields: &mut Fields, others: &[Organisation]) -> Option<Organisation> {
    let name = fields.text("name", LONGEST_NAME);
    if let Some(Err(error)) = name.as_deref().map(|name| check_name(name, others)) {
        fields.refuse("name", error.to_string());
    }
    let kind = fields.choice("kind", |code| Kind::of_partners().find(|kind| kind.code() == code));
    let place_code = match fields.get("place_code") {
        "" => None,
        _ => fields.choice("place_code", place_code),
    };
    let organisation = Organisation { id: new_id(), name: name?, kind: kind?, place_code };
    fields.is_sound().then_some(organisation)
}

/// Adds a branch to an organisation.
pub async fn create_branch(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let organisation = store::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let others = store::list_branches(&app.db).await?;
    let Some(branch) = read_branch(&mut fields, id, &others) else {
        return web::refused(&organisation_page(&app, &viewer, frame, &organisation, &fields).await?);
    };
    let write = app.write(&viewer).await?;
    store::insert_branch(&write, &branch).await?;
    write.commit().await?;
    let said = format!("L’antenne {} est ajoutée à {}.", branch.name, organisation.name);
    Ok(redirect_with(&format!("/organisations/{id}"), &said))
}

fn read_branch(fields: &mut Fields, organisation_id: Id, others: &[Branch]) -> Option<Branch> {
    let name = fields.text("name", LONGEST_NAME);
    if let Some(Err(error)) = name.as_deref().map(|name| check_branch_name(name, organisation_id, others)) {
        fields.refuse("name", error.to_string());
    }
    let place_code = fields.choice("place_code", place_code);
    let branch = Branch { id: new_id(), organisation_id, name: name?, place_code: place_code? };
    fields.is_sound().then_some(branch)
}
