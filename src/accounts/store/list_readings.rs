//! The pages of lists of people that accounts read, with how many names stood on each.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QuerySelect};

use crate::accounts::deeds::ListDeed;
use crate::db::{Id, Instant, Write, entity};
use crate::secret::Secret;

entity!(list_reading, "list_readings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    account_id: Uuid,
    page_hash: String,
    names: i32,
    at: Instant,
});

/// A page of a list that an account reads. The address says what was looked for, so that its hash alone is stored.
#[derive(Clone, Debug)]
pub struct ListPage {
    account: Id,
    hash: String,
    names: i32,
}

impl ListPage {
    /// The page at an address, with so many names on it.
    pub fn new(secret: &Secret, account: Id, address: &str, names: usize) -> Self {
        let hash = secret.fingerprint("list", address);
        Self { account, hash, names: i32::try_from(names).unwrap_or(i32::MAX) }
    }

    /// How many names it adds to those read before: none if it was read lately.
    pub fn names_if(&self, is_new: bool) -> usize {
        if is_new { usize::try_from(self.names).unwrap_or(0) } else { 0 }
    }
}

/// Whether an account read this page since an instant, with as many names on it.
pub async fn has_read_list(
    db: &impl ConnectionTrait,
    page: &ListPage,
    since: Instant,
) -> Result<bool, DbErr> {
    let same = list_reading::Entity::find()
        .filter(list_reading::Column::AccountId.eq(page.account))
        .filter(list_reading::Column::PageHash.eq(&page.hash))
        .filter(list_reading::Column::Names.gte(page.names))
        .filter(list_reading::Column::At.gt(since));
    Ok(same.count(db).await? > 0)
}

/// How many names stood on the pages that some accounts read since an instant.
pub async fn count_names_listed(write: &Write, accounts: &[Id], since: Instant) -> Result<usize, DbErr> {
    let names: Option<Option<i64>> = list_reading::Entity::find()
        .select_only()
        .column_as(list_reading::Column::Names.sum(), "names")
        .filter(list_reading::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(list_reading::Column::At.gt(since))
        .into_tuple()
        .one(write.on())
        .await?;
    Ok(names.flatten().and_then(|names| usize::try_from(names).ok()).unwrap_or(0))
}

/// Notes that an account reads a page.
pub async fn insert_list_reading(write: &Write, page: &ListPage) -> Result<(), DbErr> {
    let id = write.new_id();
    let row = list_reading::ActiveModel {
        id: Set(id),
        account_id: Set(page.account),
        page_hash: Set(page.hash.clone()),
        names: Set(page.names),
        at: Set(write.now()),
    };
    list_reading::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(ListDeed::Read, id);
    Ok(())
}

/// Forgets what was read before an instant; gives how many pages.
pub async fn delete_list_readings(write: &Write, before: Instant) -> Result<u64, DbErr> {
    let old = list_reading::Column::At.lt(before);
    Ok(list_reading::Entity::delete_many().filter(old).exec(write.on()).await?.rows_affected)
}
