//! Copies every row of a database into another, empty one, whichever engines they run on.
//!
//! The tables, their order and the kinds of their columns are read from the catalogue of the target, so that a new table needs
//! no line here.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Alias, OnConflict, Query};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, TransactionTrait, Value,
};
use time::Date;
use uuid::Uuid;

use super::write::writing;
use super::{Db, Deciding as _, Instant, Snapshot};

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds rows already.
    #[error("the target is not empty: {0} has rows")]
    NotEmpty(String),
    /// A table of the target has another number of rows than the one it was copied from.
    #[error("{table} had {from} rows and has {to} after the copy: nothing is kept")]
    Counts {
        /// The name of the table.
        table: String,
        /// Its rows in the source.
        from: i64,
        /// Its rows in the target.
        to: i64,
    },
    /// A database failed.
    #[error("{0}")]
    Database(#[from] DbErr),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Key,
    Text,
    Number,
    LongNumber,
    Flag,
    Day,
    Instant,
    Bytes,
}

impl Kind {
    /// The kind of a declared type; both engines' names are known.
    fn of(declared: &str) -> Option<Self> {
        let declared = declared.to_lowercase();
        Some(match declared.as_str() {
            name if name.starts_with("uuid") => Self::Key,
            name if name.starts_with("timestamp") => Self::Instant,
            name if name.starts_with("date") => Self::Day,
            name if name.starts_with("bool") => Self::Flag,
            "bigint" | "int8" => Self::LongNumber,
            "integer" | "int4" => Self::Number,
            "text" | "varchar" => Self::Text,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }

    fn read(self, row: &QueryResult, column: &str) -> Result<Value, DbErr> {
        Ok(match self {
            Self::Key => row.try_get::<Option<Uuid>>("", column)?.into(),
            Self::Text => row.try_get::<Option<String>>("", column)?.into(),
            Self::Number => row.try_get::<Option<i32>>("", column)?.into(),
            Self::LongNumber => row.try_get::<Option<i64>>("", column)?.into(),
            Self::Flag => row.try_get::<Option<bool>>("", column)?.into(),
            Self::Day => row.try_get::<Option<Date>>("", column)?.into(),
            Self::Instant => row.try_get::<Option<Instant>>("", column)?.into(),
            Self::Bytes => row.try_get::<Option<Vec<u8>>>("", column)?.into(),
        })
    }
}

struct Column {
    name: String,
    kind: Kind,
    is_key: bool,
}

/// The table that a migration leaves with a row: the first segment of the journal, which is empty.
const BEGUN: &str = "journal_segments";
/// Where the migrations are noted: the target has had its own.
const MIGRATIONS: &str = "seaql_migrations";
/// The values of one statement: SQLite takes 32,766.
const VALUES_AT_ONCE: usize = 16_000;
/// The rows read at once.
const PAGE: usize = 2_000;

/// Copies everything that a database held when the copy began into another one that has its tables and no rows, and compares the
/// numbers of rows. Returns these by table; the target is as it was when anything fails.
pub async fn copy_everything(from: &Db, to: &Db) -> Result<Vec<(String, i64)>, CopyError> {
    let source = Snapshot::begin(from).await?;
    let target = to.writers().begin_with_options(writing()).await?;
    if to.get_database_backend() == DbBackend::Postgres {
        target.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    let tables = tables(&target).await?;
    for name in tables.keys().filter(|name| *name != BEGUN) {
        if count(&target, name).await? > 0 {
            return Err(CopyError::NotEmpty(name.clone()));
        }
    }
    let mut copied = Vec::new();
    for name in in_order(&target, tables.keys()).await? {
        copy_table(source.on(), &target, &name, &tables[&name]).await?;
        let (had, has) = (count(source.on(), &name).await?, count(&target, &name).await?);
        if had != has {
            return Err(CopyError::Counts { table: name, from: had, to: has });
        }
        copied.push((name, has));
    }
    target.commit().await?;
    Ok(copied)
}

async fn copy_table(
    source: &DatabaseTransaction,
    target: &DatabaseTransaction,
    name: &str,
    columns: &[Column],
) -> Result<(), DbErr> {
    let keys: Vec<&Column> = columns.iter().filter(|column| column.is_key).collect();
    let mut page = Query::select();
    page.from(Alias::new(name)).columns(columns.iter().map(|column| Alias::new(&column.name)));
    for key in &keys {
        page.order_by(Alias::new(&key.name), sea_orm::Order::Asc);
    }
    page.limit(PAGE as u64);
    for first in (0_u64..).step_by(PAGE) {
        let rows = source.query_all(page.clone().offset(first)).await?;
        for some in rows.chunks((VALUES_AT_ONCE / columns.len()).max(1)) {
            target.execute(&insertion(name, columns, &keys, some)?).await?;
        }
        if rows.len() < PAGE {
            break;
        }
    }
    Ok(())
}

fn insertion(
    name: &str,
    columns: &[Column],
    keys: &[&Column],
    rows: &[QueryResult],
) -> Result<sea_orm::sea_query::InsertStatement, DbErr> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new(name)).columns(columns.iter().map(|column| Alias::new(&column.name)));
    for row in rows {
        let values: Result<Vec<Value>, DbErr> =
            columns.iter().map(|column| column.kind.read(row, &column.name)).collect();
        insert.values_panic(values?.into_iter().map(Into::into));
    }
    if name == BEGUN {
        let mut replace = OnConflict::columns(keys.iter().map(|key| Alias::new(&key.name)));
        let others = columns.iter().filter(|column| !column.is_key);
        replace.update_columns(others.map(|column| Alias::new(&column.name)));
        insert.on_conflict(replace);
    }
    Ok(insert)
}

async fn count(db: &DatabaseTransaction, table: &str) -> Result<i64, DbErr> {
    let statement = format!("SELECT COUNT(*) AS n FROM \"{table}\"");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), statement)).await?;
    row.map_or(Ok(0), |row| row.try_get("", "n"))
}

/// The tables with their columns.
async fn tables(db: &DatabaseTransaction) -> Result<BTreeMap<String, Vec<Column>>, DbErr> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.table_name AS name, c.column_name AS part, c.udt_name AS declared, \
             EXISTS (SELECT 1 FROM pg_index AS i JOIN pg_attribute AS a \
             ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indisprimary AND i.indrelid = format('%I.%I', c.table_schema, c.table_name)::regclass \
             AND a.attname = c.column_name) AS is_key \
             FROM information_schema.columns AS c JOIN information_schema.tables AS t \
             ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             ORDER BY c.table_name, c.ordinal_position"
        }
        _ => {
            "SELECT m.name AS name, c.name AS part, c.type AS declared, c.pk > 0 AS is_key \
             FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
        }
    };
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await? {
        let (table, name): (String, String) = (row.try_get("", "name")?, row.try_get("", "part")?);
        if table == MIGRATIONS {
            continue;
        }
        let declared: String = row.try_get("", "declared")?;
        let kind = Kind::of(&declared).ok_or_else(|| {
            DbErr::Custom(format!("{table}.{name} is of a kind that cannot be copied: {declared}"))
        })?;
        tables.entry(table).or_default().push(Column { name, kind, is_key: row.try_get("", "is_key")? });
    }
    Ok(tables)
}

/// The tables, each after those that its rows refer to.
async fn in_order(
    db: &DatabaseTransaction,
    names: impl Iterator<Item = &String>,
) -> Result<Vec<String>, DbErr> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT f.relname AS name, t.relname AS target FROM pg_constraint AS c \
             JOIN pg_class AS f ON f.oid = c.conrelid JOIN pg_class AS t ON t.oid = c.confrelid \
             WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace"
        }
        _ => {
            "SELECT m.name AS name, f.\"table\" AS target \
             FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'"
        }
    };
    let mut waits_for: BTreeMap<String, BTreeSet<String>> =
        names.map(|name| (name.clone(), BTreeSet::new())).collect();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await? {
        let (name, target): (String, String) = (row.try_get("", "name")?, row.try_get("", "target")?);
        if name != target {
            waits_for.entry(name).or_default().insert(target);
        }
    }
    let mut order: Vec<String> = Vec::new();
    while !waits_for.is_empty() {
        let ready: Vec<String> = waits_for
            .iter()
            .filter(|(_, targets)| targets.iter().all(|target| order.contains(target)))
            .map(|(name, _)| name.clone())
            .collect();
        if ready.is_empty() {
            return Err(DbErr::Custom("tables refer to each other in a circle".to_owned()));
        }
        waits_for.retain(|name, _| !ready.contains(name));
        order.extend(ready);
    }
    Ok(order)
}
