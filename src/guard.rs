//! What stands before every handler: who asks, whether they may, and the headers of every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use axum_extra::extract::CookieJar;

use crate::accounts::access::Access;
use crate::accounts::entry::is_visit_due;
use crate::accounts::rate_limit::Verdict;
use crate::accounts::store;
use crate::accounts::store::SignedIn;
use crate::acts::accounts::{note_visit, open_files};
use crate::db::Id;
use crate::error::Error;
use crate::state::App;
use crate::web::{self, Opened, Viewer, redirect, session_cookie_name, with_query};

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
    let viewer = match cookies.get(session_cookie_name(app.https)) {
        Some(cookie) => find_viewer(&app, cookie.value()).await?,
        None => Viewer::new(None, app.rules, app.now()),
    };
    let path = (request.method() == Method::GET).then(|| request.uri().path().to_owned());
    request.extensions_mut().insert(viewer.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Opened>() {
        Some(opened) => open(&app, &viewer, &opened.0, path, response).await,
        None => Ok(response),
    }
}

/// The viewer of a session's token, or the public; now and then the visit is written.
async fn find_viewer(app: &App, token: &str) -> Result<Viewer, Error> {
    let now = app.now();
    let Some(SignedIn { account, session, seen_at }) = store::find_by_session(&app.db, token, now).await?
    else {
        return Ok(Viewer::new(None, app.rules, now));
    };
    let viewer = Viewer::new(Some((account, session)), app.rules, now);
    if is_visit_due(seen_at, now) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        note_visit::run(&write, &by).await?;
        write.commit().await?;
    }
    Ok(viewer)
}

async fn open(
    app: &App,
    viewer: &Viewer,
    people: &[Id],
    path: Option<String>,
    response: Response,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let verdict = open_files::run(&write, &by, people, app.limits).await?;
    write.commit().await?;
    Ok(match verdict {
        Verdict::Opened => response,
        Verdict::ProveAgain => prove_again(path.as_deref().unwrap_or("/")),
        Verdict::Stopped => web::failure(
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

/// A route that lets through those whom it admits; to the others it does not exist.
pub fn guarded(access: Access, route: MethodRouter<App>) -> MethodRouter<App> {
    route.route_layer(from_fn_with_state(access, admit))
}

async fn admit(State(access): State<Access>, viewer: Viewer, mut request: Request, next: Next) -> Response {
    if !viewer.is_admitted(access) {
        return Error::NotFound.into_response();
    }
    if let Access::Fresh(_) = access
        && !viewer.is_fresh()
    {
        let path = request.uri().path();
        // What was sent is not stored: an action begins again from the list it belongs to.
        let list = format!("/{}", path.split('/').nth(1).unwrap_or_default());
        return prove_again(if request.method() == Method::GET { path } else { &list });
    }
    if let Access::With(right) | Access::Fresh(right) = access {
        request.extensions_mut().insert(viewer.narrowed_to(right));
    }
    next.run(request).await
}

/// Turns the bare refusals of the layers below (a malformed id, a form from another site, a body too large) into pages.
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
    web::failure(
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

/// No script, style, image or form but our own; no frame; nothing stored by a shared cache.
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
