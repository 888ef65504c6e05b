//! What the journal tells of some objects, with the names of those who did it.

use std::collections::BTreeMap;

use sea_orm::DbErr;

use crate::accounts;
use crate::accounts::deeds::READINGS;
use crate::db::{self, Actions, Db, Id};
use crate::overview::story::{Journal, JournalLine};

/// The lines about some objects that the scope of a file holds, newest first, without those who only read; at most `limit`.
pub(super) async fn journal_of(db: &Db, objects: &[Id], limit: u64) -> Result<Journal, DbErr> {
    let entries = db::story(db, objects, Actions::Except(READINGS), limit).await?;
    let actors: Vec<Id> = entries.iter().filter_map(|entry| entry.actor_id).collect();
    // Those whose access was withdrawn since did it all the same.
    let accounts = accounts::store::list_by_id(db, &actors).await?;
    let names: BTreeMap<Id, String> =
        accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let line = |entry: db::Entry| JournalLine {
        who: entry.actor_id.and_then(|actor| names.get(&actor)).cloned().unwrap_or_default(),
        on: entry.at.day(),
        kind: entry.object_kind,
        object: entry.object_id,
        action: entry.action,
    };
    Ok(Journal(entries.into_iter().map(line).collect()))
}
