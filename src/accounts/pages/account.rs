//! One's own access: roles, second factor, password, sessions.

use askama::Template;

use axum::response::Response;

use super::entry::next_page;
use super::standing_in::StandingIn;
use crate::accounts::account::{Account, own_among};
use crate::accounts::coordination::{Contact, LONGEST_HOURS};
use crate::accounts::passkey::StoredPasskey;
use crate::accounts::store::{self, Linked};
use crate::acts::accounts::close_sessions::{self, Closing};
use crate::acts::accounts::edit_contact::{self, Edited};
use crate::contact::Phone;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::{self, Organisation};
use crate::state::App;
use crate::version::Version;
use crate::web::{self, Context, Difference, FieldError, Fields, Frame, Viewer, redirect_with};

struct RoleLine {
    id: Id,
    role: String,
    place: String,
    current: bool,
}

struct SessionLine {
    id: Id,
    device: String,
    since: String,
    seen: String,
    current: bool,
}

struct PasskeyLine {
    id: Id,
    label: String,
    since: String,
    used: String,
}

struct ProviderLine {
    id: String,
    label: String,
    /// Since when it is linked; empty when it is not.
    since: String,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    page: Frame,
    email: String,
    professional: bool,
    has_codes: bool,
    passkeys: Vec<PasskeyLine>,
    providers: Vec<ProviderLine>,
    has_password: bool,
    recovery_codes: String,
    roles: Vec<RoleLine>,
    sessions: Vec<SessionLine>,
    person: Option<Id>,
    /// Whether they work with people, who may call them.
    has_contact: bool,
    phone: String,
    phone_error: String,
    hours: String,
    hours_error: String,
    version: String,
    /// Who stands in for them, where they work with people.
    standing_in: Option<StandingIn>,
    pub both: Option<Vec<Difference>>,
    password_error: String,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "accounts/roles.html")]
struct RolesPage {
    page: Frame,
    roles: Vec<RoleLine>,
    /// Where one goes on as one is.
    on: String,
}

/// The choice of whoever enters and holds several roles; the second factor is asked for afterwards, where the role needs one.
pub async fn choose_role(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let (account, _) = viewer.proving().ok_or(Error::NotFound)?;
    let accounts = match account.identity_id {
        Some(identity) => own_among(store::list_of_identity(&app.db, identity).await?, account),
        None => Vec::new(),
    };
    let organisations = organisations::store::list(&app.db).await?;
    let on = next_page(account.role, viewer.owes_proof(), &frame.onward);
    web::page(&RolesPage {
        page: frame.titled("Se connecter comme…"),
        roles: accounts.iter().map(|one| role_line(one, account.id, &organisations)).collect(),
        on,
    })
}

fn role_line(one: &Account, current: Id, organisations: &[Organisation]) -> RoleLine {
    RoleLine {
        id: one.id,
        role: french::capitalised(one.role.label()),
        place: organisations
            .iter()
            .find(|organisation| Some(organisation.id) == one.organisation_id)
            .map_or_else(String::new, |organisation| organisation.name.clone()),
        current: one.id == current,
    }
}

/// One's own access.
pub async fn show(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&account_page(&app, &viewer, frame, &Fields::default()).await?)
}

/// The page, with the errors of a form on it.
pub async fn account_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    fields: &Fields,
) -> Result<AccountPage, Error> {
    let (account, session) = viewer.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let identity = store::find_identity(&app.db, identity).await?.ok_or(Error::NotFound)?;
    let accounts = store::list_of_identity(&app.db, identity.id).await?;
    let organisations = organisations::store::list(&app.db).await?;
    let accounts = own_among(accounts, account);
    let roles = accounts.iter().map(|one| role_line(one, account.id, &organisations));
    let ids: Vec<Id> = accounts.iter().map(|account| account.id).collect();
    let lines = store::list_sessions(&app.db, &ids, app.now()).await?;
    let sessions = lines.into_iter().map(|line| SessionLine {
        id: line.id,
        device: line.device,
        since: french::moment(line.created_at.in_paris()),
        seen: french::moment(line.seen_at.in_paris()),
        current: line.id == session.id,
    });
    let passkeys = store::list_passkeys(&app.db, identity.id).await?;
    let linked = store::list_subjects(&app.db, identity.id).await?;
    let contact = store::get_contact(&app.db, account.id).await?;
    let version = contact.version().to_string();
    let phone = contact.phone.map(|phone| phone.to_string()).unwrap_or_default();
    let typed = |name: &str, stored: String| {
        if fields.has_value(name) { fields.get(name).to_owned() } else { stored }
    };
    let left = store::count_recovery_codes(&app.db, identity.id).await?;
    Ok(AccountPage {
        page: frame.titled("Mon compte"),
        professional: account.role.is_professional(),
        has_codes: identity.code_secret.is_some(),
        passkeys: passkeys.into_iter().map(passkey_line).collect(),
        providers: provider_lines(app, &linked),
        has_password: identity.password_hash.is_some(),
        recovery_codes: french::count(
            usize::try_from(left).unwrap_or(0),
            "code de secours",
            "codes de secours",
        ),
        email: identity.email,
        roles: roles.collect(),
        sessions: sessions.collect(),
        person: account.person_id,
        has_contact: viewer.is_staff(),
        phone: typed("phone", phone),
        phone_error: fields.error("phone").to_owned(),
        hours: typed("hours", contact.hours.unwrap_or_default()),
        hours_error: fields.error("hours").to_owned(),
        version,
        standing_in: match viewer.account().filter(|account| account.role.works_with_people()) {
            Some(account) => Some(StandingIn::of(app, account, true, fields).await?),
            None => None,
        },
        both: None,
        password_error: fields.error("password").to_owned(),
        errors: fields.errors(),
    })
}

/// The providers one may link, and those that are linked even if the hub no longer offers them.
fn provider_lines(app: &App, linked: &[Linked]) -> Vec<ProviderLine> {
    let line = |id: &str, label: &str| ProviderLine {
        id: id.to_owned(),
        label: label.to_owned(),
        since: linked
            .iter()
            .find(|one| one.provider == id)
            .map_or_else(String::new, |one| french::moment(one.linked_at.in_paris())),
    };
    let offered = app.providers.list().iter().map(|provider| line(&provider.id, &provider.label));
    let gone = linked.iter().filter(|one| app.providers.find(&one.provider).is_none());
    offered.chain(gone.map(|one| line(&one.provider, &one.provider))).collect()
}

fn passkey_line(passkey: StoredPasskey) -> PasskeyLine {
    let used = passkey.used_at.map(|at| french::moment(at.in_paris()));
    PasskeyLine {
        id: passkey.id,
        label: passkey.label,
        since: french::moment(passkey.created_at.in_paris()),
        used: used.unwrap_or_default(),
    }
}

/// Notes at which number, and when, one is reached.
pub async fn edit_contact(
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let phone = fields.get("phone").to_owned();
    let phone = (!phone.is_empty()).then(|| Phone::parse(&phone)).transpose();
    if let Err(error) = &phone {
        fields.refuse("phone", error.to_string());
    }
    let hours = fields.optional_text("hours", LONGEST_HOURS);
    if let (true, Ok(phone)) = (fields.is_sound(), phone) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        let (contact, seen) = (Contact { phone, hours }, Version::sent(fields.get("version")));
        match edit_contact::run(&write, &by, &contact, seen.as_ref()).await? {
            Edited::Saved => {
                write.commit().await?;
                return Ok(redirect_with("/account", "Votre téléphone et vos heures sont enregistrés."));
            }
            Edited::Changed(now) => {
                let page = account_page(&app, &viewer, frame, &fields).await?;
                return web::refused(&AccountPage { both: Some(differences(&now, &contact)), ..page });
            }
            Edited::HoursTooLong => {
                fields.refuse("hours", format!("Écrivez {LONGEST_HOURS} caractères au plus."));
            }
        }
    }
    web::refused(&account_page(&app, &viewer, frame, &fields).await?)
}

/// What another page of theirs saved, beside what was typed on this one.
fn differences(now: &Contact, typed: &Contact) -> Vec<Difference> {
    let phone = |contact: &Contact| contact.phone.as_ref().map(ToString::to_string).unwrap_or_default();
    let hours = |contact: &Contact| contact.hours.clone().unwrap_or_default();
    let lines = [
        Difference::between("Téléphone", phone(now), phone(typed)),
        Difference::between("Quand vous répondez", hours(now), hours(typed)),
    ];
    lines.into_iter().flatten().collect()
}

/// Ends one of one's own sessions.
pub async fn close_session(context: Context<Id>) -> Result<Response, Error> {
    let closing = Closing::One(context.path);
    close(&context.app, &context.viewer, closing).await?;
    Ok(redirect_with("/account", "Cette session est fermée."))
}

/// Ends all of one's own sessions but this one.
pub async fn close_others(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    close(&app, &viewer, Closing::Others).await?;
    Ok(redirect_with("/account", "Vos autres sessions sont closes."))
}

async fn close(app: &App, viewer: &Viewer, closing: Closing) -> Result<(), Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    close_sessions::run(&write, &by, closing).await?;
    Ok(write.commit().await?)
}
