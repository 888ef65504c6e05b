//! The table of the outbox.

mod letters;
mod returned;
mod unreachable;

use std::ops::Range;

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{Condition, ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect};
use time::Date;

use super::job_of;
use super::messages::{DropReason, Message, Nature};
use super::recipient::{Channel, Recipient};
use super::restraint::LOOKS_BACK;
use crate::db::{self, Db, Id, Instant, Stored, Write, entity};
use crate::jobs::{self, Urgency};
use crate::secret::{Secret, SecretError};
use crate::steps::{Subject, SubjectKind};

pub use letters::*;
pub use returned::*;
pub use unreachable::*;

entity!(outbox, "outbox", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    recipient: String,
    channel: String,
    kind: String,
    nature: String,
    subject: String,
    body: String,
    html: String,
    step_kind: Option<String>,
    step_id: Option<Uuid>,
    step_what: Option<String>,
    last_on: Option<Date>,
    created_at: Instant,
    taken_at: Option<Instant>,
    person_id: Option<Uuid>,
    link_hash: Option<String>,
    contact_of: Option<Uuid>,
    held_at: Option<Instant>,
    sent_at: Option<Instant>,
    given_up_at: Option<Instant>,
    last_error: Option<String>,
    dropped_at: Option<Instant>,
    dropped_reason: Option<String>,
    returned_at: Option<Instant>,
});

/// A mail of the outbox.
pub type Mail = outbox::Model;

/// The purpose words are encrypted for: one column of one mail to one address. Words copied to another row, or a row given
/// another recipient, can no longer be decrypted.
fn purpose(column: outbox::Column, id: Id, recipient: &str) -> String {
    format!("outbox.{} {id} {recipient}", column.as_str())
}

impl outbox::Model {
    /// The text, decrypted with the hub's key; `None` when it was erased, tampered with, or encrypted with another key.
    pub fn text(&self, secret: &Secret) -> Option<String> {
        self.opened(secret, outbox::Column::Body, &self.body)
    }

    /// The same in HTML.
    pub fn html(&self, secret: &Secret) -> Option<String> {
        self.opened(secret, outbox::Column::Html, &self.html)
    }

    /// To whom it goes.
    pub fn recipient(&self) -> Result<Recipient, DbErr> {
        let channel = self.stored().code(outbox::Column::Channel, &self.channel, Channel::from_code)?;
        Ok(Recipient { channel, address: self.recipient.clone() })
    }

    /// The kind of the job that sends it; none of a letter.
    pub fn job(&self) -> Option<&'static str> {
        Channel::from_code(&self.channel).and_then(job_of)
    }

    /// What it is to whom it is for.
    pub fn nature(&self) -> Result<Nature, DbErr> {
        self.stored().code(outbox::Column::Nature, &self.nature, Nature::from_code)
    }

    /// The step it serves: its thing, and what is to be done.
    pub fn step(&self) -> Result<Option<(Subject, &str)>, DbErr> {
        let kind = self.step_kind.as_deref();
        let kind = self.stored().maybe_code(outbox::Column::StepKind, kind, SubjectKind::from_code)?;
        let of = self.stored().together(outbox::Column::StepId, self.step_id, kind)?;
        let step = self.stored().together(outbox::Column::StepWhat, self.step_what.as_deref(), of)?;
        Ok(step.map(|(what, (id, kind))| (Subject { kind, id }, what)))
    }

    fn stored(&self) -> Stored<'_, outbox::Entity> {
        Stored::new(outbox::Entity, &self.id)
    }

    fn opened(&self, secret: &Secret, column: outbox::Column, sealed: &str) -> Option<String> {
        let opened = secret.open(sealed, &purpose(column, self.id, &self.recipient))?;
        String::from_utf8(opened).ok()
    }
}

/// Inserts a message into the outbox, with its words encrypted, and schedules its sending; both depend on the transaction.
pub async fn push(write: &Write, message: Message) -> Result<(), DbErr> {
    let (job, urgency) = (job_of(message.recipient.channel), urgency_of(message.nature()));
    let id = insert(write, message, None).await?;
    schedule(write, job, id, urgency).await
}

async fn schedule(write: &Write, job: Option<&str>, id: Id, urgency: Urgency) -> Result<(), DbErr> {
    match job {
        Some(job) => jobs::store::schedule_with(write, job, &id.to_string(), write.now(), urgency).await,
        None => Ok(()),
    }
}

async fn unschedule(write: &Write, mail: &Mail) -> Result<(), DbErr> {
    match mail.job() {
        Some(job) => jobs::store::delete(write, job, &mail.id.to_string()).await,
        None => Ok(()),
    }
}

fn urgency_of(nature: Nature) -> Urgency {
    match nature {
        Nature::Awaited => Urgency::Awaited,
        Nature::Question => Urgency::Question,
        Nature::Reminder => Urgency::Reminder,
        Nature::News => Urgency::News,
        Nature::Access | Nature::Necessary | Nature::Staff | Nature::Digest => Urgency::Usual,
    }
}

/// Inserts a message into the outbox that waits there until it is released.
pub async fn hold(write: &Write, message: Message) -> Result<(), DbErr> {
    insert(write, message, Some(write.now())).await.map(|_| ())
}

async fn insert(write: &Write, message: Message, held_at: Option<Instant>) -> Result<Id, DbErr> {
    let id = write.new_id();
    let seal = |column, words: &str| {
        let sealed = write.secret().seal(words.as_bytes(), &purpose(column, id, &message.recipient.address));
        sealed.map_err(|error: SecretError| DbErr::Custom(error.to_string()))
    };
    let (body, html) =
        (seal(outbox::Column::Body, &message.text)?, seal(outbox::Column::Html, &message.html)?);
    let nature = message.nature();
    let (subject, what) = message.step.unzip();
    let Recipient { channel, address } = message.recipient;
    let row = outbox::ActiveModel {
        id: Set(id),
        recipient: Set(address),
        channel: Set(channel.code().to_owned()),
        nature: Set(nature.code().to_owned()),
        kind: Set(message.kind.code.to_owned()),
        subject: Set(message.subject),
        body: Set(body),
        html: Set(html),
        step_kind: Set(subject.map(|subject| subject.kind.code().to_owned())),
        step_id: Set(subject.map(|subject| subject.id)),
        step_what: Set(what),
        last_on: Set(message.last_on),
        created_at: Set(write.now()),
        person_id: Set(message.person),
        link_hash: Set(message.link),
        contact_of: Set(message.contact_of),
        held_at: Set(held_at),
        ..Default::default()
    };
    outbox::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(id)
}

/// The mails that are held, the oldest first.
pub async fn list_held(db: &impl ConnectionTrait) -> Result<Vec<Mail>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::HeldAt.is_not_null())
        .filter(outbox::Column::GivenUpAt.is_null())
        .filter(outbox::Column::DroppedAt.is_null())
        .order_by_asc(outbox::Column::Id)
        .all(db)
        .await
}

/// Lets a mail leave that was held.
pub async fn release(write: &Write, mail: &Mail) -> Result<(), DbErr> {
    update_unsent(write, mail.id, |row| row.held_at = Set(None)).await?;
    schedule(write, mail.job(), mail.id, urgency_of(mail.nature()?)).await
}

/// Holds every mail of some kinds that waits to leave.
pub async fn hold_waiting(write: &Write, kinds: &[&str]) -> Result<(), DbErr> {
    let of_kinds = outbox::Column::Kind.is_in(kinds.iter().copied());
    let waiting = outbox::Entity::find().filter(of_kinds).filter(waiting()).all(write.on()).await?;
    for mail in waiting {
        unschedule(write, &mail).await?;
        update_unsent(write, mail.id, |row| row.held_at = Set(Some(write.now()))).await?;
    }
    Ok(())
}

/// Finds a mail.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<Mail>, DbErr> {
    outbox::Entity::find_by_id(id).one(db).await
}

/// Holds whom a mail is for until the transaction ends: what is begun to them is counted by one sender at a time.
pub async fn hold_recipient(write: &Write, mail: &Mail) -> Result<(), DbErr> {
    let whom = mail.person_id.map_or_else(|| mail.recipient.clone(), |person| person.to_string());
    db::hold_words(write, &[&format!("recipient {whom}")]).await
}

/// When the other mails that the hub begins to the same person, whatever the channel, were last taken to leave, in the days that count.
pub async fn list_taken(write: &Write, mail: &Mail) -> Result<Vec<Instant>, DbErr> {
    let begun = others_begun(mail, &Nature::BEGUN_BY_HUB);
    let taken =
        begun.filter(outbox::Column::TakenAt.gt(write.now().plus(-LOOKS_BACK))).all(write.on()).await?;
    Ok(taken.into_iter().filter_map(|mail| mail.taken_at).collect())
}

/// How many other text messages to some people were taken to leave since an instant, but for those that were refused.
pub async fn count_texts(
    write: &Write,
    mail: &Mail,
    people: SelectStatement,
    since: Instant,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::Channel.eq(Channel::Text.code()))
        .filter(outbox::Column::PersonId.in_subquery(people))
        .filter(outbox::Column::TakenAt.gte(since))
        .filter(outbox::Column::GivenUpAt.is_null())
        .filter(outbox::Column::Id.ne(mail.id))
        .count(write.on())
        .await
}

/// Whether a mail of some natures waits for the same person.
pub async fn is_preceded(write: &Write, mail: &Mail, natures: &[Nature]) -> Result<bool, DbErr> {
    // Of another channel nothing is about to be taken: it may wait for its budget, or for whoever prints it.
    let waits =
        others_begun(mail, natures).filter(waiting()).filter(outbox::Column::Channel.eq(&mail.channel));
    Ok(!natures.is_empty() && waits.count(write.on()).await? > 0)
}

fn others_begun(mail: &Mail, natures: &[Nature]) -> Select<outbox::Entity> {
    // Two people may share an address, and one may have several.
    let to_the_same = match mail.person_id {
        Some(person) => outbox::Column::PersonId.eq(person),
        None => outbox::Column::Recipient.eq(&mail.recipient),
    };
    outbox::Entity::find()
        .filter(to_the_same)
        .filter(outbox::Column::Id.ne(mail.id))
        .filter(outbox::Column::Nature.is_in(natures.iter().map(|nature| nature.code())))
}

/// Neither sent, nor given up, nor dropped, nor held.
fn waiting() -> Condition {
    Condition::all()
        .add(outbox::Column::HeldAt.is_null())
        .add(outbox::Column::SentAt.is_null())
        .add(outbox::Column::GivenUpAt.is_null())
        .add(outbox::Column::DroppedAt.is_null())
}

/// Notes that a mail is taken to leave now.
pub async fn save_taken(write: &Write, mail: &Mail) -> Result<(), DbErr> {
    update_unsent(write, mail.id, |row| row.taken_at = Set(Some(write.now()))).await
}

/// Marks a mail as dropped, with the reason, and erases its words.
pub async fn save_dropped(write: &Write, mail: &Mail, reason: DropReason) -> Result<(), DbErr> {
    update_unsent(write, mail.id, |row| {
        row.dropped_at = Set(Some(write.now()));
        row.dropped_reason = Set(Some(reason.code().to_owned()));
        row.body = Set(String::new());
        row.html = Set(String::new());
    })
    .await
}

/// Drops what has not left and tells how the two of a tandem, or of a proposal, reach each other.
pub async fn drop_contacts(write: &Write, pair: Id) -> Result<(), DbErr> {
    let unsent = outbox::Entity::find()
        .filter(outbox::Column::ContactOf.eq(pair))
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::GivenUpAt.is_null())
        .filter(outbox::Column::DroppedAt.is_null())
        .all(write.on())
        .await?;
    for mail in unsent {
        unschedule(write, &mail).await?;
        save_dropped(write, &mail, DropReason::Outdated).await?;
    }
    Ok(())
}

/// Marks a mail as sent, and erases its words if `forget_words`.
pub async fn save_sent(write: &Write, mail: &Mail, forget_words: bool) -> Result<(), DbErr> {
    let kept = |words: &String| if forget_words { String::new() } else { words.clone() };
    outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(mail.id))
        .col_expr(outbox::Column::SentAt, Expr::value(write.now()))
        // It may have been given up or dropped meanwhile by another copy of the hub: it has left all the same.
        .col_expr(outbox::Column::GivenUpAt, Expr::value(None::<Instant>))
        .col_expr(outbox::Column::HeldAt, Expr::value(None::<Instant>))
        .col_expr(outbox::Column::DroppedAt, Expr::value(None::<Instant>))
        .col_expr(outbox::Column::DroppedReason, Expr::value(None::<String>))
        .col_expr(outbox::Column::Body, Expr::value(kept(&mail.body)))
        .col_expr(outbox::Column::Html, Expr::value(kept(&mail.html)))
        .col_expr(outbox::Column::LastError, Expr::value(None::<String>))
        .col_expr(outbox::Column::ReturnedAt, Expr::value(None::<Instant>))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Stores why the last attempt failed.
pub async fn save_failure(write: &Write, mail: &Mail, reason: &str) -> Result<(), DbErr> {
    update_unsent(write, mail.id, |row| row.last_error = Set(Some(reason.to_owned()))).await
}

/// Marks a mail as given up, with the reason, and erases its words.
pub async fn save_given_up(write: &Write, mail: &Mail, reason: &str) -> Result<(), DbErr> {
    update_unsent(write, mail.id, |row| {
        row.given_up_at = Set(Some(write.now()));
        row.body = Set(String::new());
        row.html = Set(String::new());
        row.last_error = Set(Some(reason.to_owned()));
    })
    .await
}

/// Gives up every mail that waits, with the reason, and erases its words; returns how many.
pub async fn give_up_waiting(write: &Write, reason: &str) -> Result<u64, DbErr> {
    let row = outbox::ActiveModel {
        given_up_at: Set(Some(write.now())),
        body: Set(String::new()),
        html: Set(String::new()),
        last_error: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    let given_up = outbox::Entity::update_many().set(row).filter(waiting()).exec(write.on()).await?;
    Ok(given_up.rows_affected)
}

async fn update_unsent(
    write: &Write,
    id: Id,
    change: impl FnOnce(&mut outbox::ActiveModel),
) -> Result<(), DbErr> {
    let mut row = outbox::ActiveModel { ..Default::default() };
    change(&mut row);
    outbox::Entity::update_many()
        .set(row)
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::SentAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}

/// Deletes the mails written before an instant that were sent, given up or dropped; returns how many.
pub async fn delete_old(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let settled = waiting().not();
    let gone = outbox::Entity::delete_many()
        .filter(outbox::Column::CreatedAt.lt(before))
        .filter(settled)
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected)
}

/// The latest mails, newest first.
pub async fn list(db: &Db, most: u64) -> Result<Vec<Mail>, DbErr> {
    outbox::Entity::find()
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// How many messages were written to a person.
pub async fn count_of_person(db: &impl ConnectionTrait, person: Id) -> Result<u64, DbErr> {
    outbox::Entity::find().filter(outbox::Column::PersonId.eq(person)).count(db).await
}

/// Some of the messages written to a person, newest first.
pub async fn list_of_person(
    db: &impl ConnectionTrait,
    person: Id,
    part: Range<usize>,
) -> Result<Vec<Mail>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::PersonId.eq(person))
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .offset(part.start as u64)
        .limit(part.len() as u64)
        .all(db)
        .await
}
