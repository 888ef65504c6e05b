//! The messages that leave by letter: they wait until somebody prints them, and are sent once somebody says that they are in the post.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect};

use super::{Mail, outbox, waiting};
use crate::db::{Instant, Write};
use crate::mail::Channel;

fn letters() -> Select<outbox::Entity> {
    outbox::Entity::find().filter(outbox::Column::Channel.eq(Channel::Letter.code())).filter(waiting())
}

fn unprinted() -> Select<outbox::Entity> {
    letters().filter(outbox::Column::TakenAt.is_null())
}

fn printed() -> Select<outbox::Entity> {
    letters().filter(outbox::Column::TakenAt.is_not_null())
}

/// How many letters wait to be printed.
pub async fn count_unprinted(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    unprinted().count(db).await
}

/// The letters that wait to be printed, the oldest first, so many at most.
pub async fn list_unprinted(db: &impl ConnectionTrait, most: u64) -> Result<Vec<Mail>, DbErr> {
    unprinted().order_by_asc(outbox::Column::Id).limit(most).all(db).await
}

/// The letters that were printed, and of which nobody has said yet that they are in the post.
pub async fn list_printed(db: &impl ConnectionTrait) -> Result<Vec<Mail>, DbErr> {
    printed().order_by_asc(outbox::Column::Id).all(db).await
}

/// Puts the letters that were printed back among those that wait; returns how many.
pub async fn save_unprinted(write: &Write) -> Result<u64, DbErr> {
    let back = outbox::Entity::update_many()
        .col_expr(outbox::Column::TakenAt, Expr::value(None::<Instant>))
        .filter(outbox::Column::Channel.eq(Channel::Letter.code()))
        .filter(outbox::Column::TakenAt.is_not_null())
        .filter(waiting())
        .exec(write.on())
        .await?;
    Ok(back.rows_affected)
}
