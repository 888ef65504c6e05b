//! The first tables, ordered so that foreign keys refer to tables created before.

mod accounts;
mod carriers;
mod pairs;
mod people;
mod settings;
mod steps;

use sea_orm_migration::prelude::*;
use time::OffsetDateTime;

use crate::db::{Instant, journal};

/// Creates the first tables, their indexes, and the triggers of the journal.
pub struct Migration;

impl MigrationName for Migration {
    // The derived name would be that of this file, `mod`.
    fn name(&self) -> &'static str {
        "m0001_hub"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = carriers::tables()
            .into_iter()
            .chain(people::organisations())
            .chain(people::people())
            .chain(accounts::tables())
            .chain(settings::tables())
            .chain(people::journeys())
            .chain([people::referrals()])
            .chain(people::uploads())
            .chain(people::arrivals())
            .chain(pairs::rounds())
            .chain(pairs::tandems())
            .chain(steps::tables())
            .chain([pairs::publications()]);
        for table in tables {
            manager.create_table(table).await?;
        }
        let indexes = carriers::indexes()
            .into_iter()
            .chain(people::indexes())
            .chain(accounts::indexes())
            .chain(settings::indexes())
            .chain(pairs::indexes())
            .chain(steps::indexes());
        for index in indexes {
            manager.create_index(index).await?;
        }
        let db = manager.get_connection();
        db.execute_unprepared(accounts::ONE_DEFAULT).await?;
        // A migration has no clock: the first segment dates from the epoch, so the first sweep that finds lines closes it.
        journal::first_segment(db, Instant::new(OffsetDateTime::UNIX_EPOCH)).await?;
        for statement in journal::append_only_triggers(db.get_database_backend()) {
            db.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
