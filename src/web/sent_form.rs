//! The key that every form carries, so that it is done once: made with the page, read when the form arrives.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

use super::onward::is_plain_form;
use crate::db::{Sending, new_id};
use crate::state::App;

/// What stands before the key, in a form and in an address.
const FIELD: &str = "form_key=";

/// A key for a form, another wherever a page shows one: see the macro `once` of `components/actions.html`.
pub fn form_key() -> String {
    new_id().simple().to_string()
}

/// The form that a request sends, if it carries a key, and the request as it came; or what refuses a form too large.
///
/// An upload carries its key in its address, since its body is read as it comes. What was typed belongs to the form: somebody
/// who goes back, corrects it and sends it again asks for something else.
pub async fn read(app: &App, request: Request) -> Result<(Option<Sending>, Request), Response> {
    let (parts, body) = request.into_parts();
    let (typed, body) = if is_plain_form(&parts.headers) {
        let whole = Request::from_parts(parts.clone(), body);
        let typed = Bytes::from_request(whole, app).await.map_err(IntoResponse::into_response)?;
        (typed.clone(), Body::from(typed))
    } else {
        (Bytes::new(), body)
    };
    let key = key_in(parts.uri.query().unwrap_or_default().as_bytes()).or_else(|| key_in(&typed));
    let sending = key.map(|key| {
        let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
        Sending::new(app.secret.mac("form", &[key, address.as_bytes(), &typed]))
    });
    Ok((sending, Request::from_parts(parts, body)))
}

fn key_in(pairs: &[u8]) -> Option<&[u8]> {
    let mut pairs = pairs.split(|&byte| byte == b'&');
    pairs.find_map(|pair| pair.strip_prefix(FIELD.as_bytes())).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_among_the_fields_and_a_blank_one_is_none() {
        assert_eq!(key_in(b"name=Zo%C3%A9&form_key=12ab&last=1"), Some(&b"12ab"[..]));
        assert_eq!(key_in(b"name=form_key=12ab"), None);
        assert_eq!(key_in(b"form_key=&name=1"), None);
        assert_eq!(key_in(b""), None);
    }
}
