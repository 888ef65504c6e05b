//! The letters of the hub, for whoever prints them: those that wait, and the sheets.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use crate::accounts::code::drawing;
use crate::acts::messages::post_letters;
use crate::acts::messages::print_letters::{self, MOST, Printed};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::links;
use crate::mail::{self, Mail, Sheet};
use crate::people::person::Person;
use crate::people::store;
use crate::state::App;
use crate::web::{self, Context, Frame, Viewer, redirect_with};

/// How many letters the list shows.
const LISTED: u64 = 20;

#[derive(Template)]
#[template(path = "people/letters.html")]
struct LettersPage {
    page: Frame,
    /// How many are printed, and of which nobody said yet that they are in the post; empty for none.
    printed: String,
    /// How many wait; empty for none.
    waiting: String,
    letters: Vec<Line>,
    button: String,
}

struct Line {
    /// Where whoever it is for is seen: their file, or the requests of those who have none yet.
    href: String,
    name: String,
    subject: String,
    written: String,
}

#[derive(Template)]
#[template(path = "people/sheets.html")]
struct SheetsPage {
    page: Frame,
    /// Where codes are typed, as one types it.
    code_page: String,
    contact_email: String,
    letters: Vec<Letter>,
}

/// One sheet.
struct Letter {
    /// The person whose file it is about; none for whoever asks to join.
    id: Option<Id>,
    /// The name, then the lines of the address.
    address: Vec<String>,
    written: String,
    subject: String,
    paragraphs: Vec<Vec<String>>,
    link: Option<Link>,
    signature: String,
}

/// How one gets from paper to a page.
struct Link {
    what: String,
    path: String,
    side: i32,
    code: String,
}

/// The people to whom letters are, whom the viewer may know.
async fn people_of(app: &App, viewer: &Viewer, letters: &[Mail]) -> Result<BTreeMap<Id, Person>, Error> {
    let ids: Vec<Id> = letters.iter().filter_map(|letter| letter.person_id).collect();
    Ok(store::list_by_id(&app.db, viewer.scope(), &ids).await?)
}

/// The letters that wait.
pub async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let count = |count: usize| match count {
        0 => String::new(),
        _ => french::count(count, "courrier", "courriers"),
    };
    let waiting = usize::try_from(mail::store::count_unprinted(&app.db).await?).unwrap_or(usize::MAX);
    let found = mail::store::list_unprinted(&app.db, LISTED).await?;
    let people = people_of(&app, &viewer, &found).await?;
    let line = |letter: &Mail| {
        let (href, name) = match letter.person_id {
            Some(id) => people.get(&id).map(|person| (format!("/people/{id}"), person.name()))?,
            None => ("/requests".to_owned(), letter.recipient.lines().next().unwrap_or_default().to_owned()),
        };
        Some(Line {
            href,
            name,
            subject: letter.subject.clone(),
            written: french::moment(letter.created_at.in_paris()),
        })
    };
    web::page(&LettersPage {
        page: frame.titled("Courriers à poster").under("À faire", "/steps"),
        printed: count(mail::store::list_printed(&app.db).await?.len()),
        waiting: count(waiting),
        letters: found.iter().filter_map(line).collect(),
        button: format!("Préparer {}", french::count(waiting.min(MOST), "courrier", "courriers")),
    })
}

/// Prepares the letters that may leave now, and leads to their sheets.
pub async fn print(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    let write = app.write(&viewer.by()).await?;
    let printed = print_letters::run(&write, &viewer.by(), &app.base_url).await?;
    write.commit().await?;
    Ok(match printed {
        Printed::Ready(0) => redirect_with(
            "/letters",
            "Aucun courrier ne part maintenant\u{a0}: ce qui attend a déjà sa lettre du jour, ou n’est plus vrai.",
        ),
        Printed::Ready(_) => web::redirect("/letters/sheets"),
        Printed::Before => {
            redirect_with("/letters", "Dites d’abord ce que sont devenus les courriers déjà préparés.")
        }
    })
}

/// The sheets, as they are printed.
pub async fn sheets(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let found = mail::store::list_printed(&app.db).await?;
    let people = people_of(&app, &viewer, &found).await?;
    let letter = |letter: &Mail| match letter.person_id {
        Some(id) => people.get(&id).map(|person| sheet(&app, letter, Some(person))),
        None => Some(sheet(&app, letter, None)),
    };
    let page = SheetsPage {
        page: frame.titled("Courriers à imprimer").under("Courriers à poster", "/letters"),
        contact_email: app.contact_email.clone(),
        code_page: format!("{}/r", app.base_url.trim_start_matches("https://").trim_start_matches("http://")),
        letters: found.iter().filter_map(letter).collect(),
    };
    let shown: Vec<Id> = page.letters.iter().filter_map(|letter| letter.id).collect();
    web::file_page(&page, &shown)
}

fn sheet(app: &App, letter: &Mail, person: Option<&Person>) -> Letter {
    let text = letter.text(&app.secret).unwrap_or_default();
    let Sheet { paragraphs, link, signature } = Sheet::of(&text, &app.base_url);
    let link = link.and_then(|(what, link)| {
        let (_, token) = links::parts(&app.base_url, &link)?;
        let (path, side) = drawing(&link)?;
        Some(Link { what, path, side, code: links::printed(&links::code_of(token)) })
    });
    Letter {
        id: person.map(|person| person.id),
        // Whoever has no file has their name above their address.
        address: person
            .map(Person::name)
            .into_iter()
            .chain(letter.recipient.lines().map(str::to_owned))
            .collect(),
        written: french::day(&letter.taken_at.unwrap_or(letter.created_at).day()),
        subject: letter.subject.clone(),
        paragraphs,
        link,
        signature,
    }
}

/// Notes that they are in the post.
pub async fn post(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    let write = app.write(&viewer.by()).await?;
    let posted = post_letters::run(&write, &viewer.by(), !app.demo).await?;
    write.commit().await?;
    let said = french::count(posted, "courrier noté comme parti.", "courriers notés comme partis.");
    Ok(redirect_with("/letters", &said))
}

/// Puts them back among those that wait.
pub async fn put_back(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    let write = app.write(&viewer.by()).await?;
    post_letters::put_back(&write, &viewer.by()).await?;
    write.commit().await?;
    Ok(redirect_with("/letters", "Ces courriers attendent de nouveau."))
}
