//! One tandem: its two people, what comes next, its meetings, its story.

use std::collections::BTreeSet;

use askama::Template;
use time::Date;

use super::story::{self, StoryLine};
use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::follow_ups::meeting::{LONGEST_MINUTES, Meeting, Mode, planned};
use crate::follow_ups::{next_action, store};
use crate::people::person::Person;
use crate::people::profile::Topic;
use crate::tandems::tandem::Sides;
use crate::territories::places;
use crate::web::{Choice, FieldError, Fields, Frame, Viewer};
use crate::{french, people, tandems};

/// One of the two people. What one may write to or open is empty for those who may not.
struct Face {
    part: &'static str,
    role: String,
    name: String,
    initials: String,
    href: String,
    place: &'static str,
    email: String,
    phone: String,
}

/// What comes next, with its button.
struct Next {
    what: &'static str,
    owner: String,
    when: String,
    late: bool,
}

struct MeetingRow {
    day: String,
    length: String,
    mode: &'static str,
    topic: &'static str,
    next: String,
}

/// The form in which a meeting is noted.
struct MeetingForm {
    held_on: String,
    held_on_error: String,
    minutes: String,
    minutes_error: String,
    most_minutes: u16,
    modes: Vec<Choice>,
    mode_error: String,
    topics: Vec<Choice>,
    next_on: String,
    next_on_error: String,
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
    open: bool,
    next: Option<Next>,
    after: &'static str,
    mentor: Face,
    mentee: Face,
    count: String,
    meetings: Vec<MeetingRow>,
    story: Vec<StoryLine>,
    staff: bool,
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
    let sides = tandems::store::find_sides(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let meetings = store::list_of(&app.db, viewer.scope(), &[id]).await?.remove(&id).unwrap_or_default();
    let both = [sides.mentor.id, sides.mentee.id];
    let own: BTreeSet<Id> =
        people::store::list_by_id(&app.db, viewer.scope(), &both).await?.into_keys().collect();
    let story = story::tell(app, viewer, &sides, &meetings).await?;
    let today = app.today();
    let own_mentee = own.contains(&sides.mentee.id);
    let frame =
        if viewer.is_staff() { frame.under("Tandems", "/tandems") } else { frame.under("Mon espace", "/me") };
    Ok(TandemPage {
        page: frame.titled(format!("{} et {}", sides.mentor.name(), sides.mentee.name())),
        people: both,
        id,
        lead: lead(&sides, today),
        open: sides.tandem.is_open(),
        next: next(&sides, &meetings, today),
        after: after(&sides),
        mentor: face(&sides.mentor, "mentor", "Mentor".to_owned(), viewer, &own),
        mentee: face(&sides.mentee, "mentee", format!("Parcours {}", sides.journey.track), viewer, &own),
        count: french::count(meetings.len(), "rencontre", "rencontres"),
        meetings: meetings.iter().map(meeting_row).collect(),
        story,
        staff: viewer.is_staff(),
        outcomes_href: if viewer.is_staff() && own_mentee {
            format!("/journeys/{}/outcomes", sides.journey.id)
        } else {
            String::new()
        },
        form: form(fields),
        errors: fields.errors(),
    })
}

fn lead(sides: &Sides, today: Date) -> String {
    let started_on = sides.tandem.started_on;
    match sides.tandem.closed {
        None => format!(
            "Ensemble {} (début le {}).",
            french::since(&started_on, &today),
            french::day(&started_on)
        ),
        Some((closed_on, reason)) => format!(
            "Tandem clos le {}, commencé le {}. Motif\u{a0}: {reason}.",
            french::day(&closed_on),
            french::day(&started_on)
        ),
    }
}

/// What became of the mentee once the tandem was closed.
fn after(sides: &Sides) -> &'static str {
    match (sides.tandem.is_open(), sides.journey.ended) {
        (true, _) => "",
        (false, None) => "L’accompagnement continue.",
        (false, Some(_)) => "L’accompagnement est terminé.",
    }
}

fn next(sides: &Sides, meetings: &[Meeting], today: Date) -> Option<Next> {
    let next = sides.tandem.next(meetings.first().map(|meeting| meeting.held_on), planned(meetings))?;
    let action = next_action::of_tandem(next, &sides.mentor.name(), today);
    let late = action.is_late(today);
    Some(Next { what: action.what, owner: action.owner, when: action.when, late })
}

/// A side of a tandem. Contacts are for the two people themselves and for those who follow that person.
fn face(person: &Person, part: &'static str, role: String, viewer: &Viewer, own: &BTreeSet<Id>) -> Face {
    let follows = own.contains(&person.id);
    let may_write = follows || matches!(viewer.scope(), Scope::Person(_));
    let name = person.name();
    Face {
        part,
        role,
        initials: french::initials(&name),
        name,
        href: if follows && viewer.is_staff() { format!("/people/{}", person.id) } else { String::new() },
        place: places::name_of(person.place_code.as_deref()),
        email: if may_write { person.email.clone() } else { String::new() },
        phone: person.phone.clone().filter(|_| may_write).unwrap_or_default(),
    }
}

fn meeting_row(meeting: &Meeting) -> MeetingRow {
    MeetingRow {
        day: french::day(&meeting.held_on),
        length: meeting.length(),
        mode: meeting.mode.label(),
        topic: meeting.topic.map_or("", Topic::label),
        next: meeting.next_on.map(|day| french::short_day(&day)).unwrap_or_default(),
    }
}

fn form(fields: &Fields) -> MeetingForm {
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
        modes: Mode::ALL.iter().map(mode).collect(),
        mode_error: error("mode"),
        topics: Topic::ALL.iter().map(topic).collect(),
        next_on: sent("next_on"),
        next_on_error: error("next_on"),
    }
}
