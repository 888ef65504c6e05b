//! What each line of a file of registrations will do, and the confirmation that does it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::accounts::access::Scope;
use crate::acts::registrations::confirm::{self, Added, Confirmed, Confirming};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::limits;
use crate::organisations::origin::Origin;
use crate::organisations::store::find_origins;
use crate::overview::origins;
use crate::registrations::store::{self, Upload};
use crate::registrations::{self, Counts, Effect, Examination, Line, Role, SUPPOSED_TRAVEL_KM, Verdict};
use crate::state::App;
use crate::web::{
    self, Choice, Context, FieldError, Fields, Frame, ListQuery, Pages, Viewer, part, redirect_with,
};

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
#[template(path = "registrations/preview.html")]
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
    pages: Pages,
}

/// The preview of a file the viewer sent.
pub async fn preview(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let Some(examined) = examined(&app, &viewer, id).await? else {
        return Ok(redirect_with("/import", GONE));
    };
    let fields =
        Fields::filled([("origin", origins::default_choice(&find_origins(&app.db).await?, &viewer))]);
    web::page(&page(&app, &viewer, frame, &Sent::new(id, examined, answers), fields).await?)
}

const GONE: &str = "Ce fichier n’attend plus : il est déjà enregistré, et personne n’est ajouté deux fois, ou vous en avez \
    envoyé un autre depuis. S’il attendait depuis plus d’un jour, envoyez-le à nouveau.";

/// A file the viewer sent, its lines as they stand now, and which of them are looked at.
struct Sent {
    id: Id,
    file_name: String,
    examination: Examination,
    query: ListQuery,
    /// The verdict whose lines are looked at; all of them when none was chosen.
    verdict: Option<Verdict>,
}

impl Sent {
    fn new(
        id: Id,
        (file_name, examination): (String, Examination),
        answers: BTreeMap<String, String>,
    ) -> Self {
        let mut query = ListQuery::new(format!("/import/{id}"), answers);
        let verdict = query.choice("verdict", Verdict::from_code);
        Self { id, file_name, examination, query, verdict }
    }
}

/// A file the viewer sent and its lines as they stand now, unless it was confirmed or forgotten.
async fn examined(app: &App, viewer: &Viewer, id: Id) -> Result<Option<(String, Examination)>, Error> {
    let account = viewer.id().ok_or(Error::NotFound)?;
    let _place = limits::HOLDING.place().await?;
    let Some(upload) = store::find_upload(&app.db, account, id, app.now()).await? else { return Ok(None) };
    let Upload { bytes, file_name, .. } = upload;
    let (_, examination) = store::examine(&app.db, (viewer.scope(), Some(account)), bytes, app.today())
        .await?
        .map_err(|error| Error::Refused(error.to_string()))?;
    Ok(Some((file_name, examination)))
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    Sent { id, file_name, examination, query, verdict: chosen }: &Sent,
    fields: Fields,
) -> Result<PreviewPage, Error> {
    let figures = Figures::of(examination);
    let lines = sorted(examination, *chosen);
    let added = people_words(figures.added);
    Ok(PreviewPage {
        page: frame.titled("Voici ce qui sera fait").under("Importer", "/import").noting(query.unknown()),
        action: format!("/import/{id}/confirmation"),
        file_name: file_name.clone(),
        count: french::count(examination.lines.len(), "ligne", "lignes"),
        figures: figures.in_words(),
        verb: if figures.added == 0 { String::new() } else { format!("Enregistrer {added}") },
        question: figures.question(),
        origins: origins::choices(&find_origins(&app.db).await?, viewer, fields.get("origin"))
            .into_iter()
            .map(Choice::from)
            .collect(),
        errors: fields.errors(),
        fields,
        travel_km: SUPPOSED_TRAVEL_KM,
        every_line: query.with("verdict", ""),
        tabs: tabs(query, examination.counts(), *chosen),
        lines: lines[part(lines.len(), query.page(), PAGE_LENGTH)].iter().map(|line| shown(line)).collect(),
        pages: Pages::of(query.page(), lines.len(), PAGE_LENGTH, |page| query.at(page)).within_a_line(),
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

    fn in_words(self) -> Vec<(String, &'static str)> {
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
    let lines = examination.lines.iter().filter(|line| chosen.is_none_or(|chosen| line.verdict == chosen));
    let mut lines: Vec<&Line> = lines.collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.verdict), line.line));
    lines
}

fn tabs(query: &ListQuery, counts: Counts, chosen: Option<Verdict>) -> Vec<Tab> {
    let tab = |verdict: Option<Verdict>, words: &str, count: usize| Tab {
        label: format!("{words} ({})", french::number(count as i64)),
        href: query.with("verdict", verdict.map_or("", Verdict::code)),
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
        |item: &registrations::Item| Remark { column: item.column.clone(), message: item.message.clone() };
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

/// Adds the registrations of a file the viewer sent.
pub async fn confirm(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let origin = origins::chosen(&find_origins(&app.db).await?, &viewer, fields.get("origin"))?;
    let Some(origin) = origin.filter(|_| fields.is_sound()) else {
        return not_confirmed(&app, &viewer, frame, id, (fields, origin)).await;
    };
    let _place = limits::HOLDING.place().await?;
    match confirm::run(&app, &viewer.by(), Confirming { upload: id, origin }).await? {
        Confirmed::Added(added) if viewer.scope() != Scope::Hub => {
            let received = french::count(added.people(), "inscription reçue", "inscriptions reçues");
            let said = format!(
                "{received}. Si quelqu’un n’est pas dans vos listes, la coordination du hub vérifie son inscription et vous répond."
            );
            Ok(redirect_with(page_of_added(added), &said))
        }
        Confirmed::Added(added) => {
            let is =
                if added.people() < 2 { "est maintenant sur le hub" } else { "sont maintenant sur le hub" };
            Ok(redirect_with(page_of_added(added), &format!("{} {is}.", people_words(added.people()))))
        }
        Confirmed::Gone => Ok(redirect_with("/import", GONE)),
        Confirmed::Refused(error) => Err(Error::Refused(error.to_string())),
    }
}

/// The same preview, where it is said if who brings these people is still to be chosen.
async fn not_confirmed(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    (mut fields, origin): (Fields, Option<Origin>),
) -> Result<Response, Error> {
    let Some(examined) = examined(app, viewer, id).await? else {
        return Ok(redirect_with("/import", GONE));
    };
    if origin.is_none() {
        fields.refuse("origin", "Choisissez la structure qui a recueilli ces inscriptions.");
    }
    web::refused(&page(app, viewer, frame, &Sent::new(id, examined, BTreeMap::new()), fields).await?)
}

/// The list where most of those added are.
fn page_of_added(added: Added) -> &'static str {
    if added.mentors > added.mentees { "/mentors" } else { "/mentees?state=unmatched" }
}
