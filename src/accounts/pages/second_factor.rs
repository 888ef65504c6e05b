//! The second factor: setting one up, giving it, and the recovery codes for the day it is lost.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::entry::{browser, cookies, first_page, too_many};
use crate::accounts::access::Role;
use crate::accounts::account::Identity;
use crate::accounts::passkey::relying_party;
use crate::accounts::{code, store};
use crate::acts::accounts::confirm_codes::{self, Confirmed, Confirming};
use crate::acts::accounts::draw_codes;
use crate::acts::accounts::enrolment::Enrolled;
use crate::acts::accounts::prove::{self, Factor, Proven, Proving};
use crate::acts::accounts::renew_recovery_codes::{self, Renewed};
use crate::error::Error;
use crate::state::App;
use crate::web::{self, Context, FieldError, Fields, Frame, Viewer, redirect, redirect_with};

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct SecondFactorPage {
    page: Frame,
    again: bool,
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

/// The identity of whoever is signed in, whether or not a second factor is still owed.
pub async fn identity_of(app: &App, viewer: &Viewer) -> Result<Identity, Error> {
    let (account, _) = viewer.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    store::find_identity(&app.db, identity).await?.ok_or(Error::NotFound)
}

/// Asks for the second factor; those who have none set one up first.
pub async fn show(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let identity = identity_of(&app, &viewer).await?;
    if !identity.has_second_factor() && !is_persona(&app, &identity) {
        return Ok(redirect(&frame.onward.through("/second-factor/enrolment")));
    }
    web::page(&second_factor_page(&app, &viewer, frame, &identity, &Fields::default()))
}

/// Takes a one-time code, a recovery code or the answer of a passkey, and goes on under a new session.
pub async fn prove(
    Context { app, viewer, caller, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let factor = factor(&fields);
    let proving = Proving { factor, browser: &browser(&caller), demo: app.demo, hub: app.named() };
    let proven = prove::run(&write, &by, proving).await?;
    write.commit().await?;
    match (proven, factor) {
        (Proven::Entered(entered), _) => {
            let to = frame.onward.or(first_page(entered.role));
            return Ok((cookies(&app, &entered), redirect(&to)).into_response());
        }
        (Proven::TooSoon(until), _) => return too_many(&app, frame, until),
        (Proven::Wrong, Factor::Passkey(_)) => fields
            .refuse("credential", "Cette clé d’accès n’a pas été reconnue. Recommencez, ou donnez un code."),
        (Proven::Wrong, Factor::Code(_)) => {
            fields.refuse("code", "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant.");
        }
    }
    let identity = identity_of(&app, &viewer).await?;
    web::refused(&second_factor_page(&app, &viewer, frame, &identity, &fields))
}

fn factor(fields: &Fields) -> Factor<'_> {
    match fields.get("credential") {
        "" => Factor::Code(fields.get("code")),
        answer => Factor::Passkey(answer),
    }
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
pub async fn enrolment(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let identity = identity_of(&app, &viewer).await?;
    let has_one = identity.has_second_factor() || is_persona(&app, &identity);
    if !viewer.owes_proof() && !viewer.is_fresh() && has_one {
        return Ok(redirect("/second-factor?next=/second-factor/enrolment"));
    }
    if !viewer.may_enrol(&identity) {
        return Err(Error::NotFound);
    }
    web::page(&enrolment_page(&app, &viewer, frame, &Fields::default()).await?)
}

/// The form, with what was drawn in this session.
pub async fn enrolment_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    fields: &Fields,
) -> Result<EnrolmentPage, Error> {
    let identity = identity_of(app, viewer).await?;
    let (_, session) = viewer.proving().ok_or(Error::NotFound)?;
    let draft = store::find_code_draft(&app.db, session.id).await?;
    let secret = draft.and_then(|sealed| app.secret.open(&sealed, code::SEALED_FOR));
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
pub async fn draw_codes(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    draw_codes::run(&write, &by).await?;
    write.commit().await?;
    Ok(redirect(&frame.onward.through("/second-factor/enrolment")))
}

/// Takes the first code: one-time codes are a second factor from now on.
pub async fn confirm_codes(
    Context { app, viewer, caller, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let confirming = Confirming { code: fields.get("code"), browser: &browser(&caller), hub: app.named() };
    let confirmed = confirm_codes::run(&write, &by, confirming).await?;
    write.commit().await?;
    if let Confirmed::Enrolled(enrolled) = confirmed {
        return enrolled_page(&app, frame, enrolled);
    }
    fields.refuse(
        "code",
        "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis essayez le suivant.",
    );
    web::refused(&enrolment_page(&app, &viewer, frame, &fields).await?)
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct RecoveryCodesPage {
    page: Frame,
    codes: Vec<String>,
    next: String,
}

/// A second factor was just set up: shows the recovery codes, once, when it is the first one.
pub fn enrolled_page(app: &App, frame: Frame, enrolled: Enrolled) -> Result<Response, Error> {
    let Enrolled { entered, recovery_codes } = enrolled;
    let shown = match recovery_codes {
        Some(codes) => recovery_page(frame, codes, entered.role)?,
        None => redirect_with("/account", "Votre second facteur est ajouté."),
    };
    Ok((cookies(app, &entered), shown).into_response())
}

fn recovery_page(mut frame: Frame, codes: Vec<String>, role: Role) -> Result<Response, Error> {
    frame.owes_proof = false;
    let next = frame.onward.or(first_page(role));
    web::page(&RecoveryCodesPage { page: frame.titled("Vos codes de secours"), codes, next })
}

/// Replaces the recovery codes, after the second factor.
pub async fn new_recovery_codes(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let renewed = renew_recovery_codes::run(&write, &by, app.named()).await?;
    write.commit().await?;
    match renewed {
        Renewed::Codes(codes) => recovery_page(frame, codes, viewer.role().ok_or(Error::NotFound)?),
        Renewed::ProveAgain => Ok(redirect("/second-factor?next=/account")),
    }
}
