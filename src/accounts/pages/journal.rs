//! Who opened whose file: for the officer, and for the person.

use askama::Template;

use axum::response::Response;

use super::sign_in::read_email;
use crate::accounts::account::Account;
use crate::accounts::deeds::{FileDeed, READINGS};
use crate::accounts::reader::Reader;
use crate::accounts::store;
use crate::db::{self, Actions, Deed, Id};
use crate::error::Error;
use crate::french;
use crate::organisations::{self, Organisation};
use crate::people;
use crate::state::App;
use crate::web::{self, Context, FieldError, Fields, Frame, redirect};

/// How many lines a page shows.
const LINES: u64 = 500;

struct OpeningLine {
    when: String,
    who: String,
    reason: &'static str,
    href: String,
}

#[derive(Template)]
#[template(path = "accounts/journal.html")]
struct JournalPage {
    page: Frame,
    email: String,
    email_error: String,
    openings: Vec<OpeningLine>,
    errors: Vec<FieldError>,
}

/// The search for a person, and the last exceptional openings.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&journal_page(&app, frame, &Fields::default()).await?)
}

async fn journal_page(app: &App, frame: Frame, fields: &Fields) -> Result<JournalPage, Error> {
    let openings = store::list_all_openings(&app.db, LINES).await?;
    let actors = Actors::load(app, openings.iter().map(|opening| opening.account_id)).await?;
    let openings = openings.into_iter().map(|opening| OpeningLine {
        when: french::moment(opening.opened_at.in_paris()),
        who: actors.name(Some(opening.account_id)),
        reason: opening.reason.label(),
        href: format!("/people/{}/readings", opening.person_id),
    });
    Ok(JournalPage {
        page: frame.titled("Journal des accès"),
        email: fields.get("email").to_owned(),
        email_error: fields.error("email").to_owned(),
        openings: openings.collect(),
        errors: fields.errors(),
    })
}

/// Goes to the readings of the person of an address.
pub async fn search(Context { app, frame, .. }: Context, mut fields: Fields) -> Result<Response, Error> {
    if let Some(email) = read_email(&mut fields).filter(|_| fields.is_sound()) {
        if let Some(person) = people::store::find_by_email(&app.db, &email).await? {
            return Ok(redirect(&format!("/people/{person}/readings")));
        }
        fields.refuse("email", "Personne n’a cette adresse sur le hub.");
    }
    web::refused(&journal_page(&app, frame, &fields).await?)
}

/// The names of those who did something.
struct Actors {
    accounts: Vec<Account>,
    organisations: Vec<Organisation>,
}

impl Actors {
    async fn load(app: &App, ids: impl Iterator<Item = Id>) -> Result<Self, Error> {
        let mut ids: Vec<Id> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self {
            accounts: store::list_by_id(&app.db, &ids).await?,
            organisations: organisations::store::list(&app.db).await?,
        })
    }

    /// Name, role and organisation.
    fn name(&self, id: Option<Id>) -> String {
        let Some(account) = self.accounts.iter().find(|account| Some(account.id) == id) else {
            return "le hub lui-même".to_owned();
        };
        let organisation = self.organisations.iter().find(|one| Some(one.id) == account.organisation_id);
        let organisation = organisation.map_or_else(String::new, |one| format!(", {}", one.name));
        format!("{}, {}{organisation}", account.name, account.role.label())
    }
}

struct ReadingLine {
    when: String,
    who: String,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "accounts/readings.html")]
struct ReadingsPage {
    page: Frame,
    reader: Reader,
    name: String,
    count: String,
    lines: Vec<ReadingLine>,
}

/// Who opened the file of a person: for the officer, and for the person.
pub async fn readings(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let person = people::store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let entries = db::story(&app.db, &[person.id], Actions::Only(READINGS), LINES).await?;
    let actors = Actors::load(&app, entries.iter().filter_map(|entry| entry.actor_id)).await?;
    let lines = entries.into_iter().map(|entry| ReadingLine {
        when: french::moment(entry.at.in_paris()),
        who: actors.name(entry.actor_id),
        what: if entry.action == FileDeed::Exported.action() { "emporté dans une liste" } else { "ouvert" },
    });
    let lines: Vec<ReadingLine> = lines.collect();
    let reader = Reader::of(&viewer, person.id);
    web::page(&ReadingsPage {
        page: frame
            .titled(reader.read("Qui a ouvert votre dossier", "Qui a ouvert ce dossier"))
            .lit("/journal"),
        reader,
        name: person.name(),
        count: french::count(lines.len(), "lecture", "lectures"),
        lines,
    })
}
