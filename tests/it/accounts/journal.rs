//! The journal says who opened whose file, and shows every tampering.

use axum::http::StatusCode;
use sea_orm::DbBackend;
use tandem::accounts::access::Role;
use tandem::db::{self, Breach};

use crate::support::TestHub;

async fn verdict(hub: &TestHub) -> Result<i64, Breach> {
    db::verify(&hub.app.db).await.unwrap().map(|head| head.lines)
}

/// What somebody who owns the database can do, and the journal's own triggers forbid.
async fn without_triggers(hub: &TestHub) {
    let drop: &[&str] = match hub.app.db.get_database_backend() {
        DbBackend::Postgres => &["DROP TRIGGER journal_only_added ON journal"],
        _ => &["DROP TRIGGER journal_not_changed", "DROP TRIGGER journal_not_removed"],
    };
    for statement in drop {
        hub.sql(statement).await.unwrap();
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
    form.fill("Adresse électronique", &email).submit().await.says("Désiré Cabanon");
    officer.get(&format!("/people/{person}")).await.is(StatusCode::NOT_FOUND);
    let mentor = hub.enter(Role::Mentor).await;
    mentor.get(&format!("/people/{person}/readings")).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_line_can_be_changed_or_removed() {
    let hub = TestHub::new().await;
    assert!(hub.sql("UPDATE journal SET action = 'x' WHERE sequence = 1").await.is_err());
    assert!(hub.sql("DELETE FROM journal WHERE sequence = 1").await.is_err());
    assert!(verdict(&hub).await.unwrap() > 10);
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
        (
            "UPDATE journal SET actor_id = (SELECT object_id FROM journal WHERE sequence = 7) WHERE sequence = 4",
            4,
        ),
        ("UPDATE journal SET id = (SELECT object_id FROM journal WHERE sequence = 7) WHERE sequence = 4", 4),
        ("UPDATE journal SET hash = (SELECT hash FROM journal WHERE sequence = 3) WHERE sequence = 4", 4),
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
    without_triggers(&hub).await;
    let last = verdict(&hub).await.unwrap();
    hub.sql(&format!("DELETE FROM journal WHERE sequence = {last}")).await.unwrap();
    assert_eq!(verdict(&hub).await, Err(Breach::CutShort { expected: last, found: last - 1 }));
    hub.sql("UPDATE journal_head SET sequence = sequence - 1").await.unwrap();
    assert!(verdict(&hub).await.is_err(), "the head's hash is another line's");
    let hub = TestHub::new().await;
    without_triggers(&hub).await;
    hub.sql("UPDATE journal SET sequence = 0 WHERE sequence = 1").await.unwrap();
    assert!(verdict(&hub).await.is_err());
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
