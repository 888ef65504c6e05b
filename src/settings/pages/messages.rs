//! The words of messages: the list of kinds, and the paragraphs of one with what it then looks like.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::response::Response;

use super::Declared;
use crate::accounts::messages::Hub;
use crate::acts::settings::reword::{self, Paragraphs, Reworded};
use crate::acts::settings::try_message;
use crate::error::Error;
use crate::french;
use crate::mail::messages::{Kind, Message, Paragraph, SHORT, SUBJECT, Wording};
use crate::settings::store;
use crate::state::App;
use crate::version::Version;
use crate::web::{self, Context, Difference, FieldError, Fields, Frame, redirect_with};

struct KindLine {
    href: String,
    subject: String,
    edited: String,
}

#[derive(Template)]
#[template(path = "settings/messages.html")]
struct MessagesPage {
    page: Frame,
    kinds: Vec<KindLine>,
}

struct Field {
    name: &'static str,
    label: String,
    value: String,
    error: String,
    hint: String,
    is_line: bool,
}

#[derive(Template)]
#[template(path = "settings/message.html")]
struct MessagePage {
    page: Frame,
    action: String,
    fields: Vec<Field>,
    subject: String,
    text: String,
    is_edited: bool,
    /// Whether what is shown is what was typed, and not what is stored.
    is_draft: bool,
    version: String,
    both: Option<Vec<Difference>>,
    errors: Vec<FieldError>,
}

/// A kind by its code, with a message of it.
fn find(declared: Declared, app: &App, code: &str) -> Result<(&'static Kind, Message), Error> {
    let hub = Hub { base_url: &app.base_url, contact_email: &app.contact_email };
    for (kinds, samples) in declared.messages {
        if let Some(kind) = kinds.iter().find(|kind| kind.code == code) {
            let sample = samples(hub, &app.contact_email)?.into_iter().find(|sample| sample.kind() == code);
            return Ok((kind, sample.ok_or(Error::NotFound)?));
        }
    }
    Err(Error::NotFound)
}

/// The kinds of messages.
pub async fn list(
    Extension(declared): Extension<Declared>,
    Context { app, frame, .. }: Context,
) -> Result<Response, Error> {
    let edited = store::list_edited(&app.db).await?;
    let mut kinds = Vec::new();
    for kind in declared.messages.iter().flat_map(|(kinds, _)| kinds.iter()) {
        let (_, sample) = find(declared, &app, kind.code)?;
        let at = edited.get(kind.code);
        let wording = match at {
            Some(_) => store::wording(&app.db, kind.code).await?,
            None => Wording::default(),
        };
        kinds.push(KindLine {
            href: format!("/settings/messages/{}", kind.code),
            subject: sample.in_words(&wording)?.subject().to_owned(),
            edited: at.map(|at| format!("modifié le {}", french::moment(at.in_paris()))).unwrap_or_default(),
        });
    }
    let page = frame.titled("Textes des messages").under("Réglages", "/settings");
    web::page(&MessagesPage { page, kinds })
}

/// The words of a kind.
pub async fn show(
    Extension(declared): Extension<Declared>,
    Context { app, frame, path: code, .. }: Context<String>,
) -> Result<Response, Error> {
    let found = find(declared, &app, &code)?;
    web::page(&message_page(&app, frame, found, &Fields::default()).await?)
}

/// The page of a kind with what was typed, or else with what is stored.
async fn message_page(
    app: &App,
    frame: Frame,
    (kind, sample): (&'static Kind, Message),
    typed: &Fields,
) -> Result<MessagePage, Error> {
    let wording = store::wording(&app.db, kind.code).await?;
    let stored = wording.paragraphs.clone();
    let is_draft = kind.paragraphs.iter().any(|paragraph| typed.has_value(paragraph.name));
    let shown = if is_draft { Wording { paragraphs: typed_in(kind, typed), ..wording } } else { wording };
    let field = |(at, paragraph): (usize, &Paragraph)| Field {
        name: paragraph.name,
        label: label(paragraph.name, at),
        value: shown.paragraphs.get(paragraph.name).map_or(paragraph.default, String::as_str).to_owned(),
        error: typed.error(paragraph.name).to_owned(),
        hint: hint(paragraph, &sample),
        is_line: [SUBJECT, "greeting", "button"].contains(&paragraph.name),
    };
    let fields = kind.paragraphs.iter().enumerate().map(field).collect();
    let message = sample.in_words(&shown)?;
    Ok(MessagePage {
        page: frame
            .titled("Texte d’un message")
            .under("Réglages", "/settings")
            .under("Textes des messages", "/settings/messages")
            .lit("/settings"),
        action: format!("/settings/messages/{}", kind.code),
        fields,
        subject: message.subject().to_owned(),
        text: message.text().trim().to_owned(),
        is_edited: !stored.is_empty(),
        is_draft,
        version: match typed.get("version") {
            "" => Version::of(&stored).to_string(),
            seen => seen.to_owned(),
        },
        both: None,
        errors: typed.errors(),
    })
}

/// What a paragraph is called on the page, by its name in the templates.
fn label(name: &str, at: usize) -> String {
    match name {
        SUBJECT => "Objet".to_owned(),
        SHORT => "Par SMS, avec le lien et qui signe".to_owned(),
        "greeting" => "Salutation".to_owned(),
        "what" => "De quoi il s’agit".to_owned(),
        "button" => "Bouton".to_owned(),
        "limit" => "Combien de temps cela tient".to_owned(),
        "advice" => "Conseil".to_owned(),
        "why" | "because" => "Pourquoi".to_owned(),
        "expected" => "Ce qui est attendu".to_owned(),
        "whom" => "Qui appeler".to_owned(),
        "answer" => "Quand personne n’a donné de numéro".to_owned(),
        _ => format!("Paragraphe {at}"),
    }
}

/// What the hub puts in the place of each variable, as in the example.
fn hint(paragraph: &Paragraph, sample: &Message) -> String {
    let said = |name: &&str| {
        let value = sample.value(name).unwrap_or_default();
        format!("{{{name}}} par «\u{a0}{value}\u{a0}»")
    };
    let said: Vec<String> = paragraph.variables.iter().map(said).collect();
    if said.is_empty() { String::new() } else { format!("Ici, le hub remplace {}.", said.join(", ")) }
}

/// The words typed for each paragraph; line breaks as browsers send them become those of a text.
fn typed_in(kind: &Kind, fields: &Fields) -> Paragraphs {
    let typed = kind.paragraphs.iter().filter(|paragraph| fields.has_value(paragraph.name));
    typed
        .map(|paragraph| (paragraph.name.to_owned(), fields.get(paragraph.name).replace("\r\n", "\n")))
        .collect()
}

/// Saves the words of a kind, or only shows what they would look like.
pub async fn save(
    Extension(declared): Extension<Declared>,
    Context { app, viewer, frame, path: code, .. }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let found = find(declared, &app, &code)?;
    let kind = found.0;
    for paragraph in kind.paragraphs {
        let words = fields.get(paragraph.name).replace("\r\n", "\n");
        if let Err(error) = paragraph.check(&words) {
            fields.refuse(paragraph.name, error.to_string());
        }
    }
    if !fields.is_sound() {
        return web::refused(&message_page(&app, frame, found, &fields).await?);
    }
    if fields.get("do") == "preview" {
        return web::page(&message_page(&app, frame, found, &fields).await?);
    }
    let by = viewer.by();
    let typed = typed_in(kind, &fields);
    let write = app.write(&by).await?;
    let seen = Version::sent(fields.get("version"));
    match reword::run(&write, &by, kind, &typed, seen.as_ref()).await? {
        Reworded::Saved => {
            write.commit().await?;
            let to = format!("/settings/messages/{code}");
            return Ok(redirect_with(&to, "Ce texte est enregistré : les prochains messages l’auront."));
        }
        Reworded::Changed(now) => {
            let page = message_page(&app, frame, found, &fields).await?;
            let both = Some(differences(kind, &now, &typed));
            // Whoever has seen both versions may save theirs over what is set now.
            return web::refused(&MessagePage { both, version: Version::of(&now).to_string(), ..page });
        }
        Reworded::Refused(errors) => {
            errors.into_iter().for_each(|(name, error)| fields.refuse(name, error.to_string()));
        }
    }
    web::refused(&message_page(&app, frame, found, &fields).await?)
}

fn differences(kind: &Kind, now: &Paragraphs, typed: &Paragraphs) -> Vec<Difference> {
    let said = |words: &Paragraphs, paragraph: &Paragraph| {
        words.get(paragraph.name).map_or(paragraph.default, String::as_str).to_owned()
    };
    let line = |(at, paragraph): (usize, &Paragraph)| {
        Difference::between(&label(paragraph.name, at), said(now, paragraph), said(typed, paragraph))
    };
    kind.paragraphs.iter().enumerate().filter_map(line).collect()
}

/// Gives a kind its default words again.
pub async fn restore(
    Extension(declared): Extension<Declared>,
    Context { app, viewer, path: code, .. }: Context<String>,
) -> Result<Response, Error> {
    let (kind, _) = find(declared, &app, &code)?;
    let by = viewer.by();
    let write = app.write(&by).await?;
    reword::run(&write, &by, kind, &BTreeMap::new(), None).await?;
    write.commit().await?;
    Ok(redirect_with(&format!("/settings/messages/{code}"), "Ce message a de nouveau le texte du hub."))
}

/// Sends an example to whoever edits.
pub async fn send_trial(
    Extension(declared): Extension<Declared>,
    Context { app, viewer, path: code, .. }: Context<String>,
) -> Result<Response, Error> {
    let (_, sample) = find(declared, &app, &code)?;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let email = try_message::run(&write, &by, sample).await?;
    write.commit().await?;
    let said = format!("Ce message part à {email}, marqué comme un essai.");
    Ok(redirect_with(&format!("/settings/messages/{code}"), &said))
}
