//! Files of registrations between their preview and their confirmation.
//!
//! They are stored here, not in a process: another copy of the hub may answer the next request.

mod arrivals;

pub use arrivals::*;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{self, Id, Instant, Write, entity};
use crate::limits::Stop;
use crate::people::newcomer::KnownPerson;
use crate::registrations::{Examination, ExamineError, LONGEST_EXAMINATION, UploadDeed, read_and_examine};
use crate::{limits, people, requests};

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
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Upload {
    pub id: Id,
    /// Who sent it.
    pub account_id: Id,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Stores a file until it is confirmed, in the place of another that the account sent before.
pub async fn replace_upload(write: &Write, upload: Upload) -> Result<(), DbErr> {
    // Of two that an account sends at once, the second finds the first.
    db::hold_words(write, &[&format!("upload {}", upload.account_id)]).await?;
    let earlier = upload::Column::AccountId.eq(upload.account_id);
    upload::Entity::delete_many().filter(earlier).exec(write.on()).await?;
    let row = upload::ActiveModel {
        id: Set(upload.id),
        account_id: Set(upload.account_id),
        file_name: Set(upload.file_name),
        bytes: Set(upload.bytes),
        at: Set(write.now()),
    };
    upload::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(UploadDeed::Received, upload.id);
    Ok(())
}

/// The file of a key, for the account that sent it, unless it waited too long at an instant.
pub async fn find_upload(
    db: &impl ConnectionTrait,
    account: Id,
    id: Id,
    now: Instant,
) -> Result<Option<Upload>, DbErr> {
    let found = upload::Entity::find_by_id(id)
        .filter(upload::Column::AccountId.eq(account))
        .filter(upload::Column::At.gt(now.plus(-LONGEST_WAIT)))
        .one(db)
        .await?;
    Ok(found.map(|row| Upload {
        id: row.id,
        account_id: row.account_id,
        file_name: row.file_name,
        bytes: row.bytes,
    }))
}

/// Holds a file until this transaction ends; says whether it is still there.
pub async fn lock_upload(write: &Write, id: Id) -> Result<bool, DbErr> {
    let held: Option<Id> = upload::Entity::find_by_id(id)
        .select_only()
        .column(upload::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(write.on())
        .await?;
    Ok(held.is_some())
}

/// Forgets a file whose registrations were added.
pub async fn delete_upload(write: &Write, id: Id) -> Result<(), DbErr> {
    upload::Entity::delete_by_id(id).exec(write.on()).await?;
    write.record(UploadDeed::Confirmed, id);
    Ok(())
}

/// Examines a file against those whom an account knows, on a thread of its own; gives its bytes back.
///
/// It knows those of its scope, and those whom it sent before and who wait for an answer: a file that is sent again looks the same
/// whether or not the hub knew its people by others.
pub async fn examine(
    db: &impl ConnectionTrait,
    (scope, account): (Scope, Option<Id>),
    bytes: Vec<u8>,
    today: Date,
) -> Result<Result<(Vec<u8>, Examination), ExamineError>, DbErr> {
    let mut known = people::store::known(db, scope).await?;
    if let Some(account) = account {
        let sent = requests::store::list_sent_by(db, scope, account).await?;
        known.extend(sent.into_iter().map(|(email, first_name, last_name)| KnownPerson {
            email,
            first_name,
            last_name,
            birth_year: None,
        }));
    }
    let examine =
        move |stop: &Stop| read_and_examine(&bytes, &known, today, stop).map(|found| (bytes, found));
    Ok(limits::EXAMINING.run_within(LONGEST_EXAMINATION, examine).await.map_err(ExamineError::from).flatten())
}

/// Removes the files that were sent before an instant and never confirmed; gives how many.
pub async fn delete_uploads(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let gone = upload::Entity::delete_many().filter(upload::Column::At.lt(before)).exec(write.on()).await?;
    Ok(gone.rows_affected)
}
