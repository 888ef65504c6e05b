//! Who has access: inviting somebody, withdrawing a role, forgetting a lost second factor.

use askama::Template;

use axum::response::Response;

use super::sign_in::read_email;
use crate::accounts::access::{Role, Scope};
use crate::accounts::invitation::{self, InvitationError, offered_places, offered_roles};
use crate::accounts::messages::Hub;
use crate::accounts::store;
use crate::acts::accounts::coordinate_by_default::{self, Named};
use crate::acts::accounts::forget_second_factor::{self, Forgotten};
use crate::acts::accounts::invite::{self, Invited, Inviting};
use crate::acts::accounts::withdraw_access::{self, Withdrawn};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::{self, Origin, Origins};
use crate::state::App;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Viewer, redirect_with};

/// The longest name shown beside what somebody did.
const LONGEST_NAME: usize = 100;

struct Line {
    id: Id,
    name: String,
    email: String,
    role: &'static str,
    place: String,
    since: String,
    pending: bool,
    own: bool,
    /// Whether they coordinate whatever nobody was chosen for.
    by_default: bool,
    /// Whether the viewer may have them do it instead.
    may_coordinate: bool,
    /// The page that says who stands in for them; empty for those who have none.
    href: String,
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
pub async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&access_page(&app, &viewer, frame, &Fields::default()).await?)
}

async fn access_page(app: &App, viewer: &Viewer, frame: Frame, fields: &Fields) -> Result<AccessPage, Error> {
    let accounts = store::list_managed(&app.db, viewer.scope()).await?;
    let identities: Vec<Id> = accounts.iter().filter_map(|account| account.identity_id).collect();
    let emails = store::list_emails(&app.db, &identities).await?;
    let origins = organisations::store::find_origins(&app.db).await?;
    let coordination = store::find_coordination(&app.db).await?;
    let default = coordination.by_default().map(|one| one.id);
    let names_default = viewer.scope() == Scope::Hub;
    let lines = accounts.iter().map(|account| Line {
        by_default: default == Some(account.id),
        may_coordinate: names_default
            && default != Some(account.id)
            && coordination.get(account.id).is_some(),
        href: if account.role.works_with_people() && !account.is_pending() {
            format!("/access/{}", account.id)
        } else {
            String::new()
        },
        id: account.id,
        name: account.name.clone(),
        email: emails
            .iter()
            .find(|(id, _)| Some(*id) == account.identity_id)
            .map_or_else(String::new, |(_, email)| email.clone()),
        role: account.role.label(),
        place: origins.name(account.organisation_id, account.branch_id),
        since: account
            .withdrawn_on
            .map_or_else(String::new, |day| format!("retiré le {}", french::short_day(&day))),
        pending: account.is_pending(),
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
        places: place_choices(&origins, viewer.scope(), fields.get("place")),
        place_error: fields.error("place").to_owned(),
        errors: fields.errors(),
    })
}

fn place_choices(origins: &Origins, scope: Scope, chosen: &str) -> Vec<Choice> {
    let choice = |origin: Origin| {
        let key = origin.key().to_string();
        let name = origins.name(Some(origin.organisation_id), origin.branch_id);
        let is_chosen = key == chosen;
        Choice::new(key, name, is_chosen)
    };
    offered_places(origins, scope).into_iter().map(choice).collect()
}

/// Invites somebody by a link: they have the role once they accept. The answer is the same whether the address is known.
pub async fn invite(
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let origins = organisations::store::find_origins(&app.db).await?;
    let Some(inviting) = read(&mut fields, viewer.scope(), &origins, app.named()) else {
        return web::refused(&access_page(&app, &viewer, frame, &fields).await?);
    };
    let by = viewer.by();
    let write = app.write(&by).await?;
    let invited = invite::run(&write, &by, inviting).await?;
    write.commit().await?;
    match invited {
        Invited::Newly | Invited::Again => {
            Ok(redirect_with("/access", "L’invitation est partie. Elle tient sept jours."))
        }
        Invited::TooMany => {
            let sentence = "Cette adresse a déjà reçu plusieurs invitations. Attendez demain, ou téléphonez.";
            fields.refuse("email", sentence);
            web::refused(&access_page(&app, &viewer, frame, &fields).await?)
        }
        Invited::Refused(error) => {
            refuse(&mut fields, error);
            web::refused(&access_page(&app, &viewer, frame, &fields).await?)
        }
    }
}

/// What was typed; the act decides whether the role may be given there.
fn read<'a>(fields: &mut Fields, scope: Scope, origins: &Origins, hub: Hub<'a>) -> Option<Inviting<'a>> {
    let name = fields.text("name", LONGEST_NAME);
    let email = read_email(fields);
    let role =
        fields.choice("role", |code| offered_roles(scope).into_iter().find(|role| role.code() == code));
    let place = match role {
        Some(role) if role.is_partner_staff() => {
            let is_offered = |origin: &Origin| offered_places(origins, scope).contains(origin);
            fields.choice("place", |key| origins.chosen(key).filter(is_offered))
        }
        _ => None,
    };
    if let Some(role) = role
        && let Err(error) = invitation::post(scope, origins, role, place)
    {
        refuse(fields, error);
    }
    let inviting = Inviting { name: name?, email: email?, role: role?, place, hub };
    fields.is_sound().then_some(inviting)
}

fn refuse(fields: &mut Fields, error: InvitationError) {
    const CHOOSE: &str = "Choisissez une des réponses proposées.";
    match error {
        InvitationError::RoleNotOffered => fields.refuse("role", CHOOSE),
        InvitationError::PlaceNotOffered => fields.refuse("place", CHOOSE),
        InvitationError::BranchOfResponsible => fields
            .refuse("place", "Un·e responsable l’est de toute la structure : choisissez-la sans antenne."),
    }
}

/// Withdraws a role, whose sessions end at once, or an invitation to it.
pub async fn withdraw(Context { app, viewer, path: account, .. }: Context<Id>) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let withdrawn = withdraw_access::run(&write, &by, account).await?;
    write.commit().await?;
    match withdrawn {
        Withdrawn::Invitation(name) => {
            Ok(redirect_with("/access", &format!("L’invitation {} est retirée.", french::de(&name))))
        }
        Withdrawn::Done(name) | Withdrawn::Already(name) => {
            Ok(redirect_with("/access", &format!("L’accès {} est retiré.", french::de(&name))))
        }
        Withdrawn::Own => Err(Error::Refused(
            "On ne retire pas son propre accès : demandez-le à quelqu’un d’autre.".to_owned(),
        )),
    }
}

/// Has somebody of the hub coordinate whatever nobody was chosen for.
pub async fn coordinate_by_default(
    Context { app, viewer, path: account, .. }: Context<Id>,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let named = coordinate_by_default::run(&write, &by, account).await?;
    write.commit().await?;
    match named {
        Named::Done(name) | Named::Already(name) => {
            Ok(redirect_with("/access", &format!("La coordination par défaut est confiée à {name}.")))
        }
        Named::CannotCoordinate => Err(Error::Refused(
            "Seule une personne qui travaille au hub peut coordonner par défaut.".to_owned(),
        )),
    }
}

/// Forgets a lost second factor: the person sets another one up at their next sign-in.
pub async fn forget_second_factor(
    Context { app, viewer, path: account, .. }: Context<Id>,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let forgotten = forget_second_factor::run(&write, &by, account, app.named()).await?;
    write.commit().await?;
    match forgotten {
        Forgotten::Done(name) => {
            Ok(redirect_with("/access", &format!("{name} choisira un nouveau second facteur en entrant.")))
        }
        Forgotten::WorksElsewhere => Err(Error::Refused(
            "Cette personne a aussi un accès ailleurs : le hub seul peut le faire.".to_owned(),
        )),
    }
}
