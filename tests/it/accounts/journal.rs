//! The journal says who opened whose file, and shows every tampering.

use axum::http::StatusCode;
use sea_orm::DbBackend;
use tandem::accounts::access::Role;
use tandem::db::{self, Breach};

use crate::support::TestHub;

async fn verdict(hub: &TestHub) -> Result<i64, Breach> {
    db::verify(&hub.app.db, &hub.app.secret).await.unwrap().map(|head| head.lines)
}

/// The triggers of the journal, with their tables.
const GUARDS: [(&str, &str); 6] = [
    ("journal_not_changed", "journal"),
    ("journal_not_removed", "journal"),
    ("journal_not_replaced", "journal"),
    ("journal_segments_grow", "journal_segments"),
    ("journal_segments_not_removed", "journal_segments"),
    ("journal_segments_not_replaced", "journal_segments"),
];
const GUARDS_ON_POSTGRES: [(&str, &str); 4] = [
    ("journal_kept", "journal"),
    ("journal_not_emptied", "journal"),
    ("journal_segments_kept", "journal_segments"),
    ("journal_segments_not_emptied", "journal_segments"),
];

fn is_postgres(hub: &TestHub) -> bool {
    hub.app.db.get_database_backend() == DbBackend::Postgres
}

fn guards(hub: &TestHub) -> &'static [(&'static str, &'static str)] {
    if is_postgres(hub) { &GUARDS_ON_POSTGRES } else { &GUARDS }
}

async fn drop_guard(hub: &TestHub, (name, table): (&str, &str)) {
    let of = if is_postgres(hub) { format!(" ON {table}") } else { String::new() };
    hub.sql(&format!("DROP TRIGGER {name}{of}")).await.unwrap();
}

/// What somebody who owns the database can do, and the journal's own triggers forbid.
async fn without_triggers(hub: &TestHub) {
    for &guard in guards(hub) {
        drop_guard(hub, guard).await;
    }
}

#[tokio::test]
async fn the_officer_and_the_person_see_who_opened_a_file() {
    let hub = TestHub::new().await;
    let person = hub.person_named("Basile Garrigue").await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get(&format!("/people/{person}")).await.is(StatusCode::OK);
    let own = hub.enter(Role::Mentee).await;
    own.get(&format!("/people/{person}")).await.is(StatusCode::OK);
    let own = own.get("/account").await.follow("Qui a ouvert mon dossier").await;
    own.says("1 lecture").says("Désiré Cabanon, conseil en structure, Les amandiers");
    let officer = hub.enter(Role::Officer).await;
    let email = hub.texts("SELECT email AS text FROM people WHERE first_name = 'Basile'").await.remove(0);
    let form = officer.get("/journal").await.form("Voir qui a ouvert son dossier");
    form.fill("Adresse e-mail", &email).submit().await.says("Désiré Cabanon");
    officer.get(&format!("/people/{person}")).await.is(StatusCode::NOT_FOUND);
    let mentor = hub.enter(Role::Mentor).await;
    mentor.get(&format!("/people/{person}/readings")).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_line_can_be_changed_or_removed() {
    let hub = TestHub::new().await;
    assert!(hub.sql("UPDATE journal SET action = 'x' WHERE sequence = 1").await.is_err());
    assert!(hub.sql("DELETE FROM journal WHERE sequence = 1").await.is_err());
    for tampering in [
        "DELETE FROM journal_segments",
        "UPDATE journal_segments SET lines = lines - 1",
        "UPDATE journal_segments SET lines = 0, mac = ''",
        "UPDATE journal_segments SET first = first + 1",
        "UPDATE journal_segments SET number = 2",
    ] {
        assert!(hub.sql(tampering).await.is_err(), "{tampering}");
    }
    let replacing: &[&str] = if is_postgres(&hub) {
        &["TRUNCATE journal", "TRUNCATE journal_segments", "TRUNCATE journal, journal_segments CASCADE"]
    } else {
        &[
            "INSERT OR REPLACE INTO journal SELECT sequence, segment, at, 'hub', NULL, object_kind, object_id, \
             action, mac FROM journal WHERE sequence = 1",
            "REPLACE INTO journal_segments SELECT * FROM journal_segments",
        ]
    };
    for tampering in replacing {
        assert!(hub.sql(tampering).await.is_err(), "{tampering}");
    }
    assert!(verdict(&hub).await.unwrap() > 10);
}

#[tokio::test]
async fn a_closed_segment_changes_no_more_but_to_be_forgotten() {
    let hub = TestHub::new().await;
    let write = hub.write().await;
    assert!(db::close_segment(&write, write.now()).await.unwrap());
    write.commit().await.unwrap();
    for tampering in [
        "UPDATE journal_segments SET closed_at = NULL WHERE number = 1",
        "UPDATE journal_segments SET lines = lines + 1 WHERE number = 1",
        "UPDATE journal_segments SET mac = 'x' WHERE number = 1",
    ] {
        assert!(hub.sql(tampering).await.is_err(), "{tampering}");
    }
    let write = hub.write().await;
    db::forget_segments(&write, write.now().plus(time::Duration::SECOND)).await.unwrap();
    write.commit().await.unwrap();
    assert!(hub.sql("UPDATE journal_segments SET forgotten_at = NULL WHERE number = 1").await.is_err());
}

#[tokio::test]
async fn a_trigger_that_is_missing_or_weaker_is_found() {
    let hub = TestHub::new().await;
    for &(name, table) in guards(&hub) {
        let hub = TestHub::new().await;
        drop_guard(&hub, (name, table)).await;
        assert_eq!(verdict(&hub).await, Err(Breach::Unguarded(name)));
        if is_postgres(&hub) {
            let when = if name.ends_with("emptied") { "TRUNCATE" } else { "DELETE" };
            let each = if name.ends_with("emptied") { "STATEMENT" } else { "ROW" };
            hub.sql(&format!(
                "CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
            ))
            .await
            .unwrap();
        } else {
            hub.sql(&format!(
                "CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN false BEGIN SELECT RAISE(ABORT, 'no'); END"
            ))
            .await
            .unwrap();
        }
        assert_eq!(verdict(&hub).await, Err(Breach::Unguarded(name)), "weaker");
    }
    if is_postgres(&hub) {
        hub.sql("ALTER TABLE journal DISABLE TRIGGER journal_kept").await.unwrap();
        assert_eq!(verdict(&hub).await, Err(Breach::Unguarded("journal_kept")));
        let hub = TestHub::new().await;
        hub.sql(
            "CREATE OR REPLACE FUNCTION journal_kept() RETURNS trigger LANGUAGE plpgsql \
             AS $$ BEGIN RETURN NEW; END $$",
        )
        .await
        .unwrap();
        assert_eq!(verdict(&hub).await, Err(Breach::Unguarded("journal_kept")));
    }
}

#[tokio::test]
async fn an_emptied_journal_is_found_even_with_a_new_beginning() {
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    hub.sql("DELETE FROM journal").await.unwrap();
    assert!(matches!(verdict(&hub).await, Err(Breach::CutShort { found: 0, .. })));
    hub.sql("UPDATE journal_segments SET lines = 0, mac = ''").await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Segment(1)));
    // As a migration leaves it, without a seal.
    hub.sql("UPDATE journal_segments SET seal = ''").await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Emptied));
}

#[tokio::test]
async fn a_reordered_journal_is_found() {
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    for exchange in [
        "UPDATE journal SET sequence = -4 WHERE sequence = 4",
        "UPDATE journal SET sequence = 4 WHERE sequence = 5",
        "UPDATE journal SET sequence = 5 WHERE sequence = -4",
    ] {
        hub.sql(exchange).await.unwrap();
    }
    assert_eq!(verdict(&hub).await, Err(Breach::Changed(4)));
}

#[tokio::test]
async fn every_tampering_is_found() {
    for (tampering, sequence) in [
        ("UPDATE journal SET action = 'Read' WHERE sequence = 4", 4),
        ("UPDATE journal SET object_kind = 'persom' WHERE sequence = 4", 4),
        ("UPDATE journal SET at = '2026-01-01 00:00:00+00:00' WHERE sequence = 4", 4),
        (
            "UPDATE journal SET object_id = (SELECT object_id FROM journal WHERE sequence = 7) WHERE sequence = 4",
            4,
        ),
        ("UPDATE journal SET actor_kind = 'account', actor_id = object_id WHERE sequence = 4", 4),
        ("UPDATE journal SET actor_kind = 'history' WHERE sequence = 4", 4),
        ("UPDATE journal SET mac = (SELECT mac FROM journal WHERE sequence = 3) WHERE sequence = 4", 4),
    ] {
        let hub = TestHub::new().await;
        without_triggers(&hub).await;
        assert_eq!(hub.sql(tampering).await.unwrap(), 1, "{tampering}");
        assert_eq!(verdict(&hub).await, Err(Breach::Changed(sequence)), "{tampering}");
    }
}

#[tokio::test]
async fn a_line_removed_put_in_or_cut_off_is_found() {
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    hub.sql("DELETE FROM journal WHERE sequence = 5").await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Gap { expected: 5, found: 6 }));
    let hub = TestHub::new().await;
    let last = verdict(&hub).await.unwrap();
    without_triggers(&hub).await;
    hub.sql(&format!("DELETE FROM journal WHERE sequence = {last}")).await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::CutShort { expected: last, found: last - 1 }));
    hub.sql("UPDATE journal_segments SET lines = lines - 1").await.unwrap();
    assert_eq!(
        verdict(&hub).await,
        Err(Breach::Segment(1)),
        "nobody seals a shorter segment without the key"
    );
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    hub.sql("UPDATE journal SET sequence = 0 WHERE sequence = 1").await.unwrap();
    assert!(verdict(&hub).await.is_err());
}

#[tokio::test]
async fn a_closed_segment_is_forgotten_and_the_chain_holds() {
    let hub = TestHub::new().await;
    let before = verdict(&hub).await.unwrap();
    let write = hub.write().await;
    assert!(db::close_segment(&write, write.now()).await.unwrap());
    write.commit().await.unwrap();
    hub.enter(Role::Coordinator).await;
    assert_eq!(verdict(&hub).await, Ok(before + 1), "the next segment goes on");
    assert!(hub.sql("DELETE FROM journal WHERE sequence = 1").await.is_err(), "closed is not forgotten");
    let write = hub.write().await;
    let forgotten = db::forget_segments(&write, write.now().plus(time::Duration::SECOND)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(i64::try_from(forgotten).unwrap(), before);
    assert_eq!(verdict(&hub).await, Ok(before + 1));
    without_triggers(&hub).await;
    hub.sql("UPDATE journal_segments SET forgotten_at = NULL WHERE number = 1").await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Segment(1)));
}

#[tokio::test]
async fn a_journal_whose_open_segment_was_cut_off_is_found() {
    let hub = TestHub::new().await;
    let write = hub.write().await;
    assert!(db::close_segment(&write, write.now()).await.unwrap());
    write.commit().await.unwrap();
    hub.enter(Role::Coordinator).await;
    without_triggers(&hub).await;
    hub.sql("DELETE FROM journal WHERE segment = 2").await.unwrap();
    hub.sql("DELETE FROM journal_segments WHERE number = 2").await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Segment(1)));
}

#[tokio::test]
async fn lines_written_at_once_form_one_chain() {
    let hub = TestHub::new().await;
    let before = verdict(&hub).await.unwrap();
    let person = hub.person_named("Basile Garrigue").await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let reads: Vec<_> = (0..20)
        .map(|_| {
            let coordinator = coordinator.clone();
            tokio::spawn(async move { coordinator.get(&format!("/people/{person}")).await.status })
        })
        .collect();
    for read in reads {
        assert_eq!(read.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(verdict(&hub).await, Ok(before + 21));
}

/// The hub writes on: somebody enters.
async fn write_on(hub: &TestHub) {
    hub.enter(Role::Coordinator).await;
}

#[tokio::test]
async fn what_was_cut_off_is_found_however_much_is_written_afterwards() {
    let hub = TestHub::demo().await;
    let last = verdict(&hub).await.unwrap();
    without_triggers(&hub).await;
    let cut = last - 3;
    hub.sql(&format!("DELETE FROM journal WHERE sequence > {cut}")).await.unwrap();
    let shorter = format!(
        "UPDATE journal_segments SET lines = {cut} - first + 1, mac = (SELECT mac FROM journal WHERE sequence = {cut}) \
         WHERE closed_at IS NULL"
    );
    hub.sql(&shorter).await.unwrap();
    assert!(matches!(verdict(&hub).await, Err(Breach::Segment(_))));
    write_on(&hub).await;
    assert!(
        matches!(verdict(&hub).await, Err(Breach::Segment(_))),
        "the hub seals no journal that is not its own"
    );
}

#[tokio::test]
async fn an_emptied_journal_of_a_hub_never_begins_again() {
    let hub = TestHub::demo().await;
    without_triggers(&hub).await;
    hub.sql("DELETE FROM journal").await.unwrap();
    hub.sql("DELETE FROM journal_segments WHERE number > 1").await.unwrap();
    let begins =
        "UPDATE journal_segments SET lines = 0, mac = '', closed_at = NULL, forgotten_at = NULL, seal = ''";
    hub.sql(begins).await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Emptied));
    write_on(&hub).await;
    assert_eq!(verdict(&hub).await, Err(Breach::Segment(1)));
}

#[tokio::test]
async fn a_seal_cannot_be_taken_off_and_what_was_tampered_with_is_not_forgotten() {
    let hub = TestHub::new().await;
    assert!(hub.sql("UPDATE journal_segments SET seal = ''").await.is_err());
    let write = hub.write().await;
    assert!(db::close_segment(&write, write.now()).await.unwrap());
    write.commit().await.unwrap();
    let lines = verdict(&hub).await.unwrap();
    without_triggers(&hub).await;
    hub.sql("UPDATE journal_segments SET closed_at = opened_at WHERE number = 1").await.unwrap();
    let write = hub.write().await;
    assert_eq!(db::forget_segments(&write, write.now()).await.unwrap(), 0);
    write.commit().await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Segment(1)), "{lines} lines are still there");
}

#[tokio::test]
async fn a_line_among_the_forgotten_ones_is_found() {
    let hub = TestHub::new().await;
    let write = hub.write().await;
    assert!(db::close_segment(&write, write.now()).await.unwrap());
    write.commit().await.unwrap();
    write_on(&hub).await;
    let write = hub.write().await;
    db::forget_segments(&write, write.now().plus(time::Duration::SECOND)).await.unwrap();
    write.commit().await.unwrap();
    assert!(verdict(&hub).await.is_ok());
    let put_in = "INSERT INTO journal SELECT 2, 1, at, actor_kind, actor_id, object_kind, object_id, action, mac \
                  FROM journal WHERE segment = 2";
    assert_eq!(hub.sql(put_in).await.unwrap(), 1);
    assert_eq!(verdict(&hub).await, Err(Breach::Added { expected: 1, found: 2 }));
}

#[tokio::test]
async fn a_trigger_that_the_hub_did_not_create_is_found() {
    let hub = TestHub::new().await;
    let own = if is_postgres(&hub) {
        hub.sql("CREATE FUNCTION aside() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
            .await
            .unwrap();
        "CREATE TRIGGER aside BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.action = 'read') EXECUTE FUNCTION aside()"
    } else {
        "CREATE TRIGGER aside BEFORE INSERT ON journal WHEN NEW.action = 'read' BEGIN SELECT RAISE(IGNORE); END"
    };
    hub.sql(own).await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::Foreign("aside".to_owned())));
}

#[tokio::test]
async fn an_instant_written_in_another_way_is_found() {
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    if is_postgres(&hub) {
        // It keeps instants, not texts: another way to write one is the same.
        hub.sql("UPDATE journal SET at = at AT TIME ZONE 'UTC' AT TIME ZONE 'UTC'").await.unwrap();
        assert!(matches!(verdict(&hub).await, Err(Breach::Unguarded(_))), "every line is as it was");
        return;
    }
    let disguise =
        "UPDATE journal SET at = strftime('%Y-%m-%dT%H:%M:%S', at, '-1 hour') || '-01:00' WHERE sequence = 4";
    assert_eq!(hub.sql(disguise).await.unwrap(), 1);
    assert_eq!(verdict(&hub).await, Err(Breach::Changed(4)));
}
