//! Who is looking.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

use crate::accounts::access::{Access, Reach, Right, Role, Rules, Scope};
use crate::accounts::account::{Account, Session};
use crate::accounts::store::{DEVICE_LENGTH, REQUEST_LENGTH, SESSION_LENGTH};
use crate::db::{Id, Instant};
use crate::error::Error;

/// How long a second factor holds for what asks for it anew.
const FRESH: Duration = Duration::minutes(10);

/// Who is looking: somebody signed in, somebody who still owes a second factor, or the public.
#[derive(Clone, Debug)]
pub struct Viewer {
    signed: Option<(Account, Session)>,
    owes_proof: bool,
    reach: Option<Reach>,
    rules: Rules,
    at: Instant,
}

impl Viewer {
    /// The viewer of a session at an instant, or the public.
    pub fn new(signed: Option<(Account, Session)>, rules: Rules, at: Instant) -> Self {
        let owes_proof = signed
            .as_ref()
            .is_some_and(|(account, session)| account.role.is_professional() && session.proven_at.is_none());
        Self { signed, owes_proof, reach: None, rules, at }
    }

    /// The account signed in with.
    pub fn account(&self) -> Option<&Account> {
        self.signed.as_ref().map(|signed| &signed.0).filter(|_| !self.owes_proof)
    }

    /// The account and the session, whether or not a second factor is still owed.
    pub fn proving(&self) -> Option<(&Account, &Session)> {
        self.signed.as_ref().map(|(account, session)| (account, session))
    }

    /// Whether a first proof was given, and a second one is owed.
    pub fn owes_proof(&self) -> bool {
        self.owes_proof
    }

    /// Whether the second factor was given within ten minutes.
    pub fn is_fresh(&self) -> bool {
        let proven_at = self.signed.as_ref().and_then(|(_, session)| session.proven_at);
        proven_at.is_some_and(|proven_at| proven_at.plus(FRESH) > self.at)
    }

    /// The key of the account.
    pub fn id(&self) -> Option<Id> {
        self.account().map(|account| account.id)
    }

    /// What they do here.
    pub fn role(&self) -> Option<Role> {
        self.account().map(|account| account.role)
    }

    /// Whether they have a right, with anybody.
    pub fn may(&self, right: Right) -> bool {
        self.reach_of(right).is_some()
    }

    fn reach_of(&self, right: Right) -> Option<Reach> {
        self.rules.reach(self.role()?, right)
    }

    /// Whether they reach a route.
    pub fn is_admitted(&self, access: Access) -> bool {
        match access {
            Access::Proving => self.signed.is_some(),
            _ => self.rules.admit(self.role(), access),
        }
    }

    /// The same viewer, who sees no further than the rule of one right.
    pub fn narrowed_to(mut self, right: Right) -> Self {
        self.reach = self.reach_of(right);
        self
    }

    /// Whose people they see on this route: those of the right that the route declares, and nobody without one.
    pub fn scope(&self) -> Scope {
        match (self.account(), self.reach) {
            (Some(account), Some(reach)) => account.scope(reach, self.at),
            _ => Scope::Nobody,
        }
    }

    /// Whose people they see with another right than that of the route.
    pub fn scope_of(&self, right: Right) -> Scope {
        match (self.account(), self.reach_of(right)) {
            (Some(account), Some(reach)) => account.scope(reach, self.at),
            _ => Scope::Nobody,
        }
    }

    /// Whether they run the hub.
    pub fn coordinates(&self) -> bool {
        self.may(Right::Propose)
    }

    /// Whether they follow people: those of the hub and of its partners.
    pub fn is_staff(&self) -> bool {
        self.may(Right::EditPeople)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let noted = parts.extensions.get::<Self>().cloned();
        noted.ok_or_else(|| Error::Broken("a request passed without its viewer".to_owned()))
    }
}

/// From where somebody asks: what slows failures down, and what their list of sessions shows.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their network: an IPv4 block of 256 addresses, or an IPv6 block of 64 bits.
    pub network: String,
    /// The token of a device used before, if the browser has one.
    pub device_token: Option<String>,
    /// Their browser and system, in a few words.
    pub device: String,
}

/// How many proxies stand before the hub and may say who asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proxies(pub usize);

impl Caller {
    /// Reads the caller of a request.
    pub fn of(parts: &Parts, proxies: Proxies) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let address = forwarded(&parts.headers, proxies).or(peer);
        let cookies = CookieJar::from_headers(&parts.headers);
        Self {
            network: address.map_or_else(|| "unknown".to_owned(), network),
            device_token: DEVICE_COOKIES
                .iter()
                .find_map(|name| cookies.get(name))
                .map(|cookie| cookie.value().to_owned()),
            device: device(&parts.headers),
        }
    }
}

/// The address that the outermost trusted proxy saw.
fn forwarded(headers: &HeaderMap, proxies: Proxies) -> Option<IpAddr> {
    let from_the_end = proxies.0.checked_sub(1)?;
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let addresses: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    addresses.iter().rev().nth(from_the_end)?.parse().ok()
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The browser and the system, without versions: enough to recognise one's own.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|&(_, name)| name)
    };
    let browsers = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    match (first(&browsers), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} sur {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Appareil inconnu".to_owned(),
    }
}

/// The names of the cookie that makes a device known again: over http, and over https.
const DEVICE_COOKIES: [&str; 2] = ["tandem_device", "__Host-tandem_device"];

/// The name of the cookie that keeps the session's token: over https the browser holds it to this host alone.
pub fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_session" } else { "tandem_session" }
}

/// The cookie of a session; an empty token makes the browser forget it.
pub fn session_cookie(token: String, https: bool) -> Cookie<'static> {
    let length = if token.is_empty() { Duration::ZERO } else { SESSION_LENGTH };
    kept(session_cookie_name(https), token, https, length)
}

/// The cookie by which a device is known again.
pub fn device_cookie(token: String, https: bool) -> Cookie<'static> {
    kept(DEVICE_COOKIES[usize::from(https)], token, https, DEVICE_LENGTH)
}

/// The name of the cookie that binds a sign-in with a provider to the browser it began in.
pub fn provider_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_provider" } else { "tandem_provider" }
}

/// The cookie of a sign-in with a provider; an empty token makes the browser forget it. It must come along when the
/// provider sends the visitor back, which `SameSite=Lax` lets it and `Strict` would not.
pub fn provider_cookie(token: String, https: bool) -> Cookie<'static> {
    let length = if token.is_empty() { Duration::ZERO } else { REQUEST_LENGTH };
    kept(provider_cookie_name(https), token, https, length)
}

fn kept(name: &'static str, token: String, https: bool, length: Duration) -> Cookie<'static> {
    Cookie::build((name, token))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(length)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", axum::http::HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn only_trusted_proxies_say_who_asks() {
        let forged = header(&["6.6.6.6", "203.0.113.9, 10.0.0.1"]);
        assert_eq!(forwarded(&forged, Proxies(0)), None);
        assert_eq!(forwarded(&forged, Proxies(1)), "10.0.0.1".parse().ok());
        assert_eq!(forwarded(&forged, Proxies(2)), "203.0.113.9".parse().ok());
        assert_eq!(forwarded(&header(&["nobody"]), Proxies(1)), None);
    }

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.9"), of("203.0.113.200"));
        assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
