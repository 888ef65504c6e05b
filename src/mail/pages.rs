//! The mails of the demonstration, shown on a page because none is really sent.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::letter::{Letterhead, letter};
use super::store::{self, Mail};
use crate::accounts::access::Access;
use crate::db::{Id, Instant};
use crate::error::Error;
use crate::french;
use crate::web::{self, Context, Frame, ListQuery, Routes};

/// The routes of the demonstration only.
pub fn demonstration() -> Routes {
    Routes::of("mail").get("/mails", Access::Demonstration, list).get(
        "/mails.json",
        Access::Demonstration,
        list_as_json,
    )
}

/// The most mails listed.
const MOST: usize = 12;
/// The most of one kind, where those of everybody are listed: a night that writes to a hundred people hides nothing else.
const MOST_ALIKE: usize = 4;
/// Among how many of the latest these are found.
const LATEST: u64 = 500;
/// How many of them are unfolded: a page is not endless on a telephone.
const OPEN: usize = 2;

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
    /// Whether they are those of one person.
    is_of_one: bool,
}

async fn list(
    Context { app, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let mut query = ListQuery::new("/mails", answers);
    let person: Option<Id> = query.choice("person", |key| key.parse().ok());
    let mails = match person {
        Some(person) => store::list_of_person(&app.db, person, 0..MOST).await?,
        None => varied(store::list(&app.db, LATEST).await?),
    };
    let letters = mails.into_iter().map(|mail| Letter {
        pieces: pieces(mail.text(&app.secret).unwrap_or_default().trim(), &app.base_url),
        recipient: french::capitalised(
            &mail.recipient().map_or_else(|_| mail.recipient.clone(), |to| to.told()),
        ),
        subject: mail.subject,
        at: french::moment(mail.created_at.in_paris()),
    });
    web::page(&MailsPage {
        letters: letters.collect(),
        is_of_one: person.is_some(),
        page: frame.titled("Les messages du hub").noting(query.unknown()),
    })
}

/// The first of some mails, and a few of each kind.
fn varied(mails: Vec<Mail>) -> Vec<Mail> {
    let mut of_kinds: BTreeMap<String, usize> = BTreeMap::new();
    let is_shown = |mail: &Mail| {
        let of_kind = of_kinds.entry(mail.kind.clone()).or_default();
        *of_kind += 1;
        *of_kind <= MOST_ALIKE
    };
    mails.into_iter().filter(is_shown).take(MOST).collect()
}

/// A message as a program reads it. Nothing is attached to any yet.
#[derive(Serialize)]
struct Shown {
    to: String,
    channel: String,
    kind: String,
    subject: String,
    text: String,
    links: Vec<String>,
    headers: BTreeMap<String, String>,
    attachments: [(); 0],
    created_at: String,
    /// When the worker took it.
    sent_at: Option<String>,
}

/// The same mails, for programs that look at the demonstration from outside.
async fn list_as_json(Context { app, .. }: Context) -> Result<Response, Error> {
    let mails = store::list(&app.db, u64::from(u16::MAX)).await?;
    let head = Letterhead::parse(&app.contact_email, &app.contact_email);
    let shown = mails.into_iter().map(|mail| {
        let text = mail.text(&app.secret).unwrap_or_default();
        let links = pieces(&text, &app.base_url).into_iter().filter(|piece| !piece.path.is_empty());
        let letter = head.as_ref().and_then(|head| letter(head, &mail, (String::new(), String::new())).ok());
        Shown {
            links: links.map(|piece| piece.words).collect(),
            headers: letter.map(|letter| headers_of(&letter.formatted())).unwrap_or_default(),
            to: mail.recipient,
            channel: mail.channel,
            kind: mail.kind,
            subject: mail.subject,
            text,
            attachments: [],
            created_at: written(mail.created_at),
            sent_at: mail.sent_at.map(written),
        }
    });
    let shown = serde_json::to_string(&shown.collect::<Vec<_>>())
        .map_err(|error| Error::Broken(format!("the mails cannot be written: {error}")))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], shown).into_response())
}

/// 2026-03-12T09:00:00+01:00, in Paris.
fn written(at: Instant) -> String {
    let at = at.in_paris();
    let (hours, minutes, _) = at.offset().as_hms();
    let (day, time) = (french::iso_day(&at.date()), at.time());
    format!("{day}T{:02}:{:02}:{:02}+{hours:02}:{minutes:02}", time.hour(), time.minute(), time.second())
}

/// The headers of a letter by name, those folded over several lines in one.
fn headers_of(letter: &[u8]) -> BTreeMap<String, String> {
    let letter = String::from_utf8_lossy(letter);
    let head = letter.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
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
