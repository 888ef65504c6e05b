//! The hub as it is today: organisations, mentors, people waiting, people in a tandem.

use time::Date;

use super::files::{Row, file};
use super::{Error, Known, Names, days_before};
use crate::accounts::viewer::By;
use crate::acts;
use crate::acts::tandems::bring_in::{BroughtIn, PastTandem};
use crate::db::{Id, Write};
use crate::follow_ups::meeting::{Meeting, Mode};
use crate::organisations::{Branch, Kind, Organisation};
use crate::people::person::{Journey, Mentor, Person, Sex};
use crate::people::profile::Topic;
use crate::tandems::tandem::Tandem;
use crate::track::Track;

pub async fn load_organisations(write: &Write, names: &mut Names) -> Result<(), Error> {
    for row in file!("organisations.csv").rows()? {
        let organisation = Organisation {
            id: names.keys.next(),
            name: row.get("name").to_owned(),
            kind: row.word("kind", Kind::from_code)?,
            place_code: row.optional("place_code"),
        };
        names.organisations.insert(row.get("code").to_owned(), organisation.id);
        acts::organisations::bring_in::run(write, &By::History, &organisation).await?;
    }
    for row in file!("branches.csv").rows()? {
        let organisation = names.organisations.get(row.get("organisation"));
        let branch = Branch {
            id: names.keys.next(),
            organisation_id: *organisation.ok_or_else(|| row.wrong("organisation"))?,
            name: row.get("name").to_owned(),
            place_code: row.get("place_code").to_owned(),
        };
        names.branches.insert(row.get("code").to_owned(), branch.id);
        acts::organisations::bring_in_branch::run(write, &By::History, &branch).await?;
    }
    Ok(())
}

pub async fn load_mentors(write: &Write, names: &mut Names, today: Date) -> Result<(), Error> {
    for row in file!("mentors.csv").rows()? {
        let joined_on = days_before(today, row.number("joined_days_ago")?);
        let person = person(&row, names, joined_on)?;
        let mentor = Mentor {
            id: names.keys.next(),
            person_id: person.id,
            capacity: row.number("capacity")?,
            joined_on,
            left_on: None,
            available_from: None,
            tracks: row.list("tracks").filter_map(Track::from_code).collect(),
            profile: row.profile()?,
        };
        let known = Known { id: mentor.id, person: person.id, name: person.name() };
        names.mentors.insert(row.get("code").to_owned(), known);
        acts::people::bring_in::run(write, &By::History, &person).await?;
        acts::people::bring_in_mentor::run(write, &By::History, &mentor).await?;
    }
    Ok(())
}

/// Loads those who wait and those in a tandem.
pub async fn load_mentees(write: &Write, names: &mut Names, today: Date) -> Result<(), Error> {
    for row in file!("mentees.csv").rows()? {
        let welcomed_on = days_before(today, row.number("welcomed_days_ago")?);
        let person = person(&row, names, welcomed_on)?;
        let journey = Journey {
            id: names.keys.next(),
            person_id: person.id,
            track: row.word("track", Track::from_code)?,
            welcomed_on,
            ended: None,
            coordinator_id: None,
            waits_from: None,
            profile: row.profile()?,
        };
        let known = Known { id: journey.id, person: person.id, name: person.name() };
        names.mentees.insert(row.get("code").to_owned(), known);
        acts::people::bring_in::run(write, &By::History, &person).await?;
        acts::people::bring_in_journey::run(write, &By::History, &journey).await?;
        if row.get("mentor").is_empty() {
            continue;
        }
        let mentor = names.mentors.get(row.get("mentor")).ok_or_else(|| row.wrong("mentor"))?.id;
        let past = past_tandem(names, &row, mentor, journey.id, today)?;
        bring_in(write, &row, &past).await?;
    }
    Ok(())
}

/// Brings in a tandem with its meetings.
pub async fn bring_in(write: &Write, row: &Row, past: &PastTandem) -> Result<(), Error> {
    match acts::tandems::bring_in::run(write, &By::History, past).await? {
        BroughtIn::Tandem => Ok(()),
        BroughtIn::CannotBegin(error) => Err(row.refused(&error)),
        BroughtIn::MeetingRefused(error) => Err(row.refused(&error)),
    }
}

fn past_tandem(
    names: &mut Names,
    row: &Row,
    mentor_id: Id,
    journey_id: Id,
    today: Date,
) -> Result<PastTandem, Error> {
    let tandem = Tandem {
        id: names.keys.next(),
        proposal_id: None,
        journey_id,
        mentor_id,
        started_on: days_before(today, row.number("tandem_days_ago")?),
        closed: None,
    };
    let next_in: Option<i64> = row.optional("next_meeting_in_days").and_then(|days| days.parse().ok());
    let next_on = next_in.map(|days| days_before(today, -days));
    let meeting = |text| meeting(text, tandem.id, names.keys.next(), today);
    let meetings: Option<Vec<Meeting>> = row.list("meetings").map(meeting).collect();
    let mut meetings = meetings.ok_or_else(|| row.wrong("meetings"))?;
    if let Some(last) = meetings.last_mut() {
        last.next_on = next_on;
    }
    Ok(PastTandem { tandem, meetings })
}

/// Reads `days_ago:minutes:mode:topic`.
fn meeting(text: &str, tandem_id: Id, id: Id, today: Date) -> Option<Meeting> {
    let mut parts = text.split(':');
    Some(Meeting {
        id,
        tandem_id,
        held_on: days_before(today, parts.next()?.parse().ok()?),
        minutes: parts.next()?.parse().ok()?,
        mode: Mode::from_code(parts.next()?)?,
        topic: parts.next().and_then(Topic::from_code),
        next_on: None,
    })
}

fn person(row: &Row, names: &mut Names, registered_on: Date) -> Result<Person, Error> {
    let organisation = names.organisations.get(row.get("organisation"));
    let place_code = row.optional("place_code");
    Ok(Person {
        id: names.keys.next(),
        first_name: row.get("first_name").to_owned(),
        last_name: row.get("last_name").to_owned(),
        email: Some(row.get("email").to_owned()),
        phone: row.phone(),
        channel: None,
        postal_address: None,
        stopped: Default::default(),
        postcode: place_code.as_deref().and_then(only_postcode),
        place_code,
        birth_year: row.get("birth_year").parse().ok(),
        sex: Sex::from_code(row.get("sex")),
        in_qpv: row.flag("in_qpv"),
        organisation_id: *organisation.ok_or_else(|| row.wrong("organisation"))?,
        branch_id: names.branches.get(row.get("branch")).copied(),
        registered_on,
        languages: row.languages(),
        businesses: row.list("sirens").map(str::to_owned).collect(),
    })
}

/// The postal code of a place that has only one.
pub fn only_postcode(place_code: &str) -> Option<String> {
    match crate::territories::places::get(place_code)?.postcodes.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}
