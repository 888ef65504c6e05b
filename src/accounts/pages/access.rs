//! Who has access: inviting somebody, withdrawing a role, forgetting a lost second factor.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::links::mail_link;
use super::notices::{Change, tell};
use super::sign_in::read_email;
use crate::accounts::access::{Role, Scope};
use crate::accounts::account::Account;
use crate::accounts::link::Purpose;
use crate::accounts::store;
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::french;
use crate::organisations::{self, Branch, Kind, Organisation};
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect_with};

/// The longest name shown beside what somebody did.
const LONGEST_NAME: usize = 100;

struct Line {
    id: Id,
    name: String,
    email: String,
    role: &'static str,
    place: String,
    since: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "accounts/access.html")]
struct AccessPage {
    page: Frame,
    count: String,
    lines: Vec<Line>,
    typed_name: String,
    name_error: String,
    email: String,
    email_error: String,
    roles: Vec<Choice>,
    role_error: String,
    places: Vec<Choice>,
    place_error: String,
    errors: Vec<FieldError>,
}

/// Those who have access, and the form that invites somebody.
pub async fn list(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
    web::page(&access_page(&app, &viewer, frame, &Fields::default()).await?)
}

async fn access_page(app: &App, viewer: &Viewer, frame: Frame, fields: &Fields) -> Result<AccessPage, Error> {
    let accounts = store::list_managed(&app.db, viewer.scope()).await?;
    let identities: Vec<Id> = accounts.iter().filter_map(|account| account.identity_id).collect();
    let emails = store::list_emails(&app.db, &identities).await?;
    let places = Places::load(app).await?;
    let lines = accounts.iter().map(|account| Line {
        id: account.id,
        name: account.name.clone(),
        email: emails
            .iter()
            .find(|(id, _)| Some(*id) == account.identity_id)
            .map_or_else(String::new, |(_, email)| email.clone()),
        role: account.role.label(),
        place: places.name(account.organisation_id, account.branch_id),
        since: account
            .withdrawn_on
            .map_or_else(String::new, |day| format!("retiré le {}", french::short_day(&day))),
        own: viewer.id() == Some(account.id),
    });
    let lines: Vec<Line> = lines.collect();
    let offered = offered_roles(viewer.scope());
    let choice = |role: &Role| {
        Choice::new(role.code(), french::capitalised(role.label()), fields.has("role", role.code()))
    };
    Ok(AccessPage {
        page: frame.titled("Accès"),
        count: french::count(lines.len(), "accès", "accès"),
        lines,
        typed_name: fields.get("name").to_owned(),
        name_error: fields.error("name").to_owned(),
        email: fields.get("email").to_owned(),
        email_error: fields.error("email").to_owned(),
        roles: offered.iter().map(choice).collect(),
        role_error: fields.error("role").to_owned(),
        places: places.choices(viewer.scope(), fields.get("place")),
        place_error: fields.error("place").to_owned(),
        errors: fields.errors(),
    })
}

/// The roles one may give: those of one's organisation, or all that work.
fn offered_roles(scope: Scope) -> Vec<Role> {
    let offered = |role: &&Role| match scope {
        Scope::Hub => role.is_professional(),
        Scope::Organisation(_) => role.is_partner_staff(),
        _ => false,
    };
    Role::ALL.iter().filter(offered).copied().collect()
}

struct Places {
    organisations: Vec<Organisation>,
    branches: Vec<Branch>,
}

impl Places {
    async fn load(app: &App) -> Result<Self, Error> {
        Ok(Self {
            organisations: organisations::store::list(&app.db).await?,
            branches: organisations::store::list_branches(&app.db).await?,
        })
    }

    fn name(&self, organisation: Option<Id>, branch: Option<Id>) -> String {
        let organisation = self.organisations.iter().find(|one| Some(one.id) == organisation);
        let branch = self.branches.iter().find(|one| Some(one.id) == branch);
        let organisation = organisation.map_or("", |one| one.name.as_str());
        branch.map_or_else(|| organisation.to_owned(), |branch| format!("{organisation}, {}", branch.name))
    }

    /// The organisations and branches one may place somebody in.
    fn within(&self, scope: Scope) -> Vec<(Id, Option<Id>)> {
        let seen = |organisation: &&Organisation| match scope {
            Scope::Hub => true,
            Scope::Organisation(own) => organisation.id == own,
            _ => false,
        };
        let of = |organisation: &Organisation| {
            let id = organisation.id;
            let branches = self.branches.iter().filter(move |branch| branch.organisation_id == id);
            std::iter::once((id, None))
                .chain(branches.map(move |branch| (id, Some(branch.id))))
                .collect::<Vec<_>>()
        };
        self.organisations.iter().filter(seen).flat_map(of).collect()
    }

    fn choices(&self, scope: Scope, chosen: &str) -> Vec<Choice> {
        let choice = |(organisation, branch): (Id, Option<Id>)| {
            let value = branch.unwrap_or(organisation).to_string();
            let checked = value == chosen;
            Choice::new(value, self.name(Some(organisation), branch), checked)
        };
        self.within(scope).into_iter().map(choice).collect()
    }

    fn chosen(&self, scope: Scope, value: &str) -> Option<(Id, Option<Id>)> {
        let is =
            |&(organisation, branch): &(Id, Option<Id>)| branch.unwrap_or(organisation).to_string() == value;
        self.within(scope).into_iter().find(is)
    }

    fn hub(&self) -> Option<Id> {
        self.organisations.iter().find(|one| one.kind == Kind::Hub).map(|one| one.id)
    }
}

/// Invites somebody: an account, and a link by e-mail. The answer is the same whether the address is known.
pub async fn invite(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let places = Places::load(&app).await?;
    let Some((email, account)) = read(&mut fields, viewer.scope(), &places) else {
        return web::refused(&access_page(&app, &viewer, frame, &fields).await?);
    };
    let write = app.write(&viewer).await?;
    let identity = store::get_or_insert_identity(&write, &email).await?;
    let held = store::list_of_identity(write.on(), identity.id).await?;
    let same = |one: &Account| {
        (one.role, one.organisation_id, one.branch_id)
            == (account.role, account.organisation_id, account.branch_id)
    };
    if !held.iter().any(same) {
        store::insert(&write, &Account { identity_id: Some(identity.id), ..account }).await?;
    }
    mail_link(&app, &write, &identity, Purpose::Invitation).await?;
    write.commit().await?;
    Ok(redirect_with("/access", "L’invitation est partie. Elle tient sept jours."))
}

fn read(fields: &mut Fields, scope: Scope, places: &Places) -> Option<(String, Account)> {
    let name = fields.text("name", LONGEST_NAME);
    let email = read_email(fields);
    let role =
        fields.choice("role", |code| offered_roles(scope).into_iter().find(|role| role.code() == code));
    let place = match role {
        Some(role) if role.is_partner_staff() => fields.choice("place", |value| places.chosen(scope, value)),
        Some(_) => places.hub().map(|hub| (hub, None)),
        None => None,
    };
    if let (Some(Role::Responsible), Some((_, Some(_)))) = (role, place) {
        fields.refuse("place", "Un·e responsable l’est de toute la structure : choisissez-la sans antenne.");
    }
    let (organisation, branch_id) = place?;
    let account = Account {
        id: new_id(),
        identity_id: None,
        name: name?,
        role: role?,
        organisation_id: Some(organisation).filter(|_| role != Some(Role::Funder)),
        branch_id,
        person_id: None,
        withdrawn_on: None,
    };
    let email = email?;
    fields.is_sound().then_some((email, account))
}

/// Withdraws a role: its sessions end at once.
pub async fn withdraw(State(app): State<App>, viewer: Viewer, Path(id): Path<Id>) -> Result<Response, Error> {
    let write = app.write(&viewer).await?;
    let account = store::find_managed(write.on(), viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    if viewer.id() == Some(account.id) {
        return Err(Error::Refused(
            "On ne retire pas son propre accès : demandez-le à quelqu’un d’autre.".to_owned(),
        ));
    }
    store::save_withdrawal(&write, account.id, app.today()).await?;
    write.commit().await?;
    Ok(redirect_with("/access", &format!("L’accès de {} est retiré.", account.name)))
}

/// Forgets a lost second factor: the person sets another one up at their next sign-in.
pub async fn forget_second_factor(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let write = app.write(&viewer).await?;
    let account = store::find_managed(write.on(), viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let identity = account.identity_id.filter(|_| viewer.id() != Some(account.id)).ok_or(Error::NotFound)?;
    // Somebody may also work elsewhere: whoever manages one of their roles does not open the others.
    let managed = store::list_managed(write.on(), viewer.scope()).await?;
    let held = store::list_of_identity(write.on(), identity).await?;
    if held.iter().any(|one| one.role.is_professional() && !managed.iter().any(|other| other.id == one.id)) {
        return Err(Error::Refused(
            "Cette personne a aussi un accès ailleurs : le hub seul peut le faire.".to_owned(),
        ));
    }
    let identity = store::lock_identity(&write, identity).await?.ok_or(Error::NotFound)?;
    store::delete_second_factor(&write, identity.id).await?;
    tell(&app, &write, &identity, Change::SecondFactorForgotten).await?;
    write.commit().await?;
    Ok(redirect_with("/access", &format!("{} choisira un nouveau second facteur en entrant.", account.name)))
}
