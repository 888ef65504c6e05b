//! A form that arrives once its session has ended: sealed with the hub's key, it waits in the page where one signs in again,
//! and nowhere else. Afterwards it is shown as it was filled in, and sent only when its button is pressed again.

use axum::body::Bytes;
use axum::http::request::Parts;
use percent_encoding::percent_decode;
use serde::{Deserialize, Serialize};
use time::Duration;

use super::onward::sent_from;
use crate::db::{Id, Instant};
use crate::error::Error;
use crate::secret::Secret;

/// How long a form waits.
const LENGTH: Duration = Duration::minutes(30);
/// The largest form that is kept, in bytes.
const LARGEST: usize = 64 * 1024;
/// What is never kept: secrets, the key of a form that is done once, and what the entrance itself asks.
const NEVER_KEPT: [&str; 7] = ["password", "code", "credential", "token", "form_key", "next", "kept"];

const SEALED_FOR: &str = "form kept through the entrance";

/// On a request: its form is shown as it was filled in, and not obeyed.
#[derive(Clone, Copy, Debug)]
pub struct OnlyShows;

/// A form as it was filled in, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// Whom the browser was last known to be.
    pub identity: Id,
    /// Where it was sent.
    pub address: String,
    /// The page it stood on; empty when it is not known.
    pub page: String,
    /// The fields, as the browser wrote them.
    pub fields: String,
    /// Until when it may be shown, in seconds.
    until: i64,
}

/// Why a form is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// Nobody knows whose it is: it would be shown to whoever signs in.
    Unknown,
    /// It is too long to travel in a page.
    TooLong,
    /// It holds a file, which a page cannot hold.
    File,
    /// It is a button, with nothing to keep.
    Nothing,
}

impl NotKept {
    /// What is said above the entrance.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => {
                "Rien n’a été envoyé. Ce que vous aviez écrit n’a pas pu être gardé\u{a0}: le hub ne reconnaît pas ce navigateur."
            }
            Self::TooLong => {
                "Rien n’a été envoyé. Ce que vous aviez écrit est trop long pour être gardé\u{a0}: il faudra l’écrire de nouveau."
            }
            Self::File => "Rien n’a été envoyé, le fichier non plus\u{a0}: il faudra le choisir de nouveau.",
            Self::Nothing => "Rien n’a été fait\u{a0}: recommencez une fois connecté·e.",
        }
    }
}

impl KeptForm {
    /// Keeps the form of a request, sent by somebody who was known by their browser.
    pub fn of(request: &Parts, body: &Bytes, identity: Option<Id>, now: Instant) -> Result<Self, NotKept> {
        if body.len() > LARGEST {
            return Err(NotKept::TooLong);
        }
        let fields = without_secrets(body);
        if fields.is_empty() {
            return Err(NotKept::Nothing);
        }
        Ok(Self {
            identity: identity.ok_or(NotKept::Unknown)?,
            address: request.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            page: sent_from(request),
            fields,
            until: now.plus(LENGTH).seconds(),
        })
    }

    /// Seals the form.
    pub fn seal(&self, secret: &Secret) -> Result<String, Error> {
        let plain = serde_json::to_vec(self).map_err(|error| Error::Broken(error.to_string()))?;
        Ok(secret.seal(&plain, SEALED_FOR)?)
    }

    /// Opens a form; `None` when it waited too long, or is not as the hub sealed it.
    pub fn open(sealed: &str, secret: &Secret, now: Instant) -> Option<Self> {
        let kept: Self = serde_json::from_slice(&secret.open(sealed, SEALED_FOR)?).ok()?;
        (kept.until > now.seconds()).then_some(kept)
    }
}

/// The pairs of a form that may be kept, each as it came.
fn without_secrets(body: &[u8]) -> String {
    let kept = |pair: &&[u8]| {
        let name = pair.split(|&byte| byte == b'=').next().unwrap_or_default();
        let name = percent_decode(name).decode_utf8_lossy().to_lowercase();
        !name.is_empty() && !NEVER_KEPT.contains(&name.as_str())
    };
    let pairs: Vec<&[u8]> = body.split(|&byte| byte == b'&').filter(kept).collect();
    String::from_utf8_lossy(&pairs.join(&b'&')).into_owned()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use time::macros::datetime;

    use super::*;

    fn now() -> Instant {
        Instant::new(datetime!(2026-11-26 08:00 UTC))
    }

    fn kept(body: &str) -> Result<KeptForm, NotKept> {
        let request =
            Request::post("/people?as=mentee").header("referer", "https://hub.test/people/new?as=mentee");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        KeptForm::of(&parts, &Bytes::copy_from_slice(body.as_bytes()), Some(Id::nil()), now())
    }

    #[test]
    fn a_form_waits_half_an_hour_and_not_a_second_more() {
        let (secret, form) = (Secret::fleeting().unwrap(), kept("name=Zo%C3%A9&topics=a&topics=b").unwrap());
        assert_eq!(
            (form.address.as_str(), form.page.as_str()),
            ("/people?as=mentee", "/people/new?as=mentee")
        );
        assert_eq!(form.fields, "name=Zo%C3%A9&topics=a&topics=b");
        let sealed = form.seal(&secret).unwrap();
        assert!(!sealed.contains("Zo"));
        let after = |seconds| KeptForm::open(&sealed, &secret, now().plus(Duration::seconds(seconds)));
        assert_eq!(after(0), Some(form.clone()));
        assert_eq!(after(1799), Some(form));
        assert_eq!(after(1800), None);
    }

    #[test]
    fn a_form_that_somebody_changed_or_another_hub_sealed_is_none() {
        let secret = Secret::fleeting().unwrap();
        let sealed = kept("name=Zo").unwrap().seal(&secret).unwrap();
        let mut changed = sealed.clone().into_bytes();
        let last = changed.last_mut().unwrap();
        *last = if *last == b'0' { b'1' } else { b'0' };
        assert_eq!(KeptForm::open(&String::from_utf8(changed).unwrap(), &secret, now()), None);
        assert_eq!(KeptForm::open(&sealed, &Secret::fleeting().unwrap(), now()), None);
        assert_eq!(KeptForm::open("", &secret, now()), None);
    }

    #[test]
    fn a_secret_is_never_kept_however_its_name_is_written() {
        let form = kept("password=a&Password=b&p%61ssword=c&code=1&credential=d&token=e&form_key=f&phone=04")
            .unwrap();
        assert_eq!(form.fields, "phone=04");
        assert_eq!(kept("password=a&form_key=b"), Err(NotKept::Nothing));
    }

    #[test]
    fn a_form_that_is_too_long_is_not_kept() {
        assert!(kept(&format!("text={}", "a".repeat(LARGEST - 5))).is_ok());
        assert_eq!(kept(&format!("text={}", "a".repeat(LARGEST - 4))), Err(NotKept::TooLong));
    }
}
