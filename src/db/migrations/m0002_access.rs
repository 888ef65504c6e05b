//! Who signs in and how, what was read by whom, and the mail that leaves.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, instant, maybe_instant, maybe_text, number, table, text};
use crate::db::journal;

/// Identities, sessions, second factors, openings, the outbox; the journal becomes a chain.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(identities()).await?;
        let db = manager.get_connection();
        // Sea-query cannot add a reference to a table of SQLite; both engines read this sentence.
        db.execute_unprepared("ALTER TABLE accounts ADD COLUMN identity_id uuid REFERENCES identities (id)")
            .await?;
        db.execute_unprepared("ALTER TABLE accounts ADD COLUMN withdrawn_on date").await?;
        // Sessions last a day at most: those of the earlier layout end here.
        manager.drop_table(Table::drop().table("sessions").to_owned()).await?;
        for table in sessions().into_iter().chain(proofs()).chain(openings()).chain([outbox()]) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        journal::become_chain(manager).await
    }
}

fn identities() -> TableCreateStatement {
    let mut identities = table("identities");
    identities
        .col(text("email").unique_key())
        .col(instant("created_at"))
        .col(maybe_instant("deactivated_at"));
    identities.col(maybe_text("password_hash"));
    identities.col(maybe_text("code_secret")).col(maybe_instant("code_confirmed_at"));
    identities.col(ColumnDef::new("code_last_step").big_integer().null());
    identities.to_owned()
}

fn sessions() -> Vec<TableCreateStatement> {
    let mut sessions = Table::create();
    sessions.table("sessions").col(text("token_hash").primary_key());
    sessions.col(ColumnDef::new("id").uuid().not_null().unique_key());
    belongs_to(&mut sessions, "sessions", "account_id", "accounts");
    sessions.col(instant("created_at")).col(instant("seen_at")).col(instant("expires_at"));
    sessions.col(maybe_instant("proven_at")).col(text("device"));

    let mut devices = Table::create();
    devices.table("devices").col(text("token_hash").primary_key());
    belongs_to(&mut devices, "devices", "identity_id", "identities");
    devices.col(instant("seen_at"));

    let mut attempts = table("attempts");
    attempts.col(text("kind")).col(text("subject_hash")).col(text("network"));
    attempts.col(instant("at"));
    vec![sessions, devices, attempts]
}

/// What proves who somebody is.
fn proofs() -> Vec<TableCreateStatement> {
    let mut links = Table::create();
    links.table("emailed_links").col(text("token_hash").primary_key());
    belongs_to(&mut links, "emailed_links", "identity_id", "identities");
    links.col(text("purpose")).col(text("email"));
    links.col(instant("created_at")).col(instant("expires_at")).col(maybe_instant("used_at"));

    let mut codes = table("recovery_codes");
    belongs_to(&mut codes, "recovery_codes", "identity_id", "identities");
    codes.col(text("code_hash")).col(maybe_instant("used_at"));

    let mut passkeys = table("passkeys");
    belongs_to(&mut passkeys, "passkeys", "identity_id", "identities");
    passkeys.col(text("label")).col(text("credential"));
    passkeys.col(instant("created_at")).col(maybe_instant("used_at"));

    let mut ceremonies = table("passkey_ceremonies");
    belongs_to(&mut ceremonies, "passkey_ceremonies", "identity_id", "identities");
    ceremonies.col(text("kind")).col(text("state")).col(instant("expires_at"));

    let mut requests = Table::create();
    requests.table("provider_requests").col(text("state_hash").primary_key());
    requests.col(text("provider")).col(text("nonce")).col(maybe_text("pkce_verifier"));
    requests.col(text("browser_hash")).col(ColumnDef::new("identity_id").uuid().null());
    requests.col(instant("expires_at"));

    let mut subjects = table("provider_subjects");
    belongs_to(&mut subjects, "provider_subjects", "identity_id", "identities");
    subjects.col(text("provider")).col(text("subject")).col(instant("linked_at"));
    subjects.index(Index::create().unique().name("provider_subjects_key").col("provider").col("subject"));
    vec![links, codes, passkeys, ceremonies, requests, subjects]
}

/// Whose file somebody may open beyond their branch.
fn openings() -> Vec<TableCreateStatement> {
    let mut followed = Table::create();
    followed.table("followed_people");
    belongs_to(&mut followed, "followed_people", "account_id", "accounts");
    belongs_to(&mut followed, "followed_people", "person_id", "people");
    followed.primary_key(Index::create().col("account_id").col("person_id"));

    let mut openings = table("exceptional_openings");
    belongs_to(&mut openings, "exceptional_openings", "account_id", "accounts");
    belongs_to(&mut openings, "exceptional_openings", "person_id", "people");
    openings.col(text("reason")).col(instant("opened_at")).col(instant("expires_at"));
    vec![followed, openings]
}

fn outbox() -> TableCreateStatement {
    let mut outbox = table("outbox");
    outbox.col(text("recipient")).col(text("purpose")).col(text("subject")).col(text("body"));
    outbox.col(instant("created_at")).col(number("attempts")).col(instant("next_try_at"));
    outbox.col(maybe_instant("sent_at")).col(maybe_text("last_error"));
    outbox.to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let on = |table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(format!("{table}_{}", columns.join("_"))).table(table);
        for &column in columns {
            index.col(column);
        }
        index.to_owned()
    };
    vec![
        on("accounts", &["identity_id"]),
        on("sessions", &["account_id"]),
        on("devices", &["identity_id"]),
        on("attempts", &["subject_hash", "at"]),
        on("attempts", &["network", "at"]),
        on("emailed_links", &["identity_id"]),
        on("recovery_codes", &["identity_id"]),
        on("passkeys", &["identity_id"]),
        on("passkey_ceremonies", &["identity_id"]),
        on("provider_subjects", &["identity_id"]),
        on("followed_people", &["person_id"]),
        on("exceptional_openings", &["account_id"]),
        on("exceptional_openings", &["person_id"]),
        on("outbox", &["sent_at", "next_try_at"]),
    ]
}
