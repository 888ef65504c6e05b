//! Files opened: counted, recorded, and beyond one's branch.

use tandem::accounts::access::Role;
use tandem::accounts::opening::Reason;
use tandem::accounts::rate_limit::{Limits, Verdict};
use tandem::accounts::store::ListPage;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::open_exceptionally::{self, Opened, Opening};
use tandem::acts::accounts::{open_files, open_list};
use tandem::db::{Id, new_id};
use tandem::people::person::Person;

use super::{HUB, account, act, not_found, rows, visitor};
use crate::support::TestHub;

const LIMITS: Limits =
    Limits { per_hour: 2, per_day: 3, exceptional_per_day: 2, names_per_hour: 10, names_per_day: 25 };

async fn open(hub: &TestHub, by: &By, people: &[Id]) -> Result<Verdict, String> {
    act(hub, by, async |write| open_files::run(write, by, people, LIMITS).await).await
}

/// How many lines of the journal say that a file was read.
async fn readings(hub: &TestHub) -> usize {
    hub.texts("SELECT action AS text FROM journal WHERE action = 'read'").await.len()
}

#[tokio::test]
async fn a_partner_s_staff_opens_so_many_files_and_no_more() {
    let hub = TestHub::new().await;
    let people: Vec<Id> = (0..5).map(|_| new_id()).collect();
    let adviser = hub.by(Role::Adviser).await;
    let older = older(&hub, Role::Adviser).await;
    assert_eq!(open(&hub, &visitor(&hub), &people[..1]).await, not_found());
    for (by, people, expected, recorded) in [
        (&older, &people[..2], Verdict::Opened, 2),
        (&older, &people[..1], Verdict::Opened, 3),
        (&older, &people[2..3], Verdict::ProveAgain, 3),
        (&older, &people[3..5], Verdict::Stopped, 3),
        (&older, &people[..2], Verdict::Opened, 5),
    ] {
        assert_eq!(open(&hub, by, people).await, Ok(expected), "{people:?}");
        assert_eq!(readings(&hub).await, recorded, "{people:?}");
    }
    // A second factor given since begins a new hour, and no new day.
    hub.by(Role::Adviser).await;
    assert_eq!(open(&hub, &adviser, &people[2..4]).await, Ok(Verdict::Stopped));
    assert_eq!(hub.mails_to(&TestHub::email_of(Role::HubResponsible)).await.len(), 1, "they are warned once");
    let coordinator = hub.by(Role::Coordinator).await;
    assert_eq!(open(&hub, &coordinator, &people).await, Ok(Verdict::Opened));
}

/// Somebody who gave their second factor more than an hour ago.
async fn older(hub: &TestHub, role: Role) -> By {
    let now = hub.app.now();
    let session = tandem::accounts::account::Session {
        id: new_id(),
        proven_at: Some(now.plus(-time::Duration::hours(2))),
    };
    let account = account(hub, role).await;
    tandem::accounts::viewer::Viewer::new(Some((account, session)), hub.app.rules, now).by()
}

#[tokio::test]
async fn ones_own_file_is_opened_without_a_line_in_the_journal() {
    let hub = TestHub::new().await;
    let own = account(&hub, Role::Mentor).await.person_id.unwrap();
    let other = account(&hub, Role::Mentee).await.person_id.unwrap();
    assert_eq!(open(&hub, &hub.by(Role::Mentor).await, &[own, other]).await, Ok(Verdict::Opened));
    assert_eq!(readings(&hub).await, 1);
}

#[tokio::test]
async fn a_file_of_another_branch_is_opened_with_a_reason_so_many_times_a_day() {
    let hub = TestHub::new().await;
    let elsewhere = async |name: &str, own: bool| {
        let (person, _) = hub
            .add_mentee(name, |person, _| {
                person.branch_id = own.then(|| hub.branch(1));
                if !own {
                    person.organisation_id = hub.hub_organisation();
                }
            })
            .await;
        person
    };
    let (first, second, third) = (
        elsewhere("Firmin Lavande", true).await,
        elsewhere("Fanny Lavande", true).await,
        elsewhere("Fleur Lavande", true).await,
    );
    let foreign = elsewhere("Fulbert Lavande", false).await;
    let address = |person: &Person| person.email.clone().unwrap();
    let open = async |by: &By, email: &str| {
        let opening = Opening { email, reason: Reason::Emergency, limits: LIMITS, hub: HUB };
        act(&hub, by, async |write| open_exceptionally::run(write, by, opening).await).await
    };
    for role in [Role::Coordinator, Role::Responsible, Role::Mentor, Role::Officer] {
        assert_eq!(open(&hub.by(role).await, &address(&first)).await, not_found(), "{role:?}");
    }
    assert_eq!(open(&visitor(&hub), &address(&first)).await, not_found());
    let adviser = hub.by(Role::Adviser).await;
    for (email, expected) in [
        (address(&foreign), Opened::Nobody),
        ("personne@exemple.test".to_owned(), Opened::Nobody),
        (address(&first), Opened::Open(first.id)),
        (address(&second), Opened::Open(second.id)),
        (address(&third), Opened::TooMany),
    ] {
        assert_eq!(open(&adviser, &email).await, Ok(expected), "{email}");
    }
    assert_eq!(rows(&hub, "exceptional_openings WHERE reason = 'emergency'").await, 2);
    let informed = hub.mails_to(&TestHub::email_of(Role::Officer)).await;
    assert_eq!(informed.len(), 2);
    assert!(informed.iter().all(|mail| !mail.contains("Lavande")), "{informed:?}");
    hub.sql("UPDATE exceptional_openings SET opened_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    assert_eq!(open(&adviser, &address(&third)).await, Ok(Opened::Open(third.id)));
}

#[tokio::test]
async fn addresses_tried_at_the_door_of_openings_are_counted_and_noted() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let adviser = hub.by(Role::Adviser).await;
    let open = async |email: &str| {
        let opening = Opening { email, reason: Reason::Emergency, limits: LIMITS, hub: HUB };
        act(&hub, &adviser, async |write| open_exceptionally::run(write, &adviser, opening).await)
            .await
            .unwrap()
    };
    for number in 0..5 {
        assert_eq!(open(&format!("guess{number}@exemple.test")).await, Opened::Nobody, "{number}");
    }
    // Whether the next one is somebody is not told.
    assert!(matches!(open("guess5@exemple.test").await, Opened::TooSoon(_)));
    assert!(matches!(open(person.email.as_deref().unwrap()).await, Opened::TooSoon(_)));
    let noted = "SELECT action AS text FROM journal WHERE action = 'address_missed'";
    assert_eq!(hub.texts(noted).await.len(), 5);
    hub.sql("UPDATE attempts SET at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    assert_eq!(open(person.email.as_deref().unwrap()).await, Opened::Open(person.id));
    assert_eq!(
        rows(&hub, "attempts WHERE at > '2020-02-01 00:00:00+00:00'").await,
        0,
        "a known one is no guess"
    );
}

async fn list(hub: &TestHub, by: &By, address: &str, names: usize) -> Result<Verdict, String> {
    let account = by.account().map_or_else(new_id, |account| account.id);
    let page = ListPage::new(&hub.app.secret, account, address, names);
    act(hub, by, async |write| open_list::run(write, by, &page, LIMITS).await).await
}

const LISTS: &str = "SELECT action AS text FROM journal WHERE object_kind = 'list'";

#[tokio::test]
async fn a_partner_s_staff_reads_so_many_names_and_a_page_counts_once_an_hour() {
    let hub = TestHub::new().await;
    assert_eq!(list(&hub, &visitor(&hub), "/mentees", 5).await, not_found());
    let older = older(&hub, Role::Adviser).await;
    for (address, names, expected, recorded) in [
        ("/mentees", 5, Verdict::Opened, 1),
        ("/mentees", 5, Verdict::Opened, 1),
        ("/mentees?page=2", 5, Verdict::Opened, 2),
        ("/mentors", 1, Verdict::ProveAgain, 2),
        ("/mentees", 5, Verdict::Opened, 2),
        ("/mentees", 6, Verdict::ProveAgain, 2),
        ("/mentors", 16, Verdict::Stopped, 2),
    ] {
        assert_eq!(list(&hub, &older, address, names).await, Ok(expected), "{address}");
        assert_eq!(hub.texts(LISTS).await.len(), recorded, "{address}");
    }
    let names = hub.texts("SELECT CAST(names AS TEXT) AS text FROM list_readings ORDER BY at, id").await;
    assert_eq!(names, ["5", "5"]);
    assert_eq!(hub.mails_to(&TestHub::email_of(Role::HubResponsible)).await.len(), 1, "they are warned once");
    let coordinator = hub.by(Role::Coordinator).await;
    assert_eq!(list(&hub, &coordinator, "/mentees", 1_000).await, Ok(Verdict::Opened));
    assert_eq!(hub.texts(LISTS).await.len(), 3);
}

#[tokio::test]
async fn who_may_open_no_file_more_reads_no_list() {
    let hub = TestHub::new().await;
    let people: Vec<Id> = (0..3).map(|_| new_id()).collect();
    let older = older(&hub, Role::Adviser).await;
    assert_eq!(open(&hub, &older, &people[..2]).await, Ok(Verdict::Opened));
    assert_eq!(list(&hub, &older, "/mentees", 1).await, Ok(Verdict::ProveAgain));
    // Another one, after a second factor.
    let larger = Limits { per_hour: 3, ..LIMITS };
    let third =
        act(&hub, &older, async |write| open_files::run(write, &older, &people[2..], larger).await).await;
    assert_eq!(third, Ok(Verdict::Opened));
    let adviser = hub.by(Role::Adviser).await;
    assert_eq!(list(&hub, &adviser, "/mentees", 1).await, Ok(Verdict::Stopped));
    assert_eq!(hub.texts(LISTS).await.len(), 0);
}

/// Several people who open files at the same time, each another person's.
async fn open_at_once(hub: &TestHub, by: &[By], people: &[Id]) -> Vec<Result<Verdict, String>> {
    let mut opening = tokio::task::JoinSet::new();
    for (by, &person) in by.iter().cycle().zip(people) {
        let (app, by) = (hub.app.clone(), by.clone());
        opening.spawn(async move { open_files::together(&app, by, vec![person]).await });
    }
    opening.join_all().await.into_iter().map(|opened| opened.map_err(|error| error.to_string())).collect()
}

#[tokio::test]
async fn files_opened_at_once_are_each_recorded_before_any_is_shown() {
    let hub = TestHub::new().await;
    let by = [hub.by(Role::Coordinator).await, hub.by(Role::HubResponsible).await];
    let people: Vec<Id> = (0..6).map(|_| new_id()).collect();
    assert_eq!(open_at_once(&hub, &by, &people).await, vec![Ok(Verdict::Opened); 6]);
    for one in &by {
        let author = hub.literal(&one.account().unwrap().id.simple().to_string());
        let lines =
            format!("SELECT action AS text FROM journal WHERE action = 'read' AND actor_id = {author}");
        assert_eq!(hub.texts(&lines).await.len(), 3, "each is the author of their own");
    }
    assert!(tandem::db::verify(&hub.app.db, &hub.app.secret).await.unwrap().is_ok());
    // What cannot be recorded is shown to nobody, and the next ones do not suffer from it.
    hub.sql("ALTER TABLE journal RENAME TO elsewhere").await.unwrap();
    assert!(open_at_once(&hub, &by, &people).await.iter().all(Result::is_err));
    hub.sql("ALTER TABLE elsewhere RENAME TO journal").await.unwrap();
    assert_eq!(open_at_once(&hub, &by, &people).await, vec![Ok(Verdict::Opened); 6]);
    assert_eq!(readings(&hub).await, 12);
}
