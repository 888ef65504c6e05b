//! Sends text messages by a provider that takes each in one HTTP POST, described by the settings of the machine.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use openidconnect::reqwest::{Client, redirect::Policy};
use openidconnect::url::{Url, form_urlencoded};

use super::openid::is_private;
use crate::contact::Phone;

/// How long the provider may take to answer.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);
/// The longest that a provider has the hub wait.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// The destination of text messages.
#[derive(Clone, Default)]
pub enum Texts {
    /// None is set: they wait in the outbox.
    #[default]
    Nowhere,
    /// A page of the demonstration: nothing is sent.
    Page,
    /// A provider.
    Provider(Arc<Provider>),
}

/// A provider, and how a message is said to it.
pub struct Provider {
    client: Client,
    url: Url,
    headers: HeaderMap,
    body: String,
    format: Format,
}

/// How values stand in the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Within the quotes of a JSON text.
    Json,
    /// In a form.
    Form,
}

/// Why the settings of the provider cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The address is none, or what is said there could be read on the way.
    #[error("TANDEM_TEXT_URL must be an https address, or be on this machine")]
    Url,
    /// A header without its name or its value.
    #[error("TANDEM_TEXT_HEADERS must be like `Authorization: Bearer …`, one a line or separated by bars")]
    Headers,
    /// A message without its recipient or its words.
    #[error("TANDEM_TEXT_BODY must contain {{to}} (or {{digits}}) and {{text}}")]
    Body,
    /// Another media type than those that the hub can write.
    #[error(
        "TANDEM_TEXT_HEADERS must give the media type application/json or application/x-www-form-urlencoded"
    )]
    Format,
    /// The client of this machine cannot be made.
    #[error("the client of the provider cannot be made")]
    Client,
}

/// Why a text did not leave; each code is safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextError {
    /// The provider refuses this message: it would again.
    Refused(String),
    /// Not now: the provider may take it later, at the earliest after this wait.
    Later(String, Duration),
}

impl Provider {
    /// A provider, from its address, its headers and the body of a request, in which `{to}`, `{digits}`, `{text}` and `{id}` stand for
    /// the number, the same without `+`, the words and the key of the message.
    pub fn new(url: &str, headers: &str, body: &str) -> Result<Self, SettingsError> {
        let url = Url::parse(url).ok().filter(is_private).ok_or(SettingsError::Url)?;
        let mut headers = read_headers(headers)?;
        let format = match headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()) {
            Some(media) if media.contains("json") => Format::Json,
            Some(media) if media.contains("x-www-form-urlencoded") => Format::Form,
            Some(_) => return Err(SettingsError::Format),
            None if body.trim_start().starts_with(['{', '[']) => Format::Json,
            None => Format::Form,
        };
        let media = match format {
            Format::Json => "application/json",
            Format::Form => "application/x-www-form-urlencoded",
        };
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(media));
        if !body.contains("{text}") || !(body.contains("{to}") || body.contains("{digits}")) {
            return Err(SettingsError::Body);
        }
        let client = Client::builder().redirect(Policy::none()).timeout(LONGEST_ANSWER).no_proxy();
        let client = client.build().map_err(|_| SettingsError::Client)?;
        Ok(Self { client, url, headers, body: body.to_owned(), format })
    }

    /// Sends a text to a mobile number; to no other.
    pub async fn send(&self, id: &str, to: &str, text: &str) -> Result<(), TextError> {
        let is_mobile = Phone::parse(to).is_ok_and(|phone| phone.mobile().as_deref() == Some(to));
        if !is_mobile {
            return Err(TextError::Refused("landline".to_owned()));
        }
        let body = filled(&self.body, self.format, id, to, text);
        let request = self.client.post(self.url.clone()).headers(self.headers.clone()).body(body);
        let answer = request.send().await.map_err(|error| {
            let code = if error.is_timeout() { "text_timeout" } else { "text_unreachable" };
            TextError::Later(code.to_owned(), Duration::ZERO)
        })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        // Without its key, or without credit, the provider refuses the hub, and not the message.
        let is_later = status.is_server_error() || [401, 402, 408, 429].contains(&status.as_u16());
        if !is_later {
            return Err(TextError::Refused(format!("text_refused {}", status.as_u16())));
        }
        let after = answer.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let wait = Duration::from_secs(after.unwrap_or(0)).min(LONGEST_WAIT);
        Err(TextError::Later(format!("text_later {}", status.as_u16()), wait))
    }
}

fn read_headers(written: &str) -> Result<HeaderMap, SettingsError> {
    let mut headers = HeaderMap::new();
    for line in written.split(['\n', '|']).map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or(SettingsError::Headers)?;
        let name = HeaderName::try_from(name.trim()).map_err(|_| SettingsError::Headers)?;
        let mut value = HeaderValue::try_from(value.trim()).map_err(|_| SettingsError::Headers)?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(headers)
}

/// The body of a request, each place replaced once: what a message says between braces stays as it is.
fn filled(template: &str, format: Format, id: &str, to: &str, text: &str) -> String {
    let places = [("{to}", to), ("{digits}", to.trim_start_matches('+')), ("{text}", text), ("{id}", id)];
    let mut written = String::new();
    let mut rest = template;
    while let Some(next) = rest.chars().next() {
        match places.iter().find(|(place, _)| rest.starts_with(place)) {
            Some((place, value)) => {
                written.push_str(&escaped(value, format));
                rest = rest.strip_prefix(place).unwrap_or_default();
            }
            None => {
                written.push(next);
                rest = rest.strip_prefix(next).unwrap_or_default();
            }
        }
    }
    written
}

fn escaped(value: &str, format: Format) -> String {
    match format {
        Format::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            inside.unwrap_or_default().to_owned()
        }
        Format::Form => form_urlencoded::byte_serialize(value.as_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Elle dit \"oui\" & {to}\nÀ 100 %";

    fn body(format: Format, template: &str) -> String {
        filled(template, format, "7", "+33639980001", TEXT)
    }

    #[test]
    fn words_stand_in_a_body_as_its_format_has_them() {
        let json = body(Format::Json, r#"{"to": "{to}", "n": "{digits}", "text": "{text}", "ref": "{id}"}"#);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["text"], TEXT);
        assert_eq!((&read["to"], &read["n"]), (&"+33639980001".into(), &"33639980001".into()));
        let quoted = filled(r#"{"text": "{text}"}"#, Format::Json, "", "", "\"a\"");
        assert_eq!(quoted, r#"{"text": "\"a\""}"#);
        let form = body(Format::Form, "to={to}&message={text}");
        let read: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        assert_eq!(read[1], ("message".to_owned(), TEXT.to_owned()));
        assert_eq!(read[0].1, "+33639980001");
    }

    #[test]
    fn a_provider_is_reached_by_a_way_that_nobody_reads() {
        let new = |url, headers, body| Provider::new(url, headers, body).map(|one| one.format);
        let (json, form) = (r#"{"to": "{to}", "text": "{text}"}"#, "to={to}&text={text}");
        assert_eq!(new("https://sms.example/send", "Authorization: Bearer x", json), Ok(Format::Json));
        assert_eq!(new("http://127.0.0.1:9/", "", form), Ok(Format::Form));
        assert_eq!(new("http://sms.example/send", "", json), Err(SettingsError::Url));
        assert_eq!(new("https://sms.example/", "Authorization", json), Err(SettingsError::Headers));
        assert_eq!(
            new("https://sms.example/", "A: b | Content-Type: text/plain", json),
            Err(SettingsError::Format)
        );
        assert_eq!(new("https://sms.example/", "", "to={to}"), Err(SettingsError::Body));
    }
}
