//! What stands before every handler: who asks, whether they may, and the headers of every answer.

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::viewer::{Caller, Viewer, session_cookie_name};
use super::{redirect, with_query};
use crate::accounts::access::Access;
use crate::accounts::brake::Verdict;
use crate::accounts::store;
use crate::app::App;
use crate::db::{Id, READ};
use crate::error::{self, Error};

/// Whose files an answer shows. The answer leaves only once they are counted and noted in the journal.
#[derive(Clone, Debug)]
pub struct Opened(pub Vec<Id>);

/// Finds who asks from the session cookie, hands it on with the request, and notes whose files the answer opens.
pub async fn note_viewer(
    State(app): State<App>,
    cookies: CookieJar,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return Err(Error::Unreadable("a NUL in an address".to_owned()));
    }
    let signed = match cookies.get(session_cookie_name(app.https)) {
        Some(cookie) => store::find_by_session(&app.db, cookie.value(), app.now()).await?,
        None => None,
    };
    let viewer = Viewer::new(signed, app.rules, app.now());
    let asked = (request.method() == Method::GET).then(|| request.uri().path().to_owned());
    request.extensions_mut().insert(viewer.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Opened>() {
        Some(opened) => open(&app, &viewer, &opened.0, asked, response).await,
        None => Ok(response),
    }
}

async fn open(
    app: &App,
    viewer: &Viewer,
    people: &[Id],
    asked: Option<String>,
    response: Response,
) -> Result<Response, Error> {
    let (Some(account), Some((_, session))) = (viewer.account(), viewer.proving()) else {
        return Err(Error::NotFound);
    };
    let write = app.write(viewer).await?;
    let verdict = store::open_files(&write, account, session, people, READ, app.limits).await?;
    if verdict == Verdict::Stopped {
        store::tell_stopped(&write, &app.secret, account).await?;
    }
    write.commit().await?;
    Ok(match verdict {
        Verdict::Opened => response,
        Verdict::ProveAgain => prove_again(asked.as_deref().unwrap_or("/")),
        Verdict::Stopped => error::page(
            StatusCode::TOO_MANY_REQUESTS,
            "Vous avez ouvert beaucoup de dossiers aujourd’hui. Par précaution, les autres restent fermés jusqu’à demain, \
             et le hub est prévenu.",
        ),
    })
}

/// Asks for the second factor again, then goes on to a page.
fn prove_again(next: &str) -> Response {
    redirect(&with_query("/second-factor", &[("next", next)]))
}

/// Lets through those whom the route admits; to the others the route does not exist.
pub async fn admit(
    State(access): State<Access>,
    viewer: Viewer,
    mut request: Request,
    next: Next,
) -> Response {
    if !viewer.is_admitted(access) {
        return Error::NotFound.into_response();
    }
    if let Access::Fresh(_) = access
        && !viewer.is_fresh()
    {
        let path = request.uri().path();
        // What was sent is not kept: an action begins again from the list it belongs to.
        let list = format!("/{}", path.split('/').nth(1).unwrap_or_default());
        return prove_again(if request.method() == Method::GET { path } else { &list });
    }
    if let Access::With(right) | Access::Fresh(right) = access {
        request.extensions_mut().insert(viewer.narrowed_to(right));
    }
    next.run(request).await
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        Ok(Self::of(parts, App::from_ref(state).proxies))
    }
}

/// Turns the bare refusals of the layers below (a key that is none, a form from another site, a body too large) into pages.
pub async fn refusals_as_pages(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    if !status.is_client_error() || is_page {
        return response;
    }
    error::page(
        status,
        match status {
            StatusCode::FORBIDDEN => {
                "Cette demande vient d’un autre site : elle a été refusée, et rien n’a changé."
            }
            StatusCode::PAYLOAD_TOO_LARGE => "Ce que vous envoyez est trop volumineux.",
            StatusCode::NOT_FOUND => "Cette page n’existe pas, ou elle n’est pas pour vous.",
            _ => "Nous n’avons pas compris cette demande.",
        },
    )
}

/// No script, style, image or form but our own; no frame; nothing kept by a shared cache.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers that hold the browser to our own origin.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
