//! The page of the settings, and what was changed lately.

mod form;
mod messages;
mod opening;

use askama::Template;
use axum::Extension;
use axum::response::Response;

use self::form::{read, words};
use super::{Code, Settings, store};
use crate::accounts;
use crate::accounts::access::{Access, Right};
use crate::accounts::messages::Hub;
use crate::acts::settings::choose::{self, Chosen};
use crate::error::Error;
use crate::french;
use crate::mail::messages::{Kind, Message};
use crate::state::App;
use crate::version::Version;
use crate::web::{
    self, Choice, Context, Difference, FieldError, Fields, Frame, MenuEntry, Routes, redirect_with,
};

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Réglages", "/settings", Right::ChooseSettings)];

/// What later nouns let the hub's responsible set.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// The reasons for a no: code and label.
    pub refusals: fn() -> Vec<(&'static str, &'static str)>,
    /// The kinds of messages of each noun, and what makes an example of each.
    pub messages: &'static [(&'static [&'static Kind], Samples)],
}

/// What makes a message of each kind of a noun, to an address, with example values.
pub type Samples = fn(Hub<'_>, &str) -> askama::Result<Vec<Message>>;

/// The routes of settings.
pub fn routes() -> Routes {
    Routes::of("settings")
        .get("/settings", Access::With(Right::ChooseSettings), show)
        .post("/settings", Access::With(Right::ChooseSettings), save)
        .get("/settings/opening", Access::With(Right::ChooseSettings), opening::show)
        .post("/settings/opening", Access::With(Right::ChooseSettings), opening::open)
        .get("/settings/messages", Access::With(Right::ChooseSettings), messages::list)
        .get("/settings/messages/{kind}", Access::With(Right::ChooseSettings), messages::show)
        .post("/settings/messages/{kind}", Access::With(Right::ChooseSettings), messages::save)
        .post("/settings/messages/{kind}/trial", Access::With(Right::ChooseSettings), messages::send_trial)
        .post("/settings/messages/{kind}/default", Access::With(Right::ChooseSettings), messages::restore)
}

/// A change in the list of what was set lately.
struct ChangeLine {
    label: &'static str,
    before: String,
    after: String,
    when: String,
    who: String,
}

#[derive(Template)]
#[template(path = "settings/settings.html")]
struct SettingsPage {
    page: Frame,
    fields: Fields,
    asked_first: Vec<Choice>,
    begins: Vec<Choice>,
    /// Ticked: the reasons that are offered.
    refusals: Vec<Choice>,
    longest: u16,
    default: Settings,
    changes: Vec<ChangeLine>,
    version: String,
    both: Option<Vec<Difference>>,
    errors: Vec<FieldError>,
}

/// The most changes shown.
const MOST_CHANGES: usize = 12;

async fn show(
    Extension(declared): Extension<Declared>,
    Context { app, frame, .. }: Context,
) -> Result<Response, Error> {
    let fields = form::filled(&store::read(&app.db).await?, declared);
    web::page(&settings_page(&app, frame, declared, fields).await?)
}

async fn settings_page(
    app: &App,
    frame: Frame,
    declared: Declared,
    fields: Fields,
) -> Result<SettingsPage, Error> {
    Ok(SettingsPage {
        page: frame.titled("Réglages"),
        asked_first: form::asked_first(&fields),
        begins: form::begins(&fields),
        refusals: form::refusals(&fields, declared),
        longest: super::LONGEST_DELAY,
        default: Settings::default(),
        changes: changes(app, declared).await?,
        version: fields.get("version").to_owned(),
        both: None,
        errors: fields.errors(),
        fields,
    })
}

async fn changes(app: &App, declared: Declared) -> Result<Vec<ChangeLine>, Error> {
    let mut changes = store::list_changes(&app.db).await?;
    changes.truncate(MOST_CHANGES);
    let authors: Vec<_> = changes.iter().map(|change| change.by).collect();
    let authors = accounts::store::list_by_id(&app.db, &authors).await?;
    let said = |code: Code, value: Option<&str>| {
        let default = Settings::default().value(code);
        words(code, value.unwrap_or(&default), declared)
    };
    let line = |change: &store::Change| ChangeLine {
        label: change.code.label(),
        before: said(change.code, change.before.as_deref()),
        after: said(change.code, change.after.as_deref()),
        when: french::moment(change.at.in_paris()),
        who: authors
            .iter()
            .find(|account| account.id == change.by)
            .map_or_else(String::new, |account| account.name.clone()),
    };
    Ok(changes.iter().map(line).collect())
}

async fn save(
    Extension(declared): Extension<Declared>,
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    if let Some(settings) = read(&mut fields, declared) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        let seen = Version::sent(fields.get("version"));
        match choose::run(&write, &by, &settings, seen.as_ref()).await? {
            Chosen::Saved => {
                write.commit().await?;
                return Ok(redirect_with("/settings", "Vos réglages sont enregistrés."));
            }
            Chosen::Changed(now) => {
                // Whoever has seen both versions may save theirs over what is set now.
                let fields = fields.with("version", now.version().to_string());
                let page = settings_page(&app, frame, declared, fields).await?;
                let both = Some(form::differences(&now, &settings, declared));
                return web::refused(&SettingsPage { both, ..page });
            }
            Chosen::Refused(error) => fields.refuse(form::field_of(error.code()), error.to_string()),
        }
    }
    web::refused(&settings_page(&app, frame, declared, fields).await?)
}
