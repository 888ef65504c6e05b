//! The tables, laid out once for both engines.

mod m0001_hub;

use sea_orm_migration::prelude::*;

/// Applies the migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_hub::Migration)]
    }
}
