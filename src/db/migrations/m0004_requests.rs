//! Somebody asks to join.

use sea_orm_migration::prelude::*;

use super::columns::{instant, maybe_instant, table, text};

/// The requests that wait to be confirmed, then answered.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut requests = table("requests");
        requests.col(text("token_hash").unique_key()).col(text("door"));
        requests.col(text("first_name")).col(text("last_name")).col(text("email"));
        requests.col(text("place_code")).col(text("words"));
        requests.col(instant("asked_at")).col(maybe_instant("confirmed_at"));
        manager.create_table(requests.to_owned()).await
    }
}
