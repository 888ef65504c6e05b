//! Holds words that no row stands for yet, such as an address nobody has.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Write;

/// Holds some words until the transaction ends: whoever else holds one of them waits.
///
/// On SQLite one transaction writes at a time, and there is nothing to do.
pub async fn hold_words(write: &Write, words: &[&str]) -> Result<(), DbErr> {
    if write.on().get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // Always in this order: of two transactions that hold the same words, one waits and neither is killed.
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    for word in words {
        let hold = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        write
            .on()
            .execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, hold, [word.into()]))
            .await?;
    }
    Ok(())
}

/// Shares a word with others who share it, until the transaction ends: whoever holds it waits.
pub async fn share_word(write: &Write, word: &str) -> Result<(), DbErr> {
    if write.on().get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let share = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))";
    write.on().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, share, [word.into()])).await?;
    Ok(())
}
