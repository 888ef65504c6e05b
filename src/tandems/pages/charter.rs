//! The charter in force, and the form that issues another version.

use askama::Template;
use axum::response::Response;

use super::signed_by::paragraphs;
use crate::accounts;
use crate::acts::tandems::issue_charter::{self, Issued};
use crate::error::Error;
use crate::french;
use crate::state::App;
use crate::tandems::charter::first_text;
use crate::tandems::store;
use crate::version::Version;
use crate::web::{self, Context, Difference, FieldError, Fields, Frame, redirect_with};

/// A version that was in force before.
struct VersionLine {
    title: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "tandems/charter.html")]
struct CharterPage {
    page: Frame,
    lead: String,
    charter: String,
    charter_error: String,
    version: String,
    before: Vec<VersionLine>,
    both: Option<Vec<Difference>>,
    errors: Vec<FieldError>,
}

/// The text as a browser sends it, with the line breaks of a text.
fn typed(fields: &Fields) -> String {
    fields.get("text").replace("\r\n", "\n").trim().to_owned()
}

/// The charter in force, in the form.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&page(&app, frame, &Fields::default()).await?)
}

async fn page(app: &App, frame: Frame, fields: &Fields) -> Result<CharterPage, Error> {
    let mut versions = store::list_charters(&app.db).await?;
    let authors: Vec<_> = versions.iter().filter_map(|version| version.issued_by).collect();
    let authors = accounts::store::list_by_id(&app.db, &authors).await?;
    let titles = versions.iter().map(|version| {
        let author = authors.iter().find(|account| Some(account.id) == version.issued_by);
        let by = author.map_or_else(String::new, |author| format!(", par {}", author.name));
        format!("Version {} du {}{by}", version.number, french::moment(version.issued_at.in_paris()))
    });
    let mut titles: Vec<String> = titles.collect();
    let (title, text) = if versions.is_empty() {
        ("Le texte du hub".to_owned(), first_text().to_owned())
    } else {
        (titles.remove(0), versions.remove(0).text)
    };
    let before = versions.iter().zip(titles);
    Ok(CharterPage {
        page: frame.titled("La charte").under("Réglages", "/settings").lit("/settings"),
        lead: format!("En vigueur\u{a0}: {title}."),
        version: match fields.get("version") {
            "" => Version::of(&text.as_str()).to_string(),
            seen => seen.to_owned(),
        },
        charter: if fields.has_value("text") { typed(fields) } else { text },
        charter_error: fields.error("text").to_owned(),
        before: before
            .map(|(version, title)| VersionLine { title, paragraphs: paragraphs(&version.text) })
            .collect(),
        both: None,
        errors: fields.errors(),
    })
}

/// Issues what was typed.
pub async fn issue(
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    if !fields.is_sound() {
        return web::refused(&page(&app, frame, &fields).await?);
    }
    let by = viewer.by();
    let write = app.write(&by).await?;
    let seen = Version::sent(fields.get("version"));
    let text = typed(&fields);
    match issue_charter::run(&write, &by, &text, seen.as_ref()).await? {
        Issued::InForce(number) => {
            write.commit().await?;
            let said =
                format!("La version {number} est en vigueur. Les tandems en cours la signent à leur tour.");
            Ok(redirect_with("/settings/charter", &said))
        }
        Issued::Before => {
            let said = "C’est déjà le texte en vigueur, mot pour mot : rien n’a changé.";
            Ok(redirect_with("/settings/charter", said))
        }
        Issued::Changed(now) => {
            drop(write);
            let version = Version::of(&now.as_str()).to_string();
            let both = Some(Difference::between("Texte de la charte", now, text).into_iter().collect());
            let page = page(&app, frame, &fields).await?;
            // Whoever has seen both versions may issue theirs.
            web::refused(&CharterPage { both, version, ..page })
        }
        Issued::Refused(error) => {
            drop(write);
            fields.refuse("text", error.to_string());
            web::refused(&page(&app, frame, &fields).await?)
        }
    }
}
