//! Tables of what the hub's responsible sets.

use sea_orm_migration::prelude::*;

use super::carriers::MESSAGES;
use crate::db::migrations::columns::{
    instant, may_belong_to, maybe_instant, maybe_text, one_each_while, one_of, table, text,
};

pub fn tables() -> Vec<TableCreateStatement> {
    vec![settings(), message_words()]
}

/// A value of a setting, none for its default, since somebody set it and until somebody replaced it.
fn settings() -> TableCreateStatement {
    let mut settings = table("settings");
    settings.col(text("code")).col(maybe_text("value"));
    settings.col(instant("set_at")).col(maybe_instant("replaced_at"));
    may_belong_to(&mut settings, "settings", "set_by_id", "accounts");
    settings.check(one_of(
        "code",
        &[
            "asked_first",
            "first_reminder_days",
            "second_reminder_days",
            "answer_days",
            "hidden_refusals",
            "begins",
            "signature_days",
            "honest_word_days",
            "texts_per_month",
            "deputy_days",
            "responsible_days",
            "opens_at",
            "closes_at",
            "signatory",
            "phone",
        ],
    ));
    settings
}

/// The words of a paragraph of a message, none for its default, likewise.
fn message_words() -> TableCreateStatement {
    let mut words = table("message_words");
    words.col(text("kind")).col(text("paragraph")).col(maybe_text("words"));
    words.col(instant("set_at")).col(maybe_instant("replaced_at"));
    may_belong_to(&mut words, "message_words", "set_by_id", "accounts");
    words.check(one_of("kind", MESSAGES));
    words
}

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        one_each_while("settings", &["code"], "held", "replaced_at IS NULL"),
        one_each_while("message_words", &["kind", "paragraph"], "held", "replaced_at IS NULL"),
    ]
}
