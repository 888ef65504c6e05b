//! Tables of the infrastructure: the mark, the journal, links, jobs and the outbox.

use sea_orm_migration::prelude::*;

use super::steps::{SUBJECTS, WHATS};
use crate::db::migrations::columns::{
    index, instant, maybe_day, maybe_instant, maybe_one_of, maybe_text, number, one_of, table, text,
};

/// The kinds of messages.
pub const MESSAGES: &[&str] = &[
    "sign_in",
    "invitation",
    "password_reset",
    "access_changed",
    "account_stopped",
    "exceptional_opening",
    "address_changed",
    "answered_for",
    "honest_no",
    "texts_used_up",
    "arrival_invitation",
    "invitations_stopped",
    "monday",
    "digest",
    "request",
    "proposal_withdrawn",
    "request_declined",
    "referral",
    "referral_received",
    "referral_paired",
    "referral_closed",
    "referred",
    "proposal_asked",
    "proposal_reminder",
    "proposal_closed",
    "charter_to_sign",
    "charter_reminder",
    "charter_changed",
    "tandem_begun",
    "closure",
    "problem_reported",
    "journal_sound",
    "journal_changed",
];

pub fn tables() -> Vec<TableCreateStatement> {
    vec![hub(), journal(), segments(), form_keys(), links(), jobs(), outbox(), unreachable_addresses()]
}

fn hub() -> TableCreateStatement {
    let mut hub = Table::create();
    hub.table("hub").col(ColumnDef::new("id").integer().not_null().primary_key());
    hub.col(text("kind")).col(instant("marked_at"));
    hub.col(ColumnDef::new("identity").uuid().not_null()).col(text("key_check"));
    hub.col(ColumnDef::new("generation").big_integer().not_null()).col(maybe_instant("mail_held_at"));
    hub.col(maybe_instant("opened_at"));
    hub.col(maybe_day("simulated_on")).col(maybe_instant("ticked_at"));
    hub.check(one_of("kind", &["real", "demonstration", "simulation"]));
    hub.check(Expr::cust("(simulated_on IS NULL) = (ticked_at IS NULL)"));
    hub.check(Expr::cust("simulated_on IS NULL OR kind <> 'real'"));
    hub.check(Expr::cust("id = 1"));
    hub.to_owned()
}

fn journal() -> TableCreateStatement {
    let mut journal = Table::create();
    journal.table("journal").col(ColumnDef::new("sequence").big_integer().not_null().primary_key());
    journal.col(number("segment")).col(instant("at"));
    journal.col(text("actor_kind")).col(ColumnDef::new("actor_id").uuid().null());
    journal.col(text("object_kind")).col(ColumnDef::new("object_id").uuid().not_null()).col(text("action"));
    journal.col(text("mac"));
    journal.check(one_of("actor_kind", &["account", "link", "visitor", "hub", "history"]));
    journal.check(Expr::cust("(actor_id IS NOT NULL) = (actor_kind IN ('account', 'link'))"));
    journal.to_owned()
}

fn segments() -> TableCreateStatement {
    let mut segments = Table::create();
    segments.table("journal_segments").col(ColumnDef::new("number").integer().not_null().primary_key());
    segments.col(ColumnDef::new("first").big_integer().not_null());
    segments.col(ColumnDef::new("lines").big_integer().not_null());
    segments.col(text("mac")).col(instant("opened_at"));
    segments.col(maybe_instant("closed_at")).col(maybe_instant("forgotten_at")).col(text("seal"));
    segments.check(Expr::cust("forgotten_at IS NULL OR closed_at IS NOT NULL"));
    segments.to_owned()
}

/// Forms that were sent, so that each is done once.
fn form_keys() -> TableCreateStatement {
    let mut keys = Table::create();
    keys.table("form_keys").col(text("key").primary_key()).col(ColumnDef::new("attempt").uuid().not_null());
    keys.col(instant("used_at")).col(maybe_instant("answered_at")).col(maybe_text("leads_to"));
    keys.col(maybe_text("told"));
    keys.check(Expr::cust("answered_at IS NOT NULL OR (leads_to IS NULL AND told IS NULL)"));
    keys.to_owned()
}

/// Links that let people act without a session.
fn links() -> TableCreateStatement {
    let mut links = Table::create();
    links.table("links").col(text("token_hash").primary_key());
    links.col(ColumnDef::new("id").uuid().not_null().unique_key());
    links.col(text("purpose")).col(ColumnDef::new("subject_id").uuid().not_null());
    links.col(text("bearer")).col(text("path")).col(text("uses"));
    links.col(instant("created_at")).col(instant("expires_at"));
    links.col(maybe_instant("used_at")).col(maybe_instant("superseded_at"));
    // Of a link that is printed.
    links.col(maybe_text("code_hash").unique_key());
    // Of whoever answers for its bearer on the telephone.
    links.col(ColumnDef::new("caller_id").uuid().null());
    links.check(one_of("uses", &["once", "until_expiry"]));
    links.check(one_of(
        "purpose",
        &[
            "sign_in",
            "invitation",
            "password_reset",
            "request",
            "answer_mentor",
            "answer_mentee",
            "signature_mentor",
            "signature_mentee",
            "referral",
            "own_page",
        ],
    ));
    links.to_owned()
}

fn jobs() -> TableCreateStatement {
    let mut jobs = table("jobs");
    jobs.col(text("kind")).col(text("key")).col(number("urgency"));
    jobs.col(instant("created_at")).col(instant("due_at"));
    jobs.col(number("attempts")).col(maybe_instant("claimed_until")).col(maybe_text("last_error"));
    jobs.check(one_of(
        "kind",
        &[
            "message",
            "text",
            "round",
            "pursuit",
            "conclusion",
            "honest_no",
            "arrival",
            "absences",
            "escalation",
            "digest",
            "sweep",
            "publication",
            "attestation",
            "bounces",
        ],
    ));
    jobs.check(Expr::cust("attempts >= 0"));
    jobs.check(Expr::cust("urgency BETWEEN 0 AND 4"));
    jobs.index(Index::create().unique().name("jobs_kind_key").col("kind").col("key"));
    jobs.to_owned()
}

/// What a message is to whom it is for.
const NATURES: [&str; 8] =
    ["awaited", "access", "necessary", "question", "reminder", "news", "staff", "digest"];

fn outbox() -> TableCreateStatement {
    let mut outbox = table("outbox");
    outbox.col(text("recipient")).col(text("channel")).col(text("kind"));
    outbox.col(text("nature")).col(text("subject")).col(text("body")).col(text("html"));
    outbox.col(maybe_text("step_kind")).col(ColumnDef::new("step_id").uuid().null());
    outbox.col(maybe_text("step_what")).col(maybe_day("last_on"));
    outbox.col(instant("created_at")).col(maybe_instant("taken_at"));
    outbox.col(ColumnDef::new("person_id").uuid().null()).col(maybe_text("link_hash"));
    outbox.col(ColumnDef::new("contact_of").uuid().null()).col(maybe_instant("held_at"));
    outbox.col(maybe_instant("sent_at")).col(maybe_instant("given_up_at")).col(maybe_text("last_error"));
    outbox
        .col(maybe_instant("dropped_at"))
        .col(maybe_text("dropped_reason"))
        .col(maybe_instant("returned_at"));
    outbox.check(one_of("channel", &["mail", "text", "letter"]));
    outbox.check(one_of("nature", &NATURES));
    outbox.check(maybe_one_of("step_kind", SUBJECTS));
    outbox.check(maybe_one_of("step_what", WHATS));
    outbox.check(maybe_one_of(
        "dropped_reason",
        &["day_over", "step_settled", "not_theirs", "outdated", "stopped", "unreachable"],
    ));
    outbox.check(one_of("kind", MESSAGES));
    for together in [
        "sent_at IS NULL OR given_up_at IS NULL",
        "sent_at IS NULL OR held_at IS NULL",
        "given_up_at IS NULL OR last_error IS NOT NULL",
        "dropped_at IS NULL OR (sent_at IS NULL AND given_up_at IS NULL)",
        "(dropped_at IS NULL) = (dropped_reason IS NULL)",
        "returned_at IS NULL OR (sent_at IS NOT NULL AND last_error IS NOT NULL)",
        "(step_kind IS NULL) = (step_id IS NULL)",
        "(step_kind IS NULL) = (step_what IS NULL)",
    ] {
        outbox.check(Expr::cust(together));
    }
    outbox.to_owned()
}

/// Addresses that receive nothing any more, as their mail servers say.
fn unreachable_addresses() -> TableCreateStatement {
    let mut addresses = Table::create();
    addresses.table("unreachable_addresses").col(text("address").primary_key());
    addresses.col(text("code")).col(instant("noted_at"));
    addresses.to_owned()
}

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("unreachable_addresses", &["noted_at"]),
        index("journal", &["object_id", "sequence"]),
        index("journal", &["actor_id", "at"]),
        // What an account of a partner opened within the hour and the day is counted with each page that it opens.
        index("journal", &["actor_id", "action", "at"]),
        index("journal", &["segment"]),
        index("form_keys", &["used_at"]),
        index("links", &["subject_id"]),
        index("links", &["expires_at"]),
        index("jobs", &["due_at"]),
        index("outbox", &["created_at"]),
        index("outbox", &["recipient", "taken_at"]),
        index("outbox", &["person_id", "created_at", "id"]),
        index("outbox", &["contact_of"]),
        // How many letters wait is counted with each page of what is to be done.
        index("outbox", &["channel", "taken_at"]),
    ]
}
