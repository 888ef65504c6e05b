//! The messages that left and came back.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use super::{Mail, outbox};
use crate::db::{Instant, Write};
use crate::mail::Channel;

/// The last message that left by mail to one of some addresses since an instant.
pub async fn find_last_sent(
    db: &impl ConnectionTrait,
    addresses: &[&str],
    since: Instant,
) -> Result<Option<Mail>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::Recipient.is_in(addresses.iter().copied()))
        .filter(outbox::Column::Channel.eq(Channel::Mail.code()))
        .filter(outbox::Column::SentAt.gte(since))
        .order_by_desc(outbox::Column::SentAt)
        .order_by_desc(outbox::Column::Id)
        .limit(1)
        .one(db)
        .await
}

/// Notes that a message that left came back, with the reason; the first time counts.
pub async fn save_returned(write: &Write, mail: &Mail, reason: &str) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::ReturnedAt, Expr::value(write.now()))
        .col_expr(outbox::Column::LastError, Expr::value(reason))
        .filter(outbox::Column::Id.eq(mail.id))
        .filter(outbox::Column::SentAt.is_not_null())
        .filter(outbox::Column::ReturnedAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}
