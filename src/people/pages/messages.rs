//! What the hub wrote to a person: for whoever coordinates, and for the person.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use super::among_theirs;
use crate::accounts::access::Right;
use crate::accounts::reader::Reader;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::jobs;
use crate::mail::{self, Fate};
use crate::people::store;
use crate::web::{self, Context, Frame, ListQuery, Pages};

/// How many messages a page shows.
const PAGE_LENGTH: usize = 20;

struct MessageRow {
    written: String,
    subject: String,
    recipient: String,
    fate: Fate,
}

#[derive(Template)]
#[template(path = "people/messages.html")]
struct MessagesPage {
    page: Frame,
    count: String,
    reader: Reader,
    /// Where it is said how they are contacted; empty where the reader does not say it.
    contact_href: String,
    messages: Vec<MessageRow>,
    pages: Pages,
}

/// The messages to a person, newest first.
pub async fn show(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let reader = Reader::of(&viewer, id);
    let query = ListQuery::new(format!("/people/{id}/messages"), answers);
    let lines = usize::try_from(mail::store::count_of_person(&app.db, id).await?).unwrap_or(usize::MAX);
    let page = query.page();
    let found = mail::store::list_of_person(&app.db, id, web::part(lines, page, PAGE_LENGTH)).await?;
    let keys: Vec<String> = found.iter().map(|mail| mail.id.to_string()).collect();
    let mut due = jobs::store::list_due(&app.db, mail::JOB, &keys).await?;
    due.extend(jobs::store::list_due(&app.db, mail::TEXT_JOB, &keys).await?);
    let now = app.now();
    let row = |mail: mail::Mail| MessageRow {
        fate: Fate::of(&mail, due.get(&mail.id.to_string()).copied(), now),
        written: french::moment(mail.created_at.in_paris()),
        recipient: mail.recipient().map_or_else(|_| mail.recipient.clone(), |to| to.told()),
        subject: mail.subject,
    };
    let contact_href = match reader {
        Reader::Oneself => "/me/contact".to_owned(),
        Reader::Another if viewer.may(Right::EditPeople) => format!("/people/{id}/contact"),
        Reader::Another => String::new(),
    };
    let frame = if reader.is_oneself() {
        frame.under("Mon espace", "/me")
    } else {
        among_theirs(&app, &viewer, frame, id).await?.under(person.name(), format!("/people/{id}"))
    };
    let shown = MessagesPage {
        page: frame.titled(reader.read("Ce que le hub vous a écrit", "Messages")),
        count: french::count(lines, "message", "messages"),
        reader,
        contact_href,
        messages: found.into_iter().map(row).collect(),
        pages: Pages::of(page, lines, PAGE_LENGTH, |page| query.at(page)),
    };
    web::file_page(&shown, &[id])
}
