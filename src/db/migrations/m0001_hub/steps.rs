//! Tables of what comes next on every open thing, and of the calls noted about it.

use sea_orm_migration::prelude::*;

use crate::db::migrations::columns::{
    belongs_to, day, index, may_belong_to, maybe_day, maybe_one_of, maybe_text, one_of, table, text,
};

pub const SUBJECTS: &[&str] = &[
    "request",
    "journey",
    "answer_mentor",
    "answer_mentee",
    "signature_mentor",
    "signature_mentee",
    "tandem",
    "result_contact",
    "report",
];

pub const WHATS: &[&str] = &[
    "answer_request",
    "call_request",
    "find_mentor",
    "find_mentor_later",
    "await_answers",
    "await_signatures",
    "take_stock",
    "answer_proposal",
    "sign_charter",
    "meet_first",
    "hold_planned",
    "plan_next",
    "ask_result",
    "handle_report",
];

pub fn tables() -> Vec<TableCreateStatement> {
    vec![steps(), calls()]
}

/// A subject refers to tables of several nouns, so that it is no foreign key.
fn subject(table: &mut TableCreateStatement) {
    table.col(text("subject_kind")).col(ColumnDef::new("subject_id").uuid().not_null());
    table.check(one_of("subject_kind", SUBJECTS));
}

fn steps() -> TableCreateStatement {
    let mut steps = table("steps");
    subject(&mut steps);
    steps.col(text("what")).col(text("owner_kind")).col(ColumnDef::new("owner_id").uuid().not_null());
    steps.col(day("since_on")).col(day("first_due_on")).col(day("due_on"));
    steps.col(maybe_day("postponed_on")).col(maybe_text("postponed_reason"));
    may_belong_to(&mut steps, "steps", "postponed_by", "accounts");
    steps.check(one_of("what", WHATS));
    steps.check(one_of("owner_kind", &["account", "person", "organisation"]));
    steps.check(maybe_one_of(
        "postponed_reason",
        &["call_back", "away", "waiting_for_answer", "appointment", "other"],
    ));
    steps.col(maybe_day("entrusted_on")).col(maybe_text("entrusted_because"));
    steps.col(maybe_text("entrusted_from_kind")).col(ColumnDef::new("entrusted_from_id").uuid().null());
    may_belong_to(&mut steps, "steps", "entrusted_to", "accounts");
    steps.check(maybe_one_of("entrusted_because", &["absent", "late", "very_late"]));
    steps.check(maybe_one_of("entrusted_from_kind", &["account", "person", "organisation"]));
    for together in [
        "(entrusted_on IS NULL) = (entrusted_because IS NULL)",
        "(entrusted_on IS NULL) = (entrusted_from_kind IS NULL)",
        "(entrusted_on IS NULL) = (entrusted_from_id IS NULL)",
        "(entrusted_on IS NULL) = (entrusted_to IS NULL)",
        "entrusted_on IS NULL OR owner_kind = 'account'",
        "(postponed_on IS NULL) = (postponed_reason IS NULL)",
        "(postponed_on IS NULL) = (postponed_by IS NULL)",
        "postponed_on IS NOT NULL OR due_on = first_due_on",
        "postponed_on IS NULL OR due_on > postponed_on",
    ] {
        steps.check(Expr::cust(together));
    }
    let mut one_each = Index::create();
    one_each.unique().name("steps_subject_kind_subject_id").col("subject_kind").col("subject_id");
    steps.index(&mut one_each);
    steps
}

fn calls() -> TableCreateStatement {
    let mut calls = table("calls");
    subject(&mut calls);
    calls.col(day("called_on")).col(text("result"));
    belongs_to(&mut calls, "calls", "account_id", "accounts");
    calls.check(one_of("result", &["reached", "no_answer", "message_left"]));
    calls
}

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("steps", &["due_on", "id"]),
        index("steps", &["subject_kind", "due_on", "id"]),
        index("steps", &["owner_kind", "owner_id"]),
        index("calls", &["subject_id", "subject_kind"]),
    ]
}
