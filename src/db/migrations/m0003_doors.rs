//! What is left open at a door ends: a mail that is tried for days, a secret drawn and not confirmed.

use sea_orm_migration::prelude::*;

use super::columns::{maybe_instant, maybe_text};

/// Sealed mails that are given up one day, drafts of codes bound to their session, keyed counts of attempts.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the earlier layout wrote and this one cannot read. No migration has the hub's key: a mail that waits in plain text
/// cannot be sealed here and is asked for again; counts of attempts last an hour, drafts of codes a visit.
const FORGOTTEN: [&str; 4] = [
    "DELETE FROM outbox WHERE sent_at IS NULL",
    "UPDATE outbox SET body = ''",
    "DELETE FROM attempts",
    "UPDATE identities SET code_secret = NULL WHERE code_confirmed_at IS NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [("outbox", maybe_instant("given_up_at")), ("sessions", maybe_text("code_draft"))];
        for (table, column) in added {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for statement in FORGOTTEN {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
