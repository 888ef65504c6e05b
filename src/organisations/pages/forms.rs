//! Adding a partner, and a branch to an organisation.

use askama::Template;

use axum::response::Response;

use super::organisation_page;
use crate::acts::organisations::{add, add_branch};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::organisation::{AddError, LONGEST_NAME, check_branch_name, check_name};
use crate::organisations::{Branch, Kind, Organisation, store};
use crate::territories::places;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, redirect_with};

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
pub async fn new(Context { frame, .. }: Context) -> Result<Response, Error> {
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
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    if let Some(adding) = read(&mut fields, &store::list(&app.db).await?) {
        let by = viewer.by();
        let said = format!("{} est ajoutée aux structures du hub.", adding.name);
        let write = app.write(&by).await?;
        match add::run(&write, &by, adding).await? {
            add::Added::Organisation(id) => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/organisations/{id}"), &said));
            }
            add::Added::Refused(error) => refuse(&mut fields, &error),
        }
    }
    web::refused(&new_page(frame, &fields))
}

/// Says why an organisation or a branch is refused at the field it is about.
fn refuse(fields: &mut Fields, error: &AddError) {
    let field = match error {
        AddError::TakenByOrganisation | AddError::TakenByBranch => "name",
        AddError::SecondHub => "kind",
    };
    fields.refuse(field, error.to_string());
}

/// A name that is taken is said together with whatever else is wrong; the act looks again.
fn read(fields: &mut Fields, others: &[Organisation]) -> Option<add::Adding> {
    let name = fields.text("name", LONGEST_NAME);
    if let Some(Err(error)) = name.as_deref().map(|name| check_name(name, others)) {
        refuse(fields, &error);
    }
    let kind = fields.choice("kind", |code| Kind::of_partners().find(|kind| kind.code() == code));
    let place_code = match fields.get("place_code") {
        "" => None,
        _ => fields.choice("place_code", place_code),
    };
    let adding = add::Adding { name: name?, kind: kind?, place_code };
    fields.is_sound().then_some(adding)
}

/// Adds a branch to an organisation.
pub async fn create_branch(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let organisation = store::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if let Some(adding) = read_branch(&mut fields, id, &store::list_branches(&app.db).await?) {
        let by = viewer.by();
        let said = format!("L’antenne {} est ajoutée à {}.", adding.name, organisation.name);
        let write = app.write(&by).await?;
        match add_branch::run(&write, &by, adding).await? {
            add_branch::Added::Branch(_) => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/organisations/{id}"), &said));
            }
            add_branch::Added::Refused(error) => refuse(&mut fields, &error),
        }
    }
    web::refused(&organisation_page(&app, &viewer, frame, &organisation, &fields).await?)
}

fn read_branch(fields: &mut Fields, organisation: Id, others: &[Branch]) -> Option<add_branch::Adding> {
    let name = fields.text("name", LONGEST_NAME);
    if let Some(Err(error)) = name.as_deref().map(|name| check_branch_name(name, organisation, others)) {
        refuse(fields, &error);
    }
    let place_code = fields.choice("place_code", place_code);
    let adding = add_branch::Adding { organisation, name: name?, place_code: place_code? };
    fields.is_sound().then_some(adding)
}
