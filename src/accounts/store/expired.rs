//! What is stored of sign-ins for a while only.

use sea_orm::entity::prelude::*;

use super::attempts::attempt;
use super::openings::opening;
use super::passkeys::ceremony;
use super::providers::request;
use super::sessions::{DEVICE_LENGTH, device, session};
use crate::accounts::slowdown::REMEMBERED;
use crate::db::{Instant, Write};

/// Removes what has expired: sessions, devices not seen for long, failures that count no more, challenges and requests without
/// an answer.
pub async fn delete_expired(write: &Write) -> Result<(), DbErr> {
    let now = write.now();
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now)).exec(write.on()).await?;
    let unseen = device::Column::SeenAt.lte(now.plus(-DEVICE_LENGTH));
    device::Entity::delete_many().filter(unseen).exec(write.on()).await?;
    let over = attempt::Column::At.lt(now.plus(-REMEMBERED));
    attempt::Entity::delete_many().filter(over).exec(write.on()).await?;
    ceremony::Entity::delete_many().filter(ceremony::Column::ExpiresAt.lte(now)).exec(write.on()).await?;
    request::Entity::delete_many().filter(request::Column::ExpiresAt.lte(now)).exec(write.on()).await?;
    Ok(())
}

/// Removes the exceptional openings that were made before an instant; gives how many.
pub async fn delete_openings(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let old = opening::Column::OpenedAt.lt(before);
    Ok(opening::Entity::delete_many().filter(old).exec(write.on()).await?.rows_affected)
}

/// Ends every session, and everything by which somebody was about to open one.
pub async fn end_every_session(write: &Write) -> Result<(), DbErr> {
    session::Entity::delete_many().exec(write.on()).await?;
    ceremony::Entity::delete_many().exec(write.on()).await?;
    request::Entity::delete_many().exec(write.on()).await?;
    Ok(())
}
