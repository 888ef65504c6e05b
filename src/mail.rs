//! The mail that leaves: written to the outbox in the transaction that causes it, sent afterwards.
//!
//! Owns the table `outbox`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::db::{Instant, Write, entity, new_id};

entity!(outbox, "outbox", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    recipient: String,
    purpose: String,
    subject: String,
    body: String,
    created_at: Instant,
    attempts: i32,
    next_try_at: Instant,
    sent_at: Option<Instant>,
    last_error: Option<String>,
});

/// A message to somebody, in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Their address.
    pub recipient: String,
    /// What it is about, in a word of the code.
    pub purpose: &'static str,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Puts a message in the outbox: it leaves if the transaction is kept, and only then.
pub async fn push(write: &Write, message: Message) -> Result<(), DbErr> {
    let row = outbox::ActiveModel {
        id: Set(new_id()),
        recipient: Set(message.recipient),
        purpose: Set(message.purpose.to_owned()),
        subject: Set(message.subject),
        body: Set(message.body),
        created_at: Set(write.now()),
        attempts: Set(0),
        next_try_at: Set(write.now()),
        sent_at: Set(None),
        last_error: Set(None),
    };
    outbox::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(())
}
