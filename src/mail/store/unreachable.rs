//! The table of addresses that receive nothing any more, as their mail servers say; canonical, as people's own are stored.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use crate::db::{Instant, Write, entity};

entity!(unreachable, "unreachable_addresses", {
    #[sea_orm(primary_key, auto_increment = false)]
    address: String,
    code: String,
    noted_at: Instant,
});

/// Notes that an address receives nothing any more, with the code of who said so; says whether it was not known.
pub async fn insert_unreachable(write: &Write, address: &str, code: &str) -> Result<bool, DbErr> {
    let row = unreachable::ActiveModel {
        address: Set(address.to_lowercase()),
        code: Set(code.to_owned()),
        noted_at: Set(write.now()),
    };
    // It receives nothing since the first time that this was said.
    let once = OnConflict::column(unreachable::Column::Address).do_nothing().to_owned();
    match unreachable::Entity::insert(row).on_conflict(once).exec_without_returning(write.on()).await {
        Ok(inserted) => Ok(inserted > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes to an address again; says whether it was unreachable.
pub async fn delete_unreachable(write: &Write, address: &str) -> Result<bool, DbErr> {
    let gone = unreachable::Entity::delete_by_id(address.to_lowercase()).exec(write.on()).await?;
    Ok(gone.rows_affected > 0)
}

/// The addresses that were unreachable before an instant.
pub async fn list_old_unreachable(db: &impl ConnectionTrait, before: Instant) -> Result<Vec<String>, DbErr> {
    let old = unreachable::Entity::find().filter(unreachable::Column::NotedAt.lt(before)).all(db).await?;
    Ok(old.into_iter().map(|row| row.address).collect())
}

/// Those of some addresses that receive nothing any more, each with since when.
pub async fn list_unreachable(
    db: &impl ConnectionTrait,
    addresses: &[&str],
) -> Result<BTreeMap<String, Instant>, DbErr> {
    if addresses.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = unreachable::Column::Address.is_in(addresses.iter().copied());
    let found = unreachable::Entity::find().filter(these).all(db).await?;
    Ok(found.into_iter().map(|row| (row.address, row.noted_at)).collect())
}

/// Every address that receives nothing any more, for a condition on another table.
pub fn unreachable_addresses() -> SelectStatement {
    Query::select().column(unreachable::Column::Address).from(unreachable::Entity).to_owned()
}
