//! What each line of a file of registrations will do, and the confirmation that does it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::asked::Asked;
use super::form::{default_choice, origin_choices, origin_of};
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::import::{Counts, Effect, Examination, Line, Role, Verdict};
use crate::people::newcomer::SUPPOSED_TRAVEL_KM;
use crate::people::store::Upload;
use crate::people::{self, ExamineError, store};
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect, redirect_with};

/// How many lines a page of the preview shows.
const PAGE_LENGTH: usize = 200;

struct PreviewLine {
    number: usize,
    verdict: &'static str,
    name: String,
    remarks: Vec<Remark>,
    effect: String,
}

/// What is said of a cell.
struct Remark {
    column: String,
    message: String,
}

/// The lines of one verdict.
struct Tab {
    label: String,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "people/preview.html")]
struct PreviewPage {
    page: Frame,
    action: String,
    file_name: String,
    count: String,
    figures: Vec<(String, &'static str)>,
    /// What the button says; empty when there is nobody to add.
    verb: String,
    question: String,
    fields: Fields,
    errors: Vec<FieldError>,
    origins: Vec<Choice>,
    travel_km: u16,
    tabs: Vec<Tab>,
    every_line: String,
    lines: Vec<PreviewLine>,
    previous: String,
    next: String,
    place: String,
}

/// The preview of a file the viewer sent.
pub async fn preview(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let Some((upload, examination)) = examined(&app, &viewer, id).await? else {
        return Ok(redirect_with("/import", GONE));
    };
    let fields = Fields::filled([("origin", default_choice(&app, &viewer).await?)]);
    let asked = Asked::new(format!("/import/{id}"), answers);
    web::page(&page(&app, &viewer, frame, (&upload, &examination), &asked, fields).await?)
}

const GONE: &str = "Ce fichier est déjà enregistré, ou attend depuis plus d’un jour : envoyez-le à nouveau.";

/// A file the viewer sent and its lines as they stand now, unless it was confirmed or forgotten.
async fn examined(app: &App, viewer: &Viewer, id: Id) -> Result<Option<(Upload, Examination)>, Error> {
    let account = viewer.id().ok_or(Error::NotFound)?;
    let Some(upload) = store::find_upload(&app.db, account, id).await? else { return Ok(None) };
    let known = store::known(&app.db, viewer.scope()).await?;
    let examination = people::examine(upload.bytes.clone(), known, app.today()).await;
    let examination = examination.map_err(|error: ExamineError| Error::Refused(error.to_string()))?;
    Ok(Some((upload, examination)))
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    (upload, examination): (&Upload, &Examination),
    asked: &Asked,
    fields: Fields,
) -> Result<PreviewPage, Error> {
    let figures = Figures::of(examination);
    let chosen = Verdict::from_code(asked.get("verdict"));
    let lines = sorted(examination, chosen);
    let (page, pages) = (usize::try_from(asked.page()).unwrap_or(0), lines.len().div_ceil(PAGE_LENGTH));
    let added = people_words(figures.added);
    Ok(PreviewPage {
        page: frame.titled("Voici ce qui sera fait").under("Importer", "/import"),
        action: format!("/import/{}/confirmation", upload.id),
        file_name: upload.file_name.clone(),
        count: french::count(examination.lines.len(), "ligne", "lignes"),
        figures: figures.told(),
        verb: if figures.added == 0 { String::new() } else { format!("Enregistrer {added}") },
        question: figures.question(),
        origins: origin_choices(app, viewer, fields.get("origin")).await?,
        errors: fields.errors(),
        fields,
        travel_km: SUPPOSED_TRAVEL_KM,
        every_line: asked.with("verdict", ""),
        tabs: tabs(asked, examination.counts(), chosen),
        lines: lines.iter().skip(page * PAGE_LENGTH).take(PAGE_LENGTH).map(|line| shown(line)).collect(),
        previous: if page > 0 && pages > 1 { asked.at(page as u64 - 1) } else { String::new() },
        next: if page + 1 < pages { asked.at(page as u64 + 1) } else { String::new() },
        place: if pages > 1 { format!("page {} sur {pages}", page + 1) } else { String::new() },
    })
}

/// What the import will do, in numbers of people and lines.
#[derive(Clone, Copy)]
struct Figures {
    added: usize,
    already_there: usize,
    refused: usize,
}

impl Figures {
    fn of(examination: &Examination) -> Self {
        let count = |effect| examination.lines.iter().filter(|line| line.effect == effect).count();
        Self {
            added: count(Effect::Add),
            already_there: count(Effect::AlreadyThere),
            refused: count(Effect::Refused),
        }
    }

    fn told(self) -> Vec<(String, &'static str)> {
        let words =
            |count: usize, one, many| (french::number(count as i64), if count < 2 { one } else { many });
        vec![
            words(self.added, "personne sera ajoutée", "personnes seront ajoutées"),
            words(self.already_there, "ligne déjà connue", "lignes déjà connues"),
            words(self.refused, "ligne refusée", "lignes refusées"),
        ]
    }

    fn question(self) -> String {
        let left = match self.refused {
            0 => String::new(),
            1 => " La ligne refusée sera laissée de côté.".to_owned(),
            many => format!(" Les {many} lignes refusées seront laissées de côté."),
        };
        format!("Enregistrer {}\u{a0}?{left}", people_words(self.added))
    }
}

fn people_words(count: usize) -> String {
    french::count(count, "personne", "personnes")
}

/// The lines of a verdict, or all, the worst first.
fn sorted(examination: &Examination, chosen: Option<Verdict>) -> Vec<&Line> {
    let kept = examination.lines.iter().filter(|line| chosen.is_none_or(|chosen| line.verdict == chosen));
    let mut lines: Vec<&Line> = kept.collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.verdict), line.line));
    lines
}

fn tabs(asked: &Asked, counts: Counts, chosen: Option<Verdict>) -> Vec<Tab> {
    let tab = |verdict: Option<Verdict>, words: &str, count: usize| Tab {
        label: format!("{words} ({})", french::number(count as i64)),
        href: asked.with("verdict", verdict.map_or("", Verdict::code)),
        current: verdict == chosen,
    };
    vec![
        tab(None, "Toutes", counts.ok + counts.warnings + counts.errors),
        tab(Some(Verdict::Error), "Refusées", counts.errors),
        tab(Some(Verdict::Warning), "À vérifier", counts.warnings),
        tab(Some(Verdict::Ok), "Prêtes", counts.ok),
    ]
}

fn shown(line: &Line) -> PreviewLine {
    let remark =
        |item: &people::import::Item| Remark { column: item.column.clone(), message: item.message.clone() };
    PreviewLine {
        number: line.line,
        verdict: line.verdict.code(),
        name: line.name.clone(),
        remarks: line.items.iter().map(remark).collect(),
        effect: effect(line),
    }
}

fn effect(line: &Line) -> String {
    let role = line.registration.as_ref().map(|registration| registration.role);
    match (line.effect, role) {
        (Effect::Add, Some(Role::Mentor { capacity })) => {
            format!("Sera ajoutée comme mentor, {}.", french::count(usize::from(capacity), "place", "places"))
        }
        (Effect::Add, Some(Role::Mentee { track })) => format!("Sera accueillie, parcours {track}."),
        (Effect::AlreadyThere, _) => "Déjà connue : rien ne change pour elle.".to_owned(),
        (Effect::Add | Effect::Refused, _) => "Ne sera pas importée.".to_owned(),
    }
}

/// Adds the registrations of a file the viewer sent, in one transaction.
pub async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some((upload, examination)) = examined(&app, &viewer, id).await? else {
        return Ok(redirect_with("/import", GONE));
    };
    let Some(origin) = origin_of(&app, &viewer, &fields).await? else {
        fields.refuse("origin", "Choisissez la structure qui a recueilli ces inscriptions.");
        let asked = Asked::new(format!("/import/{id}"), BTreeMap::new());
        return web::refused(&page(&app, &viewer, frame, (&upload, &examination), &asked, fields).await?);
    };
    let write = app.write(&viewer).await?;
    if !store::delete_upload(&write, id).await? {
        return Ok(redirect("/import"));
    }
    let added = people::register(&write, &examination, origin, app.today()).await?;
    write.commit().await?;
    let done = format!(
        "{} {}.",
        people_words(added),
        if added < 2 { "est maintenant sur le hub" } else { "sont maintenant sur le hub" }
    );
    Ok(redirect_with(page_of_added(&examination), &done))
}

/// The list where most of those added are.
fn page_of_added(examination: &Examination) -> &'static str {
    let mentors = |mentor: bool| {
        let roles = examination.registrations().map(|registration| registration.role);
        roles.filter(|role| matches!(role, Role::Mentor { .. }) == mentor).count()
    };
    if mentors(true) > mentors(false) { "/mentors" } else { "/mentees?state=waiting" }
}
