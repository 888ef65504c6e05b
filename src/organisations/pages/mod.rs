//! The hub, its partners and their branches, with what each brings; adding a partner or a branch.

mod forms;

use askama::Template;

use axum::response::Response;

use super::{Branch, Organisation, store};
use crate::accounts::access::{Access, Right};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::store::{Brought, lately};
use crate::state::App;
use crate::territories::places;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, MenuEntry, Routes, Viewer, with_query};

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Structures", "/organisations", Right::SeeOrganisations)];

/// The routes of organisations.
pub fn routes() -> Routes {
    Routes::of("organisations")
        .get("/organisations", Access::With(Right::SeeOrganisations), list)
        .get("/organisations/new", Access::With(Right::EditOrganisations), forms::new)
        .post("/organisations", Access::With(Right::EditOrganisations), forms::create)
        .get("/organisations/{id}", Access::With(Right::SeeOrganisations), show)
        .post("/organisations/{id}/branches", Access::With(Right::EditOrganisations), forms::create_branch)
}

/// An organisation or a branch in a table.
struct Line {
    href: String,
    name: String,
    kind: String,
    place: &'static str,
    mentors: String,
    mentees: String,
    is_branch: bool,
}

#[derive(Template)]
#[template(path = "organisations/list.html")]
struct OrganisationsPage {
    page: Frame,
    lines: Vec<Line>,
    count: String,
    may_add: bool,
    sees_all: bool,
}

async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let organisations = store::list(&app.db).await?;
    let branches = list_branches(&app).await?;
    let brought = lately::count_brought(app.lately(), viewer.scope()).await?;
    let lines = organisations.iter().flat_map(|organisation| {
        let own = branches.iter().filter(|branch| branch.organisation_id == organisation.id);
        let first = organisation_line(organisation, &brought);
        std::iter::once(first).chain(own.map(|branch| branch_line(branch, &brought)))
    });
    web::page(&OrganisationsPage {
        page: frame.titled("Structures"),
        lines: lines.collect(),
        count: format!(
            "{} et {}",
            french::count(organisations.len(), "structure", "structures"),
            french::count(branches.len(), "antenne", "antennes"),
        ),
        may_add: viewer.coordinates(),
        sees_all: viewer.coordinates(),
    })
}

/// The branches in the order of their places: that of the arrondissements, not of their names.
async fn list_branches(app: &App) -> Result<Vec<Branch>, Error> {
    let mut branches = store::list_branches(&app.db).await?;
    branches.sort_by(|a, b| a.place_code.cmp(&b.place_code));
    Ok(branches)
}

/// What stands where no place is given.
const NO_PLACE: &str = "non précisé";

/// The figures of an organisation or a branch; a dash where the viewer does not see them.
fn figures(brought: &Brought, organisation: Id, branch: Option<Id>) -> [String; 2] {
    brought
        .of(organisation, branch)
        .map_or_else(|| ["–"; 2].map(str::to_owned), |counts| counts.map(french::number))
}

fn organisation_line(organisation: &Organisation, brought: &Brought) -> Line {
    let [mentors, mentees] = figures(brought, organisation.id, None);
    Line {
        href: format!("/organisations/{}", organisation.id),
        name: organisation.name.clone(),
        kind: french::capitalised(organisation.kind.label()),
        place: places::name_or(organisation.place_code.as_deref(), NO_PLACE),
        mentors,
        mentees,
        is_branch: false,
    }
}

fn branch_line(branch: &Branch, brought: &Brought) -> Line {
    let [mentors, mentees] = figures(brought, branch.organisation_id, Some(branch.id));
    Line {
        href: format!("/organisations/{}", branch.organisation_id),
        name: branch.name.clone(),
        kind: "Antenne".to_owned(),
        place: places::name_or(Some(&branch.place_code), NO_PLACE),
        mentors,
        mentees,
        is_branch: true,
    }
}

#[derive(Template)]
#[template(path = "organisations/organisation.html")]
struct OrganisationPage {
    page: Frame,
    action: String,
    kind: String,
    place: &'static str,
    mentors: String,
    mentors_href: String,
    mentees: String,
    mentees_href: String,
    branches: Vec<Line>,
    may_add: bool,
    typed_name: String,
    name_error: String,
    places: Vec<Choice>,
    place_error: String,
    errors: Vec<FieldError>,
}

async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let organisation = store::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    web::page(&organisation_page(&app, &viewer, frame, &organisation, &Fields::default()).await?)
}

/// The page of an organisation, with the form of a new branch as it was sent.
async fn organisation_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    organisation: &Organisation,
    fields: &Fields,
) -> Result<OrganisationPage, Error> {
    let brought = lately::count_brought(app.lately(), viewer.scope()).await?;
    let branches = list_branches(app).await?;
    let own = branches.iter().filter(|branch| branch.organisation_id == organisation.id);
    let line = organisation_line(organisation, &brought);
    let key = organisation.id.to_string();
    let people = |path| with_query(path, &[("organisation", &key)]);
    Ok(OrganisationPage {
        page: frame.titled(organisation.name.clone()).under("Structures", "/organisations"),
        action: format!("/organisations/{key}/branches"),
        kind: line.kind,
        place: line.place,
        mentors: line.mentors,
        mentors_href: people("/mentors"),
        mentees: line.mentees,
        mentees_href: people("/mentees"),
        branches: own.map(|branch| branch_line(branch, &brought)).collect(),
        may_add: viewer.coordinates(),
        typed_name: fields.get("name").to_owned(),
        name_error: fields.error("name").to_owned(),
        places: Choice::among(places::in_reading_order(), fields.get("place_code")),
        place_error: fields.error("place_code").to_owned(),
        errors: fields.errors(),
    })
}
