//! The words that the hub's responsible gave to paragraphs of messages.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use crate::db::{Id, Instant, Write, entity, hold_words};
use crate::settings::WordsDeed;

entity!(words, "message_words", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    paragraph: String,
    words: Option<String>,
    set_at: Instant,
    set_by_id: Option<Uuid>,
    replaced_at: Option<Instant>,
});

/// The words of the paragraphs of a kind of message, where they are not the default.
pub async fn read_words(db: &impl ConnectionTrait, kind: &str) -> Result<BTreeMap<String, String>, DbErr> {
    let held = words::Entity::find()
        .filter(words::Column::Kind.eq(kind))
        .filter(words::Column::ReplacedAt.is_null())
        .all(db)
        .await?;
    Ok(held.into_iter().filter_map(|row| Some((row.paragraph, row.words?))).collect())
}

/// The same, which nobody else changes until the transaction ends.
pub async fn lock_words(write: &Write, kind: &str) -> Result<BTreeMap<String, String>, DbErr> {
    hold_words(write, &[&format!("message_words {kind}")]).await?;
    read_words(write.on(), kind).await
}

/// When the words of a kind were last edited, for the kinds that do not have the default in all paragraphs.
pub async fn list_edited(db: &impl ConnectionTrait) -> Result<BTreeMap<String, Instant>, DbErr> {
    let held = words::Entity::find()
        .filter(words::Column::ReplacedAt.is_null())
        .filter(words::Column::Words.is_not_null())
        .all(db)
        .await?;
    let mut edited: BTreeMap<String, Instant> = BTreeMap::new();
    for row in held {
        let last = edited.entry(row.kind).or_insert(row.set_at);
        *last = row.set_at.max(*last);
    }
    Ok(edited)
}

/// Replaces the words of a paragraph; none gives it back its default.
pub async fn save_words(write: &Write, kind: &str, paragraph: &str, own: Option<&str>) -> Result<(), DbErr> {
    words::Entity::update_many()
        .col_expr(words::Column::ReplacedAt, Expr::value(write.now()))
        .filter(words::Column::Kind.eq(kind))
        .filter(words::Column::Paragraph.eq(paragraph))
        .filter(words::Column::ReplacedAt.is_null())
        .exec(write.on())
        .await?;
    let id = write.new_id();
    let row = words::ActiveModel {
        id: Set(id),
        kind: Set(kind.to_owned()),
        paragraph: Set(paragraph.to_owned()),
        words: Set(own.map(str::to_owned)),
        set_at: Set(write.now()),
        set_by_id: Set(write.actor().account_id()),
        replaced_at: Set(None),
    };
    words::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(if own.is_some() { WordsDeed::Changed } else { WordsDeed::Restored }, id);
    Ok(())
}

/// Deletes what was replaced before an instant, and forgets who wrote what still holds since before it.
pub async fn forget_words(write: &Write, before: Instant) -> Result<(), DbErr> {
    words::Entity::delete_many().filter(words::Column::ReplacedAt.lt(before)).exec(write.on()).await?;
    words::Entity::update_many()
        .col_expr(words::Column::SetById, Expr::value(None::<Id>))
        .filter(words::Column::SetAt.lt(before))
        .exec(write.on())
        .await?;
    Ok(())
}
