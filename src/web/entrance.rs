//! What somebody meets who is not signed in: the entrance in place of every page that is not public, whether it exists or not,
//! and afterwards the page they asked for, or the form they had begun.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use super::kept_form::{KeptForm, NotKept, OnlyShows};
use super::onward::{Onward, is_entrance, is_plain_form, sent_from};
use super::viewer::Caller;
use super::{FormAgain, Viewer, failure, redirect, redirect_with};
use crate::accounts::store;
use crate::db::Id;
use crate::error::Error;
use crate::state::App;

/// Where one signs in.
const SIGN_IN: &str = "/sign-in";
const SECOND_FACTOR: &str = "/second-factor";

/// What browsers and robots ask for by themselves: nobody is to sign in for it.
const ASKED_UNASKED: [&str; 7] = [
    "/static/",
    "/.well-known/",
    "/favicon.ico",
    "/robots.txt",
    "/sitemap.xml",
    "/apple-touch-icon",
    "/browserconfig.xml",
];

const SESSION_ENDED: &str = "Votre session est terminée\u{a0}: connectez-vous, puis recommencez.";
const WAITED_TOO_LONG: &str = "Vous êtes de nouveau connecté·e. Ce que vous aviez écrit n’a pas pu être repris, et rien n’a été envoyé\u{a0}: il n’est \
     gardé que trente minutes.";
const OF_SOMEBODY_ELSE: &str = "Vous êtes connecté·e. Ce qui avait été écrit l’avait été avec un autre accès\u{a0}: cela ne vous est pas montré, et rien \
     n’a été envoyé.";
const NOTHING_TO_SHOW: &str = "Vous êtes de nouveau connecté·e. Rien n’a été envoyé ni changé\u{a0}: recommencez ce que vous alliez faire.";

/// On an answer: the page is not public, and whoever asks has yet to sign in, or to give the second factor.
#[derive(Clone, Copy, Debug)]
enum SignInFirst {
    Everything,
    SecondFactor,
}

/// The answer to whoever is not admitted, or asks for what does not exist; the two cannot be told apart.
pub fn absent(viewer: &Viewer, request: &Request) -> Response {
    let first = match viewer.proving() {
        None => SignInFirst::Everything,
        Some(_) if viewer.owes_proof() => SignInFirst::SecondFactor,
        Some(_) => return Error::NotFound.into_response(),
    };
    let path = request.uri().path();
    let is_unasked = ASKED_UNASKED.iter().any(|one| path.starts_with(one));
    if is_unasked || ![Method::GET, Method::HEAD, Method::POST].contains(request.method()) {
        return Error::NotFound.into_response();
    }
    if is_for_script(request) {
        return failure(StatusCode::UNAUTHORIZED, SESSION_ENDED);
    }
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    response.extensions_mut().insert(first);
    response
}

/// Whether the answer is read by a script, or is a part of a page: it shows no page.
fn is_for_script(request: &Request) -> bool {
    let says =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mode = says("sec-fetch-mode");
    let accepts = says(header::ACCEPT.as_str());
    let wants_data = accepts.contains("application/json") && !accepts.contains("text/html");
    (!mode.is_empty() && mode != "navigate") || wants_data || request.uri().path().ends_with(".json")
}

/// Leads whoever is not signed in through the entrance, with the page they asked for or the form they sent.
pub async fn lead(State(app): State<App>, request: Request, next: Next) -> Result<Response, Error> {
    let is_form = request.method() == Method::POST && is_plain_form(request.headers());
    let (parts, body) = request.into_parts();
    let (fields, body) = if is_form {
        match Bytes::from_request(Request::from_parts(parts.clone(), body), &app).await {
            Ok(fields) => (fields.clone(), Body::from(fields)),
            Err(refusal) => return Ok(refusal.into_response()),
        }
    } else {
        (Bytes::new(), body)
    };
    let mut request = Request::from_parts(parts.clone(), body);
    let onward = (is_form && is_entrance(parts.uri.path())).then(|| Onward::in_form(&fields));
    if let Some(onward) = &onward {
        request.extensions_mut().insert(onward.clone());
    }
    let asked = Asked { app, parts, fields, next: next.clone() };
    let mut answer = next.run(request).await;
    if let Some(first) = answer.extensions_mut().remove::<SignInFirst>() {
        return asked.lead_in(first).await;
    }
    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    match (onward.filter(|onward| !onward.kept.is_empty()), to) {
        (Some(onward), Some(to)) => asked.lead_on(answer, onward, &to).await,
        _ => Ok(answer),
    }
}

/// A request, and what answers it: other pages may answer in its place.
struct Asked {
    app: App,
    parts: Parts,
    /// The fields of its form, if it sends one without files.
    fields: Bytes,
    next: Next,
}

impl Asked {
    /// To the entrance: with the address of the page, or with the form.
    async fn lead_in(&self, first: SignInFirst) -> Result<Response, Error> {
        if self.parts.method == Method::POST {
            let headers = self.parts.headers.clone();
            let mut entrance = self.show(SIGN_IN, self.keep().await?, headers).await?;
            // No challenge goes with it: a browser would open a box of its own for one.
            *entrance.status_mut() = StatusCode::UNAUTHORIZED;
            return Ok(entrance);
        }
        let address = self.parts.uri.path_and_query().map_or("", |address| address.as_str());
        let entrance = match first {
            SignInFirst::Everything => SIGN_IN,
            SignInFirst::SecondFactor => SECOND_FACTOR,
        };
        Ok(redirect(&Onward::to(address).through(entrance)))
    }

    /// Keeps the form, where it can be.
    async fn keep(&self) -> Result<Onward, Error> {
        let Self { app, parts, fields, .. } = self;
        let page = sent_from(parts);
        // A page that was itself the answer to this form cannot be opened by its address; the form comes back in its stead.
        let is_answer = page.split('?').next() == Some(parts.uri.path());
        let onward = Onward::to(if is_answer { "" } else { &page });
        let media = parts.headers.get(header::CONTENT_TYPE);
        if media.is_some_and(|media| media.as_bytes().starts_with(b"multipart/form-data")) {
            return Ok(Onward { lost: NotKept::File.sentence(), ..Onward::to(&page) });
        }
        let identity = self.last_identity().await?;
        Ok(match KeptForm::of(parts, fields, identity, app.now()) {
            Ok(form) => Onward { kept: form.seal(&app.secret)?, ..onward },
            Err(not_kept) => Onward { lost: not_kept.sentence(), ..Onward::to(&page) },
        })
    }

    /// Whom the browser was last known to be: by its session, which may have expired, or else by its device.
    async fn last_identity(&self) -> Result<Option<Id>, Error> {
        let caller = Caller::of(&self.parts, self.app.proxies, self.app.https);
        if let Some(token) = caller.session_token
            && let Some(identity) = store::find_last_identity(&self.app.db, &token).await?
        {
            return Ok(Some(identity));
        }
        let Some(token) = caller.device_token else { return Ok(None) };
        Ok(store::find_identity_of_device(&self.app.db, &token, self.app.now()).await?)
    }

    /// On from the entrance with a form: to its next page, or to the form itself.
    async fn lead_on(&self, entered: Response, onward: Onward, to: &str) -> Result<Response, Error> {
        let headers = with_cookies(&self.parts.headers, &entered);
        let mut answer = if is_entrance(to) {
            self.show(to, onward, headers).await?
        } else {
            self.show_form(&onward.kept, to, headers).await?
        };
        for cookie in entered.headers().get_all(header::SET_COOKIE) {
            answer.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        Ok(answer)
    }

    /// Shows a form as it was filled in to whoever filled it in.
    async fn show_form(&self, sealed: &str, to: &str, headers: HeaderMap) -> Result<Response, Error> {
        let Some(form) = KeptForm::open(sealed, &self.app.secret, self.app.now()) else {
            return Ok(redirect_with(to, WAITED_TOO_LONG));
        };
        let mut parts = self.parts.clone();
        parts.headers = headers;
        if self.identity_of(&parts).await? != Some(form.identity) {
            return Ok(redirect_with(to, OF_SOMEBODY_ELSE));
        }
        parts.uri = address_of(&form.address)?;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.extensions.insert(OnlyShows);
        let mut answer = self.next.clone().run(Request::from_parts(parts, Body::from(form.fields))).await;
        let Some(FormAgain(page)) = answer.extensions_mut().remove() else {
            return Ok(redirect_with(if form.page.is_empty() { to } else { &form.page }, NOTHING_TO_SHOW));
        };
        *answer.status_mut() = StatusCode::OK;
        // The length was that of the refused page: with it, a client that takes no compressed answer would be cut off.
        answer.headers_mut().remove(header::CONTENT_LENGTH);
        *answer.body_mut() = Body::from(page);
        Ok(answer)
    }

    async fn identity_of(&self, parts: &Parts) -> Result<Option<Id>, Error> {
        let caller = Caller::of(parts, self.app.proxies, self.app.https);
        let Some(token) = caller.session_token else { return Ok(None) };
        let signed_in = store::find_by_session(&self.app.db, &token, self.app.now()).await?;
        Ok(signed_in.and_then(|signed_in| signed_in.account.identity_id))
    }

    /// Shows another page in place of the one that was asked for.
    async fn show(&self, address: &str, onward: Onward, headers: HeaderMap) -> Result<Response, Error> {
        let mut parts = self.parts.clone();
        parts.method = Method::GET;
        parts.uri = address_of(address)?;
        parts.headers = headers;
        for sent in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
            parts.headers.remove(sent);
        }
        parts.extensions.insert(onward);
        Ok(self.next.clone().run(Request::from_parts(parts, Body::empty())).await)
    }
}

fn address_of(address: &str) -> Result<Uri, Error> {
    address.parse().map_err(|_| Error::Broken("an address of the hub is not one".to_owned()))
}

/// The headers of a request whose browser already has the cookies of an answer.
fn with_cookies(headers: &HeaderMap, answer: &Response) -> HeaderMap {
    let given = answer.headers().get_all(header::SET_COOKIE).iter();
    let given = given.filter_map(|cookie| Cookie::parse(cookie.to_str().ok()?.to_owned()).ok());
    let jar = given.fold(CookieJar::from_headers(headers), |jar, cookie| match cookie.value() {
        "" => jar.remove(Cookie::from(cookie.name().to_owned())),
        _ => jar.add(cookie),
    });
    let pairs: Vec<String> =
        jar.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
    let mut headers = headers.clone();
    match HeaderValue::from_str(&pairs.join("; ")) {
        Ok(cookies) => headers.insert(header::COOKIE, cookies),
        Err(_) => headers.remove(header::COOKIE),
    };
    headers
}
