//! Tables of accounts: identities, sessions, proofs of identity, access to files, and requests to join.

use sea_orm_migration::prelude::*;

use super::people::TRACKS;
use crate::db::migrations::columns::{
    belongs_to, day, flag, index, instant, may_belong_to, maybe_day, maybe_instant, maybe_one_of, maybe_text,
    number, one_each_while, one_of, table, text,
};

pub fn tables() -> Vec<TableCreateStatement> {
    let mut all = vec![identities(), accounts()];
    all.extend(sessions());
    all.extend(proofs());
    all.extend(openings());
    all.extend(standing_in());
    all.push(requests());
    all
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
    identities.check(Expr::cust("(code_secret IS NULL) = (code_confirmed_at IS NULL)"));
    identities.check(Expr::cust("code_last_step IS NULL OR code_secret IS NOT NULL"));
    identities.to_owned()
}

fn accounts() -> TableCreateStatement {
    let mut accounts = table("accounts");
    accounts.col(text("name")).col(text("role"));
    may_belong_to(&mut accounts, "accounts", "organisation_id", "organisations");
    may_belong_to(&mut accounts, "accounts", "branch_id", "branches");
    may_belong_to(&mut accounts, "accounts", "person_id", "people");
    may_belong_to(&mut accounts, "accounts", "identity_id", "identities");
    accounts.col(maybe_instant("accepted_at")).col(maybe_day("withdrawn_on"));
    accounts.col(maybe_text("phone")).col(maybe_text("hours"));
    accounts.col(maybe_day("coordinates_by_default_since"));
    accounts.col(maybe_day("visited_on")).col(maybe_day("came_before_on")).col(maybe_day("digested_on"));
    accounts.check(Expr::cust(
        "coordinates_by_default_since IS NULL \
         OR (withdrawn_on IS NULL AND accepted_at IS NOT NULL AND role IN ('coordinator', 'hub_responsible'))",
    ));
    // What somebody is as a person follows from their file: nobody is invited to it.
    accounts.check(Expr::cust("person_id IS NULL OR accepted_at IS NOT NULL"));
    accounts.check(one_of(
        "role",
        &[
            "coordinator",
            "hub_responsible",
            "officer",
            "responsible",
            "adviser",
            "mentor",
            "mentee",
            "funder",
        ],
    ));
    accounts.check(Expr::cust("(person_id IS NOT NULL) = (role IN ('mentor', 'mentee'))"));
    accounts.check(Expr::cust("role NOT IN ('responsible', 'adviser') OR organisation_id IS NOT NULL"));
    accounts.check(Expr::cust("branch_id IS NULL OR organisation_id IS NOT NULL"));
    accounts
}

fn sessions() -> Vec<TableCreateStatement> {
    let mut sessions = Table::create();
    sessions.table("sessions").col(text("token_hash").primary_key());
    sessions.col(ColumnDef::new("id").uuid().not_null().unique_key());
    belongs_to(&mut sessions, "sessions", "account_id", "accounts");
    sessions.col(instant("created_at")).col(instant("seen_at")).col(instant("expires_at"));
    sessions.col(maybe_instant("proven_at")).col(text("device")).col(maybe_text("code_draft"));

    let mut devices = Table::create();
    devices.table("devices").col(text("token_hash").primary_key());
    belongs_to(&mut devices, "devices", "identity_id", "identities");
    devices.col(instant("seen_at"));

    let mut attempts = table("attempts");
    attempts.col(text("kind")).col(text("subject_hash")).col(text("network"));
    attempts.col(instant("at"));
    attempts.check(one_of(
        "kind",
        &[
            "password",
            "code",
            "provider",
            "request",
            "sign_in",
            "invitation",
            "password_reset",
            "address",
            "letter_code",
        ],
    ));
    vec![sessions, devices, attempts]
}

/// The means of proving one's identity, other than a link.
fn proofs() -> Vec<TableCreateStatement> {
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
    ceremonies.check(one_of("kind", &["enrolment", "proof"]));

    let mut requests = Table::create();
    requests.table("provider_requests").col(text("state_hash").primary_key());
    requests.col(text("provider")).col(text("nonce")).col(maybe_text("pkce_verifier"));
    requests.col(text("browser_hash")).col(ColumnDef::new("identity_id").uuid().null());
    requests.col(instant("expires_at"));

    let mut subjects = table("provider_subjects");
    belongs_to(&mut subjects, "provider_subjects", "identity_id", "identities");
    subjects.col(text("provider")).col(text("subject")).col(instant("linked_at"));
    subjects.index(Index::create().unique().name("provider_subjects_key").col("provider").col("subject"));
    vec![codes, passkeys, ceremonies, requests, subjects]
}

/// The people whose files an account may open beyond its branch.
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
    openings.check(one_of("reason", &["at_their_request", "replacement", "wrong_branch", "emergency"]));

    // The pages of lists that an account read, once an hour each.
    let mut readings = table("list_readings");
    belongs_to(&mut readings, "list_readings", "account_id", "accounts");
    readings.col(text("page_hash")).col(number("names")).col(instant("at"));
    readings.check(Expr::cust("names > 0"));
    vec![followed, openings, readings]
}

/// Who stands in for whom, and when somebody is away.
fn standing_in() -> Vec<TableCreateStatement> {
    let mut deputies = Table::create();
    deputies.table("deputies");
    belongs_to(&mut deputies, "deputies", "account_id", "accounts");
    belongs_to(&mut deputies, "deputies", "deputy_id", "accounts");
    deputies.primary_key(Index::create().col("account_id"));
    deputies.check(Expr::cust("account_id <> deputy_id"));

    let mut absences = table("absences");
    belongs_to(&mut absences, "absences", "account_id", "accounts");
    absences.col(text("reason")).col(day("from_on")).col(maybe_day("until_on"));
    absences.col(maybe_day("handed_on")).col(maybe_day("ended_on"));
    absences.check(one_of("reason", &["said", "silent"]));
    absences.check(Expr::cust("until_on IS NULL OR until_on >= from_on"));
    absences.check(Expr::cust("(until_on IS NOT NULL) = (reason IN ('said'))"));
    absences.check(Expr::cust("handed_on IS NULL OR handed_on >= from_on"));
    absences.check(Expr::cust("handed_on IS NOT NULL OR until_on IS NOT NULL"));
    vec![deputies, absences]
}

fn requests() -> TableCreateStatement {
    let mut requests = table("requests");
    requests.col(text("part"));
    requests.col(maybe_text("track"));
    requests.col(text("first_name")).col(text("last_name"));
    requests.col(maybe_text("email")).col(maybe_text("phone")).col(maybe_text("postal_address"));
    requests.col(text("way")).col(maybe_text("place_code")).col(text("words"));
    requests.col(instant("asked_at")).col(maybe_instant("confirmed_at"));
    requests.col(flag("referred"));
    may_belong_to(&mut requests, "requests", "sent_by_id", "accounts");
    requests.check(one_of("part", &["mentee", "mentor"]));
    requests.check(maybe_one_of("track", &TRACKS));
    requests.check(one_of("way", &["mail", "text", "letter", "voice"]));
    // What the hub uses was given.
    requests.check(Expr::cust("way <> 'mail' OR email IS NOT NULL"));
    requests.check(Expr::cust("way NOT IN ('text', 'voice') OR phone IS NOT NULL"));
    requests.check(Expr::cust("way <> 'letter' OR postal_address IS NOT NULL"));
    // Whoever asks themselves says where they live; whom an account sends waits for nothing.
    requests.check(Expr::cust("sent_by_id IS NOT NULL OR place_code IS NOT NULL"));
    requests.check(Expr::cust("sent_by_id IS NULL OR confirmed_at IS NOT NULL"));
    requests.to_owned()
}

/// At most one account coordinates by default: the index holds one value, for the rows that have a day.
pub const ONE_DEFAULT: &str = "CREATE UNIQUE INDEX accounts_one_default \
     ON accounts ((coordinates_by_default_since IS NOT NULL)) WHERE coordinates_by_default_since IS NOT NULL";

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("accounts", &["identity_id"]),
        index("accounts", &["person_id"]),
        one_each_while(
            "accounts",
            &["person_id", "role"],
            "of_a_person",
            "withdrawn_on IS NULL AND person_id IS NOT NULL",
        ),
        index("sessions", &["account_id"]),
        index("devices", &["identity_id"]),
        index("attempts", &["subject_hash", "at"]),
        index("attempts", &["network", "at"]),
        index("recovery_codes", &["identity_id"]),
        index("passkeys", &["identity_id"]),
        index("passkey_ceremonies", &["identity_id"]),
        index("provider_subjects", &["identity_id"]),
        index("followed_people", &["person_id"]),
        index("exceptional_openings", &["account_id"]),
        index("exceptional_openings", &["person_id"]),
        index("list_readings", &["account_id", "at"]),
        index("deputies", &["deputy_id"]),
        index("absences", &["account_id"]),
        one_each_while("absences", &["account_id"], "silent", "reason = 'silent' AND ended_on IS NULL"),
    ]
}
