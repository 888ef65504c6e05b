//! The mails of the demonstration, as one would receive them: there, nothing leaves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::store;
use crate::accounts::access::Access;
use crate::app::App;
use crate::error::Error;
use crate::french;
use crate::web::{self, Frame, Routes};

/// The routes of the demonstration only.
pub fn demonstration() -> Routes {
    Routes::of("mail").get("/mails", Access::Demonstration, list)
}

/// As many as one reads on a page.
const MOST: u64 = 100;

/// A part of a text: words, or an address of the hub's own.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    words: String,
    /// Where a link leads on this hub; empty for plain words.
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

async fn list(State(app): State<App>, frame: Frame) -> Result<Response, Error> {
    let mails = store::list(&app.db, MOST).await?;
    let letters = mails.into_iter().map(|mail| Letter {
        pieces: pieces(mail.text(&app.secret).unwrap_or_default().trim(), &app.base_url),
        recipient: mail.recipient,
        subject: mail.subject,
        at: french::moment(mail.created_at.in_paris()),
    });
    web::page(&MailsPage { page: frame.titled("Les messages du hub"), letters: letters.collect() })
}

/// Cuts a text around the addresses of the hub; those of anybody else stay words.
fn pieces(text: &str, base_url: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(base_url) {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (words, after) = from.split_at(end);
        // An address that only begins like ours is another's: hub.test.exemple.org is not hub.test.
        let path = words.get(base_url.len()..).filter(|path| path.starts_with('/')).unwrap_or_default();
        found.push((before, ""));
        found.push((words, path));
        rest = after;
    }
    found.push((rest, ""));
    let told = found.into_iter().filter(|(words, _)| !words.is_empty());
    told.map(|(words, path)| Piece { words: words.to_owned(), path: path.to_owned() }).collect()
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
