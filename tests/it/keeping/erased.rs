//! What was erased is in no file once the hub stopped.

use std::fs;

use tandem::accounts;
use tandem::accounts::access::Role;
use tandem::db::{self, Actor, Db, Id, Write};
use tandem::secret::Secret;

use crate::support::{Folder, Request, Served};

/// A session of the first account of a role, written into the database of a hub that does not run.
pub async fn session(folder: &Folder, role: Role) -> String {
    let db = db::open(&folder.url("demo.db")).await.unwrap();
    let account = first(&db, role).await;
    let secret = Secret::read(&folder.file("secret")).unwrap();
    let write = Write::begin(&db, &secret, Actor::HUB, tandem::state::now()).await.unwrap();
    let token = accounts::store::insert_session(&write, account, true, "un essai").await.unwrap();
    write.commit().await.unwrap();
    db.close().await.unwrap();
    token
}

async fn first(db: &Db, role: Role) -> Id {
    let accounts = accounts::store::list(db).await.unwrap();
    accounts.iter().find(|account| account.role == role).expect("the demonstration has one").id
}

/// The files of a folder that hold some bytes.
fn holding(folder: &Folder, marker: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder.0).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if bytes.windows(marker.len()).any(|window| window == marker.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn list(marker: &str) -> Vec<u8> {
    let titles =
        "Prénom;Nom;Adresse e-mail;Code postal;Vous êtes;Combien de personnes pouvez-vous accompagner ?";
    format!("{titles}\n{marker};Registre;ana@exemple.test;13005;Mentoré;\n").into_bytes()
}

#[tokio::test]
async fn a_marker_that_was_erased_is_in_no_file_after_a_stop() {
    let folder = Folder::with_demonstration().await;
    let token = session(&folder, Role::Coordinator).await;
    let served = Served::start(&folder, "demo", &[]);
    let upload = |marker| Request::upload("/import", "list.csv", list(marker)).signed_in(&token);
    assert_eq!(served.send(&upload("Firstmarker")).unwrap().status, 303);
    let asking =
        "first_name=Thirdmarker&last_name=Tapenade&email=olive%40exemple.test&place=13005&words=Secondmarker";
    assert_eq!(served.send(&Request::post("/join/mentor", asking.to_owned())).unwrap().status, 200);
    // What waits is stored as it was typed.
    assert_ne!(holding(&folder, "Firstmarker"), Vec::<String>::new());
    assert_ne!(holding(&folder, "Secondmarker"), Vec::<String>::new());
    assert!(served.stop().success());
    // Eight days later: the request was not confirmed, and the sweep is due.
    let db = db::open(&folder.url("demo.db")).await.unwrap();
    for old in [
        "UPDATE requests SET asked_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE jobs SET due_at = '2020-01-01 00:00:00+00:00' WHERE kind = 'sweep'",
    ] {
        sea_orm::ConnectionTrait::execute_unprepared(&db, old).await.unwrap();
    }
    db.close().await.unwrap();
    let served = Served::start(&folder, "demo", &[]);
    // Another file takes the place of the first one.
    assert_eq!(served.send(&upload("Fourthmarker")).unwrap().status, 303);
    let swept = async || {
        let db = db::open(&folder.url("demo.db")).await.unwrap();
        let left = super::count(&db, "requests WHERE first_name = 'Thirdmarker'").await;
        db.close().await.unwrap();
        left == 0
    };
    for _ in 0..200 {
        if swept().await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(swept().await, "the sweep is done when the hub starts");
    assert!(served.stop().success());
    for marker in ["Firstmarker", "Secondmarker", "Thirdmarker"] {
        assert_eq!(holding(&folder, marker), Vec::<String>::new(), "{marker}");
    }
    assert_eq!(holding(&folder, "Fourthmarker").len(), 1);
}
