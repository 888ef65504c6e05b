//! The table `form_keys`: a form that was sent with a key is used up by the first transaction that keeps it, so that what it
//! asks for is done once, however often it arrives.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use super::{Id, Instant, Write, entity, new_id};

entity!(form_key, "form_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    attempt: Uuid,
    used_at: Instant,
    answered_at: Option<Instant>,
    leads_to: Option<String>,
    told: Option<String>,
});

/// One arrival of a form. Two arrivals of the same form have the same key.
#[derive(Clone, Debug)]
pub struct Sending {
    key: String,
    attempt: Id,
}

/// Which arrival of a form used it up, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    attempt: Id,
    /// Whether the answer is known.
    pub is_answered: bool,
    /// How it was answered.
    pub answer: Answer,
}

/// What is kept of the answer to a form, for whoever sends it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The path that the answer led to; absent when it was a page.
    pub leads_to: Option<String>,
    /// What the page said, in a sentence.
    pub told: Option<String>,
}

impl Sending {
    /// An arrival of the form with this key.
    pub fn new(key: String) -> Self {
        Self { key, attempt: new_id() }
    }

    /// Whether it is this arrival that used the form up.
    pub fn has_used(&self, used: &Used) -> bool {
        self.attempt == used.attempt
    }
}

/// Uses a form up in this transaction; false when another arrival has. While another transaction is about to, this one waits
/// to know whether it is kept. The later transactions of the same arrival go through.
pub async fn use_form(write: &Write, sending: &Sending) -> Result<bool, DbErr> {
    let row = form_key::ActiveModel {
        key: Set(sending.key.clone()),
        attempt: Set(sending.attempt),
        used_at: Set(write.now()),
        answered_at: Set(None),
        leads_to: Set(None),
        told: Set(None),
    };
    let first = OnConflict::column(form_key::Column::Key).do_nothing().to_owned();
    match form_key::Entity::insert(row).on_conflict(first).exec_without_returning(write.on()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error),
    }
    Ok(find_used(write.on(), sending).await?.is_some_and(|used| sending.has_used(&used)))
}

/// What used a form up; `None` while it may still be used.
pub async fn find_used(db: &impl ConnectionTrait, sending: &Sending) -> Result<Option<Used>, DbErr> {
    let row = form_key::Entity::find_by_id(&sending.key).one(db).await?;
    Ok(row.map(|row| Used {
        attempt: row.attempt,
        is_answered: row.answered_at.is_some(),
        answer: Answer { leads_to: row.leads_to, told: row.told },
    }))
}

/// Notes how a form was answered.
pub async fn save_answer(write: &Write, sending: &Sending, answer: Answer) -> Result<(), DbErr> {
    let row = form_key::ActiveModel {
        key: Set(sending.key.clone()),
        answered_at: Set(Some(write.now())),
        leads_to: Set(answer.leads_to),
        told: Set(answer.told),
        ..Default::default()
    };
    form_key::Entity::update(row).exec(write.on()).await?;
    Ok(())
}

/// Lets a form be sent again: what was written said only that it was refused.
pub async fn release_form(write: &Write, sending: &Sending) -> Result<(), DbErr> {
    form_key::Entity::delete_by_id(&sending.key).exec(write.on()).await?;
    Ok(())
}

/// Removes what was used before an instant.
pub async fn forget_forms(write: &Write, before: Instant) -> Result<(), DbErr> {
    form_key::Entity::delete_many().filter(form_key::Column::UsedAt.lt(before)).exec(write.on()).await?;
    Ok(())
}
