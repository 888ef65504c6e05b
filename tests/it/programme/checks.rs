//! What holds on every day of the hub, and of every message that it sent.

use std::collections::BTreeMap;

use tandem::accounts::access::Scope;
use tandem::calendar;
use tandem::db::Instant;
use tandem::mail::Mail;
use tandem::proposals::store::find_proposal;
use time::{Date, Duration};

use crate::support::TestHub;

/// A proposal that awaits an answer.
pub const PENDING: &str = "withdrawn_on IS NULL AND COALESCE(mentee_answer, '') <> 'no' \
    AND COALESCE(mentor_answer, '') <> 'no' AND (mentee_answer IS NULL OR mentor_answer IS NULL)";

/// The sides of a proposal, with whom of them the hub can write to.
const SIDES: [(&str, &str); 2] = [
    (
        "mentor",
        "mentor_id IN (SELECT mentors.id FROM mentors JOIN people ON people.id = person_id WHERE email IS NOT NULL)",
    ),
    (
        "mentee",
        "journey_id IN (SELECT journeys.id FROM journeys JOIN people ON people.id = person_id WHERE email IS NOT NULL)",
    ),
];

/// Who is to sign the charter of a tandem that is open, or waits for that.
pub const SIGNING: &str = "signed_on IS NULL AND (proposal_id IN (SELECT proposal_id FROM tandems WHERE closed_on IS NULL) \
    OR proposal_id IN (SELECT id FROM proposals WHERE begun_on IS NULL AND withdrawn_on IS NULL \
    AND mentor_answer = 'yes' AND mentee_answer = 'yes'))";

/// What is wrong after the morning of a day.
pub async fn of_the_day(hub: &TestHub) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, query) in broken(hub.app.today()) {
        let found = hub.keys(&query).await;
        if !found.is_empty() {
            wrong.push(format!("{what}: {found:?}"));
        }
    }
    wrong.extend(of_what_follows(hub).await);
    wrong
}

/// Each is a sentence, and a query of what breaks it.
fn broken(today: Date) -> Vec<(String, String)> {
    let before = |days: i64| today - Duration::days(days);
    let mut all = vec![
        (
            "a step has an owner who is there".to_owned(),
            "SELECT id FROM steps WHERE NOT (\
                owner_id IN (SELECT id FROM accounts WHERE withdrawn_on IS NULL) \
                OR owner_id IN (SELECT id FROM people) OR owner_id IN (SELECT id FROM organisations))"
                .to_owned(),
        ),
        (
            "whoever has waited three weeks is told so".to_owned(),
            format!(
                "SELECT journeys.id AS id FROM journeys JOIN people ON people.id = person_id \
                 WHERE ended_on IS NULL AND email IS NOT NULL AND welcomed_on = '{}' AND told_on IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM tandems WHERE journey_id = journeys.id)",
                before(21)
            ),
        ),
        (
            "nobody is told so before three weeks".to_owned(),
            format!("SELECT id FROM journeys WHERE told_on = '{today}' AND welcomed_on > '{}'", before(21)),
        ),
    ];
    for (side, is_written_to) in SIDES {
        let awaited = format!(
            "{PENDING} AND {side}_asked_on IS NOT NULL AND {side}_answer IS NULL AND {is_written_to}"
        );
        all.push((
            format!("what a {side} does not answer is closed after ten days"),
            format!("SELECT id FROM proposals WHERE {awaited} AND {side}_asked_on <= '{}'", before(10)),
        ));
        for days in [3, 7] {
            all.push((
                format!("a {side} is reminded after {days} days"),
                format!(
                    "SELECT id FROM proposals WHERE {awaited} AND {side}_asked_on = '{}' \
                     AND COALESCE({side}_reminded_on, {side}_asked_on) <> '{today}'",
                    before(days)
                ),
            ));
            all.push((
                format!("a {side} who has not signed is reminded after {days} days"),
                format!(
                    "SELECT id FROM signatures WHERE {SIGNING} AND party = '{side}' AND asked_on = '{}' \
                     AND COALESCE(reminded_on, asked_on) <> '{today}'",
                    before(days)
                ),
            ));
            all.push((
                format!("a {side} who is reminded to sign after {days} days is written to"),
                format!(
                    "SELECT id FROM signatures WHERE {SIGNING} AND party = '{side}' AND asked_on = '{}' \
                     AND proposal_id IN (SELECT id FROM proposals WHERE {is_written_to}) \
                     AND (SELECT COUNT(*) FROM outbox WHERE kind = 'charter_reminder' \
                          AND step_kind = 'signature_{side}' AND step_id = signatures.proposal_id) <> {}",
                    before(days),
                    if days == 3 { 1 } else { 2 }
                ),
            ));
        }
        let other_days = format!("NOT IN ('{}', '{}')", before(3), before(7));
        all.push((
            format!("a {side} is reminded on no other day"),
            format!(
                "SELECT id FROM proposals WHERE {side}_reminded_on = '{today}' AND {side}_asked_on {other_days} \
                 UNION SELECT id FROM signatures WHERE party = '{side}' AND reminded_on = '{today}' \
                 AND asked_on {other_days}"
            ),
        ));
    }
    all
}

/// The next mentor is asked on the working morning after a proposal ended.
async fn of_what_follows(hub: &TestHub) -> Vec<String> {
    let today = hub.app.today();
    let mut wrong = Vec::new();
    let made = format!("SELECT id FROM proposals WHERE follows_id IS NOT NULL AND proposed_on = '{today}'");
    for id in hub.keys(&made).await {
        let proposal = find_proposal(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
        let before =
            find_proposal(&hub.app.db, Scope::Hub, proposal.follows_id.unwrap()).await.unwrap().unwrap();
        let ended = before.ended_on().expect("what is followed has ended");
        let morning = calendar::next_working_morning(Instant::morning_of(ended));
        if morning.day() != today {
            wrong.push(format!("{id} follows what ended on {ended}, today"));
        }
    }
    wrong
}

/// What is wrong with the messages that were sent: their hours, and how many somebody received.
pub async fn of_messages(hub: &TestHub) -> Vec<String> {
    let mails = hub.mails().await;
    let mut by_recipient: BTreeMap<&str, Vec<(Instant, &Mail)>> = BTreeMap::new();
    for mail in &mails {
        if let Some(at) = mail.sent_at.filter(|_| mail.nature().unwrap().is_begun_by_hub()) {
            by_recipient.entry(&mail.recipient).or_default().push((at, mail));
        }
    }
    let mut wrong = Vec::new();
    for (recipient, mut sent) in by_recipient {
        sent.sort_by_key(|(at, _)| *at);
        for (number, (at, mail)) in sent.iter().enumerate() {
            if calendar::may_leave_at(*at, &(8..20)) != *at {
                wrong.push(format!("{recipient} is written to out of hours: {} at {at:?}", mail.kind));
            }
            let within = |days| {
                sent[number..].iter().take_while(|(next, _)| *next < at.plus(Duration::days(days))).count()
            };
            if within(7) > 4 || sent[number + 1..].iter().any(|(next, _)| next.day() == at.day()) {
                wrong.push(format!("{recipient} is written to too often from {at:?} on"));
            }
        }
    }
    wrong
}
