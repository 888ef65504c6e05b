//! The sweep: what has expired goes, by the lengths of the register, and nothing else does.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::accounts::opening::Reason;
use tandem::accounts::slowdown::Tried;
use tandem::accounts::standing_in::{Absence, AbsenceReason};
use tandem::accounts::{self, link::Purpose};
use tandem::acts::jobs::schedule;
use tandem::acts::messages::note_delivery::{self, Attempt};
use tandem::acts::privacy::attest;
use tandem::db::{Actor, Id, Instant, Sending, Write, new_id, use_form, verify};
use tandem::jobs;
use tandem::mail;
use tandem::privacy::columns::REGISTER;
use tandem::privacy::register::{Held, Retention};
use tandem::problems;
use tandem::problems::problem::{self, Problem};
use tandem::proposals::proposal::Party;
use tandem::registrations::store::{Upload, replace_upload};
use tandem::requests::reach::{Way, Ways};
use tandem::requests::referral::{Agreement, Referral};
use tandem::requests::{Request, RequestedPart};
use tandem::worker;
use time::Duration;

use crate::messages::sign_in;
use crate::support::TestHub;

/// The tables that the sweep empties by themselves, whatever becomes of a person's file.
pub const SWEPT: [(&str, Retention); 15] = [
    ("sessions", Retention::HalfADay),
    ("devices", Retention::HalfAYear),
    ("attempts", Retention::OneHour),
    ("links", Retention::HalfAYear),
    ("passkey_ceremonies", Retention::HalfAYear),
    ("exceptional_openings", Retention::ThreeYears),
    ("list_readings", Retention::ThreeYears),
    ("absences", Retention::OneYear),
    ("uploads", Retention::OneDay),
    ("form_keys", Retention::OneDay),
    ("requests", Retention::UntilAnswered),
    ("referrals", Retention::HalfAYear),
    ("outbox", Retention::OneYear),
    ("unreachable_addresses", Retention::OneYear),
    ("problems", Retention::ThreeYears),
];

/// Writes one row in each of these tables, as it would have been at an instant.
async fn write_all(hub: &TestHub, at: Instant) {
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, at).await.unwrap();
    let (account, person) = (hub.account_of(Role::Adviser).await, hub.person_named("Basile Garrigue").await);
    let identity = hub.identity_of(Role::Adviser).await;
    accounts::store::insert_session(&write, account, true, "un essai").await.unwrap();
    accounts::store::insert_device(&write, identity).await.unwrap();
    let attempted = accounts::store::Attempted::new(&hub.app.secret, "zoe@exemple.test", "reseau", None);
    accounts::store::insert_failure(&write, Tried::Password, &attempted).await.unwrap();
    let identity = accounts::store::find_identity(write.on(), identity).await.unwrap().unwrap();
    accounts::store::insert_link(&write, &identity, Purpose::SignIn).await.unwrap();
    // One of each kind, since another of the same would take its place.
    let kind = if at == hub.app.now() {
        accounts::passkey::Ceremony::Proof
    } else {
        accounts::passkey::Ceremony::Enrolment
    };
    accounts::store::save_ceremony(&write, identity.id, kind, "{}".to_owned()).await.unwrap();
    accounts::store::insert_opening(&write, account, person, Reason::Emergency).await.unwrap();
    accounts::store::insert_absence(&write, &absence(account, at)).await.unwrap();
    let page = accounts::store::ListPage::new(&hub.app.secret, account, "/mentees", 12);
    accounts::store::insert_list_reading(&write, &page).await.unwrap();
    let upload =
        Upload { id: new_id(), account_id: account, file_name: "liste.csv".to_owned(), bytes: vec![1] };
    replace_upload(&write, upload).await.unwrap();
    let request = request(at);
    tandem::requests::store::insert(&write, &request).await.unwrap();
    let referral = referral(hub, request.id, at);
    tandem::requests::store::insert_referral(&write, &referral).await.unwrap();
    tandem::requests::store::save_referral_closed(&write, referral.id, at.day()).await.unwrap();
    mail::push(&write, sign_in("zoe@exemple.test", "ab")).await.unwrap();
    assert!(use_form(&write, &Sending::new(new_id().to_string())).await.unwrap());
    write_problem(hub, &write, account, at).await;
    mail::store::insert_unreachable(&write, &format!("{}@exemple.test", new_id()), "unknown 550")
        .await
        .unwrap();
    write.commit().await.unwrap();
    send(hub, at).await;
}

/// A problem that was reported and closed at that instant.
async fn write_problem(hub: &TestHub, write: &Write, by: Id, at: Instant) {
    let problem = Problem {
        id: new_id(),
        mentor_id: hub.keys("SELECT id FROM mentors").await[0],
        journey_id: hub.keys("SELECT id FROM journeys").await[0],
        party: Party::Mentee,
        kind: problem::Kind::Other,
        words: None,
        reported_at: at,
        closed: None,
        contact_back_on: None,
    };
    problems::store::insert(write, &problem).await.unwrap();
    let closed = problem::Closed { on: at.day(), outcome: problem::Outcome::Resolved, by };
    problems::store::save_closure(write, problem.id, closed).await.unwrap();
}

/// Whatever waits leaves at that instant: a message that waits is not swept.
async fn send(hub: &TestHub, at: Instant) {
    let claim = jobs::store::claim(&hub.app.db, &[mail::JOB], at).await.unwrap().unwrap();
    let mail = mail::store::find(&hub.app.db, claim.key.parse().unwrap()).await.unwrap().unwrap();
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, at).await.unwrap();
    note_delivery::run(&write, hub.app.named(), &claim, &mail, Attempt::Sent).await.unwrap();
    write.commit().await.unwrap();
}

/// An absence that was over at an instant.
fn absence(account_id: Id, at: Instant) -> Absence {
    Absence {
        id: new_id(),
        account_id,
        reason: AbsenceReason::Said,
        from_on: at.day(),
        until_on: Some(at.day()),
        handed_on: None,
        ended_on: Some(at.day()),
    }
}

/// A referral that was over at an instant.
fn referral(hub: &TestHub, request_id: Id, at: Instant) -> Referral {
    Referral {
        id: new_id(),
        request_id,
        journey_id: None,
        name: "Camille Orsini".to_owned(),
        email: "camille@exemple.test".to_owned(),
        organisation_id: hub.partner(),
        branch_id: None,
        agreement: Agreement::Spoken,
        agreed_on: at.day(),
        referred_at: at,
        confirmed_at: Some(at),
        paired_on: None,
        closed_on: None,
        objected_at: None,
    }
}

fn request(at: Instant) -> Request {
    Request {
        id: new_id(),
        part: RequestedPart::Mentor,
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        track: None,
        ways: Ways { email: Some("olive@exemple.test".to_owned()), ..Ways::default() },
        way: Way::Mail,
        place_code: Some("13005".to_owned()),
        words: String::new(),
        asked_at: at,
        confirmed_at: None,
        is_referred: false,
        sent_by: None,
    }
}

async fn count(hub: &TestHub, table: &str) -> i64 {
    let db = &hub.app.db;
    let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get("", "rows").unwrap()
}

async fn sweep(hub: &TestHub) {
    let write = hub.write().await;
    schedule::run(&write).await.unwrap();
    write.commit().await.unwrap();
    assert!(worker::do_next(&hub.app, None, &["sweep"]).await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_older_than_its_length_goes_and_what_is_younger_stays() {
    for (table, retention) in SWEPT {
        let hub = TestHub::new().await;
        let before = count(&hub, table).await;
        let now = hub.app.now();
        // A link waits for its length once it expired, a week after it was made at the latest.
        write_all(&hub, now.plus(-retention.length() - Duration::days(8))).await;
        sweep(&hub).await;
        assert_eq!(count(&hub, table).await, before, "{table}: what is over stays");
        let young = retention.length().min(Duration::HOUR) - Duration::MINUTE;
        write_all(&hub, now.plus(-young.min(Duration::minutes(2)))).await;
        let written = count(&hub, table).await;
        assert!(written > before, "{table}");
        sweep_again(&hub).await;
        assert_eq!(count(&hub, table).await, written, "{table}: what is not over went");
    }
}

/// The sweep is due again in an hour: here, at once.
async fn sweep_again(hub: &TestHub) {
    hub.sql("UPDATE jobs SET due_at = created_at").await.unwrap();
    assert!(worker::do_next(&hub.app, None, &["sweep"]).await.unwrap().is_some());
}

#[test]
fn every_table_whose_length_counts_from_its_own_rows_is_swept() {
    let with_a_file = [Retention::FileAndTwoYears, Retention::SixYears, Retention::AccessAndOneYear];
    for (table, columns) in REGISTER {
        let lengths = columns.iter().filter_map(|(_, held)| match held {
            Held::Personal(_, treatment) => Some(treatment.retention),
            Held::Nothing => None,
        });
        let own: Vec<Retention> = lengths.filter(|length| !with_a_file.contains(length)).collect();
        let swept = SWEPT.iter().any(|(of, _)| of == table);
        // What was set, segments of the journal and requests to providers are tested apart; the text of a mail goes when it leaves.
        let apart = ["journal", "provider_requests", "settings", "message_words", "charters"].contains(table);
        assert!(own.is_empty() || swept || apart, "{table} says {own:?}, and nobody sweeps it");
    }
}

#[tokio::test]
async fn a_month_of_the_journal_is_closed_and_forgotten_after_three_years() {
    let hub = TestHub::new().await;
    let lines = count(&hub, "journal").await;
    sweep(&hub).await;
    assert_eq!(count(&hub, "journal_segments").await, 2, "the first month is closed");
    assert_eq!(count(&hub, "journal").await, lines);
    let write = Write::begin(
        &hub.app.db,
        &hub.app.secret,
        Actor::HUB,
        hub.app.now().plus(Retention::ThreeYears.length() + Duration::DAY),
    )
    .await
    .unwrap();
    tandem::db::forget_segments(&write, write.now().plus(-Retention::ThreeYears.length())).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(count(&hub, "journal").await, 0);
}

#[tokio::test]
async fn what_is_over_is_not_found_even_if_nobody_swept() {
    let hub = TestHub::new().await;
    let now = hub.app.now();
    let (account, person) = (hub.account_of(Role::Adviser).await, hub.person_named("Basile Garrigue").await);
    let identity = hub.identity_of(Role::Adviser).await;
    let lengths = |table: &str| SWEPT.iter().find(|(of, _)| *of == table).unwrap().1.length();
    for age in [Duration::ZERO, Duration::MINUTE] {
        let is_found = age == Duration::ZERO;
        // Just written, or written a minute longer ago than it is kept.
        let at = |table: &str| if is_found { now } else { now.plus(-lengths(table) - age) };
        let write_at =
            async |at: Instant| Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, at).await.unwrap();
        let db = &hub.app.db;

        let write = write_at(at("sessions")).await;
        let token = accounts::store::insert_session(&write, account, true, "un essai").await.unwrap();
        write.commit().await.unwrap();
        let found = accounts::store::find_by_session(db, &token, now).await.unwrap();
        assert_eq!(found.is_some(), is_found, "sessions");

        let write = write_at(at("devices")).await;
        let token = accounts::store::insert_device(&write, identity).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(
            accounts::store::knows_device(db, identity, &token, now).await.unwrap(),
            is_found,
            "devices"
        );
        let found = accounts::store::find_identity_of_device(db, &token, now).await.unwrap();
        assert_eq!(found.is_some(), is_found, "devices");

        let write = write_at(at("attempts")).await;
        let attempted = accounts::store::Attempted::new(&hub.app.secret, "zoe@exemple.test", "reseau", None);
        accounts::store::insert_failure(&write, Tried::Password, &attempted).await.unwrap();
        write.commit().await.unwrap();
        let door = Tried::Password.door();
        let failures = accounts::store::count_failures(db, &attempted, door, now).await.unwrap();
        assert_eq!(failures.of_subject, 1, "attempts: the young one alone");

        let write = write_at(at("links")).await;
        let known = accounts::store::find_identity(write.on(), identity).await.unwrap().unwrap();
        let token = accounts::store::insert_link(&write, &known, Purpose::SignIn).await.unwrap();
        write.commit().await.unwrap();
        let link = tandem::links::store::find(db, Purpose::SignIn.code(), &token).await.unwrap();
        let is_fresh = link.is_some_and(|link| link.state(now) == tandem::links::State::Fresh);
        assert_eq!(is_fresh, is_found, "links");

        let write = write_at(at("passkey_ceremonies")).await;
        let kind = accounts::passkey::Ceremony::Proof;
        accounts::store::save_ceremony(&write, identity, kind, "{}".to_owned()).await.unwrap();
        write.commit().await.unwrap();
        let write = write_at(now).await;
        let taken: Option<std::collections::BTreeMap<String, String>> =
            accounts::store::take_ceremony(&write, identity, kind).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(taken.is_some(), is_found, "passkey_ceremonies");

        let write = write_at(at("exceptional_openings")).await;
        accounts::store::insert_opening(&write, account, person, Reason::Emergency).await.unwrap();
        write.commit().await.unwrap();
        let openings = accounts::store::list_openings(db, account, now).await.unwrap();
        assert_eq!(openings.len(), 1, "exceptional_openings: the young one alone");

        let write = write_at(at("uploads")).await;
        let id = new_id();
        let upload = Upload { id, account_id: account, file_name: "liste.csv".to_owned(), bytes: vec![1] };
        replace_upload(&write, upload).await.unwrap();
        write.commit().await.unwrap();
        let found = tandem::registrations::store::find_upload(db, account, id, now).await.unwrap();
        assert_eq!(found.is_some(), is_found, "uploads");

        let write = write_at(at("list_readings")).await;
        let page = accounts::store::ListPage::new(&hub.app.secret, account, "/mentees", 12);
        accounts::store::insert_list_reading(&write, &page).await.unwrap();
        write.commit().await.unwrap();
    }
    let write = hub.write().await;
    let names =
        accounts::store::count_names_listed(&write, &[account], now.plus(-Duration::DAY)).await.unwrap();
    assert_eq!(names, 12, "list_readings: the young one alone");
}

#[tokio::test]
async fn the_end_of_the_journal_leaves_the_database_every_night() {
    let mut hub = TestHub::new().await;
    hub.app.notices.officer_email = Some("protection@exemple.test".to_owned());
    let write = hub.write().await;
    schedule::run(&write).await.unwrap();
    write.commit().await.unwrap();
    let head = verify(&hub.app.db, &hub.app.secret).await.unwrap().unwrap();
    assert!(worker::do_next(&hub.app, None, &[attest::JOB]).await.unwrap().is_some());
    let [told] = hub.mails_to("protection@exemple.test").await.try_into().unwrap();
    assert!(told.contains(&head.mac), "{told}");
    assert!(worker::do_next(&hub.app, None, &[attest::JOB]).await.unwrap().is_none(), "once a night");

    let drop = match hub.app.db.get_database_backend() {
        DbBackend::Postgres => "DROP TRIGGER journal_kept ON journal",
        _ => "DROP TRIGGER journal_not_changed",
    };
    hub.sql(drop).await.unwrap();
    hub.sql("UPDATE jobs SET due_at = created_at").await.unwrap();
    assert!(worker::do_next(&hub.app, None, &[attest::JOB]).await.unwrap().is_some());
    let [_, told] = hub.mails_to("protection@exemple.test").await.try_into().unwrap();
    assert!(told.contains("la vérification du journal du hub a échoué"), "{told}");
}
