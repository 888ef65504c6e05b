//! `tandem backup`, `restore`, `restored`, `release-mail` and `copy`: a database is copied, put back, and taken elsewhere.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use clap::Args;

use super::beside::{self, Use, with_suffix};
use super::hub::{connect, existing_url, open_as_it_is, open_existing, secret_of};
use super::output::{Failure, print};
use crate::accounts::viewer::By;
use crate::acts::hub::release_mail::{self, Waiting};
use crate::acts::hub::restore;
use crate::config::{Settings, sqlite_file};
use crate::db::{self, Db, Head, Mark, Write};
use crate::secret::Secret;
use crate::state;

/// The file of a backup.
#[derive(Args, Debug)]
pub struct BackupFile {
    /// The file: everything is in it, but for the key, which is kept apart.
    file: PathBuf,
}

/// What becomes of mail that waits.
#[derive(Args, Debug)]
pub struct Release {
    /// Gives up what waits now; only later mail leaves.
    #[arg(long)]
    drop: bool,
}

/// Two databases.
#[derive(Args, Debug)]
pub struct Copying {
    /// The database to read: `sqlite://FILE` or `postgres://…`.
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to fill: `sqlite://FILE?mode=rwc` or `postgres://…`.
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Writes a copy of a database of SQLite into a new file, while the hub runs or not.
pub async fn backup(settings: &Settings, to: &BackupFile) -> Result<(), Failure> {
    let url = existing_url(settings)?;
    sqlite_file(&url).ok_or("this database is on PostgreSQL: pg_dump backs it up (docs/operations.md)")?;
    let part = with_suffix(&to.file, ".part");
    refuse_existing(&to.file)?;
    File::create_new(&part).map_err(|error| format!("{}: {error}", part.display()))?;
    let done = write_backup(settings, &url, &part, &to.file).await;
    if done.is_err() {
        let _ = fs::remove_file(&part);
    }
    print(&format!("{}: {} lines of the journal\n", to.file.display(), done?.lines))
}

async fn write_backup(settings: &Settings, url: &str, part: &Path, file: &Path) -> Result<Head, Failure> {
    let db = connect(url).await?;
    db::copy_into(&db, part).await?;
    // SQLite does not wait for the disk here.
    File::open(part)?.sync_all()?;
    let copy = db::open_to_read(&read_url(part)).await?;
    let secret = secret_of(settings, db::find_hub(&copy).await?.as_ref())?;
    let head = sound(&copy, &secret).await?;
    copy.close().await?;
    refuse_existing(file)?;
    fs::rename(part, file)?;
    // From here on the copy is an older one, and is known as such if it is put back by hand.
    beside::advance(settings, &db).await?;
    db.close().await?;
    Ok(head)
}

fn refuse_existing(file: &Path) -> Result<(), Failure> {
    match file.exists() {
        true => Err(format!("{} exists: a backup replaces nothing", file.display()).into()),
        false => Ok(()),
    }
}

fn read_url(file: &Path) -> String {
    format!("sqlite://{}?mode=ro", file.display())
}

/// The end of the journal of a database that is whole and sealed with this key.
async fn sound(db: &Db, secret: &Secret) -> Result<Head, Failure> {
    let faults = db::faults(db).await?;
    if let Some(first) = faults.first() {
        return Err(format!("the file is damaged: {first}").into());
    }
    let head = db::verify(db, secret).await?;
    Ok(head.map_err(|breach| format!("the journal was tampered with: {breach}"))?)
}

/// Puts a backup in the place of the database of a hub that does not run, and keeps what was there beside it.
pub async fn restore(settings: &Settings, from: &BackupFile) -> Result<(), Failure> {
    let url = settings.database_url("hub.db")?;
    let place = sqlite_file(&url).ok_or(
        "this hub is on PostgreSQL: fill an empty database with pg_restore or `tandem copy`, then `tandem restored`",
    )?;
    beside::keep_in_use(&place, Use::Alone)?;
    let draft = with_suffix(&place, ".restoring");
    remove_database(&draft)?;
    fs::copy(&from.file, &draft).map_err(|error| format!("{}: {error}", from.file.display()))?;
    let head = match make_ready(settings, &draft).await {
        Ok(head) => head,
        Err(failure) => {
            remove_database(&draft)?;
            return Err(failure);
        }
    };
    let kept = put_in_place(&draft, &place)?;
    print(&format!("{} is restored: {} lines of the journal, sound\n{AFTER}", place.display(), head.lines))?;
    kept.map_or(Ok(()), |kept| print(&format!("What was there is {}.\n", kept.display())))
}

/// What is to be done after a database was put back.
const AFTER: &str = "Sessions and links have ended. Mail is held until `tandem release-mail`, or `tandem release-mail --drop`.\n";

/// Checks a copy of a backup, and makes of it what may be served.
async fn make_ready(settings: &Settings, draft: &Path) -> Result<Head, Failure> {
    let db = connect(&format!("sqlite://{}?mode=rw", draft.display())).await?;
    db::migrate(&db).await?;
    let hub = db::find_hub(&db).await?.ok_or("this file is not the backup of a hub")?;
    if hub.mark != Mark::Real {
        return Err("this file is the backup of a demonstration or a simulation".into());
    }
    let secret = secret_of(settings, Some(&hub))?;
    let head = sound(&db, &secret).await?;
    end_what_was(settings, &db, &secret).await?;
    db.close().await?;
    File::open(draft)?.sync_all()?;
    Ok(head)
}

async fn end_what_was(settings: &Settings, db: &Db, secret: &Secret) -> Result<(), Failure> {
    let write = Write::begin(db, secret, By::Hub.actor(), state::now()).await?;
    restore::run(&write).await?;
    write.commit().await?;
    beside::advance_beyond_last_used(settings, db).await
}

/// The files of a database of SQLite.
const FILES: [&str; 3] = ["", "-wal", "-shm"];

fn remove_database(file: &Path) -> Result<(), Failure> {
    for suffix in FILES {
        match fs::remove_file(with_suffix(file, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Gives a database the name of another, whose files are kept under a new one.
fn put_in_place(draft: &Path, place: &Path) -> Result<Option<PathBuf>, Failure> {
    let kept = with_suffix(place, &format!(".before-{}", state::now().seconds()));
    if kept.exists() {
        return Err(format!("{} is there already: try again in a second", kept.display()).into());
    }
    // First what may fail, so that a file and its log stay together.
    let was_there = place.exists();
    if was_there {
        fs::hard_link(place, &kept)?;
    }
    // The log belongs to the file before: beside the new one it would be read as its own.
    for suffix in ["-wal", "-shm"] {
        let log = with_suffix(place, suffix);
        if log.exists() {
            fs::rename(log, with_suffix(&kept, suffix))?;
        }
    }
    fs::rename(draft, place)?;
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(was_there.then_some(kept))
}

/// Ends what a database lets people do that was put back by other means, and holds its mail.
pub async fn restored(settings: &Settings) -> Result<(), Failure> {
    settings.existing_database_url("hub.db").ok_or("there is no database yet")?;
    let app = open_as_it_is(settings, "hub.db", false).await?;
    let head = sound(&app.db, &app.secret).await?;
    end_what_was(settings, &app.db, &app.secret).await?;
    app.db.close().await?;
    print(&format!("{} lines of the journal, sound\n{AFTER}", head.lines))
}

/// Lets the mail of a restored hub leave, or drops what waits.
pub async fn release(settings: &Settings, release: &Release) -> Result<(), Failure> {
    let app = open_existing(settings).await?;
    let write = app.write(&By::Hub).await?;
    let waiting = if release.drop { Waiting::IsDropped } else { Waiting::Leaves };
    let dropped = release_mail::run(&write, waiting).await?;
    write.commit().await?;
    app.db.close().await?;
    print(&format!("Mail leaves again; {dropped} dropped.\n"))
}

/// Copies a database into an empty one, and compares both.
pub async fn copy(settings: &Settings, urls: &Copying) -> Result<(), Failure> {
    if let Some(file) = sqlite_file(&urls.from) {
        beside::keep_in_use(&file, Use::Alone)?;
    }
    let (from, to) = (db::open_to_read(&urls.from).await?, connect(&urls.to).await?);
    if !db::is_up_to_date(&from).await {
        return Err("the source is not up to date: start the hub on it once".into());
    }
    let hub = db::find_hub(&from).await?.ok_or("the source is not the database of a hub")?;
    let secret = secret_of(settings, Some(&hub))?;
    let before = sound(&from, &secret).await?;
    db::migrate(&to).await?;
    let tables = db::copy_everything(&from, &to).await?;
    let after = sound(&to, &secret).await?;
    if before != after {
        return Err("the journal does not end as that of the source: empty the target and begin again".into());
    }
    from.close().await?;
    to.close().await?;
    let rows: i64 = tables.iter().map(|(_, rows)| rows).sum();
    let text = tables.iter().map(|(name, rows)| format!("{name}: {rows}\n")).collect::<String>();
    print(&format!("{text}{rows} rows in {} tables; the journal is sound\n", tables.len()))
}
