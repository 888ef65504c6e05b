//! Somebody who follows a person answers for them, on the telephone with them: first, that person agrees.

use askama::Template;
use axum::response::Response;

use super::among_theirs;
use super::person::phone_of;
use crate::acts::people::answer_for;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::people::store;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Viewer, redirect};

#[derive(Template)]
#[template(path = "people/call.html")]
struct CallPage {
    page: Frame,
    action: String,
    back: String,
    first_name: String,
    phone: String,
    phone_href: String,
    /// Since when they want no more calls; empty of whoever may be called.
    uncalled: String,
    caller: String,
    agreed: Vec<Choice>,
    agreed_error: String,
    errors: Vec<FieldError>,
}

impl CallPage {
    fn new(frame: Frame, viewer: &Viewer, person: &Person, fields: &Fields) -> Self {
        let back = format!("/people/{}", person.id);
        let (phone, phone_href) = phone_of(person);
        Self {
            page: frame
                .titled(format!("Répondre pour {}, au téléphone", person.name()))
                .under(person.name(), back.clone()),
            action: format!("{back}/call"),
            back,
            first_name: person.first_name.clone(),
            phone,
            phone_href,
            uncalled: person.stopped.voice.map(|at| french::day(&at.day())).unwrap_or_default(),
            caller: viewer.account().map(|account| account.name.clone()).unwrap_or_default(),
            agreed: vec![Choice::new(
                "yes",
                format!("{} m’a dit oui", person.first_name),
                !fields.get("agreed").is_empty(),
            )],
            agreed_error: fields.error("agreed").to_owned(),
            errors: fields.errors(),
        }
    }
}

/// What is read aloud before anything is noted.
pub async fn ask(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let frame = among_theirs(&app, &viewer, frame, id).await?;
    web::file_page(&CallPage::new(frame, &viewer, &person, &Fields::default()), &[id])
}

/// Notes that they agree, and leads to the page of their own duty.
pub async fn begin(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    if fields.get("agreed").is_empty() {
        fields.refuse("agreed", "Sans son accord, ne notez rien à sa place.");
    }
    if !fields.is_sound() {
        let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
        let frame = among_theirs(&app, &viewer, frame, id).await?;
        return web::refused_file(&CallPage::new(frame, &viewer, &person, &fields), &[id]);
    }
    let by = viewer.by();
    let write = app.write(&by).await?;
    let path = answer_for::run(&write, &by, app.named(), id).await?;
    write.commit().await?;
    Ok(redirect(&path))
}
