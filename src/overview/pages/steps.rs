//! "À faire": what comes next on everything that somebody follows; putting a step off, and noting a call about it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::Viewer;
use crate::acts::steps::note_call::{self, Called, Calling};
use crate::acts::steps::postpone::{self, Postponed, Postponing};
use crate::contact::Phone;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::mail;
use crate::organisations::{self, Organisation};
use crate::overview::steps::{Chosen, InHand, StepBand, StepLine, count_of, own};
use crate::overview::store::{self, lately};
use crate::people;
use crate::people::person::Person;
use crate::state::App;
use crate::steps::{CallResult, Filter, Owner, PostponeError, Reason, SubjectKind};
use crate::territories::places::{self, Place};
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Link, ListQuery, Pages, redirect_with};

/// How many steps a page of the list shows.
const PAGE_LENGTH: usize = 30;
/// How many of them a phone shows before the rest is asked for.
const UNFOLDED: usize = 10;

/// A way to narrow the list, with how many it leaves.
struct Tab {
    label: String,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "overview/steps.html")]
struct StepsPage {
    page: Frame,
    count: String,
    views: Vec<Tab>,
    kinds: Vec<Tab>,
    /// What the form of the filters keeps: name and answer.
    kept: [(&'static str, String); 2],
    owners: Vec<Choice>,
    organisations: Vec<Choice>,
    places: Vec<Choice>,
    chips: Vec<Link>,
    /// How many letters wait to be printed, for whoever prints them; empty for none.
    letters: String,
    steps: Vec<StepBand>,
    unfolded: usize,
    pages: Pages,
}

/// What the list is narrowed to, as its address says.
struct Narrowing {
    query: ListQuery,
    view: View,
    kind: Option<SubjectKind>,
    owner: Option<InHand>,
    organisation: Option<Organisation>,
    place: Option<&'static Place>,
}

impl Narrowing {
    fn read(answers: BTreeMap<String, String>, in_hand: &[InHand], organisations: &[Organisation]) -> Self {
        let mut query = ListQuery::new("/steps", answers);
        let is_named = |id: Id, key: &str| key.parse() == Ok(id);
        let owner = |key: &str| in_hand.iter().find(|one| is_named(one.owner.id, key)).cloned();
        let organisation = |key: &str| organisations.iter().find(|one| is_named(one.id, key)).cloned();
        Self {
            view: query.choice("view", View::from_code).unwrap_or(View::All),
            kind: query.choice("kind", SubjectKind::from_code),
            owner: query.choice("owner", owner),
            organisation: query.choice("organisation", organisation),
            place: query.choice("place", places::get),
            query,
        }
    }

    /// The steps of a view, of every kind.
    fn chosen(&self, view: View, viewer: &Viewer, today: Date) -> Chosen {
        let mut owners: BTreeSet<Owner> = self.owner.iter().map(|one| one.owner).collect();
        if view == View::Mine {
            let own = viewer.account().map(own).unwrap_or_default();
            // Somebody else's are none of one's own.
            let is_others = self.owner.as_ref().is_some_and(|one| !own.contains(&one.owner));
            owners = if is_others { [Owner::account(Id::nil())].into() } else { own };
        }
        let due_before = (view == View::Late).then_some(today);
        Chosen {
            filter: Filter { begun_by: Some(today), due_before, owners, ..Filter::default() },
            organisation: self.organisation.as_ref().map(|one| one.id),
            place: self.place.map(|place| place.code.to_owned()),
        }
    }

    fn chips(&self) -> Vec<Link> {
        let said = [
            ("owner", "À", self.owner.as_ref().map(|one| one.name.clone())),
            ("organisation", "Structure", self.organisation.as_ref().map(|one| one.name.clone())),
            ("place", "Lieu", self.place.map(|place| place.name.to_owned())),
        ];
        let chip = |(name, subject, words): (&str, &str, Option<String>)| {
            Some(Link::new(format!("{subject}\u{a0}: {}", words?), self.query.with(name, "")))
        };
        said.into_iter().filter_map(chip).collect()
    }
}

/// What is to be done among the people whom the viewer follows, the first due first.
pub async fn list(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let (scope, today) = (viewer.scope(), app.today());
    let in_hand = lately::in_hand(app.lately(), scope, today).await?;
    let mut organisations = organisations::store::list(&app.db).await?;
    // Whoever sees one organisation's people has nothing to choose.
    organisations.retain(|_| scope == Scope::Hub);
    let narrowing = Narrowing::read(answers, &in_hand, &organisations);
    let mut views = Vec::new();
    for one in View::ALL {
        let chosen = narrowing.chosen(one, &viewer, today);
        let count: u64 = lately::count_chosen_steps(app.lately(), scope, &chosen).await?.values().sum();
        views.push(Tab {
            label: format!("{} ({})", one.label(), french::number(count)),
            href: narrowing.query.with("view", one.code()),
            current: one == narrowing.view,
        });
    }
    let mut chosen = narrowing.chosen(narrowing.view, &viewer, today);
    let by_kind = lately::count_chosen_steps(app.lately(), scope, &chosen).await?;
    let total = match narrowing.kind {
        Some(kind) => by_kind.get(&kind).copied().unwrap_or(0),
        None => by_kind.values().sum(),
    };
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    chosen.filter.kinds = narrowing.kind.into_iter().collect();
    let query = &narrowing.query;
    let part = web::part(total, query.page(), PAGE_LENGTH);
    let steps = store::list_chosen_steps(&app.db, scope, &chosen, part).await?;
    let letters = match viewer.may(Right::PrintLetters) {
        true => usize::try_from(mail::store::count_unprinted(&app.db).await?).unwrap_or(usize::MAX),
        false => 0,
    };
    let page = StepsPage {
        letters: match letters {
            0 => String::new(),
            _ => {
                french::count(letters, "courrier à imprimer et à poster", "courriers à imprimer et à poster")
            }
        },
        page: frame.titled("À faire").noting(query.unknown()),
        count: french::count(total, "chose à faire", "choses à faire"),
        views,
        kinds: kind_tabs(query, &by_kind, narrowing.kind),
        kept: ["view", "kind"].map(|name| (name, query.get(name).to_owned())),
        owners: in_hand
            .iter()
            .map(|one| choice(one.owner.id, &one.name, narrowing.owner.as_ref().map(|own| own.owner.id)))
            .collect(),
        organisations: organisations
            .iter()
            .map(|one| choice(one.id, &one.name, narrowing.organisation.as_ref().map(|own| own.id)))
            .collect(),
        places: Choice::among(places::in_reading_order(), narrowing.place.map_or("", |place| place.code)),
        chips: narrowing.chips(),
        steps: steps.iter().map(|line| line.band(&viewer, today)).collect(),
        unfolded: UNFOLDED,
        pages: Pages::of(query.page(), total, PAGE_LENGTH, |page| query.at(page)),
    };
    web::list_page(&page, page.steps.len())
}

fn choice(id: Id, name: &str, chosen: Option<Id>) -> Choice {
    Choice::new(id.to_string(), name, chosen == Some(id))
}

/// Which part of what is to be done is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    All,
    Late,
    Mine,
}

impl View {
    const ALL: [Self; 3] = [Self::All, Self::Late, Self::Mine];

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }

    fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Late => "late",
            Self::Mine => "mine",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::All => "Tout",
            Self::Late => "En retard",
            Self::Mine => "À moi",
        }
    }
}

fn kind_tabs(
    query: &ListQuery,
    by_kind: &BTreeMap<SubjectKind, u64>,
    chosen: Option<SubjectKind>,
) -> Vec<Tab> {
    let tab = |(&kind, &count): (&SubjectKind, &u64)| Tab {
        label: count_of(kind, count),
        // A second press shows all kinds again.
        href: query.with("kind", if chosen == Some(kind) { "" } else { kind.code() }),
        current: chosen == Some(kind),
    };
    by_kind.iter().map(tab).collect()
}

struct Reached {
    name: String,
    href: String,
    phone: String,
    phone_href: String,
}

struct CallLine {
    day: String,
    result: &'static str,
    who: String,
}

#[derive(Template)]
#[template(path = "overview/step.html")]
struct StepPage {
    page: Frame,
    id: Id,
    band: StepBand,
    /// Where the step leads, or the list of steps.
    led_to: String,
    since: String,
    first_due: String,
    people: Vec<Reached>,
    calls: Vec<CallLine>,
    reasons: Vec<Choice>,
    to: String,
    results: Vec<Choice>,
    again_on: String,
    fields: Fields,
    errors: Vec<FieldError>,
    /// Whose telephone it shows.
    shown: Vec<Id>,
}

/// One step: whom to call, and the forms that put it off and note a call.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let page = step_page(&app, &viewer, frame, id, Fields::default()).await?;
    web::file_page(&page, &page.shown)
}

async fn step_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: Fields,
) -> Result<StepPage, Error> {
    let line = store::find_step(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let today = app.today();
    let people = followed(app, viewer, &line).await?;
    let calls = store::list_named_calls(&app.db, &[line.step.subject.id].into()).await?;
    let about_it = calls.into_iter().filter(|(call, _)| call.subject == line.step.subject);
    let choice = |field: &str, code: &str, label: &str| {
        Choice::new(code, french::capitalised(label), fields.get(field) == code)
    };
    let mut shown: Vec<Id> = people.iter().map(|person| person.id).collect();
    shown.dedup();
    let led_to = line.href(viewer);
    Ok(StepPage {
        led_to: if led_to.is_empty() { "/steps".to_owned() } else { led_to },
        page: frame.titled(line.band(viewer, today).what).under("À faire", "/steps"),
        id,
        since: french::since(&line.step.since_on, &today),
        first_due: french::day(&line.step.first_due_on),
        band: line.band(viewer, today),
        people: people.iter().map(reached).collect(),
        calls: about_it
            .map(|(call, who)| CallLine {
                day: french::day(&call.called_on),
                result: call.result.label(),
                who,
            })
            .collect(),
        reasons: Reason::ALL.iter().map(|one| choice("reason", one.code(), one.label())).collect(),
        to: fields.get("to").to_owned(),
        results: CallResult::ALL.iter().map(|one| choice("result", one.code(), one.label())).collect(),
        again_on: fields.get("again_on").to_owned(),
        errors: fields.errors(),
        fields,
        shown,
    })
}

/// Those whom the step is about and whose files the viewer may open: the other side of a pair may be another organisation's.
async fn followed(app: &App, viewer: &Viewer, line: &StepLine) -> Result<Vec<Person>, Error> {
    let both: Vec<Id> = [&line.mentor, &line.mentee].into_iter().flatten().map(|person| person.id).collect();
    Ok(people::store::list_by_id(&app.db, viewer.scope(), &both).await?.into_values().collect())
}

fn reached(person: &Person) -> Reached {
    // What an import could not read stands as it was written: somebody may still make it out.
    let written = person.phone.clone().unwrap_or_default();
    let number = Phone::parse(&written).ok();
    Reached {
        name: person.name(),
        href: format!("/people/{}", person.id),
        phone_href: number.as_ref().map(|number| format!("tel:{}", number.as_str())).unwrap_or_default(),
        phone: number.map_or(written, |number| number.to_string()),
    }
}

/// Puts a step off.
pub async fn postpone(context: Context<Id>, fields: Fields) -> Result<Response, Error> {
    let led_to = fields.get(LED_TO).to_owned();
    unless_settled(put_off(context, fields).await, &led_to)
}

/// The field of the page that the step led to when its forms were shown.
const LED_TO: &str = "led_to";

/// The answer to a form; where somebody settled the step since it was shown, that page, which tells what became of it.
fn unless_settled(answer: Result<Response, Error>, led_to: &str) -> Result<Response, Error> {
    match answer {
        // What is left of a settled step is its form: whoever writes another path there only leads themselves.
        Err(Error::NotFound) if !web::own_path(led_to).is_empty() => {
            Ok(redirect_with(led_to, "C’est déjà réglé\u{a0}: rien n’a été noté."))
        }
        answer => answer,
    }
}

async fn put_off(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let reason = fields.choice("reason", Reason::from_code);
    let to = fields.day("to");
    let (Some(reason), Some(to), true) = (reason, to, fields.is_sound()) else {
        return refused(context, fields).await;
    };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let postponing = Postponing { step: context.path, to, reason };
    match postpone::run(&write, &by, postponing).await? {
        Postponed::To(day) => {
            write.commit().await?;
            let said = format!("C’est reporté au {}.", french::day(&day));
            Ok(redirect_with(&format!("/steps/{}", context.path), &said))
        }
        Postponed::Refused(error) => {
            drop(write);
            refuse(&mut fields, "to", error);
            refused(context, fields).await
        }
    }
}

/// Notes a call, and puts the step off to the day of the next one if there is one.
pub async fn note_call(context: Context<Id>, fields: Fields) -> Result<Response, Error> {
    let led_to = fields.get(LED_TO).to_owned();
    unless_settled(noted_call(context, fields).await, &led_to)
}

async fn noted_call(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let result = fields.choice("result", CallResult::from_code);
    let again_on = fields.optional_day("again_on");
    let Some(result) = result.filter(|_| fields.is_sound()) else { return refused(context, fields).await };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    match note_call::run(&write, &by, Calling { step: context.path, result, again_on }).await? {
        Called::Noted(_) => {
            write.commit().await?;
            Ok(redirect_with(&format!("/steps/{}", context.path), "L’appel est noté."))
        }
        Called::Refused(error) => {
            drop(write);
            refuse(&mut fields, "again_on", error);
            refused(context, fields).await
        }
    }
}

fn refuse(fields: &mut Fields, field: &str, error: PostponeError) {
    fields.refuse(field, error.to_string());
}

async fn refused(context: Context<Id>, fields: Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = step_page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.shown)
}
