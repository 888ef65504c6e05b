//! Signing in with a provider, and linking one to one's access.
//!
//! A provider's subject is nobody here until somebody signed in otherwise links it: an address it states proves nothing.

use askama::Template;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::entry::{browser, go_on, too_many};
use crate::acts::accounts::leave_for_provider::{self, Goal};
use crate::acts::accounts::return_from_provider::{self, Returning};
use crate::acts::accounts::unlink_provider::{self, Unlinked, Unlinking};
use crate::acts::accounts::{enter_by_provider, link_provider};
use crate::error::Error;
use crate::outside::openid::{self, Provider};
use crate::state::App;
use crate::web::{
    self, Context, Fields, Frame, Onward, onward_cookie, provider_cookie, redirect, redirect_with,
};

#[derive(Template)]
#[template(path = "accounts/leaving.html")]
struct LeavingPage {
    page: Frame,
    label: String,
    address: String,
}

/// Sends somebody to a provider to sign in.
pub async fn begin(context: Context<String>) -> Result<Response, Error> {
    let network = context.caller.network.clone();
    leave(context, Goal::SignIn(&network)).await
}

/// Sends somebody to a provider to link it to their access, after their second factor.
pub async fn begin_link(context: Context<String>) -> Result<Response, Error> {
    leave(context, Goal::Link).await
}

async fn leave(context: Context<String>, goal: Goal<'_>) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let provider = app.providers.find(&id).ok_or(Error::NotFound)?;
    match leave_for_provider::run(&app, &viewer.by(), provider, goal).await? {
        leave_for_provider::Outcome::Leaving { address, browser_token } => {
            let cookies = CookieJar::new().add(provider_cookie(browser_token, app.https));
            let cookies = cookies.add(onward_cookie(&frame.onward.next, app.https));
            Ok((cookies, leaving(frame, provider, address)?).into_response())
        }
        leave_for_provider::Outcome::TooSoon(until) => too_many(&app, frame, until),
        leave_for_provider::Outcome::ProveAgain => Ok(redirect("/second-factor?next=/account")),
        leave_for_provider::Outcome::Unreachable(refusal) => failed(frame, provider, &refusal),
    }
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
    Context { app, viewer, caller, frame, path: id }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let provider = app.providers.find(&id).ok_or(Error::NotFound)?;
    let returning = Returning {
        state: fields.get("state"),
        code: fields.get("code"),
        issuer: fields.get("iss"),
        browser_token: caller.provider_token.as_deref().unwrap_or_default(),
        browser: &browser(&caller),
        hub: app.named(),
    };
    let answer = match return_from_provider::run(&app, &viewer.by(), provider, returning).await? {
        return_from_provider::Outcome::NotAsked => return refused(frame, provider, false),
        return_from_provider::Outcome::NotRecognised(refusal) => return failed(frame, provider, &refusal),
        return_from_provider::Outcome::SignIn(outcome) => {
            let onward = Onward::in_cookie(caller.onward_page.as_deref());
            entered(&app, Frame { onward, ..frame }, provider, outcome)?
        }
        return_from_provider::Outcome::Link(outcome) => linked(provider, outcome)?,
    };
    let forgotten = CookieJar::new().add(provider_cookie(String::new(), app.https));
    let forgotten = forgotten.add(onward_cookie("", app.https));
    Ok((forgotten, answer).into_response())
}

fn entered(
    app: &App,
    frame: Frame,
    provider: &Provider,
    outcome: enter_by_provider::Outcome,
) -> Result<Response, Error> {
    match outcome {
        enter_by_provider::Outcome::Entered(entered) => Ok(go_on(app, &entered, &frame.onward)),
        enter_by_provider::Outcome::Unknown => refused(frame, provider, true),
    }
}

fn linked(provider: &Provider, outcome: link_provider::Outcome) -> Result<Response, Error> {
    let sentence = match outcome {
        link_provider::Outcome::Linked => {
            let said = format!("Vous pouvez maintenant vous connecter avec {}.", provider.label);
            return Ok(redirect_with("/account", &said));
        }
        link_provider::Outcome::AlreadyOwn => "Ce compte est déjà lié au vôtre.",
        link_provider::Outcome::Taken => "Ce compte est lié à un autre accès.",
        link_provider::Outcome::JustTaken => "Ce compte vient d’être lié à un autre accès.",
    };
    Err(Error::Refused(sentence.to_owned()))
}

/// Unlinks a provider from one's access, after the second factor.
pub async fn unlink(Context { app, viewer, path: id, .. }: Context<String>) -> Result<Response, Error> {
    let label = app.providers.find(&id).map_or(id.as_str(), |provider| &provider.label);
    let by = viewer.by();
    let write = app.write(&by).await?;
    let unlinking = Unlinking { provider: &id, label, hub: app.named() };
    let unlinked = unlink_provider::run(&write, &by, unlinking).await?;
    write.commit().await?;
    Ok(match unlinked {
        Unlinked::Done => redirect_with("/account", "Ce compte n’est plus lié au vôtre."),
        Unlinked::ProveAgain => redirect("/second-factor?next=/account"),
    })
}
