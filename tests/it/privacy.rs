//! What is kept of people is what the register says, and the public pages say what the law asks.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::db::Db;
use tandem::privacy::columns::REGISTER;
use tandem::privacy::register::{Basis, Held, Purpose};

use crate::support::TestHub;

type Column = (String, String);

/// The columns that the database has.
async fn kept(db: &Db) -> BTreeSet<Column> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text AS owner, column_name::text AS name FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name AS owner, c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let column =
        |row: &sea_orm::QueryResult| (row.try_get("", "owner").unwrap(), row.try_get("", "name").unwrap());
    let columns: BTreeSet<Column> = rows.iter().map(column).collect();
    columns.into_iter().filter(|(table, _)| table != "seaql_migrations").collect()
}

/// The columns that the register names; none twice.
fn declared() -> BTreeSet<Column> {
    let mut found = BTreeSet::new();
    for (table, columns) in REGISTER {
        for (name, _) in *columns {
            assert!(found.insert(((*table).to_owned(), (*name).to_owned())), "{table}.{name} stands twice");
        }
    }
    found
}

#[tokio::test]
async fn every_column_says_what_it_holds_and_none_that_is_gone_does() {
    let hub = TestHub::new().await;
    let (kept, declared) = (kept(&hub.app.db).await, declared());
    let silent: Vec<_> = kept.difference(&declared).collect();
    assert!(
        silent.is_empty(),
        "these columns do not say what they hold (src/privacy/columns.rs): {silent:?}"
    );
    let gone: Vec<_> = declared.difference(&kept).collect();
    assert!(gone.is_empty(), "these columns are no longer there (src/privacy/columns.rs): {gone:?}");
}

#[tokio::test]
async fn a_column_that_is_added_or_removed_is_seen() {
    let hub = TestHub::new().await;
    let db = &hub.app.db;
    db.execute_unprepared("ALTER TABLE people ADD COLUMN nationality text").await.unwrap();
    // No step is worked out from it, as the end of the test looks.
    db.execute_unprepared("ALTER TABLE people DROP COLUMN postcode").await.unwrap();
    let (kept, declared) = (kept(db).await, declared());
    let people = |name: &str| ("people".to_owned(), name.to_owned());
    assert_eq!(kept.difference(&declared).collect::<Vec<_>>(), [&people("nationality")]);
    assert_eq!(declared.difference(&kept).collect::<Vec<_>>(), [&people("postcode")]);
}

#[test]
fn what_is_asked_for_statistics_rests_on_consent_and_nothing_else_does() {
    for (table, columns) in REGISTER {
        for (name, held) in *columns {
            let Held::Personal(_, treatment) = held else { continue };
            let statistics = treatment.purpose == Purpose::Statistics;
            assert_eq!(statistics, treatment.basis == Basis::Consent, "{table}.{name}");
        }
    }
}

#[tokio::test]
async fn the_register_tells_every_purpose_and_everything_that_is_kept() {
    let page = TestHub::outside_the_demonstration().await.visitor().get("/registre").await;
    page.is(StatusCode::OK);
    for purpose in Purpose::ALL {
        page.says(purpose.label());
    }
    for (_, columns) in REGISTER {
        for (_, held) in *columns {
            if let Held::Personal(what, treatment) = held {
                page.says(what).says(treatment.basis.label()).says(treatment.retention.label());
            }
        }
    }
}

#[tokio::test]
async fn where_to_report_a_flaw_is_a_file_that_programs_read() {
    let file = TestHub::new().await.visitor().get("/.well-known/security.txt").await;
    file.is(StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    let names: Vec<&str> =
        file.body.lines().filter_map(|line| line.split_once(": ")).map(|pair| pair.0).collect();
    assert_eq!(names, ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]);
    assert!(file.body.contains("Canonical: http://hub.test/.well-known/security.txt\n"), "{}", file.body);
}

#[tokio::test]
async fn the_public_pages_say_what_the_law_asks_and_what_is_not_filled_in() {
    let mut hub = TestHub::new().await;
    let visitor = hub.visitor();
    let legal = visitor.get("/legal").await;
    legal
        .says("La maison du mentorat")
        .says("À compléter par le hub : nom, adresse et téléphone de l’hébergeur");
    let privacy = visitor.get("/privacy").await;
    privacy.says("contact@hub.exemple.test").says("CNIL").says("limiter").says("mission d’intérêt public");
    privacy.follow("le registre des données").await.is(StatusCode::OK);
    visitor.get("/accessibility").await.says("non conforme").says("Défenseur des droits");
    assert!(visitor.get("/").await.all("footer a").iter().any(|link| link == "Accessibilité : non conforme"));

    hub.app.notices.hosted_by = Some("Serveurs du Vieux-Port, 13001 Marseille".to_owned());
    hub.app.notices.officer_email = Some("donnees@hub.test".to_owned());
    let visitor = hub.restarted().visitor();
    visitor.get("/legal").await.says("Serveurs du Vieux-Port").does_not_say("téléphone de l’hébergeur");
    visitor.get("/privacy").await.says("donnees@hub.test").does_not_say("contact@hub.exemple.test");
}

#[tokio::test]
async fn no_public_page_denies_what_the_register_holds() {
    let hub = TestHub::new().await;
    for path in ["/privacy", "/registre"] {
        let page = hub.visitor().get(path).await;
        page.says("adresse postale")
            .does_not_say("ni adresse postale")
            .does_not_say("ni votre adresse postale");
    }
}
