//! What stands around every page: who is signed in, where one can go, and what was just done.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::viewer::Viewer;
use crate::accounts::access::{Right, Role};
use crate::app::App;
use crate::error::Error;

/// The cookie that carries a message over a redirection.
const FLASH_COOKIE: &str = "tandem_flash";

/// A link of the main navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Its words.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Whether one is there.
    pub current: bool,
}

/// A link to a page.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link to a page.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// What was just done, said once.
#[derive(Clone, Debug)]
pub struct Flash {
    /// `success` or `error`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

/// What stands around a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// The name of who is signed in.
    pub viewer_name: Option<String>,
    /// What they do here.
    pub viewer_role: &'static str,
    /// Where they can go.
    pub nav: Vec<NavItem>,
    /// The pages above this one, the widest first.
    pub trail: Vec<Link>,
    /// What was just done.
    pub flash: Option<Flash>,
    /// Whether everybody here is invented.
    pub demo: bool,
    /// Whether a second factor is still owed: only proving or leaving is offered.
    pub owes_proof: bool,
}

impl Frame {
    /// The same frame, with the title of the page.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same frame, under another page.
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.trail.push(Link::new(label, href));
        self
    }
}

impl<S> FromRequestParts<S> for Frame
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let viewer = Viewer::from_request_parts(parts, state).await?;
        let cookies = CookieJar::from_headers(&parts.headers);
        Ok(Self {
            title: String::new(),
            viewer_name: viewer.account().map(|account| account.name.clone()),
            viewer_role: viewer.role().map_or("", Role::label),
            nav: nav(&viewer, parts.uri.path()),
            trail: Vec::new(),
            flash: cookies.get(FLASH_COOKIE).and_then(read_flash),
            demo: App::from_ref(state).demo,
            owes_proof: viewer.owes_proof(),
        })
    }
}

/// Where one can go with each right; the first entry is one's own page.
const NAV: &[(&str, &str, Right)] = &[
    ("Ma journée", "/dashboard", Right::SteerHub),
    ("Mentors", "/mentors", Right::SeePeople),
    ("Mentoré·es", "/mentees", Right::SeePeople),
    ("Appariement", "/rounds", Right::Propose),
    ("Propositions", "/proposals", Right::Propose),
    ("Tandems", "/tandems", Right::SeeTandems),
    ("Territoire", "/territory", Right::SteerHub),
    ("Résultats", "/results", Right::SeeFigures),
    ("Structures", "/organisations", Right::SeeOrganisations),
    ("Dossier d’une autre antenne", "/exceptional-openings", Right::OpenExceptionally),
    ("Accès", "/access", Right::GiveAccess),
    ("Journal", "/journal", Right::SearchJournal),
];

fn nav(viewer: &Viewer, path: &str) -> Vec<NavItem> {
    let own = matches!(viewer.role(), Some(Role::Mentor | Role::Mentee)).then_some(("Mon espace", "/me"));
    let rights = NAV.iter().filter(|(_, _, right)| viewer.may(*right)).map(|&(label, href, _)| (label, href));
    own.into_iter()
        .chain(rights)
        .map(|(label, href)| NavItem { label, href, current: path.starts_with(href) })
        .collect()
}

fn read_flash(cookie: &Cookie<'_>) -> Option<Flash> {
    let bytes: Option<Vec<u8>> = hex_bytes(cookie.value()).collect();
    Some(Flash { kind: "success", text: String::from_utf8(bytes?).ok()? })
}

/// Cookies hold no accents and no spaces: the sentence travels in hexadecimal.
fn hex_bytes(text: &str) -> impl Iterator<Item = Option<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
}

/// Sends the visitor to a page.
pub fn redirect(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// Sends the visitor to a page that says what was done.
pub fn redirect_with(to: &str, sentence: &str) -> Response {
    let value: String = sentence.bytes().map(|byte| format!("{byte:02x}")).collect();
    (CookieJar::new().add(flash_cookie(value, time::Duration::minutes(1))), Redirect::to(to)).into_response()
}

fn flash_cookie(value: String, length: time::Duration) -> Cookie<'static> {
    Cookie::build((FLASH_COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(length)
        .build()
}

/// Makes the browser forget a message once a page showed it.
pub async fn forget_flash(
    cookies: CookieJar,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let shown = cookies.get(FLASH_COOKIE).is_some();
    let response = next.run(request).await;
    if shown && !response.status().is_redirection() {
        (CookieJar::new().add(flash_cookie(String::new(), time::Duration::ZERO)), response).into_response()
    } else {
        response
    }
}
