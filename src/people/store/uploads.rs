//! Files of registrations between their preview and their confirmation.
//!
//! They are kept here, not in a process: another copy of the hub may answer the next request.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use crate::db::{Id, Instant, Write, entity};

entity!(upload, "uploads", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    account_id: Uuid,
    file_name: String,
    bytes: Vec<u8>,
    at: Instant,
});

/// How long a file waits to be confirmed.
const LONGEST_WAIT: time::Duration = time::Duration::DAY;

/// A file that waits to be confirmed.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The key.
    pub id: Id,
    /// Who sent it.
    pub account_id: Id,
    /// Its name.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Keeps a file, and forgets those that waited more than a day.
pub async fn insert_upload(write: &Write, upload: &Upload) -> Result<(), DbErr> {
    let oldest = write.now().plus(-LONGEST_WAIT);
    upload::Entity::delete_many().filter(upload::Column::At.lt(oldest)).exec(write.on()).await?;
    let row = upload::ActiveModel {
        id: Set(upload.id),
        account_id: Set(upload.account_id),
        file_name: Set(upload.file_name.clone()),
        bytes: Set(upload.bytes.clone()),
        at: Set(write.now()),
    };
    upload::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record("upload", upload.id, "received");
    Ok(())
}

/// The file of a key, for the account that sent it.
pub async fn find_upload(db: &impl ConnectionTrait, account: Id, id: Id) -> Result<Option<Upload>, DbErr> {
    let found = upload::Entity::find_by_id(id).filter(upload::Column::AccountId.eq(account)).one(db).await?;
    Ok(found.map(|row| Upload {
        id: row.id,
        account_id: row.account_id,
        file_name: row.file_name,
        bytes: row.bytes,
    }))
}

/// Forgets a file whose registrations were added; says whether it was still there.
pub async fn delete_upload(write: &Write, id: Id) -> Result<bool, DbErr> {
    let deleted = upload::Entity::delete_by_id(id).exec(write.on()).await?;
    write.record("upload", id, "confirmed");
    Ok(deleted.rows_affected > 0)
}
