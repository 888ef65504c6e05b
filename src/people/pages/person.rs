//! A person's page: who they are, what they offer or need, what is next, and what happened.

use askama::Template;

use axum::response::Response;
use time::Date;

use crate::accounts::access::{Right, Role};
use crate::contact::{Phone, Siren};
use crate::db::Id;
use crate::error::Error;
use crate::overview::dossier::{Companion, Dossier};
use crate::overview::next::{self, Action};
use crate::overview::stages::{Stage, stages};
use crate::overview::story::{self, StoryLine};
use crate::people::person::{Journey, Mentor, Person, age};
use crate::people::profile::Profile;
use crate::people::words;
use crate::state::App;
use crate::web::{self, Context, Frame, Viewer, redirect};
use crate::{french, organisations, overview};

/// A line of facts: what it is, and what it is for this person.
struct Fact {
    label: &'static str,
    text: String,
}

struct MentorPart {
    offers: Vec<Fact>,
    style: Vec<String>,
    used: u32,
    capacity: u32,
    left: String,
}

struct JourneyPart {
    id: Id,
    title: String,
    state: &'static str,
    state_kind: &'static str,
    stages: Vec<Stage>,
    needs: Vec<Fact>,
    style: Vec<String>,
    is_open: bool,
}

struct TandemLine {
    href: String,
    initials: String,
    name: String,
    part: &'static str,
    what: String,
    since: String,
    email: String,
    phone: String,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Frame,
    id: Id,
    is_staff: bool,
    may_assign: bool,
    initials: String,
    part: &'static str,
    lead: String,
    actions: Vec<Action>,
    mentor: Option<MentorPart>,
    journeys: Vec<JourneyPart>,
    email: String,
    phone: String,
    phone_href: String,
    facts: Vec<Fact>,
    statistics: Vec<Fact>,
    tandems: Vec<TandemLine>,
    story: Vec<StoryLine>,
}

/// The page of the viewer's own person; those who are nobody's file are sent to their own access.
pub async fn own(viewer: Viewer) -> Response {
    match viewer.account().and_then(|account| account.person_id) {
        Some(person) => redirect(&format!("/people/{person}")),
        None => redirect("/account"),
    }
}

/// A person of the viewer's scope.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let dossier = overview::store::find_dossier(&app.db, viewer.scope(), id).await?;
    let dossier = dossier.ok_or(Error::NotFound)?;
    let today = app.today();
    let organisation = organisation(&app, &dossier.person).await?;
    let person = &dossier.person;
    let phone = person.phone.as_deref().unwrap_or_default();
    let page = PersonPage {
        page: titled(frame, &dossier, &viewer),
        id,
        is_staff: viewer.is_staff(),
        may_assign: viewer.may(Right::Assign),
        initials: french::initials(&person.name()),
        part: if dossier.mentor.is_some() { "mentor" } else { "mentee" },
        lead: lead(&dossier),
        actions: next::actions(&dossier, &viewer, today),
        mentor: dossier.mentor.as_ref().map(|mentor| mentor_part(&dossier, mentor)),
        journeys: dossier.journeys.iter().rev().map(|one| journey_part(&dossier, one, today)).collect(),
        email: person.email.clone().unwrap_or_default(),
        phone: Phone::parse(phone).map_or_else(|_| phone.to_owned(), |phone| phone.to_string()),
        phone_href: Phone::parse(phone)
            .map_or_else(|_| String::new(), |phone| format!("tel:{}", phone.as_str())),
        facts: facts(person, &organisation, today),
        statistics: if viewer.is_staff() { statistics(person) } else { Vec::new() },
        tandems: dossier.companions().map(|companion| tandem_line(&companion, &viewer, today)).collect(),
        story: story::of_person(&dossier, &organisation, &viewer),
    };
    web::file_page(&page, &[id])
}

fn titled(frame: Frame, dossier: &Dossier, viewer: &Viewer) -> Frame {
    let frame = frame.titled(dossier.person.name());
    match viewer.role() {
        Some(Role::Mentor | Role::Mentee) => frame,
        _ if dossier.mentor.is_some() => frame.under("Mentors", "/mentors"),
        _ => frame.under("Mentoré·es", "/mentees"),
    }
}

/// The organisation that brought a person, with its branch.
async fn organisation(app: &App, person: &Person) -> Result<String, Error> {
    let organisations = organisations::store::list(&app.db).await?;
    let branches = organisations::store::list_branches(&app.db).await?;
    let organisation = organisations.iter().find(|one| one.id == person.organisation_id);
    let branch = branches.iter().find(|one| Some(one.id) == person.branch_id);
    let organisation = organisation.map_or("", |one| one.name.as_str());
    Ok(branch.map_or_else(|| organisation.to_owned(), |branch| format!("{organisation}, {}", branch.name)))
}

fn lead(dossier: &Dossier) -> String {
    let open = dossier.journeys.iter().rev().find(|journey| journey.ended.is_none());
    let part = match (&dossier.mentor, open.or(dossier.journeys.last())) {
        (Some(_), None) => "Mentor".to_owned(),
        (Some(_), Some(journey)) => format!("Mentor, et parcours {}", journey.track),
        (None, Some(journey)) => format!("Parcours {}", journey.track),
        (None, None) => "Sans parcours pour l’instant".to_owned(),
    };
    format!("{part} · {}", words::home(&dossier.person))
}

fn mentor_part(dossier: &Dossier, mentor: &Mentor) -> MentorPart {
    let mut offers = vec![
        Fact { label: "Parcours", text: french::capitalised(&words::tracks(&mentor.tracks)) },
        Fact { label: "Peut aider à", text: words::topics(&mentor.profile.topics) },
    ];
    offers.extend(profile_facts(&dossier.person, &mentor.profile));
    MentorPart {
        offers,
        style: words::style(&mentor.profile.style),
        used: dossier.used_places(),
        capacity: u32::from(mentor.capacity),
        left: mentor.left_on.map(|on| french::day(&on)).unwrap_or_default(),
    }
}

fn journey_part(dossier: &Dossier, journey: &Journey, today: Date) -> JourneyPart {
    let mut needs =
        vec![Fact { label: "Demande de l’aide pour", text: words::topics(&journey.profile.topics) }];
    needs.extend(profile_facts(&dossier.person, &journey.profile));
    JourneyPart {
        id: journey.id,
        title: title(dossier, journey),
        state: dossier.state(journey).label(),
        state_kind: super::mentees::kind(dossier.state(journey)),
        stages: stages(dossier, journey, today),
        needs,
        style: words::style(&journey.profile.style),
        is_open: journey.ended.is_none(),
    }
}

/// The track, with the day of welcome where there are several journeys to tell apart.
fn title(dossier: &Dossier, journey: &Journey) -> String {
    let track = format!("Parcours {}", journey.track);
    match dossier.journeys.as_slice() {
        [_] => track,
        _ => format!("{track}, accueil du {}", french::short_day(&journey.welcomed_on)),
    }
}

fn profile_facts(person: &Person, profile: &Profile) -> Vec<Fact> {
    let lines = |codes: Vec<String>| codes.join(" ; ");
    vec![
        Fact {
            label: "Métiers",
            text: lines(profile.trades.iter().map(|code| words::trade(code)).collect()),
        },
        Fact {
            label: "Secteurs",
            text: lines(profile.sectors.iter().map(|code| words::sector(code)).collect()),
        },
        Fact { label: "Langues", text: words::languages(&person.languages) },
        Fact { label: "Disponible", text: words::availabilities(&profile.availabilities) },
        Fact { label: "Se rencontrer", text: words::meeting(profile) },
    ]
}

fn facts(person: &Person, organisation: &str, today: Date) -> Vec<Fact> {
    let born = person.birth_year.zip(age(person.birth_year, today));
    let sirens = person
        .businesses
        .iter()
        .map(|siren| Siren::parse(siren).map_or_else(|_| siren.clone(), |siren| siren.to_string()));
    let facts = [
        ("Lieu", words::home(person)),
        ("Code postal", person.postcode.clone().unwrap_or_default()),
        ("Naissance", born.map(|(year, age)| format!("{year} ({age} ans cette année)")).unwrap_or_default()),
        ("Structure", organisation.to_owned()),
        ("Inscription", french::short_day(&person.registered_on)),
        ("Entreprises", sirens.map(|siren| format!("SIREN {siren}")).collect::<Vec<_>>().join(", ")),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| Fact { label, text }).collect()
}

fn statistics(person: &Person) -> Vec<Fact> {
    let in_qpv = match person.in_qpv {
        Some(true) => "habite un quartier prioritaire",
        Some(false) => "n’y habite pas",
        None => "non renseigné",
    };
    vec![
        Fact { label: "Sexe", text: person.sex.map_or("non renseigné", |sex| sex.label()).to_owned() },
        Fact { label: "Quartier prioritaire", text: in_qpv.to_owned() },
    ]
}

/// The person across an open tandem; their address only for the one they are in a tandem with.
fn tandem_line(companion: &Companion<'_>, viewer: &Viewer, today: Date) -> TandemLine {
    let (part, role) =
        if companion.is_mentor { ("mentor", "Mentor") } else { ("mentee", "Personne accompagnée") };
    let home = companion.person.map(|person| format!("{role} · {}", words::home(person)));
    let contact = companion.person.filter(|_| !viewer.is_staff());
    let phone = contact.and_then(|person| person.phone.clone()).unwrap_or_default();
    TandemLine {
        href: format!("/tandems/{}", companion.tandem),
        initials: french::initials(&companion.name),
        name: companion.name.clone(),
        part,
        what: home.unwrap_or_else(|| role.to_owned()),
        since: french::since(&companion.since, &today),
        email: contact.and_then(|person| person.email.clone()).unwrap_or_default(),
        phone: Phone::parse(&phone).map_or(phone, |phone| phone.to_string()),
    }
}
