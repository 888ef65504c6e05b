//! The mails of the demonstration, shown on a page because none is really sent.

use askama::Template;
use axum::response::Response;

use super::store;
use crate::accounts::access::Access;
use crate::error::Error;
use crate::french;
use crate::web::{self, Context, Frame, Routes};

/// The routes of the demonstration only.
pub fn demonstration() -> Routes {
    Routes::of("mail").get("/mails", Access::Demonstration, list)
}

/// The most mails listed.
const MOST: u64 = 100;

/// A part of a text: plain words, or a link to the hub.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    words: String,
    /// The path of a link on this hub; empty for plain words.
    path: String,
}

struct Letter {
    recipient: String,
    subject: String,
    at: String,
    pieces: Vec<Piece>,
}

#[derive(Template)]
#[template(path = "mail/mails.html")]
struct MailsPage {
    page: Frame,
    letters: Vec<Letter>,
}

async fn list(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let mails = store::list(&app.db, MOST).await?;
    let letters = mails.into_iter().map(|mail| Letter {
        pieces: pieces(mail.text(&app.secret).unwrap_or_default().trim(), &app.base_url),
        recipient: mail.recipient,
        subject: mail.subject,
        at: french::moment(mail.created_at.in_paris()),
    });
    web::page(&MailsPage { page: frame.titled("Les messages du hub"), letters: letters.collect() })
}

/// Splits a text around URLs of the hub; URLs of other sites stay plain words.
fn pieces(text: &str, base_url: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(base_url) {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (words, after) = from.split_at(end);
        // A URL may start with ours and still be another site's: hub.test.exemple.org is not hub.test.
        let path = words.get(base_url.len()..).filter(|path| path.starts_with('/')).unwrap_or_default();
        found.push((before, ""));
        found.push((words, path));
        rest = after;
    }
    found.push((rest, ""));
    let pieces = found.into_iter().filter(|(words, _)| !words.is_empty());
    pieces.map(|(words, path)| Piece { words: words.to_owned(), path: path.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hub_s_own_addresses_are_links() {
        let text =
            "Ouvrez :\n\nhttp://hub.test/sign-in/links/ab\n\nhttp://hub.test.pirate.org/x http://pirate.org";
        let pieces = pieces(text, "http://hub.test");
        let links: Vec<&str> =
            pieces.iter().map(|piece| piece.path.as_str()).filter(|path| !path.is_empty()).collect();
        assert_eq!(links, ["/sign-in/links/ab"]);
        let all: String = pieces.iter().map(|piece| piece.words.as_str()).collect();
        assert_eq!(all, text);
    }
}
