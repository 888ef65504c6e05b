//! The schema, written once for both engines.

mod columns;
mod m0001_hub;

use sea_orm_migration::prelude::*;

/// The list of migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_hub::Migration)]
    }
}
