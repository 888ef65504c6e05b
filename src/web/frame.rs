//! The layout around every page: the viewer, the navigation, and the flash message.

use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::human::Human;
use super::kept_form::OnlyShows;
use super::menu::{Menu, NavItem};
use super::onward::Onward;
use super::rehearsal::Rehearsal;
use crate::accounts::access::Role;
use crate::accounts::coordination::Coordinator;
use crate::accounts::viewer::Viewer;
use crate::secret::Secret;
use crate::state::App;

/// The name of the cookie that carries a flash message across a redirect.
fn flash_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_flash" } else { "tandem_flash" }
}

/// What somebody is told whose form comes back after they signed in again.
const BACK: &str = "Vous êtes de nouveau connecté·e, et voici ce que vous aviez écrit. Rien n’a encore été envoyé\u{a0}: relisez, \
    puis appuyez de nouveau sur le bouton.";

/// A link to a page.
#[derive(Clone, Debug)]
pub struct Link {
    /// The text of the link.
    pub label: String,
    /// The URL, usually a path of the hub.
    pub href: String,
}

impl Link {
    /// A link with this text and URL.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A message shown once, about the action that redirected to the page.
#[derive(Clone, Debug)]
pub struct Flash {
    /// `success`, `info` or `error`.
    pub kind: &'static str,
    /// The message, in French.
    pub text: String,
}

/// The content of the layout around a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// The name of the account signed in, if any.
    pub viewer_name: Option<String>,
    /// The French label of its role; empty when nobody is signed in.
    pub viewer_role: &'static str,
    /// The entries of the main navigation.
    pub nav: Vec<NavItem>,
    /// The breadcrumb: the pages above this one, topmost first.
    pub trail: Vec<Link>,
    /// What the visitor should know before reading the page, in a sentence; empty when nothing is to be said.
    pub notice: String,
    /// The message about the last action, if any.
    pub flash: Option<Flash>,
    /// Whom a mentee or a mentor calls; nobody on the pages of others.
    pub human: Option<Human>,
    /// The rehearsal, which a band tells the staff.
    pub rehearsal: Option<Rehearsal>,
    /// Whether this is the demonstration, which a banner says.
    pub demo: bool,
    /// Whether the second factor is still missing: the page then only offers to prove it or to sign out.
    pub owes_proof: bool,
    /// Where whoever signs in on this page goes on to.
    pub onward: Onward,
}

impl Frame {
    /// The same frame, with the title of the page.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same frame, with one more page at the end of the breadcrumb. An entry of the menu in it is the one that is lit.
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        let link = Link::new(label, href);
        self = self.lit(&link.href);
        self.trail.push(link);
        self
    }

    /// The same frame, with what should be known before the page is read.
    pub fn noting(mut self, notice: impl Into<String>) -> Self {
        self.notice = notice.into();
        self
    }

    /// The same frame, with another entry of the menu lit than its path says, where the viewer is offered that entry.
    pub fn lit(mut self, href: &str) -> Self {
        if self.nav.iter().any(|item| item.href == href) {
            self.nav.iter_mut().for_each(|item| item.current = item.href == href);
        }
        self
    }

    /// The same frame, which names who coordinates what the page is about.
    pub fn calling(mut self, coordinator: Option<&Coordinator>) -> Self {
        if let Some(coordinator) = coordinator {
            self.human = self.human.map(|human| human.named(coordinator));
        }
        self
    }
}

impl Frame {
    /// The frame of the page requested.
    pub fn of(parts: &Parts, app: &App, viewer: &Viewer) -> Self {
        let cookies = CookieJar::from_headers(&parts.headers);
        let menu = parts.extensions.get::<Menu>();
        let back = parts.extensions.get::<OnlyShows>().map(|_| Flash { kind: "info", text: BACK.to_owned() });
        let onward = parts.extensions.get::<Onward>().cloned();
        Self {
            title: String::new(),
            viewer_name: viewer.account().map(|account| account.name.clone()),
            viewer_role: viewer.role().map_or("", Role::label),
            nav: menu.map(|menu| menu.of(viewer, parts.uri.path())).unwrap_or_default(),
            trail: Vec::new(),
            notice: String::new(),
            flash: back.or_else(|| {
                let cookie = cookies.get(flash_cookie_name(app.https));
                cookie.and_then(|cookie| read_flash(cookie, &app.secret))
            }),
            human: parts.extensions.get::<Human>().cloned(),
            rehearsal: parts.extensions.get::<Rehearsal>().copied(),
            demo: app.demo,
            owes_proof: viewer.owes_proof(),
            onward: onward.unwrap_or_else(|| Onward::in_address(parts, &app.secret)),
        }
    }
}

/// The message in a cookie, if this hub wrote it: what stands on its pages is its own words.
fn read_flash(cookie: &Cookie<'_>, secret: &Secret) -> Option<Flash> {
    let (sentence, mac) = cookie.value().split_once('.')?;
    let sentence = hex::decode(sentence).ok()?;
    let is_own = secret.is_mac(mac, SIGNED_FOR, &[&sentence]);
    Some(Flash { kind: "success", text: String::from_utf8(sentence).ok().filter(|_| is_own)? })
}

/// Redirects to a page.
pub fn redirect(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// The message that an answer sends along, until it is in its cookie.
#[derive(Clone, Debug)]
struct Told(String);

/// Redirects to a page, which shows a flash message.
pub fn redirect_with(to: &str, sentence: &str) -> Response {
    (Extension(Told(sentence.to_owned())), Redirect::to(to)).into_response()
}

/// Whether an answer gives its browser something to keep, such as a session: it is of no use to another.
pub fn gives_cookies(response: &Response) -> bool {
    let given = response.headers().get_all(header::SET_COOKIE).iter();
    let mut given = given.filter_map(|cookie| Cookie::parse(cookie.to_str().ok()?).ok());
    given.any(|cookie| !cookie.value().is_empty())
}

/// The purpose for which a flash message is signed.
const SIGNED_FOR: &str = "flash";

fn flash_cookie(value: String, https: bool) -> Cookie<'static> {
    let length = if value.is_empty() { time::Duration::ZERO } else { time::Duration::minutes(1) };
    Cookie::build((flash_cookie_name(https), value))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(length)
        .build()
}

/// Puts the flash message of an answer in its cookie, and deletes that cookie once a page has shown it.
pub async fn carry_flash(
    State(app): State<App>,
    cookies: CookieJar,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let shown = cookies.get(flash_cookie_name(app.https)).is_some();
    let mut response = next.run(request).await;
    let value = match response.extensions_mut().remove::<Told>() {
        // Cookies cannot contain accents or spaces, so the message is in hexadecimal.
        Some(Told(sentence)) => {
            format!("{}.{}", hex::encode(&sentence), app.secret.mac(SIGNED_FOR, &[sentence.as_bytes()]))
        }
        None if shown && !response.status().is_redirection() => String::new(),
        None => return response,
    };
    (CookieJar::new().add(flash_cookie(value, app.https)), response).into_response()
}
