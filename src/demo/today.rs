//! The hub as it is today: organisations, mentors, people waiting, people in a tandem.

use time::Date;

use super::files::{Row, file};
use super::{Error, Names, days_before};
use crate::db::{Id, Write};
use crate::follow_ups::meeting::{Meeting, Mode};
use crate::organisations::{Branch, Kind, Organisation};
use crate::people::person::{Journey, Mentor, Person, Sex};
use crate::people::profile::{Topic, Track};
use crate::tandems::tandem::Tandem;
use crate::{follow_ups, organisations, people, tandems};

/// The two sides of the tandem one may enter as.
pub struct Showcase {
    pub mentor_name: String,
    pub mentor_person: Id,
    pub mentee_name: String,
    pub mentee_person: Id,
}

pub async fn load_organisations(write: &Write, names: &mut Names) -> Result<(), Error> {
    for row in file!("organisations.csv").rows()? {
        let organisation = Organisation {
            id: names.keys.next(),
            name: row.get("name").to_owned(),
            kind: row.word("kind", Kind::from_code)?,
            place_code: row.optional("place_code"),
        };
        names.organisations.insert(row.get("code").to_owned(), organisation.id);
        organisations::store::insert(write, &organisation).await?;
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
        organisations::store::insert_branch(write, &branch).await?;
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
            tracks: row.list("tracks").filter_map(Track::from_code).collect(),
            profile: row.profile()?,
        };
        names.mentors.insert(row.get("code").to_owned(), mentor.id);
        names.mentor_people.insert(row.get("code").to_owned(), person.id);
        people::store::insert(write, &person).await?;
        people::store::insert_mentor(write, &mentor).await?;
    }
    Ok(())
}

/// Loads those who wait and those in a tandem; gives the first tandem that has met twice.
pub async fn load_mentees(write: &Write, names: &mut Names, today: Date) -> Result<Showcase, Error> {
    let mut showcase = None;
    for row in file!("mentees.csv").rows()? {
        let welcomed_on = days_before(today, row.number("welcomed_days_ago")?);
        let person = person(&row, names, welcomed_on)?;
        let journey = Journey {
            id: names.keys.next(),
            person_id: person.id,
            track: row.word("track", Track::from_code)?,
            welcomed_on,
            ended: None,
            profile: row.profile()?,
        };
        people::store::insert(write, &person).await?;
        people::store::insert_journey(write, &journey).await?;
        if row.get("mentor").is_empty() {
            continue;
        }
        load_tandem(write, names, &row, journey.id, today).await?;
        if showcase.is_none() && row.list("meetings").count() >= 2 {
            showcase = Some(Showcase {
                mentor_name: String::new(),
                mentor_person: mentor_person(names, &row)?,
                mentee_name: person.name(),
                mentee_person: person.id,
            });
        }
    }
    let mut showcase =
        showcase.ok_or(Error::File { file: "mentees.csv", reason: "no tandem has met twice".to_owned() })?;
    let mentor = people::store::get_name(write.on(), showcase.mentor_person).await?;
    showcase.mentor_name = mentor.unwrap_or_default();
    Ok(showcase)
}

fn mentor_person(names: &Names, row: &Row) -> Result<Id, Error> {
    names.mentor_people.get(row.get("mentor")).copied().ok_or_else(|| row.wrong("mentor"))
}

async fn load_tandem(
    write: &Write,
    names: &mut Names,
    row: &Row,
    journey_id: Id,
    today: Date,
) -> Result<(), Error> {
    let mentor_id = *names.mentors.get(row.get("mentor")).ok_or_else(|| row.wrong("mentor"))?;
    let tandem = Tandem {
        id: names.keys.next(),
        proposal_id: None,
        journey_id,
        mentor_id,
        started_on: days_before(today, row.number("tandem_days_ago")?),
        closed: None,
    };
    tandems::store::insert(write, &tandem).await?;
    let next_in: Option<i64> = row.optional("next_meeting_in_days").and_then(|days| days.parse().ok());
    let next_on = next_in.map(|days| days_before(today, -days));
    let meetings: Vec<&str> = row.list("meetings").collect();
    for (position, text) in meetings.iter().enumerate() {
        let mut meeting =
            meeting(text, tandem.id, names.keys.next(), today).ok_or_else(|| row.wrong("meetings"))?;
        meeting.next_on = next_on.filter(|_| position + 1 == meetings.len());
        follow_ups::store::insert(write, &meeting).await?;
    }
    Ok(())
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
        email: row.get("email").to_owned(),
        phone: row.optional("phone"),
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
