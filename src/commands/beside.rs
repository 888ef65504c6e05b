//! What stands beside a database: the lock of those who use its file, and how far it had come when it was last in use.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::output::Failure;
use crate::config::Settings;
use crate::db::{self, Db, Hub};

/// The same path with something after its name.
pub fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Who else may use a file of SQLite meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Other copies of the hub, and other commands.
    Together,
    /// Nobody.
    Alone,
}

/// Keeps a file of SQLite in use until this process ends, however it ends.
pub fn keep_in_use(file: &Path, how: Use) -> Result<(), Failure> {
    // Not the file itself: closing it would end the locks that SQLite holds on it in this process.
    let beside = with_suffix(file, ".lock");
    let lock = File::create(&beside).map_err(|error| format!("{}: {error}", beside.display()))?;
    let held = match how {
        Use::Together => lock.try_lock_shared(),
        Use::Alone => lock.try_lock(),
    };
    match held {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) if how == Use::Alone => {
            return Err(format!("a hub runs on {}: stop it first", file.display()).into());
        }
        Err(TryLockError::WouldBlock) => {
            return Err(format!("{} is being replaced: wait until it is done", file.display()).into());
        }
        Err(TryLockError::Error(error)) => return Err(format!("{}: {error}", beside.display()).into()),
    }
    std::mem::forget(lock);
    Ok(())
}

/// The file that says how far the database had come. It is not in the database, so that an older copy of it put in its place is
/// noticed.
fn generation_file(settings: &Settings) -> PathBuf {
    settings.data_dir.join("generation")
}

/// How far the database of a hub had come when it was last used here; `None` when it never was.
fn last_used(settings: &Settings, hub: &Hub) -> Option<i64> {
    let text = fs::read_to_string(generation_file(settings)).ok()?;
    let (identity, generation) = text.trim().split_once(' ')?;
    (identity == hub.identity.to_string()).then(|| generation.parse().ok()).flatten()
}

/// By how much the database of a hub is older than it was when last used here; 0 when it is not.
pub fn steps_lost(settings: &Settings, hub: &Hub) -> i64 {
    last_used(settings, hub).map_or(0, |last| (last - hub.generation).max(0))
}

/// Notes how far a database has come, after it was taken one step on.
pub async fn advance(settings: &Settings, db: &Db) -> Result<(), Failure> {
    note(settings, db::advance(db).await?)
}

/// The same, beyond what was noted for another copy of it.
pub async fn advance_beyond_last_used(settings: &Settings, db: &Db) -> Result<(), Failure> {
    let last = db::find_hub(db).await?.and_then(|hub| last_used(settings, &hub));
    note(settings, db::advance_beyond(db, last.unwrap_or(0)).await?)
}

/// The database comes first: what the file says was reached, even if the machine stops between the two.
fn note(settings: &Settings, hub: Option<Hub>) -> Result<(), Failure> {
    let Some(hub) = hub else { return Ok(()) };
    fs::create_dir_all(&settings.data_dir)?;
    let file = generation_file(settings);
    let draft = with_suffix(&file, &format!(".{}", std::process::id()));
    fs::write(&draft, format!("{} {}\n", hub.identity, hub.generation))?;
    Ok(fs::rename(draft, file)?)
}
