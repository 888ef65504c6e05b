//! The people welcomed in 2019, what became of them, and the businesses they registered.
//!
//! The register of businesses and the follow-up contacts are two sources that do not always agree; both are stored,
//! each under its own name.

use std::collections::BTreeMap;

use time::Date;
use time::macros::date;

use super::files::{Row, file};
use super::{Error, Names};
use crate::accounts::viewer::By;
use crate::acts;
use crate::acts::outcomes::bring_in::BroughtIn;
use crate::acts::tandems::bring_in::PastTandem;
use crate::db::{Id, Write};
use crate::follow_ups::meeting::{Meeting, Mode};
use crate::outcomes::outcome::{Kind, Outcome, Source};
use crate::people::person::{EndReason, Journey, Person, Sex};
use crate::people::profile::{Profile, Topic};
use crate::tandems::tandem::{ClosureReason, Tandem};
use crate::track::Track;

/// The last day the cohort was looked at.
const END_OF_OBSERVATION: Date = date!(2023 - 06 - 30);

/// The rows of a file, by the value of a column.
fn by_column(rows: Vec<Row>, column: &str) -> BTreeMap<String, Vec<Row>> {
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.get(column).to_owned()).or_default().push(row);
    }
    groups
}

/// The files about persons, by person.
struct Cohort {
    added: BTreeMap<String, Vec<Row>>,
    mentorings: BTreeMap<String, Vec<Row>>,
    tandems: BTreeMap<String, Vec<Row>>,
    meetings: BTreeMap<String, Vec<Row>>,
    contacts: BTreeMap<String, Vec<Row>>,
    sirens: BTreeMap<String, Vec<String>>,
}

pub async fn load(write: &Write, names: &mut Names) -> Result<(), Error> {
    let businesses = file!("cohort/entreprises.csv").rows()?;
    let added_businesses = by_column(file!("cohort_businesses.csv").rows()?, "id");
    let mut sirens: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &businesses {
        let siren = first(&added_businesses, row.get("id")).map(|added| added.get("siren").to_owned());
        sirens.entry(row.get("id_personne").to_owned()).or_default().extend(siren);
    }
    let cohort = Cohort {
        added: by_column(file!("cohort_people.csv").rows()?, "id"),
        mentorings: by_column(file!("cohort/mentorat.csv").rows()?, "id"),
        tandems: by_column(file!("cohort_tandems.csv").rows()?, "id_personne"),
        meetings: by_column(file!("cohort_meetings.csv").rows()?, "id_personne"),
        contacts: by_column(file!("cohort/suivi.csv").rows()?, "id"),
        sirens,
    };
    let mut people = BTreeMap::new();
    for row in file!("cohort/personnes.csv").rows()? {
        let person = load_person(write, names, &cohort, &row).await?;
        people.insert(row.get("id").to_owned(), person);
    }
    let meetings = by_column(file!("cohort_business_meetings.csv").rows()?, "id");
    for row in &businesses {
        let person = *people.get(row.get("id_personne")).ok_or_else(|| row.wrong("id_personne"))?;
        let added = first(&added_businesses, row.get("id")).ok_or_else(|| row.wrong("id"))?;
        load_business(write, names, person, row, added, all(&meetings, row.get("id"))).await?;
    }
    Ok(())
}

fn first<'a>(groups: &'a BTreeMap<String, Vec<Row>>, key: &str) -> Option<&'a Row> {
    groups.get(key).and_then(|rows| rows.first())
}

fn all<'a>(groups: &'a BTreeMap<String, Vec<Row>>, key: &str) -> &'a [Row] {
    groups.get(key).map_or(&[], Vec::as_slice)
}

async fn load_person(write: &Write, names: &mut Names, cohort: &Cohort, row: &Row) -> Result<Id, Error> {
    let code = row.get("id");
    let added = first(&cohort.added, code).ok_or_else(|| row.wrong("id"))?;
    let welcomed_on = row.day("date_accueil")?;
    let person = person(names, cohort, row, added, welcomed_on)?;
    let contacts = all(&cohort.contacts, code);
    let mentoring = first(&cohort.mentorings, code);
    let closure = first(&cohort.tandems, code);
    let journey = Journey {
        id: names.keys.next(),
        person_id: person.id,
        track: added.word("track", Track::from_code)?,
        welcomed_on,
        ended: Some(end_of_journey(welcomed_on, contacts, mentoring, closure)?),
        coordinator_id: None,
        waits_from: None,
        profile: Profile {
            trades: [row.get("rome_vise").to_owned()].into(),
            topics: added.list("topics").filter_map(Topic::from_code).collect(),
            in_person: true,
            travel_km: 10,
            ..Profile::default()
        },
    };
    let (person_id, journey_id) = (person.id, journey.id);
    acts::people::bring_in::run(write, &By::History, &person).await?;
    acts::people::bring_in_journey::run(write, &By::History, &journey).await?;
    let learnt = contacts.iter().map(|contact| contact_outcome(names, journey_id, contact));
    bring_in_outcomes(write, row, &learnt.collect::<Result<Vec<_>, Error>>()?).await?;
    if let (Some(mentoring), Some(closure)) = (mentoring, closure) {
        let days = Days { first: mentoring.day("date_debut")?, last: mentoring.day("date_fin")? };
        let past = past_tandem(names, journey_id, closure, days, all(&cohort.meetings, code))?;
        super::today::bring_in(write, closure, &past).await?;
    }
    Ok(person_id)
}

async fn bring_in_outcomes(write: &Write, row: &Row, outcomes: &[Outcome]) -> Result<(), Error> {
    match acts::outcomes::bring_in::run(write, &By::History, outcomes).await? {
        BroughtIn::Outcomes => Ok(()),
        BroughtIn::Refused(error) => Err(row.refused(&error)),
    }
}

fn person(
    names: &mut Names,
    cohort: &Cohort,
    row: &Row,
    added: &Row,
    registered_on: Date,
) -> Result<Person, Error> {
    let place_code = row.get("arrondissement").to_owned();
    let organisation = names.organisations.get("figuier");
    Ok(Person {
        id: names.keys.next(),
        first_name: added.get("first_name").to_owned(),
        last_name: added.get("last_name").to_owned(),
        email: Some(added.get("email").to_owned()),
        phone: added.phone(),
        channel: None,
        postal_address: None,
        stopped: Default::default(),
        postcode: super::today::only_postcode(&place_code),
        place_code: Some(place_code),
        birth_year: added.get("birth_year").parse().ok(),
        sex: if row.get("sexe") == "F" { Some(Sex::Female) } else { Some(Sex::Male) },
        in_qpv: row.flag("qpv"),
        organisation_id: *organisation.ok_or_else(|| row.wrong("antenne"))?,
        branch_id: names.branches.get(row.get("antenne")).copied(),
        registered_on,
        languages: added.languages(),
        businesses: cohort.sirens.get(row.get("id")).into_iter().flatten().cloned().collect(),
    })
}

/// The day of the last contact or of the end of the mentoring, with the reason that both suggest.
fn end_of_journey(
    welcomed_on: Date,
    contacts: &[Row],
    mentoring: Option<&Row>,
    closure: Option<&Row>,
) -> Result<(Date, EndReason), Error> {
    let mut ended_on = mentoring.map(|row| row.day("date_fin")).transpose()?.unwrap_or(welcomed_on);
    for contact in contacts {
        ended_on = ended_on.max(contact.day("date_contact")?);
    }
    let reason = if contacts.iter().any(|contact| !contact.get("date_effet").is_empty()) {
        EndReason::GoalReached
    } else if closure.is_some_and(|row| row.get("closure_reason") == "moved") {
        EndReason::Moved
    } else if contacts.last().is_some_and(|contact| contact.get("repondu") == "0") {
        EndReason::NoNews
    } else {
        EndReason::Withdrawn
    };
    Ok((ended_on, reason))
}

fn contact_outcome(names: &mut Names, journey_id: Id, contact: &Row) -> Result<Outcome, Error> {
    let kind = match contact.get("statut") {
        "emploi_durable" => Kind::DurableJob,
        "creation" => Kind::BusinessRegistered,
        "emploi_court" => Kind::ShortJob,
        "formation" => Kind::Training,
        "recherche" => Kind::Searching,
        "" => Kind::NotKnown,
        _ => return Err(contact.wrong("statut")),
    };
    Ok(Outcome {
        id: names.keys.next(),
        journey_id,
        kind,
        occurred_on: contact.optional_day("date_effet")?,
        observed_on: contact.day("date_contact")?,
        source: Source::FollowUp,
    })
}

/// The first and the last day of a tandem.
struct Days {
    first: Date,
    last: Date,
}

fn past_tandem(
    names: &mut Names,
    journey_id: Id,
    with: &Row,
    days: Days,
    meetings: &[Row],
) -> Result<PastTandem, Error> {
    let tandem = Tandem {
        id: names.keys.next(),
        proposal_id: None,
        journey_id,
        mentor_id: names.mentors.get(with.get("mentor")).ok_or_else(|| with.wrong("mentor"))?.id,
        started_on: days.first,
        closed: Some((days.last, with.word("closure_reason", ClosureReason::from_code)?)),
    };
    let meetings = meetings.iter().map(|row| {
        Ok(Meeting {
            id: names.keys.next(),
            tandem_id: tandem.id,
            held_on: row.day("held_on")?,
            minutes: row.number("minutes")?,
            mode: row.word("mode", Mode::from_code)?,
            topic: Topic::from_code(row.get("topic")),
            next_on: None,
        })
    });
    let meetings = meetings.collect::<Result<Vec<_>, Error>>()?;
    Ok(PastTandem { tandem, meetings })
}

/// A business's own journey: its origin of time is the day of its registration.
async fn load_business(
    write: &Write,
    names: &mut Names,
    person_id: Id,
    row: &Row,
    added: &Row,
    meetings: &[Row],
) -> Result<(), Error> {
    let registered_on = row.day("date_creation")?;
    let last_news_on = row.day("date_derniere_nouvelle")?;
    let reason = match row.get("motif") {
        "cessation" => EndReason::Withdrawn,
        "cession_reprise" => EndReason::GoalReached,
        _ if last_news_on == END_OF_OBSERVATION => EndReason::GoalReached,
        _ => EndReason::NoNews,
    };
    let journey = Journey {
        id: names.keys.next(),
        person_id,
        track: Track::YoungBusiness,
        welcomed_on: registered_on,
        ended: Some((last_news_on, reason)),
        coordinator_id: None,
        waits_from: None,
        profile: Profile {
            sectors: [row.get("section_naf").to_owned()].into(),
            topics: meetings.iter().filter_map(|meeting| Topic::from_code(meeting.get("topic"))).collect(),
            in_person: true,
            travel_km: 10,
            ..Profile::default()
        },
    };
    acts::people::bring_in_journey::run(write, &By::History, &journey).await?;
    bring_in_outcomes(write, row, &business_outcomes(names, journey.id, row)?).await?;
    if row.get("mentore") == "1" {
        let days = Days { first: row.day("date_debut_mentorat")?, last: added.day("mentoring_ended_on")? };
        let past = past_tandem(names, journey.id, added, days, meetings)?;
        super::today::bring_in(write, added, &past).await?;
    }
    Ok(())
}

fn business_outcomes(names: &mut Names, journey_id: Id, row: &Row) -> Result<Vec<Outcome>, Error> {
    let mut outcome = |kind, occurred_on, observed_on| Outcome {
        id: names.keys.next(),
        journey_id,
        kind,
        occurred_on,
        observed_on,
        source: Source::Register,
    };
    let registered_on = row.day("date_creation")?;
    let ceased_on = row.optional_day("date_cessation")?;
    let last_news_on = row.day("date_derniere_nouvelle")?;
    let last = match (row.get("motif"), ceased_on) {
        ("cessation", Some(day)) => outcome(Kind::BusinessStopped, Some(day), day),
        ("cession_reprise", Some(day)) => outcome(Kind::BusinessTakenOver, Some(day), day),
        _ => outcome(Kind::BusinessActive, None, last_news_on),
    };
    Ok(vec![outcome(Kind::BusinessRegistered, Some(registered_on), registered_on), last])
}
