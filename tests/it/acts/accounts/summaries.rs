//! What the hub writes to those who work with people: how the week begins, and once a working day what is new to them.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::sum_up;
use tandem::acts::jobs::schedule;
use tandem::db::Instant;
use tandem::mail::Mail;
use tandem::state::{App, Clock};
use tandem::worker;
use time::macros::{date, datetime};
use time::{Date, Duration, OffsetDateTime};

use crate::support::TestHub;
use crate::tandems::open_tandem;

/// The messages of these kinds to an address, the first first: the day, the kind and the words.
async fn written(hub: &TestHub, role: Role) -> Vec<(Date, String, String)> {
    let mut mails: Vec<Mail> = hub.mails().await;
    mails.retain(|mail| mail.recipient == TestHub::email_of(role));
    mails.retain(|mail| ["monday", "digest"].contains(&mail.kind.as_str()));
    let words = |mail: &Mail| mail.text(&hub.app.secret).unwrap();
    mails.iter().map(|mail| (mail.created_at.day(), mail.kind.clone(), words(mail))).collect()
}

async fn days_of(hub: &TestHub, role: Role) -> Vec<(Date, String)> {
    written(hub, role).await.into_iter().map(|(day, kind, _)| (day, kind)).collect()
}

/// A hub whose only step is due on a day, of whoever coordinates.
async fn due(day: Date) -> TestHub {
    let hub = TestHub::new().await;
    let welcomed_on = day - Duration::days(30);
    hub.sql(&format!("UPDATE journeys SET welcomed_on = '{welcomed_on}'")).await.unwrap();
    hub.settle().await;
    hub
}

/// The mornings of some days, on which those of the hub come.
async fn mornings(hub: &TestHub, from: Date, until: Date) {
    let mut day = from;
    while day <= until {
        for role in [Role::Coordinator, Role::HubResponsible, Role::Adviser, Role::Responsible] {
            hub.visits(day, hub.account_of(role).await).await;
        }
        hub.morning(day).await;
        day += Duration::DAY;
    }
}

/// The job at an instant, whatever it did before.
async fn sums_up_at(hub: &TestHub, at: OffsetDateTime) {
    let app = App { clock: Clock::Stopped(Instant::new(at)), ..hub.app.clone() };
    let write = app.write(&By::Hub).await.unwrap();
    schedule::run(&write).await.unwrap();
    write.commit().await.unwrap();
    while worker::do_next(&app, None, &[sum_up::JOB]).await.unwrap().is_some() {}
}

#[tokio::test]
async fn the_week_begins_on_its_first_working_day_and_a_day_with_what_is_new() {
    // Good Friday is a working day; Easter Monday is the 29th.
    let hub = due(date!(2027 - 03 - 29)).await;
    mornings(&hub, date!(2027 - 03 - 24), date!(2027 - 04 - 08)).await;
    let monday = |day| (day, "monday".to_owned());
    assert_eq!(
        days_of(&hub, Role::Coordinator).await,
        // Late since that morning, on which there is one message only; seven days later it is no longer hers.
        [monday(date!(2027 - 03 - 30))]
    );
    assert_eq!(days_of(&hub, Role::HubResponsible).await, [monday(date!(2027 - 04 - 05))]);
    let (_, _, words) = written(&hub, Role::HubResponsible).await.remove(0);
    for said in [
        "Bonjour Honorine,",
        "Trouver un mentor",
        "Basile Garrigue",
        "chez Colette Restanque",
        "http://hub.test/people/",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(hub.mails().await.iter().all(|mail| !mail.subject.contains("Basile")));
}

#[tokio::test]
async fn what_became_late_is_said_the_next_working_morning_and_once() {
    // Due on a Wednesday.
    let hub = due(date!(2027 - 03 - 10)).await;
    mornings(&hub, date!(2027 - 03 - 09), date!(2027 - 03 - 14)).await;
    let digest = (date!(2027 - 03 - 11), "digest".to_owned());
    assert_eq!(days_of(&hub, Role::Coordinator).await, std::slice::from_ref(&digest));
    // Ticked again, and by two copies that both believe that it is due.
    let again = due(date!(2027 - 03 - 10)).await;
    mornings(&again, date!(2027 - 03 - 10), date!(2027 - 03 - 10)).await;
    for _ in 0..2 {
        again.sql("UPDATE jobs SET due_at = created_at, claimed_until = NULL").await.unwrap();
        let (one, other) = (again.on(digest.0), again.on(digest.0));
        let (one, other) = tokio::join!(
            worker::do_next(&one, None, &[sum_up::JOB]),
            worker::do_next(&other, None, &[sum_up::JOB])
        );
        one.unwrap();
        other.unwrap();
    }
    assert_eq!(days_of(&again, Role::Coordinator).await, [digest]);
}

#[tokio::test]
async fn it_leaves_at_nine_in_paris_through_both_changes_of_the_clock_and_on_no_other_day() {
    for (sunday, before, at) in [
        (date!(2027 - 03 - 28), datetime!(2027-03-30 06:59 UTC), datetime!(2027-03-30 07:00 UTC)),
        (date!(2027 - 10 - 31), datetime!(2027-11-02 07:59 UTC), datetime!(2027-11-02 08:00 UTC)),
    ] {
        let hub = due(sunday).await;
        // Easter Monday, and All Saints' Day.
        for days in 0..2 {
            sums_up_at(&hub, (sunday + Duration::days(days)).midnight().assume_utc() + Duration::hours(10))
                .await;
        }
        sums_up_at(&hub, before).await;
        assert_eq!(days_of(&hub, Role::Coordinator).await, []);
        sums_up_at(&hub, at).await;
        assert_eq!(days_of(&hub, Role::Coordinator).await.len(), 1, "{at}");
    }
}

#[tokio::test]
async fn an_adviser_reads_nobody_whom_their_pages_do_not_name() {
    let hub = TestHub::new().await;
    let day = date!(2027 - 03 - 08);
    // One of the adviser's own people, and one of the other branch, each in a tandem without a word, and each with a result to ask.
    let (_, own) = hub.add_mentee("Célia Romarin", |_, _| ()).await;
    let elsewhere = Some(hub.branch(1));
    let (_, other) = hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = elsewhere).await;
    for (name, journey) in [("Rémi Voisin", &own), ("Octave Lointain", &other)] {
        let (_, mentor) = hub
            .add_mentor(name, |person, _| {
                person.organisation_id = hub.hub_organisation();
                person.branch_id = None;
            })
            .await;
        open_tandem(&hub, &mentor, journey).await;
    }
    hub.sql("UPDATE journeys SET welcomed_on = '2026-02-10'").await.unwrap();
    hub.settle().await;
    for role in [Role::Coordinator, Role::HubResponsible, Role::Adviser, Role::Responsible] {
        hub.visits(day, hub.account_of(role).await).await;
    }
    hub.morning(day).await;
    let adviser = hub.enter(Role::Adviser).await;
    let mut pages = adviser.get("/steps").await.text();
    pages.push_str(&adviser.get("/mentees").await.text());
    let (_, kind, words) = written(&hub, Role::Adviser).await.remove(0);
    assert_eq!(kind, "monday");
    assert!(words.contains("Célia Romarin") && words.contains("Basile Garrigue"), "{words}");
    for name in ["Célia Romarin", "Rémi Voisin", "Firmin Lavande", "Octave Lointain", "Basile Garrigue"] {
        assert!(!words.contains(name) || pages.contains(name), "{name}: {words}");
    }
    assert!(!words.contains("Firmin") && !words.contains("Octave"), "{words}");
    assert!(words.matches("\n* ").count() <= 5, "{words}");
    let all = written(&hub, Role::Responsible).await.remove(0).2;
    assert!(all.contains("Firmin Lavande"), "{all}");
}

#[tokio::test]
async fn whoever_is_away_or_has_nothing_to_do_is_not_written_to() {
    let hub = due(date!(2027 - 03 - 10)).await;
    // Nobody comes: they are all away from the second week on.
    let mut day = date!(2027 - 03 - 08);
    while day <= date!(2027 - 03 - 24) {
        hub.morning(day).await;
        day += Duration::DAY;
    }
    assert_eq!(days_of(&hub, Role::Coordinator).await, []);
    assert_eq!(days_of(&hub, Role::Officer).await, []);
    assert_eq!(days_of(&hub, Role::Mentee).await, []);
}
