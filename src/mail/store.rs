//! The outbox in the database, from which several copies of the hub may send.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, UpdateMany};
use time::Duration;

use super::Message;
use crate::db::{Db, Id, Instant, Write, entity, new_id};
use crate::secret::{Secret, SecretError};

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
    given_up_at: Option<Instant>,
});

/// A mail of the outbox.
pub type Mail = outbox::Model;

/// How long a mail belongs to whoever took it; an attempt lasts less, unless its process dies.
const HELD: Duration = Duration::minutes(5);

/// What a text is sealed for: one mail to one address, so that whoever writes the database sends it to nobody else.
fn sealed_for(id: Id, recipient: &str) -> String {
    format!("outbox.body {id} {recipient}")
}

impl outbox::Model {
    /// The text, opened with the hub's key; `None` when it was forgotten, changed, or sealed with another key.
    pub fn text(&self, secret: &Secret) -> Option<String> {
        let opened = secret.open(&self.body, &sealed_for(self.id, &self.recipient))?;
        String::from_utf8(opened).ok()
    }
}

/// Puts a message in the outbox, its text sealed: it leaves if the transaction is kept, and only then.
pub async fn push(write: &Write, secret: &Secret, message: Message) -> Result<(), DbErr> {
    let id = new_id();
    let sealed = secret.seal(message.body.as_bytes(), &sealed_for(id, &message.recipient));
    let row = outbox::ActiveModel {
        id: Set(id),
        recipient: Set(message.recipient),
        purpose: Set(message.purpose.to_owned()),
        subject: Set(message.subject),
        body: Set(sealed.map_err(|error: SecretError| DbErr::Custom(error.to_string()))?),
        created_at: Set(write.now()),
        attempts: Set(0),
        next_try_at: Set(write.now()),
        sent_at: Set(None),
        last_error: Set(None),
        given_up_at: Set(None),
    };
    outbox::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(())
}

/// Takes the mail that is due for the longest time. Nobody else takes it, until it is noted or the time it is held for is over.
pub async fn claim(db: &Db, now: Instant) -> Result<Option<Mail>, DbErr> {
    loop {
        let due = outbox::Entity::find()
            .filter(outbox::Column::SentAt.is_null())
            .filter(outbox::Column::GivenUpAt.is_null())
            .filter(outbox::Column::NextTryAt.lte(now))
            .order_by_asc(outbox::Column::NextTryAt)
            .order_by_asc(outbox::Column::Id)
            .one(db)
            .await?;
        let Some(mut mail) = due else { return Ok(None) };
        let taken = still(&mail)
            .col_expr(outbox::Column::Attempts, Expr::value(mail.attempts + 1))
            .col_expr(outbox::Column::NextTryAt, Expr::value(now.plus(HELD)))
            .exec(db)
            .await?;
        if taken.rows_affected == 1 {
            mail.attempts += 1;
            return Ok(Some(mail));
        }
    }
}

/// Notes that a mail was sent; its text is forgotten unless it is to be read again.
pub async fn save_sent(db: &Db, mail: &Mail, now: Instant, keep_text: bool) -> Result<(), DbErr> {
    let text = if keep_text { mail.body.clone() } else { String::new() };
    outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(mail.id))
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .col_expr(outbox::Column::Body, Expr::value(text))
        .col_expr(outbox::Column::LastError, Expr::value(None::<String>))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes why a mail was not sent, and when to try again.
pub async fn save_failure(db: &Db, mail: &Mail, reason: &str, again: Instant) -> Result<(), DbErr> {
    still(mail)
        .col_expr(outbox::Column::NextTryAt, Expr::value(again))
        .col_expr(outbox::Column::LastError, Expr::value(reason))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that a mail is tried no more, and why; its text is forgotten.
pub async fn save_given_up(db: &Db, mail: &Mail, reason: &str, now: Instant) -> Result<(), DbErr> {
    still(mail)
        .col_expr(outbox::Column::GivenUpAt, Expr::value(now))
        .col_expr(outbox::Column::Body, Expr::value(""))
        .col_expr(outbox::Column::LastError, Expr::value(reason))
        .exec(db)
        .await?;
    Ok(())
}

/// A mail as it was read: nobody sent it or took it since. The count of attempts is its version.
fn still(mail: &Mail) -> UpdateMany<outbox::Entity> {
    outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(mail.id))
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::Attempts.eq(mail.attempts))
}

/// The last mails, newest first.
pub async fn list(db: &Db, most: u64) -> Result<Vec<Mail>, DbErr> {
    outbox::Entity::find()
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .limit(most)
        .all(db)
        .await
}
