//! What stands before every handler: who asks, whether they may, and the headers of every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::viewer::{SESSION_COOKIE, Viewer};
use crate::accounts::access::Access;
use crate::accounts::store;
use crate::app::App;
use crate::error::{self, Error};

/// Finds who asks from the session cookie, and hands it on with the request.
pub async fn note_viewer(
    State(app): State<App>,
    cookies: CookieJar,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let account = match cookies.get(SESSION_COOKIE) {
        Some(cookie) => store::find_by_session(&app.db, cookie.value(), app.now()).await?,
        None => None,
    };
    request.extensions_mut().insert(Viewer::new(account));
    Ok(next.run(request).await)
}

/// Lets through those whom the route admits; to the others the route does not exist.
pub async fn admit(State(access): State<Access>, viewer: Viewer, request: Request, next: Next) -> Response {
    if access.admits(viewer.role()) {
        next.run(request).await
    } else {
        axum::response::IntoResponse::into_response(Error::NotFound)
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
