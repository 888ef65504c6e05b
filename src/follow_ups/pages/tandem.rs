//! One tandem: its two people, what comes next, its meetings, its story.

use super::LENGTH_CONFIRMED;
use askama::Template;
use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::reader::Reader;
use crate::db::Id;
use crate::error::Error;
use crate::follow_ups::meeting::{LONGEST_MINUTES, Meeting, Mode};
use crate::overview::steps::StepBand;
use crate::overview::story::{StoryLine, of_tandem};
use crate::overview::tandem_file::TandemFile;
use crate::people::person::Person;
use crate::people::profile::Topic;
use crate::people::words;
use crate::problems::problem::Problem;
use crate::state::App;
use crate::tandems::tandem::TandemPeople;
use crate::territories::places;
use crate::web::{Choice, FieldError, Fields, Frame, Viewer};
use crate::{french, overview, people, problems, tandems};

/// One of the two people. What one may write to or open is empty for those who may not.
struct Side {
    part: &'static str,
    role: String,
    name: String,
    initials: String,
    href: String,
    place: &'static str,
    email: String,
    phone: String,
}

struct MeetingRow {
    day: String,
    length: String,
    mode: &'static str,
    topic: &'static str,
    next: String,
}

/// A problem that was reported.
struct ProblemLine {
    href: String,
    what: String,
}

/// The form in which a meeting is noted.
pub(super) struct MeetingForm {
    pub(super) held_on: String,
    pub(super) held_on_error: String,
    pub(super) minutes: String,
    pub(super) minutes_error: String,
    pub(super) most_minutes: u16,
    /// What is confirmed of an unusual length; empty while nothing is asked.
    pub(super) lengths: Vec<Choice>,
    pub(super) length_error: String,
    pub(super) modes: Vec<Choice>,
    pub(super) mode_error: String,
    pub(super) topics: Vec<Choice>,
    pub(super) topic_error: String,
    pub(super) next_on: String,
    pub(super) next_on_error: String,
}

/// The page of a tandem.
#[derive(Template)]
#[template(path = "follow_ups/tandem.html")]
pub struct TandemPage {
    page: Frame,
    /// Whose files it shows.
    pub people: [Id; 2],
    id: Id,
    lead: String,
    reader: Reader,
    open: bool,
    step: Option<StepBand>,
    after: &'static str,
    mentor: Side,
    mentee: Side,
    count: String,
    meetings: Vec<MeetingRow>,
    story: Vec<StoryLine>,
    may_close: bool,
    may_note: bool,
    /// Where one of the two reports a problem; empty for others.
    report_href: String,
    /// What was reported, for those who handle it.
    problems: Vec<ProblemLine>,
    /// Whether the two read that their tandem is paused.
    told_paused: bool,
    outcomes_href: String,
    form: MeetingForm,
    errors: Vec<FieldError>,
}

/// Loads the page of a tandem, with the form as it was sent.
pub async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<TandemPage, Error> {
    let file = overview::store::find_tandem_file(&app.db, viewer.scope(), id).await?;
    let file = file.ok_or(Error::NotFound)?;
    let TandemPeople { tandem, journey, mentee, mentor } = &file.people;
    let today = app.today();
    // Whoever opened a file exceptionally reads what others write.
    let may = async |right| tandems::store::find(&app.db, viewer.scope_of(right), id).await;
    let may_close = may(Right::CloseTandems).await?.is_some();
    let may_note = may(Right::LogMeetings).await?.is_some();
    let followed = viewer.scope_of(Right::FollowSteps);
    let follows = match &file.step {
        Some(line) => overview::store::reaches_step(&app.db, followed, line.step.id).await?,
        None => false,
    };
    let records = people::store::holds(&app.db, viewer.scope_of(Right::RecordOutcomes), mentee.id).await?;
    let handled = viewer.scope_of(Right::HandleProblems);
    let reported =
        problems::store::list_of_pair(&app.db, handled, tandem.mentor_id, tandem.journey_id).await?;
    let sides = file.people.sides(viewer);
    let told_paused = sides.is_some() && file.is_paused && tandem.is_open();
    let reader = if sides.is_some() { Reader::Oneself } else { Reader::Another };
    let title = match sides {
        Some((_, other)) => format!("Votre tandem avec {}", other.name()),
        None => format!("{} et {}", mentor.name(), mentee.name()),
    };
    let frame =
        if viewer.is_staff() { frame.under("Tandems", "/tandems") } else { frame.under("Mon espace", "/me") };
    Ok(TandemPage {
        page: frame.calling(file.coordinator.as_ref()).titled(title),
        people: [mentor.id, mentee.id],
        id,
        lead: lead(&file.people, reader, today),
        reader,
        open: tandem.is_open(),
        // What is to be done waits until the coordinator has called.
        step: file.step.as_ref().filter(|_| !told_paused).map(|step| StepBand {
            href: if may_note { "#note".to_owned() } else { String::new() },
            verb: "Noter une rencontre",
            ..match sides {
                Some((own, _)) => step.band_told(own.id, viewer, today),
                None => step.band_on_its_page(viewer, today).followed(follows),
            }
        }),
        after: after(&file.people),
        mentor: side(&file, mentor, "mentor", "Mentor".to_owned(), viewer),
        mentee: side(&file, mentee, "mentee", format!("Parcours {}", journey.track), viewer),
        count: french::count(file.meetings.len(), "rencontre", "rencontres"),
        meetings: file.meetings.iter().map(meeting_row).collect(),
        story: of_tandem(&file, viewer),
        may_close: may_close && tandem.is_open(),
        may_note,
        report_href: sides.map(|_| format!("/problems/new?about={id}")).unwrap_or_default(),
        problems: reported.iter().map(problem_line).collect(),
        told_paused,
        outcomes_href: if records { format!("/journeys/{}/outcomes", journey.id) } else { String::new() },
        form: form(fields),
        errors: fields.errors(),
    })
}

fn problem_line(problem: &Problem) -> ProblemLine {
    let state = if problem.closed.is_none() { "à traiter" } else { "terminé" };
    let day = french::day(&problem.reported_at.day());
    ProblemLine { href: format!("/problems/{}", problem.id), what: format!("Signalement du {day}, {state}") }
}

fn lead(pair: &TandemPeople, reader: Reader, today: Date) -> String {
    let started_on = pair.tandem.started_on;
    match pair.tandem.closed {
        None => format!(
            "{} {} (début le {}).",
            reader.read("Vous avancez ensemble", "Ensemble"),
            french::since(&started_on, &today),
            french::day(&started_on)
        ),
        Some((closed_on, reason)) if reader.is_oneself() => format!(
            "Votre tandem s’est terminé le {}. Il avait commencé le {}. Motif\u{a0}: {reason}.",
            french::day(&closed_on),
            french::day(&started_on)
        ),
        Some((closed_on, reason)) => format!(
            "Tandem terminé le {}, commencé le {}. Motif\u{a0}: {reason}.",
            french::day(&closed_on),
            french::day(&started_on)
        ),
    }
}

/// What became of the mentee once the tandem was closed.
fn after(pair: &TandemPeople) -> &'static str {
    match (pair.tandem.is_open(), pair.journey.ended) {
        (true, _) => "",
        (false, None) => "L’accompagnement continue.",
        (false, Some(_)) => "L’accompagnement est terminé.",
    }
}

/// A side of a tandem. Contacts are for those who follow that person, and for the two people themselves while they are in
/// the tandem and it is not paused: once it is closed they keep each other's name, and no more.
fn side(file: &TandemFile, person: &Person, part: &'static str, role: String, viewer: &Viewer) -> Side {
    let follows = file.followed.contains(&person.id);
    let is_side = matches!(viewer.scope(), Scope::Person(_));
    let is_open = file.people.tandem.is_open();
    let may_write = follows || (is_side && is_open && !file.is_paused);
    let place =
        if follows || is_open || !is_side { places::name_of(person.place_code.as_deref()) } else { "" };
    let name = person.name();
    let reader = Reader::of(viewer, person.id);
    Side {
        part,
        role,
        initials: french::initials(&name),
        name: reader.read("Vous".to_owned(), name),
        href: if follows && viewer.is_staff() { format!("/people/{}", person.id) } else { String::new() },
        place,
        email: person.email.clone().filter(|_| may_write).unwrap_or_default(),
        phone: person.phone.clone().filter(|_| may_write).unwrap_or_default(),
    }
}

fn meeting_row(meeting: &Meeting) -> MeetingRow {
    MeetingRow {
        day: french::day(&meeting.held_on),
        length: words::minutes(meeting.minutes),
        mode: meeting.mode.label(),
        topic: meeting.topic.map_or("", Topic::label),
        next: meeting.next_on.map(|day| french::short_day(&day)).unwrap_or_default(),
    }
}

pub(super) fn form(fields: &Fields) -> MeetingForm {
    let sent = |name: &str| fields.get(name).to_owned();
    let error = |name: &str| fields.error(name).to_owned();
    let mode = |mode: &Mode| {
        Choice::new(mode.code(), french::capitalised(mode.label()), fields.get("mode") == mode.code())
    };
    let topic = |topic: &Topic| Choice::new(topic.code(), topic.label(), fields.get("topic") == topic.code());
    MeetingForm {
        held_on: sent("held_on"),
        held_on_error: error("held_on"),
        minutes: sent("minutes"),
        minutes_error: error("minutes"),
        most_minutes: LONGEST_MINUTES,
        lengths: length_asked(fields).into_iter().collect(),
        length_error: error(LENGTH_CONFIRMED),
        modes: Mode::ALL.iter().map(mode).collect(),
        mode_error: error("mode"),
        topic_error: error("topic"),
        topics: Topic::ALL.iter().map(topic).collect(),
        next_on: sent("next_on"),
        next_on_error: error("next_on"),
    }
}

/// The box that confirms an unusual length, once it was asked about; it comes back ticked with whatever else was typed.
fn length_asked(fields: &Fields) -> Option<Choice> {
    let minutes: u16 = fields.get("minutes").parse().ok()?;
    let is_confirmed = fields.has(LENGTH_CONFIRMED, &minutes.to_string());
    let is_asked = is_confirmed || !fields.error(LENGTH_CONFIRMED).is_empty();
    let label = format!("Oui, cette rencontre a duré {}", words::minutes(minutes));
    is_asked.then(|| Choice::new(minutes.to_string(), label, is_confirmed))
}
