//! Where somebody who has to sign in goes on to afterwards, and the form that they had begun: both travel through the entrance
//! with them, in its addresses and its forms.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use percent_encoding::percent_decode;

use super::address::with_query;
use crate::accounts::link::SEALED_PAGE;
use crate::secret::Secret;

/// The longest address one goes on to.
const LONGEST_ADDRESS: usize = 1_000;
/// What one passes to come in: nobody goes on to it.
const ENTRANCES: [&str; 6] =
    ["/sign-in", "/second-factor", "/personas", "/account/roles", "/invitations", "/password-resets"];

/// The one page of the entrance that is also asked for by itself.
const ENROLMENT: &str = "/second-factor/enrolment";

/// Where one goes on to from the entrance.
#[derive(Clone, Debug, Default)]
pub struct Onward {
    /// The address of a page of the hub; empty for the first page of the role.
    pub next: String,
    /// The form that was being filled in, sealed; empty when there is none.
    pub kept: String,
    /// Why the form cannot be kept; empty when it is, or when there is none.
    pub lost: &'static str,
}

impl Onward {
    /// To a page, if one may be sent there.
    pub fn to(next: &str) -> Self {
        Self { next: own_path(next).to_owned(), ..Self::default() }
    }

    /// What the address of a page of the entrance says: in clear on the hub's own pages, sealed in a message.
    pub fn in_address(parts: &Parts, secret: &Secret) -> Self {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let sealed = value_in(query, "to").and_then(|sealed| secret.open(&sealed, SEALED_PAGE));
        let sealed = sealed.and_then(|page| String::from_utf8(page).ok());
        Self::to(&sealed.or_else(|| value_in(query, "next")).unwrap_or_default())
    }

    /// What a form of the entrance says.
    pub fn in_form(body: &[u8]) -> Self {
        let kept = value_in(body, "kept").unwrap_or_default();
        Self { kept, ..Self::to(&value_in(body, "next").unwrap_or_default()) }
    }

    /// What a browser stores while it is at a provider's.
    pub fn in_cookie(token: Option<&str>) -> Self {
        let page = token.and_then(|page| String::from_utf8(hex::decode(page).ok()?).ok());
        Self::to(&page.unwrap_or_default())
    }

    /// A page of the entrance from which one goes on.
    pub fn through(&self, entrance: &str) -> String {
        with_query(entrance, &[("next", &self.next)])
    }

    /// Where one goes on to, or else the first page of the role.
    pub fn or(&self, first_page: &str) -> String {
        if self.next.is_empty() { first_page.to_owned() } else { self.next.clone() }
    }
}

/// Whether a page belongs to the entrance.
pub fn is_entrance(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    ENTRANCES
        .iter()
        .any(|one| path.strip_prefix(one).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// An address of a page of the hub itself, or nothing: one is never sent elsewhere, nor round in circles.
pub fn own_path(address: &str) -> &str {
    // Browsers read a backslash as a slash and skip tabs and line ends: what begins so leads to another site.
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = address.starts_with('/') && !address.starts_with("//") && address.len() <= LONGEST_ADDRESS;
    let is_own = is_plain
        && is_path
        && !address.contains("%00")
        && address.parse::<Uri>().is_ok_and(|uri| uri.authority().is_none());
    let is_round = is_entrance(address) && !address.starts_with(ENROLMENT);
    if is_own && !is_round { address } else { "" }
}

/// The page of the hub that a form was sent from; empty when it is not known.
pub fn sent_from(request: &Parts) -> String {
    let from = request.headers.get(header::REFERER).and_then(|from| from.to_str().ok()?.parse::<Uri>().ok());
    let from = from.as_ref().and_then(Uri::path_and_query).map_or("", |from| from.as_str());
    own_path(from).to_owned()
}

/// The value of a field among pairs as a browser writes them; `None` when there is none.
pub fn value_in(pairs: &[u8], name: &str) -> Option<String> {
    let mut pairs = pairs.split(|&byte| byte == b'&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))?;
    let spaced: Vec<u8> = value.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    Some(percent_decode(&spaced).decode_utf8_lossy().into_owned())
}

/// Whether a request with these headers sends a form without files.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE);
    media.is_some_and(|media| media.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_hub_leads_to_no_other_site() {
        for own in ["/", "/journeys/019b-0000/outcomes", "/mentees?state=waiting"] {
            assert_eq!(own_path(own), own);
        }
        for other in [
            "",
            "tandems",
            "//autre.test",
            "/\\autre.test",
            "https://autre.test",
            "/\t/autre.test",
            "/a%00",
            "/sign-in",
        ] {
            assert_eq!(own_path(other), "", "{other}");
        }
    }
}
