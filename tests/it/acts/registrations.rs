//! The acts of files of registrations.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::registrations::confirm::{self, Added, Confirmed, Confirming};
use tandem::acts::registrations::import;
use tandem::acts::registrations::receive::{self, Received, Receiving};
use tandem::db::{Id, new_id};
use tandem::limits::Stop;
use tandem::organisations::Origin;
use tandem::people::store;
use tandem::registrations::{Examination, read_and_examine};

use super::acting::{NOT_FOUND, count};
use crate::support::TestHub;

const UPLOADS: &str = "SELECT id FROM uploads";
const IMPORTED: &str = "SELECT id FROM people WHERE last_name = 'Registre'";

/// A file of so many people, from this number on: every third one is a mentor.
fn file(first: usize, people: usize) -> Vec<u8> {
    let mut text =
        "Prénom;Nom;Adresse e-mail;Code postal;Vous êtes;Combien de personnes pouvez-vous accompagner ?\n"
            .to_owned();
    for number in first..first + people {
        let (part, capacity) = if number.is_multiple_of(3) { ("Mentor", "2") } else { ("Mentoré", "") };
        text.push_str(&format!("Ana;Registre;p{number}@exemple.test;13005;{part};{capacity}\n"));
    }
    text.into_bytes()
}

async fn receives(hub: &TestHub, by: &By, bytes: Vec<u8>) -> Id {
    let receiving = Receiving { file_name: "mars.csv".to_owned(), bytes };
    match receive::run(&hub.app, by, receiving).await.unwrap() {
        Received::Upload(id) => id,
        Received::Refused(error) => panic!("{error}"),
    }
}

fn branch(hub: &TestHub, number: usize) -> Origin {
    Origin { organisation_id: hub.partner(), branch_id: Some(hub.branch(number)) }
}

async fn confirms(hub: &TestHub, by: &By, upload: Id, origin: Origin) -> Result<Option<Added>, String> {
    match confirm::run(&hub.app, by, Confirming { upload, origin }).await {
        Ok(Confirmed::Added(added)) => Ok(Some(added)),
        Ok(Confirmed::Gone) => Ok(None),
        Ok(Confirmed::Refused(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_file_is_received_if_it_can_be_read_by_who_registers_people() {
    let hub = TestHub::new().await;
    let coordinator = hub.by(Role::Coordinator).await;
    for (bytes, sentence) in [(&b""[..], "Ce fichier est vide."), (&b"une;deux\n1;2\n"[..], "Aucun titre")] {
        let receiving = Receiving { file_name: "mars.csv".to_owned(), bytes: bytes.to_vec() };
        let Received::Refused(error) = receive::run(&hub.app, &coordinator, receiving).await.unwrap() else {
            panic!()
        };
        assert!(error.to_string().contains(sentence), "{error}");
    }
    for by in [hub.by(Role::Officer).await, hub.by(Role::Mentor).await, By::Hub, By::Bearer(new_id())] {
        let receiving = Receiving { file_name: "mars.csv".to_owned(), bytes: file(0, 1) };
        let refused = receive::run(&hub.app, &by, receiving).await.map(|_| ());
        assert_eq!(refused.map_err(|error| error.to_string()), Err(NOT_FOUND.to_owned()), "{by:?}");
    }
    assert_eq!(count(&hub, UPLOADS).await, 0);
    let adviser = hub.by(Role::Adviser).await;
    assert_eq!(hub.keys(UPLOADS).await.len(), 0);
    let id = receives(&hub, &adviser, file(0, 1)).await;
    assert_eq!(hub.keys(UPLOADS).await, [id]);
    assert_eq!(count(&hub, IMPORTED).await, 0);
}

#[tokio::test]
async fn a_file_is_confirmed_once_by_who_sent_it_for_whom_they_may() {
    let hub = TestHub::new().await;
    let adviser = hub.by(Role::Adviser).await;
    let coordinator = hub.by(Role::Coordinator).await;
    let upload = receives(&hub, &adviser, file(0, 4)).await;
    let of_hub = Origin { organisation_id: hub.hub_organisation(), branch_id: None };
    let unknown = Origin { organisation_id: new_id(), branch_id: None };
    let own = branch(&hub, 0);
    let cases = [
        (&adviser, upload, branch(&hub, 1), Err(NOT_FOUND.to_owned())),
        (&adviser, upload, of_hub, Err(NOT_FOUND.to_owned())),
        (&coordinator, upload, unknown, Err(NOT_FOUND.to_owned())),
        (&coordinator, upload, own, Ok(None)),
        (&adviser, new_id(), own, Ok(None)),
    ];
    for (by, upload, origin, expected) in cases {
        assert_eq!(confirms(&hub, by, upload, origin).await, expected, "{origin:?}");
    }
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (0, 1));
    let added = Some(Added { mentors: 2, mentees: 2 });
    assert_eq!(confirms(&hub, &adviser, upload, own).await, Ok(added));
    assert_eq!(confirms(&hub, &adviser, upload, own).await, Ok(None));
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (4, 0));
    let people = store::everybody(&hub.app.db, Scope::Hub).await.unwrap();
    let person = people.values().find(|person| person.last_name == "Registre").unwrap();
    assert_eq!((person.organisation_id, person.branch_id), (hub.partner(), Some(hub.branch(0))));
}

#[tokio::test]
async fn a_file_that_waited_more_than_a_day_is_gone() {
    let hub = TestHub::new().await;
    let adviser = hub.by(Role::Adviser).await;
    let upload = receives(&hub, &adviser, file(0, 1)).await;
    hub.sql("UPDATE uploads SET at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    assert_eq!(confirms(&hub, &adviser, upload, branch(&hub, 0)).await, Ok(None));
}

#[tokio::test]
async fn a_confirmation_that_was_interrupted_is_taken_up_again() {
    let hub = TestHub::new().await;
    let coordinator = hub.by(Role::Coordinator).await;
    // What a first try stored before it was interrupted: its first part.
    let first = receives(&hub, &coordinator, file(0, 500)).await;
    let origin = branch(&hub, 1);
    let people = |added: Result<Option<Added>, String>| added.unwrap().map(Added::people);
    assert_eq!(people(confirms(&hub, &coordinator, first, origin).await), Some(500));
    let upload = receives(&hub, &coordinator, file(0, 1001)).await;
    assert_eq!(people(confirms(&hub, &coordinator, upload, origin).await), Some(501));
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (1001, 0));
}

#[tokio::test]
async fn a_part_that_fails_leaves_the_file_and_the_parts_before_it() {
    let hub = TestHub::new().await;
    let coordinator = hub.by(Role::Coordinator).await;
    let upload = receives(&hub, &coordinator, file(0, 600)).await;
    // The database refuses somebody of the second part.
    let trigger = match hub.app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER stop BEFORE INSERT ON people FOR EACH ROW WHEN (NEW.email = 'p550@exemple.test') \
             EXECUTE FUNCTION refuse()"
        }
        _ => {
            "CREATE TRIGGER stop BEFORE INSERT ON people WHEN NEW.email = 'p550@exemple.test' \
             BEGIN SELECT RAISE(ABORT, 'refused'); END"
        }
    };
    hub.sql(trigger).await.unwrap();
    assert!(confirms(&hub, &coordinator, upload, branch(&hub, 0)).await.is_err());
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (500, 1));
    let undone = match hub.app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "DROP TRIGGER stop ON people",
        _ => "DROP TRIGGER stop",
    };
    hub.sql(undone).await.unwrap();
    let added = confirms(&hub, &coordinator, upload, branch(&hub, 0)).await.unwrap();
    assert_eq!(added.map(Added::people), Some(100));
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (600, 0));
}

#[tokio::test]
async fn a_file_confirmed_twice_at_once_adds_each_person_once() {
    let hub = TestHub::new().await;
    let coordinator = hub.by(Role::Coordinator).await;
    let responsible = hub.by(Role::HubResponsible).await;
    let upload = receives(&hub, &coordinator, file(0, 700)).await;
    let again = receives(&hub, &responsible, file(350, 700)).await;
    hub.connected().await;
    let origin = branch(&hub, 0);
    let confirm = async |by: &By, upload| confirms(&hub, by, upload, origin).await.unwrap();
    tokio::join!(confirm(&coordinator, upload), confirm(&coordinator, upload), confirm(&responsible, again));
    assert_eq!((count(&hub, IMPORTED).await, count(&hub, UPLOADS).await), (1050, 0));
}

#[tokio::test]
async fn an_account_has_one_file_that_waits_and_others_keep_theirs() {
    let hub = TestHub::new().await;
    let (adviser, coordinator) = (hub.by(Role::Adviser).await, hub.by(Role::Coordinator).await);
    let theirs = receives(&hub, &coordinator, file(0, 2)).await;
    hub.connected().await;
    let send = async || receives(&hub, &adviser, file(0, 1)).await;
    let first = send().await;
    tokio::join!(send(), send(), send());
    assert_eq!(count(&hub, UPLOADS).await, 2);
    assert_eq!(confirms(&hub, &adviser, first, branch(&hub, 0)).await, Ok(None));
    let added = confirms(&hub, &coordinator, theirs, branch(&hub, 0)).await.unwrap();
    assert_eq!(added.map(Added::people), Some(2));
}

fn examined(hub: &TestHub, bytes: &[u8]) -> Examination {
    read_and_examine(bytes, &[], hub.app.today(), &Stop::default()).unwrap()
}

#[tokio::test]
async fn a_file_imported_on_the_machine_is_for_the_hub() {
    let hub = TestHub::empty(false).await;
    let examination = examined(&hub, &file(0, 600));
    let people = async |by: &By| import::run(&hub.app, by, &examination).await.map(Added::people);
    assert_eq!(people(&By::Hub).await.unwrap(), 600);
    assert_eq!(people(&By::Hub).await.unwrap(), 0);
    assert!(people(&By::Bearer(new_id())).await.is_err());
    let hubs = hub.keys("SELECT id FROM organisations WHERE kind = 'hub'").await;
    let origins = hub.keys("SELECT DISTINCT organisation_id AS id FROM people").await;
    assert_eq!((hubs.len(), origins), (1, hubs));
}
