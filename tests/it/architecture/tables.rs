//! One noun owns and writes a table.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::house::House;
use super::reader::Source;
use super::reader::tokens::Kind;
use crate::support::TestHub;

/// The tables that the migrations make, in the database itself.
async fn tables_in_the_database(hub: &TestHub) -> Vec<String> {
    let backend = hub.app.db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let rows = hub.app.db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let names = rows.iter().map(|row| row.try_get::<String>("", "name").unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "seaql_migrations").collect();
    names.sort();
    names
}

/// The tables that have an entity, each with the files that declare one.
fn entities(house: &House) -> BTreeMap<String, Vec<&Source>> {
    let mut found: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
    for source in &house.sources {
        for at in source.sequences(&["entity", "!", "("]) {
            let table = source.tokens[at..].iter().find(|token| token.kind == Kind::Text);
            let table = table.map_or("", |token| token.text.trim_matches('"'));
            found.entry(table.to_owned()).or_default().push(source);
        }
    }
    found
}

#[tokio::test]
async fn every_table_has_one_entity_in_the_store_of_one_noun() {
    let house = House::real();
    let declared = entities(house);
    for (table, files) in &declared {
        let in_a_store = files.iter().all(|source| source.is_store() || source.part() == "db");
        let paths: Vec<&str> = files.iter().map(|source| source.path.as_str()).collect();
        assert!(paths.len() == 1 && in_a_store, "{table} is declared in {paths:?}: one noun owns a table");
    }
    let declared: Vec<String> = declared.into_keys().collect();
    assert_eq!(declared, tables_in_the_database(&TestHub::new().await).await);
}

#[test]
fn the_noun_that_declares_a_table_says_that_it_owns_it() {
    let house = House::real();
    for (table, files) in entities(house) {
        let noun = files[0].part();
        let own = format!("src/{noun}/mod.rs");
        let introduction = house.text(&own);
        let named = introduction.lines().take_while(|line| line.starts_with("//!"));
        let says = named.into_iter().any(|line| line.contains(&format!("`{table}`")));
        assert!(says || noun == "db", "src/{noun}/mod.rs does not say that it owns `{table}`");
    }
}
