//! The files of the database: whose they are, and what is in them after a clean end.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use sea_orm::ConnectionTrait as _;
use tandem::db;

use super::count;
use crate::support::{Folder, Served};

/// A word that stands nowhere else.
const MARKER: &str = "Ocarina-Vermillon-Sextant";

#[test]
fn what_the_hub_makes_is_its_owners_alone() {
    let folder = Folder::new();
    let data = Folder(folder.file("data"));
    let served = Served::start(&data, "serve", &[]);
    let mode = |name: &str| fs::metadata(data.file(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("."), 0o700);
    for name in ["hub.db", "hub.db-wal", "hub.db-shm", "secret", "generation"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert!(served.stop().success());
}

#[tokio::test]
async fn after_a_clean_end_the_file_alone_holds_everything_and_what_was_erased_is_in_no_file() {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", MARKER]);
    let served = Served::start(&folder, "serve", &[]);
    let db = db::open(&folder.url("hub.db")).await.unwrap();
    assert!(is_in_a_file(&folder), "the marker is there before it is erased");
    db.execute_unprepared("UPDATE accounts SET name = 'x'").await.unwrap();
    db.close().await.unwrap();
    assert!(served.stop().success());
    assert!(!folder.file("hub.db-wal").exists(), "a log is left");
    assert!(!is_in_a_file(&folder), "what was erased is still there");
    // Whoever copies the one file has everything.
    let elsewhere = folder.file("copied.db");
    fs::copy(folder.file("hub.db"), &elsewhere).unwrap();
    let copied = db::open(&folder.url("copied.db")).await.unwrap();
    assert_eq!(count(&copied, "accounts").await, 1);
}

fn is_in_a_file(folder: &Folder) -> bool {
    fs::read_dir(&folder.0).unwrap().flatten().any(|entry| {
        let bytes = fs::read(entry.path()).unwrap_or_default();
        bytes.windows(MARKER.len()).any(|window| window == MARKER.as_bytes())
    })
}

#[test]
fn a_key_is_not_made_anew_for_a_database_that_was_sealed_with_another() {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
    let (secret, away) = (folder.file("secret"), folder.file("away"));
    fs::rename(&secret, &away).unwrap();
    for command in [&["serve"][..], &["invite", "--email", "b@hub.test", "--name", "Bea"]] {
        let why = folder.refuses(command);
        assert!(why.contains("is missing") && why.contains("put it back"), "{why}");
        assert!(!secret.exists(), "a key was made");
    }
    fs::write(&secret, "0".repeat(64)).unwrap();
    let why = folder.refuses(&["serve"]);
    assert!(why.contains("is not the one that this database was sealed with"), "{why}");
    fs::rename(&away, &secret).unwrap();
    folder.does(&["invite", "--email", "b@hub.test", "--name", "Bea"]);
}
