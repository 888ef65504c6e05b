//! `tandem journal`: verifies the journal, and lists the people affected by a stolen account.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use csv_text::inert;
use time::{OffsetDateTime, Time};

use super::hub::{connect, existing_url};
use super::output::{Failure, print};
use crate::accounts::access::Scope;
use crate::accounts::store as accounts;
use crate::config::Settings;
use crate::db::{self, Db, Id, Instant};
use crate::french;
use crate::secret::Secret;
use crate::{people, proposals, tandems};

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Checks every line against the one before it, and prints the number and code of the last one.
    Verify {
        /// A code printed earlier: the journal must still hold that line.
        #[arg(long)]
        expect: Option<String>,
    },
    /// Lists, as CSV, the people to notify after an account was taken over: those whose files it opened, changed or exported.
    Affected(Affected),
}

/// The account and the period.
#[derive(Args, Debug)]
pub struct Affected {
    /// The e-mail address of an identity, or the id of an account.
    #[arg(long)]
    account: String,
    /// The first day, in Paris, as 2026-03-12.
    #[arg(long)]
    since: String,
    /// The last day, in Paris. Default: today.
    #[arg(long)]
    until: Option<String>,
}

/// Runs a subcommand on the hub's database, or on that of the demonstration if there is no other.
pub async fn run(settings: &Settings, question: &Question) -> Result<(), Failure> {
    let db = connect(&existing_url(settings)?).await?;
    if !db::is_up_to_date(&db).await {
        return Err("the database is not up to date: start the hub once".into());
    }
    match question {
        Question::Verify { expect } => verify(settings, &db, expect.as_deref()).await,
        Question::Affected(arguments) => affected(&db, arguments).await,
    }
}

async fn verify(settings: &Settings, db: &Db, expect: Option<&str>) -> Result<(), Failure> {
    let secret = Secret::read(&settings.secret_file())?;
    let head = db::verify(db, &secret)
        .await?
        .map_err(|breach| format!("the journal was tampered with: {breach}"))?;
    if let Some(mac) = expect
        && !db::holds_line(db, mac).await?
    {
        return Err(
            "the journal is sound in itself, but does not hold the line expected: it was rebuilt".into()
        );
    }
    print(&format!("{} lines, sound; the last one is {}\n", head.lines, head.mac))
}

async fn affected(db: &Db, arguments: &Affected) -> Result<(), Failure> {
    let since = first_instant(&arguments.since)?;
    let until = match &arguments.until {
        Some(day) => first_instant(day)?.plus(time::Duration::days(1)),
        None => crate::state::now(),
    };
    let mut objects = BTreeSet::new();
    for account in accounts_of(db, &arguments.account).await? {
        let deeds = db::deeds_of(db, account, since, until).await?;
        objects.extend(deeds.into_iter().map(|deed| (deed.object_kind, deed.object_id)));
    }
    let people = people_behind(db, &objects).await?;
    let contacts = people::store::list_by_id(db, Scope::Hub, &people).await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["person", "first_name", "last_name", "email"])?;
    for contact in contacts.into_values() {
        let [first, last] = [&contact.first_name, &contact.last_name];
        file.write_record([
            inert(&contact.id.to_string()).as_ref(),
            inert(first).as_ref(),
            inert(last).as_ref(),
            inert(contact.email.as_deref().unwrap_or_default()).as_ref(),
        ])?;
    }
    print(&String::from_utf8(file.into_inner()?)?)
}

/// The people that some objects of the journal concern.
async fn people_behind(db: &Db, objects: &BTreeSet<(String, Id)>) -> Result<Vec<Id>, Failure> {
    let of = |kind: &str| {
        objects.iter().filter(|object| object.0 == kind).map(|object| object.1).collect::<Vec<Id>>()
    };
    let (mut people, mut journeys, mut mentors) = (of("person"), of("journey"), of("mentor"));
    for id in of("tandem") {
        if let Some(tandem) = tandems::store::find(db, Scope::Hub, id).await? {
            journeys.push(tandem.journey_id);
            mentors.push(tandem.mentor_id);
        }
    }
    for id in of("proposal") {
        if let Some(proposal) = proposals::store::find_proposal(db, Scope::Hub, id).await? {
            journeys.push(proposal.journey_id);
            mentors.push(proposal.mentor_id);
        }
    }
    let journeys = people::store::journeys_by_id(db, Scope::Hub, &journeys).await?;
    people.extend(journeys.into_iter().map(|journey| journey.person_id));
    let mentors = people::store::mentors_by_id(db, Scope::Hub, &mentors).await?;
    people.extend(mentors.into_iter().map(|mentor| mentor.person_id));
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// The start of a day. Midnight in Paris is one or two hours before midnight UTC: two are subtracted, so that the whole day is
/// covered.
fn first_instant(day: &str) -> Result<Instant, Failure> {
    let day = french::parse_day(day).ok_or_else(|| format!("« {day} » is not a day such as 2026-03-12"))?;
    Ok(Instant::new(OffsetDateTime::new_utc(day, Time::MIDNIGHT)).plus(-time::Duration::hours(2)))
}

async fn accounts_of(db: &Db, named: &str) -> Result<Vec<Id>, Failure> {
    if let Ok(key) = named.parse::<Id>() {
        let found = accounts::find(db, key).await?.ok_or("no account has this key")?;
        return Ok(vec![found.id]);
    }
    let identity =
        accounts::find_identity_by_email(db, named).await?.ok_or("nobody signs in with this address")?;
    Ok(accounts::list_all_of_identity(db, identity.id).await?.into_iter().map(|account| account.id).collect())
}
