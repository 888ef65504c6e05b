//! Signing in with a provider, and linking one to one's access.
//!
//! A provider's subject is nobody here until somebody signed in otherwise links it: an address it states proves nothing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::entry::{Bearer, Proof, open_session};
use super::notices::{Change, tell};
use super::slowdown::{count_attempt, too_many};
use crate::accounts::store::{self, Attempted, Sent};
use crate::app::App;
use crate::db::{Id, is_duplicate};
use crate::error::Error;
use crate::openid::{self, Provider, Recognised, Request};
use crate::secret;
use crate::web::{
    self, Caller, Fields, Frame, Viewer, provider_cookie, provider_cookie_name, redirect, redirect_with,
};

/// What the sealed verifier of PKCE is sealed for.
const SEALED_FOR: &str = "provider_requests.pkce_verifier";

#[derive(Template)]
#[template(path = "accounts/leaving.html")]
struct LeavingPage {
    page: Frame,
    label: String,
    address: String,
}

/// Sends somebody to a provider to sign in.
pub async fn begin(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let provider = app.providers.find(&id).ok_or(Error::NotFound)?;
    let state = secret::token()?;
    let begun = begun(&app, &caller, &state);
    if let Some(until) = count_attempt(&app, &viewer, None, ("provider", &begun)).await? {
        return too_many(frame, until.seconds() - app.now().seconds());
    }
    send(&app, &viewer, frame, provider, (state, None)).await
}

/// A sign-in that begins is counted for its network until it ends well: each makes the hub ask the provider.
fn begun(app: &App, caller: &Caller, state: &str) -> Attempted {
    Attempted::new(&app.secret, &format!("provider {state}"), &caller.network, None)
}

/// Sends somebody to a provider to link it to their access, after their second factor.
pub async fn begin_link(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let identity = viewer.account().and_then(|account| account.identity_id).ok_or(Error::NotFound)?;
    if !viewer.is_fresh() {
        return Ok(redirect("/second-factor?next=/account"));
    }
    let provider = app.providers.find(&id).ok_or(Error::NotFound)?;
    send(&app, &viewer, frame, provider, (secret::token()?, Some(identity))).await
}

async fn send(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    provider: &Provider,
    (state, identity): (String, Option<Id>),
) -> Result<Response, Error> {
    let verifier = if provider.pkce { Some(secret::token()?) } else { None };
    let request = Request { state, nonce: secret::token()?, pkce_verifier: verifier };
    let address = match openid::address(provider, &return_to(app, provider), &request).await {
        Ok(address) => address,
        Err(refusal) => return failed(frame, provider, &refusal),
    };
    let browser = secret::token()?;
    let sealed = request.pkce_verifier.map(|verifier| app.secret.seal(verifier.as_bytes(), SEALED_FOR));
    let write = app.write(viewer).await?;
    let sent = Sent {
        provider: provider.id.clone(),
        nonce: request.nonce,
        pkce_verifier: sealed.transpose()?,
        identity,
    };
    store::insert_request(&write, &request.state, &browser, sent).await?;
    write.commit().await?;
    let kept = CookieJar::new().add(provider_cookie(browser, app.https));
    Ok((kept, leaving(frame, provider, address)?).into_response())
}

/// A page that goes on to the provider by itself: a form that redirects to another site is blocked by our own policy, which
/// allows forms to go to the hub only.
fn leaving(frame: Frame, provider: &Provider, address: String) -> Result<Response, Error> {
    let refresh = HeaderValue::from_str(&format!("0; url={address}"));
    let refresh = refresh.map_err(|error| Error::Broken(error.to_string()))?;
    let page = frame.titled(format!("Vous allez chez {}", provider.label));
    let mut response = web::page(&LeavingPage { page, label: provider.label.clone(), address })?;
    response.headers_mut().insert(header::REFRESH, refresh);
    Ok(response)
}

/// Where the provider sends people back to.
fn return_to(app: &App, provider: &Provider) -> String {
    format!("{}/sign-in/providers/{}/callback", app.base_url, provider.id)
}

#[derive(Template)]
#[template(path = "accounts/provider_refused.html")]
struct RefusedPage {
    page: Frame,
    label: String,
    /// Recognised by the provider, but nobody here.
    unknown: bool,
}

fn refused(frame: Frame, provider: &Provider, unknown: bool) -> Result<Response, Error> {
    let title = if unknown { "Le hub ne vous connaît pas encore ainsi" } else { "Cela n’a pas abouti" };
    web::refused(&RefusedPage { page: frame.titled(title), label: provider.label.clone(), unknown })
}

fn failed(frame: Frame, provider: &Provider, refusal: &openid::Refusal) -> Result<Response, Error> {
    tracing::warn!(provider = provider.id, "{refusal}");
    refused(frame, provider, false)
}

/// Takes the provider's answer: it signs in whoever it is linked to, or links it to whoever asked for that.
pub async fn callback(
    State(app): State<App>,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let provider = app.providers.find(&id).ok_or(Error::NotFound)?;
    let browser = cookies.get(provider_cookie_name(app.https)).map_or("", |cookie| cookie.value());
    let write = app.write(&viewer).await?;
    let sent = store::take_request(&write, &id, fields.get("state"), browser).await?;
    write.commit().await?;
    let Some(sent) = sent.filter(|_| openid::is_from(provider, fields.get("iss"))) else {
        return refused(frame, provider, false);
    };
    let request = Request {
        state: String::new(),
        nonce: sent.nonce,
        pkce_verifier: sent.pkce_verifier.and_then(|sealed| opened(&app, &sealed)),
    };
    let code = fields.get("code");
    let recognised = match openid::recognise(provider, &return_to(&app, provider), &request, code).await {
        Ok(recognised) => recognised,
        Err(refusal) => return failed(frame, provider, &refusal),
    };
    let answered = match sent.identity {
        Some(identity) => link(&app, &viewer, (provider, recognised), identity).await?,
        None => {
            let begun = begun(&app, &caller, fields.get("state"));
            enter(&app, (&viewer, &caller, &cookies), frame, (provider, recognised), &begun).await?
        }
    };
    let forgotten = CookieJar::new().add(provider_cookie(String::new(), app.https));
    Ok((forgotten, answered).into_response())
}

fn opened(app: &App, sealed: &str) -> Option<String> {
    app.secret.open(sealed, SEALED_FOR).and_then(|verifier| String::from_utf8(verifier).ok())
}

/// Opens a session for whoever is linked; what the provider proved counts as both factors only where the settings say so.
async fn enter(
    app: &App,
    (viewer, caller, cookies): (&Viewer, &Caller, &CookieJar),
    frame: Frame,
    (provider, recognised): (&Provider, Recognised),
    begun: &Attempted,
) -> Result<Response, Error> {
    let both = provider.proves_both(recognised.acr.as_deref());
    let proof = if both { Proof::Both } else { Proof::First };
    let write = app.write(viewer).await?;
    let identity = store::find_identity_by_subject(write.on(), &provider.id, &recognised.subject).await?;
    let entered = match identity.filter(|identity| identity.deactivated_at.is_none()) {
        Some(identity) => {
            store::delete_failures(&write, begun).await?;
            open_session(app, &write, (&identity, proof), caller, cookies).await?
        }
        None => None,
    };
    write.commit().await?;
    entered.map_or_else(|| refused(frame, provider, true), Ok)
}

/// Links the subject to whoever asked, if it is still they who are signed in.
async fn link(
    app: &App,
    viewer: &Viewer,
    (provider, recognised): (&Provider, Recognised),
    identity: Id,
) -> Result<Response, Error> {
    let own = viewer.account().and_then(|account| account.identity_id);
    if own != Some(identity) {
        return Err(Error::NotFound);
    }
    let write = app.write(viewer).await?;
    let known = store::find_identity_by_subject(write.on(), &provider.id, &recognised.subject).await?;
    if let Some(known) = known {
        let same = known.id == identity;
        let sentence = if same {
            "Ce compte est déjà lié au vôtre."
        } else {
            "Ce compte est lié à un autre accès."
        };
        return Err(Error::Refused(sentence.to_owned()));
    }
    match store::insert_subject(&write, identity, &provider.id, &recognised.subject).await {
        Err(error) if is_duplicate(&error) => {
            return Err(Error::Refused("Ce compte vient d’être lié à un autre accès.".to_owned()));
        }
        other => other?,
    }
    let linked = store::find_identity(write.on(), identity).await?.ok_or(Error::NotFound)?;
    tell(app, &write, &linked, Change::ProviderLinked(&provider.label)).await?;
    write.commit().await?;
    Ok(redirect_with("/account", &format!("Vous pouvez maintenant entrer avec {}.", provider.label)))
}

/// Unlinks a provider from one's access, after the second factor.
pub async fn unlink(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if !viewer.is_fresh() {
        return Ok(redirect("/second-factor?next=/account"));
    }
    let identity = viewer.account().and_then(|account| account.identity_id).ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    if !store::delete_subjects(&write, identity, &id).await? {
        return Err(Error::NotFound);
    }
    let unlinked = store::find_identity(write.on(), identity).await?.ok_or(Error::NotFound)?;
    let label = app.providers.find(&id).map_or(id.as_str(), |provider| &provider.label);
    tell(&app, &write, &unlinked, Change::ProviderUnlinked(label)).await?;
    write.commit().await?;
    Ok(redirect_with("/account", "Ce compte n’est plus lié au vôtre."))
}
