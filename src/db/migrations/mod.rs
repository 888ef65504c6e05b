//! The tables, laid out once for both engines.

mod columns;
mod m0001_hub;
mod m0002_access;
mod m0003_doors;
mod m0004_requests;

use sea_orm_migration::prelude::*;

/// Applies the migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_hub::Migration),
            Box::new(m0002_access::Migration),
            Box::new(m0003_doors::Migration),
            Box::new(m0004_requests::Migration),
        ]
    }
}
