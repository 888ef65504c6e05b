//! The tables: what they accept, and what is read from them, alike on both engines.

mod codes;
mod engines;
mod twice;
mod unreadable;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::db::Db;

/// The first columns of each row of a query, as texts.
async fn rows<const N: usize>(db: &impl ConnectionTrait, query: &str) -> Vec<[String; N]> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.iter().map(|row| std::array::from_fn(|at| row.try_get_by_index(at).unwrap())).collect()
}

/// The tables of the hub, and not those that the engine or the migrations keep for themselves.
async fn tables(db: &Db) -> Vec<String> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    };
    let all: Vec<[String; 1]> = rows(db, query).await;
    all.into_iter().map(|[name]| name).filter(|name| name != "seaql_migrations").collect()
}

/// The checks of each table: the table, and what is checked.
async fn checks(db: &Db) -> Vec<(String, String)> {
    if db.get_database_backend() == DbBackend::Postgres {
        let query = "SELECT conrelid::regclass::text, pg_get_expr(conbin, conrelid) FROM pg_constraint \
                     WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1, 2";
        return rows(db, query).await.into_iter().map(|[table, check]| (table, check)).collect();
    }
    let query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let tables: Vec<[String; 2]> = rows(db, query).await;
    let of_table = |[table, sql]: [String; 2]| {
        let checks =
            sql.match_indices("CHECK (").map(|(at, begin)| within_brackets(&sql[at + begin.len()..]));
        checks.map(|check| (table.clone(), check.to_owned())).collect::<Vec<_>>()
    };
    tables.into_iter().flat_map(of_table).collect()
}

/// What stands before the bracket that closes one opened before.
fn within_brackets(text: &str) -> &str {
    let mut open = 1;
    let end = text.find(|letter| {
        open += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    });
    &text[..end.expect("a bracket is closed")]
}
