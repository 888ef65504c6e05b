//! What stands before every handler: who asks, whether they may, whether they asked already, and the headers of every answer.

use std::time::Duration;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use axum_extra::extract::CookieJar;
use tokio::time::sleep;

use crate::accounts::access::{Access, Right, Role};
use crate::accounts::entry::is_visit_due;
use crate::accounts::rate_limit::{self, Verdict};
use crate::accounts::store;
use crate::accounts::store::SignedIn;
use crate::accounts::viewer::By;
use crate::acts::accounts::{note_visit, open_files, open_list};
use crate::db::{self, Answer, Hub, Id, Sending, Used};
use crate::error::Error;
use crate::limits;
use crate::overview::store::{find_coordinator_of, lately};
use crate::state::App;
use crate::web::frame::gives_cookies;
use crate::web::{
    self, Again, Frame, Human, InDoubt, Listed, Onward, Opened, Rehearsal, Viewer, asked, entrance, redirect,
    redirect_with, sent_form, sent_from, session_cookie_name,
};

/// Finds who asks from the session cookie, hands it on with the request, and notes whose files the answer opens, or how many names it
/// lists.
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
    let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let human = if is_asset(request.uri()) { None } else { find_human(&app, &viewer).await? };
    if viewer.is_staff() && !is_asset(request.uri()) && is_in_rehearsal(&app).await? {
        request.extensions_mut().insert(Rehearsal { may_open: viewer.may(Right::ChooseSettings) });
    }
    request.extensions_mut().insert(viewer.clone());
    if let Some(human) = human.clone() {
        request.extensions_mut().insert(human);
    }
    let mut response = next.run(request).await;
    if viewer.account().is_some() {
        response = web::failure_for(as_page(response), &viewer, human);
    }
    if let Some(Listed(names)) = response.extensions_mut().remove::<Listed>() {
        return list(&app, &viewer, names, &address, response).await;
    }
    match response.extensions_mut().remove::<Opened>() {
        Some(opened) => open(&app, &viewer, opened.0, path, response).await,
        None => Ok(response),
    }
}

async fn is_in_rehearsal(app: &App) -> Result<bool, Error> {
    Ok(!app.demo && db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal))
}

fn is_asset(address: &Uri) -> bool {
    address.path().starts_with("/static/")
}

/// Whom a mentee or a mentor calls: who coordinates for them, else the hub. Others have colleagues.
async fn find_human(app: &App, viewer: &Viewer) -> Result<Option<Human>, Error> {
    if !matches!(viewer.role(), Some(Role::Mentee | Role::Mentor)) {
        return Ok(None);
    }
    let email = app.contact_email.clone();
    if let Some(coordinator) = find_coordinator_of(&app.db, viewer.scope_of(Right::OpenFiles)).await? {
        return Ok(Some(Human::hub(String::new(), email).named(&coordinator)));
    }
    let public_page = lately::public_page(app.lately()).await?;
    let hub = public_page.hub_name.clone().unwrap_or_else(|| "Le hub".to_owned());
    Ok(Some(Human::hub(hub, email)))
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
        write.commit_readings().await?;
    }
    Ok(viewer)
}

async fn open(
    app: &App,
    viewer: &Viewer,
    people: Vec<Id>,
    path: Option<String>,
    response: Response,
) -> Result<Response, Error> {
    Ok(match open_files::together(app, viewer.by(), people).await? {
        Verdict::Opened => response,
        Verdict::ProveAgain => prove_again(path.as_deref().unwrap_or("/")),
        Verdict::Stopped => web::failure(
            StatusCode::TOO_MANY_REQUESTS,
            "Vous avez ouvert beaucoup de dossiers aujourd’hui. Par précaution, les autres restent fermés jusqu’à demain, \
             et le hub est prévenu.",
        ),
    })
}

/// Counts and notes a page of a list, for those who work with people of others: a mentor's or mentee's lists are their own.
async fn list(
    app: &App,
    viewer: &Viewer,
    names: usize,
    address: &str,
    response: Response,
) -> Result<Response, Error> {
    let (Some(account), true, true) = (viewer.account(), viewer.is_staff(), names > 0) else {
        return Ok(response);
    };
    let is_limited = account.role.is_partner_staff();
    // Of whoever is not limited it is noted once an hour that they read a list, whatever they search in it.
    let noted = if is_limited { address } else { address.split('?').next().unwrap_or_default() };
    let page = store::ListPage::new(&app.secret, account.id, noted, names);
    if !is_limited && store::has_read_list(&app.db, &page, app.now().plus(-rate_limit::HOUR)).await? {
        return Ok(response);
    }
    let by = viewer.by();
    let write = app.write(&by).await?;
    let verdict = open_list::run(&write, &by, &page, app.limits).await?;
    write.commit_readings().await?;
    Ok(match verdict {
        Verdict::Opened => response,
        Verdict::ProveAgain => prove_again(address),
        Verdict::Stopped => web::failure(
            StatusCode::TOO_MANY_REQUESTS,
            "Vous avez lu beaucoup de noms ou de dossiers aujourd’hui. Par précaution, les listes restent fermées jusqu’à demain, et \
             le hub est prévenu.",
        ),
    })
}

/// Asks for the second factor again, then goes on to a page.
fn prove_again(next: &str) -> Response {
    redirect(&Onward::to(next).through("/second-factor"))
}

/// How the address begins that asks for the second factor again.
const PROVE_AGAIN: &str = "/second-factor?";

/// A route that lets through those whom it admits; to the others it does not exist.
pub fn guarded(access: Access, route: MethodRouter<App>) -> MethodRouter<App> {
    route.route_layer(from_fn_with_state(access, admit))
}

async fn admit(State(access): State<Access>, viewer: Viewer, mut request: Request, next: Next) -> Response {
    if !viewer.is_admitted(access) {
        return entrance::absent(&viewer, &request);
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
    if access.is_public() || request.method() != Method::GET {
        return next.run(request).await;
    }
    match limits::SHOWING.place().await {
        Ok(_place) => next.run(request).await,
        Err(stopped) => Error::Stopped(stopped).into_response(),
    }
}

/// The answer where there is nothing: the same as where somebody is not admitted.
pub async fn nothing(viewer: Viewer, request: Request) -> Response {
    entrance::absent(&viewer, &request)
}

/// How long a form that arrives again waits for the answer to the first one; longer than a round keeps its visitor.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Lets each form through once, however often it arrives: whoever sends it again goes where the first one led, and is told so.
pub async fn once(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if request.method() != Method::POST {
        return Ok(next.run(request).await);
    }
    let answered = answer_once(&app, &viewer, request, next).await;
    if let Some(writer) = viewer.id() {
        app.cache.note_written(writer);
    }
    answered
}

async fn answer_once(app: &App, viewer: &Viewer, request: Request, next: Next) -> Result<Response, Error> {
    let (sending, request) = match sent_form::read(app, request).await {
        Ok(read) => read,
        Err(refusal) => return Ok(refusal),
    };
    let Some(sending) = sending else { return Ok(next.run(request).await) };
    let (mut parts, body) = request.into_parts();
    let again = AlreadyDonePage::new(Frame::of(&parts, app, viewer), sent_from(&parts));
    if let Some(used) = find_answered(app, &sending).await? {
        return again.answer(used);
    }
    parts.extensions.insert(sending.clone());
    let request = Request::from_parts(parts, body);
    // Whoever presses a button twice gives the first answer up, and the connection may close: the act goes on to its end, so
    // that the second press finds what came of it.
    let asked = asked::spawn(answer(app.clone(), sending.clone(), request, next));
    let response = match asked.await {
        Ok(response) => response,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The hub is ending.
            Err(cancelled) => return Err(Error::Stopped(cancelled.into())),
        },
    };
    if db::find_used(&app.db, &sending).await?.is_some_and(|used| !sending.has_used(&used))
        && let Some(used) = find_answered(app, &sending).await?
    {
        return again.answer(used);
    }
    Ok(response)
}

/// Answers a form, and notes where the answer leads if the form was used up.
async fn answer(app: App, sending: Sending, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    // What was done is done: an answer that cannot be noted is given all the same.
    if let Err(error) = note_answer(&app, &sending, kept_of(&response)).await {
        tracing::error!(%error, "the answer to a form was not noted");
    }
    response
}

/// What is kept of an answer; `None` when what was asked for is not done, and may be asked for again with the same form.
fn kept_of(response: &Response) -> Option<Answer> {
    if response.extensions().get::<InDoubt>().is_some() {
        // If its row is there, so is what it asked for.
        return Some(Answer::default());
    }
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let status = response.status();
    let must_prove = to.is_some_and(|to| to.starts_with(PROVE_AGAIN));
    if status.is_client_error() || status.is_server_error() || must_prove {
        return None;
    }
    Some(Answer {
        // Where a session leads is of no use to a browser that never got its cookie.
        leads_to: to.filter(|_| !gives_cookies(response)).map(str::to_owned),
        told: response.extensions().get::<Again>().map(|again| again.0.clone()),
    })
}

async fn note_answer(app: &App, sending: &Sending, answer: Option<Answer>) -> Result<(), Error> {
    if db::find_used(&app.db, sending).await?.is_none_or(|used| !sending.has_used(&used)) {
        return Ok(());
    }
    let write = app.write(&By::Hub).await?;
    match answer {
        Some(answer) => db::save_answer(&write, sending, answer).await?,
        None => db::release_form(&write, sending).await?,
    }
    Ok(write.commit_readings().await?)
}

/// What used a form up, once its answer is known or was waited for long enough; `None` while the form may be used.
async fn find_answered(app: &App, sending: &Sending) -> Result<Option<Used>, Error> {
    let mut waited = Duration::ZERO;
    loop {
        let used = db::find_used(&app.db, sending).await?;
        if waited >= LONGEST_ANSWER || used.as_ref().is_none_or(|used| used.is_answered) {
            return Ok(used);
        }
        sleep(LOOK_EVERY).await;
        waited += LOOK_EVERY;
    }
}

/// What somebody is told whose form arrived a second time.
const ALREADY_DONE: &str = "C’est déjà fait : votre envoi n’a été pris en compte qu’une fois.";

/// The answer to a form that was answered with a page, which cannot be shown again.
#[derive(Template)]
#[template(path = "home/already_done.html")]
struct AlreadyDonePage {
    page: Frame,
    sentence: &'static str,
    /// What the first answer said, if it is known.
    told: String,
    /// The page that the form stood on; the first page for whoever is not signed in.
    next: String,
}

impl AlreadyDonePage {
    fn new(frame: Frame, from: String) -> Self {
        let is_known = frame.viewer_name.is_some() && !from.is_empty();
        Self {
            page: frame.titled("C’est déjà fait"),
            sentence: ALREADY_DONE,
            told: String::new(),
            next: if is_known { from } else { "/".to_owned() },
        }
    }

    fn answer(mut self, used: Used) -> Result<Response, Error> {
        match used.answer.leads_to {
            Some(path) => Ok(redirect_with(&path, ALREADY_DONE)),
            None => {
                self.told = used.answer.told.unwrap_or_default();
                web::page(&self)
            }
        }
    }
}

/// Turns the bare refusals of the layers below (a malformed id, a form from another site, a body too large, a request that took too
/// long) into pages.
pub async fn refusals_as_pages(request: Request, next: Next) -> Response {
    as_page(next.run(request).await)
}

fn as_page(response: Response) -> Response {
    let status = response.status();
    let media = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_page = media.is_some_and(|media| media.starts_with(b"text/html"));
    let is_cut = status == StatusCode::SERVICE_UNAVAILABLE && media.is_none();
    if !is_cut && (!status.is_client_error() || is_page) {
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
            StatusCode::SERVICE_UNAVAILABLE => {
                "Cette demande prend trop de temps. Regardez si ce que vous avez demandé est fait, avant de recommencer."
            }
            _ => "Nous n’avons pas compris cette demande.",
        },
    )
}

/// No script, style, image or form but our own; no frame; nothing stored by a shared cache.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For two years, whoever came once over https comes over nothing else.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000";

/// Adds the headers that hold the browser to our own origin.
pub async fn security_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // It would tell which addresses exist.
    headers.remove(header::ALLOW);
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    if app.https {
        set(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(response: &Response) -> &str {
        response.headers().get(header::CONTENT_TYPE).unwrap().to_str().unwrap()
    }

    #[test]
    fn a_request_that_was_cut_gets_a_page_and_what_a_program_is_told_stays_as_it_is() {
        let cut = as_page(StatusCode::SERVICE_UNAVAILABLE.into_response());
        assert_eq!(
            (cut.status(), media(&cut)),
            (StatusCode::SERVICE_UNAVAILABLE, "text/html; charset=utf-8")
        );
        let told = as_page((StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response());
        assert_eq!(media(&told), "text/plain; charset=utf-8");
    }
}
