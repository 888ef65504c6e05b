//! A database says what it is for: that of a real hub is no demonstration, and a demonstration is no hub.

use std::path::PathBuf;
use std::process::{Command, Output};

use tandem::acts::hub::mark;
use tandem::db::{self, Actor, Mark, Write};
use tandem::secret::Secret;

use crate::support::TestHub;

/// A folder of one's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tandem-mark-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.0.join("either.db").display())
    }

    fn tandem(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.env("TANDEM_DATABASE_URL", self.url()).arg("--data-dir").arg(&self.0);
        command.args(["--listen", "127.0.0.1:0"]).args(arguments).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn refused(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains(why), "{output:?}");
}

#[test]
fn the_demonstration_does_not_open_the_database_of_a_hub() {
    let folder = Folder::new("real");
    assert!(folder.tandem(&["invite", "--email", "a@hub.test", "--name", "Ada"]).status.success());
    refused(&folder.tandem(&["demo"]), "that of a real hub");
    // Without a command it is the demonstration that is asked for.
    refused(&folder.tandem(&[]), "that of a real hub");
}

#[tokio::test]
async fn a_hub_does_not_open_the_database_of_a_demonstration() {
    let folder = Folder::new("demo");
    let db = db::open(&folder.url()).await.unwrap();
    db::migrate(&db).await.unwrap();
    let secret = Secret::fleeting().unwrap();
    for (said, heard) in [(Mark::Demonstration, Mark::Demonstration), (Mark::Real, Mark::Demonstration)] {
        let write = Write::begin(&db, &secret, Actor::HUB, tandem::state::now()).await.unwrap();
        mark::run(&write, said).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(db::find_mark(&db).await.unwrap(), Some(heard), "the first mark holds");
    }
    db.close().await.unwrap();
    for command in [&["serve"][..], &["invite", "--email", "a@hub.test", "--name", "Ada"]] {
        refused(&folder.tandem(command), "that of a demonstration");
    }
}

#[tokio::test]
async fn a_database_with_people_in_it_and_no_mark_is_not_taken_for_a_demonstration() {
    let folder = Folder::new("unmarked");
    assert!(folder.tandem(&["invite", "--email", "a@hub.test", "--name", "Ada"]).status.success());
    let db = db::open(&folder.url()).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&db, "DELETE FROM hub").await.unwrap();
    db.close().await.unwrap();
    refused(&folder.tandem(&["demo"]), "holds something else");
}

#[tokio::test]
async fn the_demonstration_is_marked_as_one() {
    let hub = TestHub::demo().await;
    assert_eq!(db::find_mark(&hub.app.db).await.unwrap(), Some(Mark::Demonstration));
}
