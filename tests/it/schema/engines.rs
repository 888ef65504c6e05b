//! SQLite and PostgreSQL have the same tables, columns, keys, checks and indexes.
//!
//! PostgreSQL writes conditions in its own way: it is given those of SQLite, and what it makes of them is compared with its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use sea_orm::{ConnectionTrait, DbBackend};
use tandem::db::{self, Db};

use super::{checks, rows, tables};
use crate::support::TestHub;

/// The kinds of columns, as each engine calls them. SQLite has one length of whole numbers.
const KINDS: [(&str, &str, &str); 8] = [
    ("key", "uuid_text", "uuid"),
    ("text", "TEXT", "text"),
    ("day", "date_text", "date"),
    ("instant", "timestamp_with_timezone_text", "timestamptz"),
    ("number", "INTEGER", "int4"),
    ("number", "INTEGER", "int8"),
    ("flag", "boolean", "bool"),
    ("bytes", "blob", "bytea"),
];

fn kind(db: &Db, declared: &str) -> &'static str {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let names = |(_, sqlite, postgres): &&(&str, &'static str, &'static str)| {
        if is_postgres { *postgres == declared } else { sqlite.eq_ignore_ascii_case(declared) }
    };
    KINDS.iter().find(names).unwrap_or_else(|| panic!("columns of {declared} are of no known kind")).0
}

/// The columns of each table: name, kind, whether it may be empty.
async fn columns(db: &Db) -> BTreeSet<(String, String, &'static str, bool)> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text, udt_name::text, is_nullable::text \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name, c.name, c.type, CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'NO' ELSE 'YES' END \
             FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
        }
    };
    let known = tables(db).await;
    let all: Vec<[String; 4]> = rows(db, query).await;
    all.into_iter()
        .filter(|[table, ..]| known.contains(table))
        .map(|[table, column, declared, may_be_empty]| {
            (table, column, kind(db, &declared), may_be_empty == "YES")
        })
        .collect()
}

/// The references of each table: column, table it refers to, what becomes of the row when that one is deleted.
async fn references(db: &Db) -> BTreeSet<[String; 4]> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, \
             CASE c.confdeltype WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END \
             FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f'"
        }
        _ => {
            "SELECT m.name, f.\"from\", f.\"table\", f.on_delete \
             FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'"
        }
    };
    rows(db, query).await.into_iter().collect()
}

/// The indexes, keys included: table, columns, whether a second row is refused, and the condition of a partial one.
async fn indexes(db: &Db) -> BTreeSet<(String, String, bool, String)> {
    let known = tables(db).await;
    let all: Vec<[String; 4]> = match db.get_database_backend() {
        DbBackend::Postgres => {
            let query = "SELECT i.indrelid::regclass::text, string_agg(COALESCE(a.attname::text, 'an expression'), ',' ORDER BY k.at), \
                 i.indisunique::text, COALESCE(pg_get_expr(i.indpred, i.indrelid), '') \
                 FROM pg_index AS i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, at) \
                 LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0 \
                 JOIN pg_class AS c ON c.oid = i.indrelid \
                 WHERE c.relnamespace = 'public'::regnamespace GROUP BY i.indexrelid, i.indrelid, 3, 4";
            rows(db, query).await
        }
        _ => {
            let query = "SELECT m.name, (SELECT group_concat(COALESCE(name, 'an expression')) FROM (SELECT name FROM pragma_index_info(l.name) \
                 ORDER BY seqno)), CASE l.\"unique\" WHEN 1 THEN 'true' ELSE 'false' END, \
                 COALESCE((SELECT CASE WHEN instr(sql, ' WHERE ') > 0 \
                 THEN substr(sql, instr(sql, ' WHERE ') + 7) ELSE '' END FROM sqlite_master WHERE name = l.name), '') \
                 FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS l WHERE m.type = 'table'";
            rows(db, query).await
        }
    };
    let one =
        |[table, columns, unique, condition]: [String; 4]| (table, columns, unique == "true", condition);
    all.into_iter().filter(|[table, ..]| known.contains(table)).map(one).collect()
}

/// The tables whose key is a number: SQLite keeps it as the place of the row, without an index.
async fn keyed_by_number(db: &Db) -> BTreeSet<(String, String, bool, String)> {
    let query = "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
                 WHERE m.type = 'table' AND c.pk = 1 AND lower(c.type) IN ('integer', 'bigint')";
    let without: Vec<[String; 2]> = rows(db, query).await;
    let known = tables(db).await;
    let key = |[table, column]: [String; 2]| (table, column, true, String::new());
    without.into_iter().filter(|[table, _]| known.contains(table)).map(key).collect()
}

/// Conditions of SQLite on a table, as PostgreSQL writes them.
async fn rewritten(postgres: &Db, table: &str, conditions: &[String]) -> BTreeMap<String, String> {
    let mut written = BTreeMap::new();
    for condition in conditions {
        let copy = format!("CREATE TABLE rewritten (LIKE {table}, CONSTRAINT one CHECK ({condition}))");
        postgres.execute_unprepared(&copy).await.unwrap_or_else(|error| panic!("{condition}: {error}"));
        let query = "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint \
                     WHERE conname = 'one' AND conrelid = 'rewritten'::regclass";
        let [[check]] = rows::<1>(postgres, query).await.try_into().expect("one check is made");
        postgres.execute_unprepared("DROP TABLE rewritten").await.unwrap();
        written.insert(condition.clone(), check);
    }
    written
}

/// Fails with what only one engine has.
fn same<T: Ord + Clone + Debug>(sqlite: BTreeSet<T>, postgres: BTreeSet<T>) {
    let only = |one: &BTreeSet<T>, other: &BTreeSet<T>| one.difference(other).cloned().collect::<Vec<_>>();
    let (here, there) = (only(&sqlite, &postgres), only(&postgres, &sqlite));
    assert!(here.is_empty() && there.is_empty(), "only on SQLite: {here:#?}\nonly on PostgreSQL: {there:#?}");
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let hub = TestHub::empty(true).await;
    if hub.app.db.get_database_backend() != DbBackend::Postgres {
        // The comparison runs where both are at hand; the tables are those of every other test.
        return;
    }
    let postgres = &hub.app.db;
    let file = std::env::temp_dir().join(format!("tandem-schema-{}.db", db::new_id().simple()));
    let sqlite = &db::open(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    db::migrate(sqlite).await.unwrap();

    same(columns(sqlite).await, columns(postgres).await);
    same(references(sqlite).await, references(postgres).await);

    let found = checks(sqlite).await;
    let mut same_checks = BTreeSet::new();
    let mut same_indexes = keyed_by_number(sqlite).await;
    for table in tables(sqlite).await {
        let of_table: Vec<String> =
            found.iter().filter(|(of, _)| *of == table).map(|(_, check)| check.clone()).collect();
        let written = rewritten(postgres, &table, &of_table).await;
        same_checks.extend(written.into_values().map(|check| (table.clone(), check)));
    }
    same(same_checks, checks(postgres).await.into_iter().collect());

    for (table, columns, unique, condition) in indexes(sqlite).await {
        let written = match condition.as_str() {
            "" => String::new(),
            _ => rewritten(postgres, &table, std::slice::from_ref(&condition)).await[&condition].clone(),
        };
        same_indexes.insert((table, columns, unique, written));
    }
    same(same_indexes, indexes(postgres).await);
    sqlite.close().await.unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}
