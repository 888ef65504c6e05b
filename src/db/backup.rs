//! A copy of the file of SQLite while it is in use, and whether a file is whole.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Db;

/// Writes everything that a database of SQLite holds at this moment into a new or empty file. Whoever writes meanwhile is not
/// kept waiting, and what they write is not in the copy.
pub async fn copy_into(db: &Db, file: &Path) -> Result<(), DbErr> {
    let name = file.to_str().ok_or_else(|| DbErr::Custom(format!("{} is no text", file.display())))?;
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    db.readers().execute_raw(copy).await?;
    Ok(())
}

/// What is broken in a database of SQLite: pages, indexes, and rows that refer to nothing. PostgreSQL looks after its own.
pub async fn faults(db: &Db) -> Result<Vec<String>, DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(Vec::new());
    }
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check(20)");
    let mut faults = Vec::new();
    for row in db.query_all_raw(check).await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            faults.push(said);
        }
    }
    let dangling = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    for row in db.query_all_raw(dangling).await? {
        let (table, target): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        faults.push(format!("a row of {table} refers to one of {target} that is not there"));
    }
    Ok(faults)
}
