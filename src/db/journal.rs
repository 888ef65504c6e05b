//! The journal: who did what to which object, and when. Ids only, no text about a person.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect};

use super::{Db, Id, Instant, entity, new_id};

entity!(row, "journal", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    at: Instant,
    actor_id: Option<Uuid>,
    object_kind: String,
    object_id: Uuid,
    action: String,
});

/// One line of the journal.
pub type Entry = row::Model;

pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    actor: Option<Id>,
    at: Instant,
    (kind, object): (&str, Id),
    action: &str,
) -> Result<(), DbErr> {
    let line = row::ActiveModel {
        id: Set(new_id()),
        at: Set(at),
        actor_id: Set(actor),
        object_kind: Set(kind.to_owned()),
        object_id: Set(object),
        action: Set(action.to_owned()),
    };
    row::Entity::insert(line).exec_without_returning(transaction).await?;
    Ok(())
}

/// What happened to some objects, newest first, at most `limit` lines.
pub async fn story(db: &Db, objects: &[Id], limit: u64) -> Result<Vec<Entry>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ObjectId.is_in(objects.iter().copied()))
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await
}
