//! How long people waited in a simulated year.

use std::collections::BTreeMap;

use tandem::accounts::access::Scope;
use tandem::people::store::list_journeys;
use time::{Date, Duration};

use crate::support::TestHub;

/// Prints the median time until a human answered, the longest silence, and what was sent.
pub async fn print(hub: &TestHub, first: Date, days: i64) {
    let last = first + Duration::days(days - 1);
    let journeys = list_journeys(&hub.app.db, Scope::Hub).await.unwrap();
    let mails = hub.mails().await;
    let (mut until_answer, mut silences) = (Vec::new(), Vec::new());
    for journey in journeys.iter().filter(|journey| journey.welcomed_on >= first) {
        let of = format!("journey_id = {}", hub.literal(&journey.id.simple().to_string()));
        let answers =
            day_of(hub, &format!("SELECT MIN(mentor_answered_on) AS text FROM proposals WHERE {of}")).await;
        until_answer.push(answers.map(|on| (on - journey.welcomed_on).whole_days()));
        let begun = day_of(hub, &format!("SELECT MIN(started_on) AS text FROM tandems WHERE {of}")).await;
        let waits_until = begun.or(journey.ended.map(|(on, _)| on)).unwrap_or(last);
        let heard = mails.iter().filter(|mail| mail.person_id == Some(journey.person_id));
        let heard = heard.filter_map(|mail| mail.sent_at).map(|at| at.day());
        let mut told: Vec<Date> = heard.filter(|day| *day < waits_until).collect();
        told.extend([journey.welcomed_on, waits_until]);
        told.sort();
        silences.extend(told.windows(2).map(|two| (two[1] - two[0]).whole_days()));
    }
    let mut by_kind: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for mail in &mails {
        by_kind.entry(&mail.kind).or_default()[usize::from(mail.sent_at.is_none())] += 1;
    }
    until_answer.sort_by_key(|days| days.unwrap_or(i64::MAX));
    let median = until_answer.get(until_answer.len() / 2).copied().flatten();
    let tandems = hub.keys("SELECT id FROM tandems").await.len();
    println!(
        "{days} days, {} journeys, {tandems} tandems: a human answered after {median:?} days (median); \
         longest silence {:?} days; messages sent and not sent: {by_kind:?}",
        until_answer.len(),
        silences.iter().max(),
    );
}

async fn day_of(hub: &TestHub, query: &str) -> Option<Date> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let query = query.replace(" AS text", " AS day");
    let query = format!("SELECT CAST(day AS text) AS text FROM ({query}) AS found WHERE day IS NOT NULL");
    hub.texts(&query).await.first().map(|day| Date::parse(day, &format).unwrap())
}
