//! An organisation is not told whom the hub knows by another one: neither by a file, nor by a form.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use super::counts;
use crate::support::{Client, Page, TestHub};

const ADDRESSES: [&str; 3] = ["rose@exemple.test", "pin@exemple.test", "cade@exemple.test"];

fn list() -> String {
    let mut text =
        "Prénom;Nom;Adresse e-mail;Code postal;Vous êtes;Combien de personnes pouvez-vous accompagner ?\n"
            .to_owned();
    for (number, address) in ADDRESSES.iter().enumerate() {
        let part = if number == 0 { "Mentor;2" } else { "Mentoré;" };
        text.push_str(&format!("Ana;Registre{number};{address};13005;{part}\n"));
    }
    text
}

/// The hub's own organisation brings two of them, and another branch the third.
async fn known_to_others(hub: &TestHub) {
    for (number, address) in ADDRESSES.into_iter().enumerate() {
        hub.add_mentee("Firmin Lavande", |person, _| {
            person.email = Some(address.to_owned());
            if number < 2 {
                (person.organisation_id, person.branch_id) = (hub.hub_organisation(), None);
            } else {
                person.branch_id = Some(hub.branch(1));
            }
        })
        .await;
    }
}

async fn preview(client: &Client) -> Page {
    let form = client.get("/import").await.form("Lire le fichier");
    form.attach("Fichier d’inscriptions", "mars.csv", list().as_bytes()).submit().await
}

/// What is shown, without the key of the file.
fn shown(page: &Page) -> String {
    page.plain_body().replace(&page.path, "")
}

#[tokio::test]
async fn a_file_of_people_of_others_is_shown_in_the_bytes_of_one_of_unknown_people() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let unknown = preview(&adviser).await;
    unknown.is(StatusCode::OK).says("3 personnes seront ajoutées").says("0 ligne déjà connue");
    known_to_others(&hub).await;
    let foreign = preview(&adviser).await;
    assert_eq!(shown(&foreign), shown(&unknown));
    // Who sees them is told.
    let responsible = hub.enter(Role::Responsible).await;
    preview(&responsible).await.says("1 ligne déjà connue").says("2 personnes seront ajoutées");
    preview(&hub.enter(Role::Coordinator).await).await.says("3 lignes déjà connues");
}

#[tokio::test]
async fn confirmed_they_are_requests_and_the_answer_does_not_tell() {
    let (hub, other) = (TestHub::new().await, TestHub::new().await);
    known_to_others(&hub).await;
    let before = counts(&hub).await;
    let adviser = hub.enter(Role::Adviser).await;
    let foreign = preview(&adviser).await.form("Enregistrer 3 personnes").submit().await;
    let unknown =
        preview(&other.enter(Role::Adviser).await).await.form("Enregistrer 3 personnes").submit().await;
    let said = "3 inscriptions reçues. Si quelqu’un n’est pas dans vos listes";
    assert_eq!(foreign.says(said).path, unknown.says(said).path);
    assert_eq!(counts(&hub).await, before);
    let sent = "SELECT action AS text FROM journal WHERE object_kind = 'request' AND action = 'sent'";
    assert_eq!(hub.texts(sent).await.len(), 3);
    assert_eq!(other.texts(sent).await.len(), 0);
    // What waits already is not asked for twice.
    // Sent again, both look as if everybody were known.
    let again = [preview(&adviser).await, preview(&other.enter(Role::Adviser).await).await];
    for page in &again {
        page.says("3 lignes déjà connues").does_not_say("Enregistrer 3 personnes");
    }
    assert_eq!(hub.texts("SELECT email AS text FROM requests").await.len(), 3);
}

#[tokio::test]
async fn whoever_coordinates_is_asked_and_those_it_is_about_are_not_written_to() {
    let hub = TestHub::new().await;
    known_to_others(&hub).await;
    let mails = hub.mails().await.len();
    preview(&hub.enter(Role::Adviser).await).await.form("Enregistrer 3 personnes").submit().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/requests").await;
    page.says("Ana Registre0").says("veut devenir mentor").says("Inscription envoyée par");
    page.follow("Ouvrir sa fiche").await.says("Firmin Lavande");
    page.form("Effacer cette inscription").submit().await.says("Personne n’a reçu de message.");
    assert_eq!(hub.texts("SELECT email AS text FROM requests").await.len(), 2);
    assert_eq!(hub.mails().await.len(), mails);
}

async fn registers(client: &Client, address: &str) -> Page {
    let page = client.get("/people/new?as=mentor").await;
    let form = page.form("Enregistrer ce mentor").fill("Prénom", "Olive").fill("Nom", "Tapenade");
    let form = form.fill("Adresse e-mail", address).fill("Code postal", "13013");
    let form = form.fill("Niveau de la langue 1", "C2").fill("Combien de personnes", "2").tick("Emploi");
    form.fill("Métiers", "D1106").tick("Lundi soir").submit().await
}

#[tokio::test]
async fn one_person_of_others_is_registered_in_the_words_of_an_unknown_one() {
    let hub = TestHub::new().await;
    known_to_others(&hub).await;
    let adviser = hub.enter(Role::Adviser).await;
    let foreign = registers(&adviser, ADDRESSES[0]).await;
    let unknown = registers(&adviser, "olive@exemple.test").await;
    let said = "Inscription reçue : Olive Tapenade.";
    assert_eq!(foreign.says(said).path, unknown.says(said).path);
    assert_eq!(hub.texts("SELECT email AS text FROM requests").await, [ADDRESSES[0]]);
    registers(&adviser, ADDRESSES[0]).await.says("déjà celle d’une personne du hub");
    // Together with something to correct, it is not told either.
    let page = adviser.get("/people/new?as=mentor").await;
    let form = page.form("Enregistrer ce mentor").fill("Adresse e-mail", ADDRESSES[0]);
    form.submit().await.is(StatusCode::UNPROCESSABLE_ENTITY).does_not_say("déjà celle d’une personne");
    registers(&adviser, "olive@exemple.test").await.says("déjà celle d’une personne du hub");
    registers(&hub.enter(Role::Coordinator).await, ADDRESSES[0])
        .await
        .says("déjà celle d’une personne du hub");
}
