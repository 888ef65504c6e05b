//! A backup is made while the hub runs, and put back: by the command, or by hand.

use std::fs;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::acts::hub::mark;
use tandem::db::{self, Actor, Db, Mark, Write};
use tandem::mail;
use tandem::secret::Secret;

use super::count;
use crate::messages::sign_in;
use crate::support::{Folder, Served};

/// A hub that somebody was invited to, and what it is asked.
async fn invited() -> Folder {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
    let db = open(&folder).await;
    let secret = Secret::read(&folder.file("secret")).unwrap();
    let write = Write::begin(&db, &secret, Actor::HUB, tandem::state::now()).await.unwrap();
    mark::run(&write, Mark::Real).await.unwrap();
    let only = Statement::from_string(DbBackend::Sqlite, "SELECT id FROM accounts");
    let account = db.query_one_raw(only).await.unwrap().unwrap().try_get("", "id").unwrap();
    tandem::accounts::store::insert_session(&write, account, true, "un essai").await.unwrap();
    mail::push(&write, sign_in("ada@hub.test", "ab1")).await.unwrap();
    write.commit().await.unwrap();
    db.close().await.unwrap();
    folder
}

async fn open(folder: &Folder) -> Db {
    db::open(&folder.url("hub.db")).await.unwrap()
}

/// Checks that nobody enters by what was open before, and that the mail waits until it is released.
async fn ended_and_held(folder: &Folder) {
    let db = open(folder).await;
    assert_eq!(count(&db, "accounts").await, 1);
    assert_eq!(count(&db, "sessions").await, 0);
    assert_eq!(count(&db, "links WHERE superseded_at IS NULL").await, 0);
    assert!(db::find_hub(&db).await.unwrap().unwrap().mail_held_at.is_some());
    db.close().await.unwrap();
    let said = folder.does(&["tick", "--smtp-url", "smtp://127.0.0.1:9"]);
    assert!(said.contains("message: 0 done, 0 failed"), "{said}");
    folder.does(&["release-mail"]);
    let said = folder.does(&["tick", "--smtp-url", "smtp://127.0.0.1:9"]);
    assert!(said.contains("message: 0 done, 1 failed"), "{said}");
    folder.does(&["journal", "verify"]);
}

#[tokio::test]
async fn a_backup_made_while_the_hub_runs_is_restored() {
    let folder = invited().await;
    let backup = folder.file("backup.db");
    let backup = backup.to_str().unwrap();
    let served = Served::start(&folder, "serve", &[]);
    folder.does(&["backup", backup]);
    let why = folder.refuses(&["backup", backup]);
    assert!(why.contains("replaces nothing"), "{why}");
    let why = folder.refuses(&["restore", backup]);
    assert!(why.contains("a hub runs on"), "{why}");
    assert!(served.stop().success());
    let lost = open(&folder).await;
    lost.execute_unprepared("UPDATE accounts SET name = 'changed since'").await.unwrap();
    lost.close().await.unwrap();
    let said = folder.does(&["restore", backup]);
    assert!(said.contains("What was there is"), "{said}");
    let db = open(&folder).await;
    assert_eq!(count(&db, "accounts WHERE name = 'Ada'").await, 1);
    db.close().await.unwrap();
    ended_and_held(&folder).await;
    assert!(Served::start(&folder, "serve", &[]).stop().success());
}

#[tokio::test]
async fn a_copy_put_back_by_hand_is_noticed_at_the_next_start() {
    let folder = invited().await;
    let (place, backup) = (folder.file("hub.db"), folder.file("backup.db"));
    folder.does(&["backup", backup.to_str().unwrap()]);
    fs::copy(&backup, &place).unwrap();
    for command in [&["serve"][..], &["invite", "--email", "b@hub.test", "--name", "Bea"]] {
        let why = folder.refuses(command);
        assert!(why.contains("a copy was put in its place"), "{why}");
    }
    folder.does(&["restored"]);
    ended_and_held(&folder).await;
}

#[tokio::test]
async fn what_is_no_sound_backup_of_this_hub_is_not_restored() {
    let (folder, other) = (invited().await, invited().await);
    let before = fs::read(folder.file("hub.db")).unwrap();
    let (good, bad) = (folder.file("good.db"), folder.file("bad.db"));
    folder.does(&["backup", good.to_str().unwrap()]);
    fs::write(&bad, "no database").unwrap();
    folder.refuses(&["restore", bad.to_str().unwrap()]);
    let foreign = other.file("foreign.db");
    other.does(&["backup", foreign.to_str().unwrap()]);
    let why = folder.refuses(&["restore", foreign.to_str().unwrap()]);
    assert!(why.contains("is not the one that this database was sealed with"), "{why}");
    let db = db::open(&folder.url("good.db")).await.unwrap();
    db.execute_unprepared("DROP TRIGGER journal_not_changed").await.unwrap();
    db.execute_unprepared("UPDATE journal SET action = 'forged'").await.unwrap();
    db.close().await.unwrap();
    let why = folder.refuses(&["restore", good.to_str().unwrap()]);
    assert!(why.contains("tampered with"), "{why}");
    let after = open(&folder).await;
    assert_eq!(count(&after, "sessions").await, 1, "{} bytes before", before.len());
}

#[tokio::test]
async fn mail_that_waits_may_be_dropped() {
    let folder = invited().await;
    folder.does(&["restored"]);
    assert!(folder.does(&["release-mail", "--drop"]).contains("1 dropped"));
    let db = open(&folder).await;
    assert_eq!(count(&db, "outbox WHERE given_up_at IS NOT NULL AND body = ''").await, 1);
    assert_eq!(count(&db, "jobs WHERE kind = 'message'").await, 0);
}
