//! The person of the hub whom mentees and mentors call, and who names them.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::tandems;
use tandem::tandems::tandem::Tandem;

use crate::support::{Client, Page, TestHub};

/// Says at which number, and when, one is reached.
async fn says_contact(by: &Client, phone: &str, hours: &str) -> Page {
    let form = by.get("/account").await.form("Enregistrer");
    form.fill("Téléphone", phone).fill("Quand vous répondez", hours).submit().await
}

#[tokio::test]
async fn whoever_waits_sees_whom_to_call_and_when() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    says_contact(&coordinator, "04 65 71 20 14", "le mardi, 9 h – 12 h").await.says("sont enregistrés");
    let page = hub.enter(Role::Mentee).await.get("/me").await;
    page.says("Une question").says("Colette Restanque").says("le mardi, 9 h – 12 h");
    assert_eq!(page.attributes(".human a", "href"), ["tel:+33465712014"]);
    // A mentor in no tandem calls the default too; those who work with people have colleagues.
    hub.enter(Role::Mentor).await.get("/me").await.says("04 65 71 20 14");
    let person = hub.person_named("Basile Garrigue").await;
    coordinator.get(&format!("/people/{person}")).await.does_not_say("Une question");
}

#[tokio::test]
async fn both_sides_of_a_tandem_call_whoever_coordinates_that_journey() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    says_contact(&responsible, "04 65 71 20 11", "").await.says("sont enregistrés");
    let journey = hub.keys("SELECT id FROM journeys").await[0];
    let form = responsible.get(&format!("/journeys/{journey}/edition")).await;
    let form = form.form("Enregistrer ce besoin").fill("Qui coordonne", "Honorine Aubagne");
    form.submit().await.says("Le besoin est enregistré.");
    let tandem = Tandem {
        id: tandem::db::new_id(),
        proposal_id: None,
        journey_id: journey,
        mentor_id: hub.keys("SELECT id FROM mentors").await[0],
        started_on: hub.app.today(),
        closed: None,
    };
    let write = hub.write().await;
    tandems::store::insert(&write, &tandem).await.unwrap();
    write.commit().await.unwrap();
    for role in [Role::Mentee, Role::Mentor] {
        let client = hub.enter(role).await;
        for path in ["/me".to_owned(), format!("/tandems/{}", tandem.id)] {
            let page = client.get(&path).await;
            page.says("Honorine Aubagne").does_not_say("Colette Restanque");
            assert_eq!(page.attributes(".human a", "href"), ["tel:+33465712011"], "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_number_that_is_none_comes_back_with_what_was_typed() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Adviser).await;
    let page = says_contact(&client, "voir mail", "le mardi").await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Écrivez un numéro de dix chiffres");
    let mut form = page.form("Enregistrer");
    assert_eq!(
        (form.value("Téléphone"), form.value("Quand vous répondez")),
        ("voir mail".into(), "le mardi".into())
    );
    for role in [Role::Mentor, Role::Funder, Role::Officer] {
        hub.enter(role).await.get("/account").await.does_not_say("Mon téléphone");
    }
}

#[tokio::test]
async fn the_coordination_by_default_is_given_on_the_page_of_accesses() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.get("/access").await;
    assert_eq!(page.all("tbody tr:has(.soft)").join(" ").matches("coordonne par défaut").count(), 1);
    let page = page.form("Confier la coordination par défaut").submit().await;
    page.says("La coordination par défaut est confiée à Honorine Aubagne.");
    hub.enter(Role::Mentee).await.get("/me").await.says("Honorine Aubagne");
    hub.enter(Role::Responsible).await.get("/access").await.does_not_say("coordination par défaut");
}

#[tokio::test]
async fn every_page_of_a_mentee_or_mentor_names_whom_to_call_in_one_place() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    says_contact(&coordinator, "04 65 71 20 14", "").await.says("sont enregistrés");
    for role in [Role::Mentee, Role::Mentor] {
        let client = hub.enter(role).await;
        let own = client.get("/me").await.path;
        let pages = ["/", "/account", "/privacy", "/join/mentor", "/people", "/no-page", "/tandems/none"];
        for path in [own.clone(), format!("{own}/readings")].into_iter().chain(pages.map(str::to_owned)) {
            let page = client.get(&path).await;
            assert_eq!(page.attributes(".human a", "href"), ["tel:+33465712014"], "{role:?} {path}");
        }
    }
    for client in [coordinator, hub.visitor()] {
        for path in ["/", "/account", "/no-page"] {
            client.get(path).await.does_not_say("Une question ?");
        }
    }
}

#[tokio::test]
async fn whoever_has_no_coordinator_with_a_number_writes_to_the_hub() {
    let hub = TestHub::new().await;
    let page = hub.enter(Role::Mentee).await.get("/me").await;
    assert_eq!(page.attributes(".human a", "href"), ["mailto:contact@hub.exemple.test"]);
    hub.sql("UPDATE accounts SET coordinates_by_default_since = NULL").await.unwrap();
    let page = hub.enter(Role::Mentor).await.get("/account").await;
    page.says("La maison du mentorat").does_not_say("Colette Restanque");
    assert_eq!(page.attributes(".human a", "href"), ["mailto:contact@hub.exemple.test"]);
}
