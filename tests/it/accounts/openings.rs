//! Beyond one's branch: exceptional openings, and people followed.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use crate::support::{Client, Origin, Page, TestHub};
use crate::tandems::open_tandem;

async fn open(adviser: &Client, email: &str) -> Page {
    let form = adviser.get("/exceptional-openings").await.form("Ouvrir exceptionnellement");
    form.fill("Adresse e-mail de la personne", email).tick("Une urgence").submit().await
}

#[tokio::test]
async fn a_file_of_another_branch_opens_for_a_day_and_the_officer_is_told() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let adviser = hub.enter(Role::Adviser).await;
    let path = format!("/people/{}", person.id);
    adviser.get(&path).await.is(StatusCode::NOT_FOUND);
    open(&adviser, person.email.as_deref().unwrap()).await.says("vingt-quatre heures").says("Firmin Lavande");
    adviser.get(&path).await.is(StatusCode::OK);
    let told = hub.mails_to(&TestHub::email_of(Role::Officer)).await;
    assert!(told.len() == 1 && told[0].contains("une urgence") && !told[0].contains("Lavande"), "{told:?}");
    hub.enter(Role::Officer).await.get("/journal").await.says("une urgence").says("Désiré Cabanon");
    hub.sql("UPDATE exceptional_openings SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    adviser.get(&path).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_was_opened_shows_what_comes_next_and_nothing_that_writes() {
    let hub = TestHub::new().await;
    let elsewhere = Some(hub.branch(1));
    let (person, journey) = hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = elsewhere).await;
    let (_, mentor) = hub.add_mentor("Zoé Loin", |person, _| person.branch_id = elsewhere).await;
    let tandem = format!("/tandems/{}", open_tandem(&hub, &mentor, &journey).await.id);
    hub.settle().await;
    let adviser = hub.enter(Role::Adviser).await;
    open(&adviser, person.email.as_deref().unwrap()).await.is(StatusCode::OK);
    let coordinator = hub.enter(Role::Coordinator).await;
    for path in [format!("/people/{}", person.id), tandem] {
        for (client, follows) in [(&adviser, false), (&coordinator, true)] {
            let page = client.get(&path).await;
            assert!(!page.all(".next-action").is_empty(), "{path}");
            let links = page.attributes("a[href^='/steps/'], a[href='#note']", "href");
            assert_eq!(!links.is_empty(), follows, "{path}: {links:?}");
        }
    }
}

#[tokio::test]
async fn ten_files_a_day_are_opened_exceptionally_even_when_asked_for_at_once() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let mut emails = Vec::new();
    for number in 0..12 {
        let name = format!("Fanny Numéro{number}");
        let elsewhere = hub.add_mentee(&name, |person, _| person.branch_id = Some(hub.branch(1))).await;
        emails.push(elsewhere.0.email.unwrap());
    }
    let asked: Vec<_> = emails
        .iter()
        .map(|email| {
            let (adviser, email) = (adviser.clone(), email.clone());
            tokio::spawn(async move {
                let fields = [("email", email.as_str()), ("reason", "emergency")];
                adviser.post_from(Origin::Hub, "/exceptional-openings", &fields).await.redirection()
            })
        })
        .collect();
    let mut opened = 0;
    for one in asked {
        opened += usize::from(one.await.unwrap().is_some_and(|to| to.starts_with("/people/")));
    }
    assert_eq!(opened, 10);
    let refused = open(&adviser, &emails[11]).await;
    refused
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Vous avez ouvert 10 dossiers ainsi en vingt-quatre heures");
    hub.sql("UPDATE exceptional_openings SET opened_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    open(&adviser, &emails[11]).await.is(StatusCode::OK);
}

#[tokio::test]
async fn nobody_of_another_organisation_is_opened_or_told_apart_from_nobody() {
    let hub = TestHub::new().await;
    let elsewhere = hub.hub_organisation();
    let (person, _) = hub
        .add_mentee("Firmin Lavande", |person, _| {
            (person.organisation_id, person.branch_id) = (elsewhere, None)
        })
        .await;
    let adviser = hub.enter(Role::Adviser).await;
    let one = open(&adviser, person.email.as_deref().unwrap()).await;
    let other = open(&adviser, "nobody@exemple.test").await;
    assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        one.plain_body().replace(person.email.as_deref().unwrap(), "X"),
        other.plain_body().replace("nobody@exemple.test", "X")
    );
}

#[tokio::test]
async fn who_follows_somebody_of_another_branch_sees_them() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let responsible = hub.enter(Role::Responsible).await;
    let page =
        responsible.get(&format!("/people/{}", person.id)).await.follow("Qui suit cette personne").await;
    page.form("Désigner").fill("Conseiller·ère", "Désiré Cabanon").submit().await.says("suit maintenant");
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get("/mentees").await.says("Firmin Lavande");
    adviser.get(&format!("/people/{}", person.id)).await.is(StatusCode::OK);
    responsible.post(&format!("/people/{}/adviser", person.id), &[("adviser", "")]).await;
    adviser.get(&format!("/people/{}", person.id)).await.is(StatusCode::NOT_FOUND);
}
