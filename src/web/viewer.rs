//! The viewer and the caller of a request, and the cookies that identify them.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

use crate::accounts::store::{DEVICE_LENGTH, REQUEST_LENGTH, SESSION_LENGTH};
use crate::accounts::viewer::Viewer;
use crate::error::Error;

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let noted = parts.extensions.get::<Self>().cloned();
        noted.ok_or_else(|| Error::Broken("a request passed without its viewer".to_owned()))
    }
}

/// The origin of a request and the cookies of its browser: used to rate-limit failures, and shown in lists of sessions.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The network: an IPv4 /24 or an IPv6 /48 prefix; `unknown` without an address.
    pub network: String,
    /// The token in the cookie of the session, if any.
    pub session_token: Option<String>,
    /// The token in the cookie of a known device, if any.
    pub device_token: Option<String>,
    /// The token that binds a sign-in with a provider to the browser that started it, if any.
    pub provider_token: Option<String>,
    /// The page that it goes on to from a provider, in hexadecimal, if any.
    pub onward_page: Option<String>,
    /// The browser and the system, in French.
    pub device: String,
}

/// The number of reverse proxies in front of the hub whose `X-Forwarded-For` is trusted; 0 ignores the header.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proxies(pub usize);

impl Caller {
    /// Reads the caller from the parts of a request.
    pub fn of(parts: &Parts, proxies: Proxies, https: bool) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let address = forwarded(&parts.headers, proxies).or(peer);
        let cookies = CookieJar::from_headers(&parts.headers);
        let stored = |name: &str| cookies.get(name).map(|cookie| cookie.value().to_owned());
        Self {
            network: address.map_or_else(|| "unknown".to_owned(), network),
            session_token: stored(session_cookie_name(https)),
            device_token: DEVICE_COOKIES.iter().find_map(|name| stored(name)),
            provider_token: stored(provider_cookie_name(https)),
            onward_page: stored(onward_cookie_name(https)),
            device: device(&parts.headers),
        }
    }
}

/// The address seen by the outermost trusted proxy. Anything before it in the header may be forged.
fn forwarded(headers: &HeaderMap, proxies: Proxies) -> Option<IpAddr> {
    let from_the_end = proxies.0.checked_sub(1)?;
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let addresses: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let address = *addresses.iter().rev().nth(from_the_end)?;
    // Some proxies add the port.
    address.parse().ok().or_else(|| Some(address.parse::<SocketAddr>().ok()?.ip()))
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(six) => {
            // One customer is given a /64, a /56 or a whole /48: what one may own is counted as one.
            let [a, b, c, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// The browser and the system, without versions: enough to recognise one's own device.
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

/// The names of the cookie that identifies a device: over http, and over https.
const DEVICE_COOKIES: [&str; 2] = ["tandem_device", "__Host-tandem_device"];

/// The name of the cookie of the session. The `__Host-` prefix, which needs https, restricts it to this very host.
pub fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_session" } else { "tandem_session" }
}

/// The cookie of a session; an empty token deletes it.
pub fn session_cookie(token: String, https: bool) -> Cookie<'static> {
    let length = if token.is_empty() { Duration::ZERO } else { SESSION_LENGTH };
    cookie_of(session_cookie_name(https), token, https, length)
}

/// The cookie that identifies a device.
pub fn device_cookie(token: String, https: bool) -> Cookie<'static> {
    cookie_of(DEVICE_COOKIES[usize::from(https)], token, https, DEVICE_LENGTH)
}

/// The name of the cookie of the page that one goes on to from a provider.
pub fn onward_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_onward" } else { "tandem_onward" }
}

/// The cookie of the page that one goes on to from a provider; no page deletes it.
pub fn onward_cookie(page: &str, https: bool) -> Cookie<'static> {
    let length = if page.is_empty() { Duration::ZERO } else { REQUEST_LENGTH };
    cookie_of(onward_cookie_name(https), hex::encode(page), https, length)
}

/// The name of the cookie that binds a sign-in with a provider to the browser that started it.
pub fn provider_cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_provider" } else { "tandem_provider" }
}

/// The cookie of a sign-in with a provider; an empty token deletes it. Browsers must send it when the provider redirects
/// back, which `SameSite=Lax` allows and `Strict` would not.
pub fn provider_cookie(token: String, https: bool) -> Cookie<'static> {
    let length = if token.is_empty() { Duration::ZERO } else { REQUEST_LENGTH };
    cookie_of(provider_cookie_name(https), token, https, length)
}

fn cookie_of(name: &'static str, token: String, https: bool, length: Duration) -> Cookie<'static> {
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
        assert_eq!(forwarded(&header(&["203.0.113.7:4711"]), Proxies(1)), "203.0.113.7".parse().ok());
        assert_eq!(forwarded(&header(&["[2001:db8::1]:443"]), Proxies(1)), "2001:db8::1".parse().ok());
    }

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.9"), of("203.0.113.200"));
        assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:3:ffff::9"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }
}
