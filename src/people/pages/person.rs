//! A person's page: who they are, what they offer or need, what is next, and what happened.

use askama::Template;

use axum::response::Response;
use time::Date;

use super::own::own_page;
use crate::accounts::access::Right;
use crate::accounts::reader::Reader;
use crate::contact::{Phone, Siren};
use crate::db::{Db, Id};
use crate::error::Error;
use crate::overview::dossier::{Companion, Dossier};
use crate::overview::stages::{Stage, stages};
use crate::overview::steps::{StepBand, StepLine};
use crate::overview::store::Shown;
use crate::overview::story::{self, StoryLine};
use crate::people::person::{Journey, JourneyState, Mentor, Person, age};
use crate::people::profile::Profile;
use crate::people::reach::Preference;
use crate::people::step::What;
use crate::people::{store, words};
use crate::state::App;
use crate::steps::SubjectKind;
use crate::web::{self, Context, Frame, Viewer, redirect};
use crate::{french, mail, organisations, overview};

/// A line of facts: what it is, and what it is for this person.
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) text: String,
}

pub(super) struct MentorPart {
    pub(super) offers: Vec<Fact>,
    pub(super) style: Vec<String>,
    pub(super) used: u32,
    pub(super) capacity: u32,
    pub(super) left: String,
}

pub(super) struct JourneyPart {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) state_kind: &'static str,
    pub(super) stages: Vec<Stage>,
    pub(super) needs: Vec<Fact>,
    pub(super) style: Vec<String>,
    pub(super) is_open: bool,
    /// Whether a mentor may be proposed by hand.
    pub(super) is_unmatched: bool,
}

pub(super) struct TandemLine {
    pub(super) href: String,
    pub(super) initials: String,
    pub(super) name: String,
    pub(super) part: &'static str,
    pub(super) what: String,
    pub(super) since: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) phone_href: String,
    pub(super) is_paused: bool,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Frame,
    id: Id,
    may_edit: bool,
    may_record: bool,
    /// Whether their answers may be noted for them, on the telephone.
    may_call: bool,
    may_assign: bool,
    may_read_messages: bool,
    may_propose: bool,
    initials: String,
    part: &'static str,
    lead: String,
    steps: Vec<StepBand>,
    mentor: Option<MentorPart>,
    journeys: Vec<JourneyPart>,
    email: String,
    /// That this address receives nothing any more; empty of any other.
    receives_nothing: String,
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
    let reader = Reader::of(&viewer, id);
    if reader.is_oneself() {
        let receives_nothing = receives_nothing(&app.db, &dossier.person).await?;
        return web::file_page(
            &own_page(frame, dossier, (&organisation, receives_nothing), &viewer, today),
            &[id],
        );
    }
    let person = &dossier.person;
    let (phone, phone_href) = phone_of(person);
    // Whoever opened a file exceptionally reads what others write.
    let may = async |right| {
        let scope = viewer.scope_of(right);
        if scope == viewer.scope() { Ok(true) } else { store::holds(&app.db, scope, id).await }
    };
    let may_record = may(Right::RecordOutcomes).await?;
    let mut story = story::of_person(&dossier, &organisation, &viewer);
    let mut steps = steps(&app, &dossier, &viewer, today).await?;
    if !may_record {
        let hrefs =
            steps.iter_mut().map(|one| &mut one.href).chain(story.iter_mut().map(|one| &mut one.href));
        hrefs.filter(|href| href.starts_with("/journeys/")).for_each(String::clear);
    }
    let page = PersonPage {
        page: titled(frame, &dossier),
        id,
        may_edit: may(Right::EditPeople).await?,
        may_record,
        may_assign: viewer.may(Right::Assign),
        may_call: may(Right::AnswerFor).await?,
        may_read_messages: viewer.may(Right::ReadMessages),
        may_propose: viewer.may(Right::Propose),
        initials: french::initials(&person.name()),
        part: if dossier.mentor.is_some() { "mentor" } else { "mentee" },
        lead: lead(&dossier),
        steps,
        mentor: dossier.mentor.as_ref().map(|mentor| mentor_part(&dossier, mentor, reader, today)),
        journeys: dossier
            .journeys
            .iter()
            .rev()
            .map(|one| journey_part(&dossier, one, reader, today))
            .collect(),
        email: person.email.clone().unwrap_or_default(),
        receives_nothing: receives_nothing(&app.db, person).await?,
        phone,
        phone_href,
        facts: facts(person, &organisation, reader, today),
        statistics: statistics(person),
        tandems: dossier.companions().map(|companion| tandem_line(&companion, reader, today)).collect(),
        story,
    };
    web::file_page(&page, &[id])
}

fn titled(frame: Frame, dossier: &Dossier) -> Frame {
    let frame = frame.titled(dossier.person.name());
    if dossier.mentor.is_some() {
        frame.under("Mentors", "/mentors")
    } else {
        frame.under("Personnes accompagnées", "/mentees")
    }
}

/// A person's number as people write it, and as a link; the link is empty for what is no number.
pub(super) fn phone_of(person: &Person) -> (String, String) {
    let written = person.phone.as_deref().unwrap_or_default();
    match Phone::parse(written) {
        Ok(phone) => (phone.to_string(), format!("tel:{}", phone.as_str())),
        Err(_) => (written.to_owned(), String::new()),
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

/// What comes next about the person, that somebody can do today.
async fn steps(app: &App, dossier: &Dossier, viewer: &Viewer, today: Date) -> Result<Vec<StepBand>, Error> {
    let mut bands = Vec::new();
    let followed = viewer.scope_of(Right::FollowSteps);
    for line in dossier.steps.iter().filter(|line| line.step.since_on <= today) {
        let follows = followed == viewer.scope()
            || overview::store::reaches_step(&app.db, followed, line.step.id).await?;
        bands.push(band(dossier, line, viewer, today).followed(follows));
    }
    Ok(bands)
}

/// Whether it is told since when a step is to be done: of a journey, unless somebody asked to wait.
pub(super) fn is_since(line: &StepLine) -> bool {
    line.step.subject.kind == SubjectKind::Journey && line.step.what != What::FindMentorLater.code()
}

/// A step, with the other side of a pair where it is about one. Where it leads to is another page than this one.
fn band(dossier: &Dossier, line: &StepLine, viewer: &Viewer, today: Date) -> StepBand {
    let others = [&line.mentor, &line.mentee].into_iter().flatten();
    let other = others.filter(|person| person.id != dossier.person.id).map(Person::name).next();
    let band = line.band_on_its_page(viewer, today);
    let since = french::since(&line.step.since_on, &today);
    StepBand {
        what: match other {
            Some(other) => format!("{}\u{a0}: {other}", band.what),
            None if is_since(line) => format!("{}, {since}", band.what),
            None => band.what,
        },
        href: if line.step.subject.kind == SubjectKind::Journey { String::new() } else { band.href },
        ..band
    }
}

pub(super) fn lead(dossier: &Dossier) -> String {
    let open = dossier.journeys.iter().rev().find(|journey| journey.ended.is_none());
    let part = match (&dossier.mentor, open.or(dossier.journeys.last())) {
        (Some(_), None) => "Mentor".to_owned(),
        (Some(_), Some(journey)) => format!("Mentor, et parcours {}", journey.track),
        (None, Some(journey)) => format!("Parcours {}", journey.track),
        (None, None) => "Sans parcours pour l’instant".to_owned(),
    };
    format!("{part} · {}", words::home(&dossier.person))
}

pub(super) fn mentor_part(dossier: &Dossier, mentor: &Mentor, reader: Reader, today: Date) -> MentorPart {
    let mut offers = vec![
        Fact { label: "Parcours", text: french::capitalised(&words::tracks(&mentor.tracks)) },
        Fact {
            label: reader.read("Vous pouvez aider à", "Peut aider à"),
            text: words::topics(&mentor.profile.topics),
        },
    ];
    offers.extend(from_day(
        reader.read("Vous prenez quelqu’un", "Prend quelqu’un"),
        mentor.available_from,
        today,
    ));
    offers.extend(profile_facts(&dossier.person, &mentor.profile, reader));
    MentorPart {
        offers,
        style: words::style(&mentor.profile.style),
        used: dossier.used_places(),
        capacity: u32::from(mentor.capacity),
        left: mentor.left_on.map(|on| french::day(&on)).unwrap_or_default(),
    }
}

pub(super) fn journey_part(dossier: &Dossier, journey: &Journey, reader: Reader, today: Date) -> JourneyPart {
    let state = dossier.state(journey, today);
    // What one reads of oneself is what one waits for, not what the hub has not done.
    let waits = reader.is_oneself() && state == JourneyState::Unmatched;
    let asks = reader.read("Vous demandez de l’aide pour", "Demande de l’aide pour");
    let mut needs = vec![Fact { label: asks, text: words::topics(&journey.profile.topics) }];
    needs.extend(from_day(reader.read("Vous voulez un mentor", "Veut un mentor"), journey.waits_from, today));
    needs.extend(profile_facts(&dossier.person, &journey.profile, reader));
    JourneyPart {
        id: journey.id,
        title: title(dossier, journey, reader),
        state: if waits { Shown::Waiting.label() } else { state.label() },
        state_kind: super::mentees::kind(state),
        stages: stages(dossier, journey, today),
        needs,
        style: words::style(&journey.profile.style),
        is_open: journey.ended.is_none(),
        is_unmatched: state == JourneyState::Unmatched,
    }
}

/// From which day somebody asked to be asked again, until it has come.
fn from_day(label: &'static str, from: Option<Date>, today: Date) -> Option<Fact> {
    let from = from.filter(|from| *from > today)?;
    Some(Fact { label, text: format!("à partir du {}", french::day(&from)) })
}

/// The track, with the day of welcome where there are several journeys to tell apart.
fn title(dossier: &Dossier, journey: &Journey, reader: Reader) -> String {
    let track = format!("{} {}", reader.read("Votre parcours", "Parcours"), journey.track);
    match dossier.journeys.as_slice() {
        [_] => track,
        _ => format!("{track}, premier accueil le {}", french::short_day(&journey.welcomed_on)),
    }
}

fn profile_facts(person: &Person, profile: &Profile, reader: Reader) -> Vec<Fact> {
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
        Fact {
            label: reader.read("Vos moments libres", "Disponible"),
            text: words::availabilities(&profile.availabilities),
        },
        Fact { label: reader.read("Où vous rencontrer", "Se rencontrer"), text: words::meeting(profile) },
    ]
}

pub(super) fn facts(person: &Person, organisation: &str, reader: Reader, today: Date) -> Vec<Fact> {
    let born = person.birth_year.zip(age(person.birth_year, today));
    let sirens = person
        .businesses
        .iter()
        .map(|siren| Siren::parse(siren).map_or_else(|_| siren.clone(), |siren| siren.to_string()));
    let facts = [
        ("Lieu", words::home(person)),
        ("Code postal", person.postcode.clone().unwrap_or_default()),
        ("Naissance", born.map(|(year, age)| format!("{year} ({age} ans cette année)")).unwrap_or_default()),
        (
            "Adresse postale",
            person.postal_address.iter().flat_map(|lines| lines.lines()).collect::<Vec<_>>().join(", "),
        ),
        (reader.read("Pour vous écrire", "Pour lui écrire"), how_to_write(person)),
        (reader.read("Votre structure", "Structure"), organisation.to_owned()),
        ("Inscription", french::short_day(&person.registered_on)),
        ("Entreprises", sirens.map(|siren| format!("{siren} (SIREN)")).collect::<Vec<_>>().join(", ")),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| Fact { label, text }).collect()
}

/// That the address of a person receives nothing any more, since when, in a sentence; empty of any other.
pub(super) async fn receives_nothing(db: &Db, person: &Person) -> Result<String, Error> {
    let email = person.email.as_deref().unwrap_or_default();
    let since = mail::store::list_unreachable(db, &[email]).await?.remove(email);
    Ok(since.map_or_else(String::new, |since| {
        format!("Cette adresse ne reçoit plus rien depuis le {}.", french::day(&since.day()))
    }))
}

/// How somebody prefers to be written to, and whether they refused a way.
fn how_to_write(person: &Person) -> String {
    let preferred = person.channel.map(|channel| channel.label().to_owned());
    let stopped = Preference::ALL.iter().filter_map(|&way| {
        Some(format!(
            "{} depuis le {}",
            words::no_more(way),
            french::short_day(&person.stopped.of(way)?.day())
        ))
    });
    preferred.into_iter().chain(stopped).collect::<Vec<_>>().join("\u{a0}; ")
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
pub(super) fn tandem_line(companion: &Companion<'_>, reader: Reader, today: Date) -> TandemLine {
    let (part, role) =
        if companion.is_mentor { ("mentor", "Mentor") } else { ("mentee", "Personne accompagnée") };
    let home = companion.person.map(|person| format!("{role} · {}", words::home(person)));
    let contact = companion.person.filter(|_| reader.is_oneself() && !companion.is_paused);
    let (phone, phone_href) = contact.map(phone_of).unwrap_or_default();
    TandemLine {
        href: format!("/tandems/{}", companion.tandem),
        initials: french::initials(&companion.name),
        name: companion.name.clone(),
        part,
        what: home.unwrap_or_else(|| role.to_owned()),
        since: french::since(&companion.since, &today),
        email: contact.and_then(|person| person.email.clone()).unwrap_or_default(),
        phone,
        phone_href,
        is_paused: companion.is_paused,
    }
}
