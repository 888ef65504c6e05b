//! `tandem doctor` finds what is wrong, and changes nothing.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use sea_orm::ConnectionTrait as _;
use tandem::db;

use crate::support::Folder;

const DOCTOR: [&str; 3] = ["doctor", "--smtp-url", "smtp://127.0.0.1:9"];

/// A hub that is well, in a folder of its owner's alone.
fn well() -> Folder {
    let folder = Folder::new();
    fs::set_permissions(&folder.0, Permissions::from_mode(0o700)).unwrap();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
    folder
}

/// What the doctor finds wrong.
#[track_caller]
fn wrong(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let output = folder.tandem(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let wrong: Vec<String> =
        text.lines().filter_map(|line| line.strip_prefix("WRONG  ")).map(str::to_owned).collect();
    assert_eq!(output.status.code(), Some(i32::from(!wrong.is_empty())), "{text}");
    wrong
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_with_a_hub_that_is_well_and_changes_nothing() {
    let folder = well();
    let before = fs::read(folder.file("hub.db")).unwrap();
    assert_eq!(wrong(&folder, &DOCTOR), Vec::<String>::new());
    assert!(before == fs::read(folder.file("hub.db")).unwrap(), "the file is another");
    assert_eq!(wrong(&folder, &["doctor"]), ["TANDEM_SMTP_URL is not set: no mail leaves."]);
}

#[tokio::test]
async fn the_doctor_says_each_thing_that_is_wrong() {
    let folder = well();
    let db = db::open(&folder.url("hub.db")).await.unwrap();
    let run = async |sql: &str| db.execute_unprepared(sql).await.map(|_| ()).unwrap();
    run("UPDATE hub SET mail_held_at = marked_at, generation = 0").await;
    run("DROP TRIGGER journal_not_changed").await;
    run("UPDATE journal SET action = 'forged', at = '2999-01-01 00:00:00+00:00'").await;
    run("UPDATE jobs SET created_at = '2001-01-01 00:00:00+00:00'").await;
    db.close().await.unwrap();
    fs::set_permissions(folder.file("hub.db"), Permissions::from_mode(0o644)).unwrap();
    let found = wrong(&folder, &DOCTOR);
    for part in [
        "a copy was put in its place",
        "The journal was tampered with",
        "it was set back",
        "Mail is held",
        "hub.db may be read by others",
    ] {
        assert!(found.iter().any(|line| line.contains(part)), "{part}: {found:#?}");
    }
    fs::remove_file(folder.file("secret")).unwrap();
    assert!(wrong(&folder, &DOCTOR).iter().any(|line| line.contains("is missing")));
    let db = db::open(&folder.url("hub.db")).await.unwrap();
    db.execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
    db.close().await.unwrap();
    assert!(wrong(&folder, &DOCTOR).iter().any(|line| line.contains("Migrations are missing")));
}
