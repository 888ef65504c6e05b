//! The second factor: setting one up, giving it, and the recovery codes for the day it is lost.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::entry::{Bearer, Proof, first_page, new_session};
use super::notices::{Change, tell};
use super::passkeys;
use super::slowdown::{attempted, too_many};
use crate::accounts::account::{Account, Identity};
use crate::accounts::passkey::relying_party;
use crate::accounts::{code, store};
use crate::app::App;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::secret;
use crate::web::{self, Caller, FieldError, Fields, Frame, Viewer, redirect, redirect_with};

/// What the sealed secret of one-time codes is sealed for.
const SEALED_FOR: &str = "identities.code_secret";

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct SecondFactorPage {
    page: Frame,
    again: bool,
    next: String,
    has_codes: bool,
    has_passkey: bool,
    /// A persona has nothing to prove with.
    persona: bool,
    code_error: String,
    passkey_error: String,
    errors: Vec<FieldError>,
}

fn second_factor_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    identity: &Identity,
    fields: &Fields,
) -> SecondFactorPage {
    SecondFactorPage {
        page: frame.titled("Confirmer que c’est vous"),
        again: !viewer.owes_proof(),
        next: own_path(fields.get("next")).to_owned(),
        has_codes: identity.code_secret.is_some(),
        has_passkey: identity.has_passkey && relying_party(&app.base_url).is_some(),
        persona: is_persona(app, identity),
        code_error: fields.error("code").to_owned(),
        passkey_error: fields.error("credential").to_owned(),
        errors: fields.errors(),
    }
}

/// In the demonstration, those who never set a second factor up confirm with a button.
fn is_persona(app: &App, identity: &Identity) -> bool {
    app.demo && !identity.has_second_factor()
}

/// A path of the hub itself, or nothing: one is never sent elsewhere.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if own { next } else { "" }
}

pub async fn identity_of(app: &App, viewer: &Viewer) -> Result<(Account, Identity), Error> {
    let (account, _) = viewer.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let identity = store::find_identity(&app.db, identity).await?.ok_or(Error::NotFound)?;
    Ok((account.clone(), identity))
}

/// Asks for the second factor; who has none sets one up first.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let (_, identity) = identity_of(&app, &viewer).await?;
    if !identity.has_second_factor() && !is_persona(&app, &identity) {
        return Ok(redirect("/second-factor/enrolment"));
    }
    web::page(&second_factor_page(&app, &viewer, frame, &identity, &fields))
}

/// Takes a one-time code, a recovery code or the answer of a passkey, and goes on under a new session.
pub async fn prove(
    State(app): State<App>,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (account, identity) = identity_of(&app, &viewer).await?;
    let attempted = attempted(&app, Some(&identity), &format!("code {}", identity.email), &caller).await?;
    let write = app.write(&viewer).await?;
    // Held from the count to the failure: guesses sent at once are counted one after the other.
    store::lock_identity(&write, identity.id).await?;
    let failures = store::count_failures(write.on(), &attempted, write.now()).await?;
    if let Some(until) = failures.wait_until(write.now()) {
        return too_many(frame, until.seconds() - app.now().seconds());
    }
    if !is_persona(&app, &identity) && !is_proven(&app, &write, &identity, &mut fields).await? {
        store::insert_failure(&write, "code", &attempted).await?;
        write.commit().await?;
        return web::refused(&second_factor_page(&app, &viewer, frame, &identity, &fields));
    }
    store::delete_failures(&write, &attempted).await?;
    let kept = new_session(&app, &write, (&account, Proof::Both), &caller, &cookies).await?;
    write.commit().await?;
    let next = own_path(fields.get("next"));
    let to = if next.is_empty() { first_page(account.role) } else { next };
    Ok((kept, redirect(to)).into_response())
}

/// Whether what was sent proves it; if not, the sentence is at its field.
async fn is_proven(
    app: &App,
    write: &Write,
    identity: &Identity,
    fields: &mut Fields,
) -> Result<bool, Error> {
    if !fields.get("credential").is_empty() {
        let right = passkeys::is_right(app, write, identity, fields.get("credential")).await?;
        if !right {
            fields.refuse(
                "credential",
                "Cette clé d’accès n’a pas été reconnue. Recommencez, ou donnez un code.",
            );
        }
        return Ok(right);
    }
    let right = is_right(app, write, identity, fields.get("code")).await?;
    if !right {
        fields.refuse("code", "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant.");
    }
    Ok(right)
}

async fn is_right(app: &App, write: &Write, identity: &Identity, typed: &str) -> Result<bool, Error> {
    let opened = identity.code_secret.as_deref().and_then(|sealed| app.secret.open(sealed, SEALED_FOR));
    let seconds = u64::try_from(write.now().seconds()).unwrap_or(0);
    if let Some(step) = opened.and_then(|secret| code::check(&secret, typed, seconds)) {
        // A code seen over a shoulder is worth nothing once it was used.
        return Ok(store::use_code_step(write, identity.id, step).await?);
    }
    let right = store::use_recovery_code(write, identity.id, typed).await?;
    if right {
        tell(app, write, identity, Change::RecoveryCodeUsed).await?;
    }
    Ok(right)
}

#[derive(Template)]
#[template(path = "accounts/enrolment.html")]
pub struct EnrolmentPage {
    page: Frame,
    /// The drawing of the QR code, its side, and the secret typed by hand; absent until codes are chosen.
    drawn: Option<(String, i32, String)>,
    address: String,
    /// There is no second factor yet.
    first: bool,
    offers_passkeys: bool,
    has_codes: bool,
    label: String,
    label_error: String,
    code_error: String,
    errors: Vec<FieldError>,
}

/// Chooses between one-time codes and a passkey, then shows the code to scan.
pub async fn enrolment(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
    let (_, identity) = identity_of(&app, &viewer).await?;
    if !viewer.owes_proof()
        && !viewer.is_fresh()
        && (identity.has_second_factor() || is_persona(&app, &identity))
    {
        return Ok(redirect("/second-factor?next=/second-factor/enrolment"));
    }
    may_enrol(&viewer, &identity)?;
    web::page(&enrolment_page(&app, (&viewer, frame), &identity, &Fields::default()).await?)
}

/// A first second factor is set up by whoever owes one; another one by whoever gave theirs within ten minutes, so that a
/// stolen session never gives itself a proof of its own.
pub fn may_enrol(viewer: &Viewer, identity: &Identity) -> Result<(), Error> {
    let first = viewer.owes_proof() && !identity.has_second_factor();
    if first || viewer.is_fresh() { Ok(()) } else { Err(Error::NotFound) }
}

/// Opens a transaction in which somebody sets a second factor up. Their identity is held and read again: of two first ones
/// that are set up at once, one is no longer the first and is refused.
pub async fn enrolling(app: &App, viewer: &Viewer) -> Result<(Write, Enrolling), Error> {
    let (account, session) = viewer.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let write = app.write(viewer).await?;
    let identity = store::lock_identity(&write, identity).await?.ok_or(Error::NotFound)?;
    may_enrol(viewer, &identity)?;
    Ok((write, Enrolling { account: account.clone(), session: session.id, identity }))
}

/// Who sets a second factor up.
pub struct Enrolling {
    /// What they act as.
    pub account: Account,
    /// Where they do it.
    pub session: Id,
    /// Who they are, before.
    pub identity: Identity,
}

/// The form, with what was drawn in this session.
pub async fn enrolment_page(
    app: &App,
    (viewer, frame): (&Viewer, Frame),
    identity: &Identity,
    fields: &Fields,
) -> Result<EnrolmentPage, Error> {
    let (_, session) = viewer.proving().ok_or(Error::NotFound)?;
    let draft = store::find_code_draft(&app.db, session.id).await?;
    let secret = draft.and_then(|sealed| app.secret.open(&sealed, SEALED_FOR));
    let address =
        secret.as_deref().and_then(|secret| code::address(secret, &identity.email)).unwrap_or_default();
    let drawn = secret.as_deref().and_then(|secret| {
        let (path, side) = code::drawing(&address)?;
        Some((path, side, code::typed_by_hand(secret)))
    });
    Ok(EnrolmentPage {
        page: frame.titled("Protéger votre accès"),
        drawn,
        address,
        first: !identity.has_second_factor(),
        offers_passkeys: relying_party(&app.base_url).is_some(),
        has_codes: identity.code_secret.is_some(),
        label: if fields.get("label").is_empty() { "Cet appareil" } else { fields.get("label") }.to_owned(),
        label_error: fields.error("label").to_owned(),
        code_error: fields.error("code").to_owned(),
        errors: fields.errors(),
    })
}

/// Draws the secret of one-time codes: it counts once a first code was right.
pub async fn draw_codes(State(app): State<App>, viewer: Viewer) -> Result<Response, Error> {
    let secret = secret::random::<{ code::SECRET_BYTES }>()?;
    let (write, who) = enrolling(&app, &viewer).await?;
    store::save_code_draft(&write, who.session, app.secret.seal(&secret, SEALED_FOR)?).await?;
    write.commit().await?;
    Ok(redirect("/second-factor/enrolment"))
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct RecoveryCodesPage {
    page: Frame,
    codes: Vec<String>,
    next: &'static str,
}

/// Takes the first code: one-time codes are from now on the second factor. Shows the recovery codes, once.
pub async fn confirm_codes(
    State(app): State<App>,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (write, who) = enrolling(&app, &viewer).await?;
    if !is_confirmed(&app, &write, &who, fields.get("code")).await? {
        fields.refuse(
            "code",
            "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis essayez le suivant.",
        );
        drop(write);
        return web::refused(&enrolment_page(&app, (&viewer, frame), &who.identity, &fields).await?);
    }
    tell(&app, &write, &who.identity, Change::CodesAdded).await?;
    protected(&app, write, &who, (&caller, &cookies), frame).await
}

/// Whether a code is that of the secret drawn in this session; it is then the second factor.
async fn is_confirmed(app: &App, write: &Write, who: &Enrolling, typed: &str) -> Result<bool, Error> {
    let Some(sealed) = store::find_code_draft(write.on(), who.session).await? else { return Ok(false) };
    let secret = app.secret.open(&sealed, SEALED_FOR);
    let seconds = u64::try_from(write.now().seconds()).unwrap_or(0);
    match secret.and_then(|secret| code::check(&secret, typed, seconds)) {
        Some(step) => Ok(store::save_code_confirmed(write, who.identity.id, sealed, step).await?),
        None => Ok(false),
    }
}

/// A second factor was just set up: goes on under a new session, with recovery codes when it is the first one.
pub async fn protected(
    app: &App,
    write: Write,
    who: &Enrolling,
    (caller, cookies): (&Caller, &CookieJar),
    frame: Frame,
) -> Result<Response, Error> {
    let codes = match who.identity.has_second_factor() {
        true => None,
        false => Some(store::replace_recovery_codes(&write, who.identity.id).await?),
    };
    let kept = new_session(app, &write, (&who.account, Proof::Both), caller, cookies).await?;
    write.commit().await?;
    let shown = match codes {
        Some(codes) => recovery_page(frame, codes, &who.account)?,
        None => redirect_with("/account", "Votre second facteur est ajouté."),
    };
    Ok((kept, shown).into_response())
}

fn recovery_page(mut frame: Frame, codes: Vec<String>, account: &Account) -> Result<Response, Error> {
    frame.owes_proof = false;
    let page = frame.titled("Vos codes de secours");
    web::page(&RecoveryCodesPage { page, codes, next: first_page(account.role) })
}

/// Replaces the recovery codes, after the second factor.
pub async fn new_recovery_codes(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
) -> Result<Response, Error> {
    if !viewer.is_fresh() {
        return Ok(redirect("/second-factor?next=/account"));
    }
    let (account, identity) = identity_of(&app, &viewer).await?;
    let write = app.write(&viewer).await?;
    // Held, so that two requests at once do not each leave ten codes.
    let identity = store::lock_identity(&write, identity.id).await?.ok_or(Error::NotFound)?;
    let codes = store::replace_recovery_codes(&write, identity.id).await?;
    tell(&app, &write, &identity, Change::RecoveryCodesRenewed).await?;
    write.commit().await?;
    recovery_page(frame, codes, &account)
}
