//! Somebody answers for a person on the telephone: with their consent, for an hour, alone, and told to them.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::Instant;
use tandem::people::link::CALL_LASTS;
use tandem::state::{App, Clock};
use time::Duration;

use crate::answers::one_pair;
use crate::support::{Client, Page, TestHub};
use crate::tandems::own_tandem;

/// The page of what Basile is to do, in the hands of whoever calls him.
async fn called(hub: &TestHub, client: &Client) -> Page {
    let person = hub.person_named("Basile Garrigue").await;
    let call = client.get(&format!("/people/{person}/call")).await;
    call.form("Noter ses réponses").tick("Basile m’a dit oui").submit().await
}

#[tokio::test]
async fn nothing_is_noted_for_somebody_who_did_not_agree() {
    let hub = TestHub::new().await;
    let person = hub.person_named("Basile Garrigue").await;
    let adviser = hub.enter(Role::Adviser).await;
    let call = adviser.get(&format!("/people/{person}/call")).await;
    call.says("Êtes-vous d’accord");
    let refused = call.form("Noter ses réponses").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Sans son accord, ne notez rien à sa place");
    assert!(hub.keys("SELECT id FROM consents").await.is_empty());
    assert!(hub.keys("SELECT id FROM links WHERE caller_id IS NOT NULL").await.is_empty());
}

#[tokio::test]
async fn what_is_noted_for_somebody_is_told_to_them_with_the_name_of_whoever_did() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let person = hub
        .keys(&format!(
            "SELECT person_id AS id FROM mentors WHERE id = {}",
            hub.literal(&proposal.mentor_id.simple().to_string())
        ))
        .await[0];
    let adviser = hub.enter(Role::Adviser).await;
    let form = adviser.get(&format!("/people/{person}/call")).await;
    let first = hub.texts("SELECT first_name AS text FROM people").await;
    let agrees =
        first.iter().map(|name| format!("{name} m’a dit oui")).find(|label| form.body.contains(label));
    let page = form.form("Noter ses réponses").tick(&agrees.unwrap()).submit().await;
    page.is(StatusCode::OK).says("Vous répondez pour");
    page.form("Répondre à la proposition").submit().await.form("Oui, je veux bien").submit().await;
    let told = hub.mails_to(&mentor).await;
    let told = told.iter().find(|mail| mail.contains("noter vos réponses à votre place"));
    assert!(told.expect("they are written to").contains("Désiré Cabanon"), "{told:?}");
    let own = hub.enter(Role::Mentor).await.get("/me").await;
    own.says("Au téléphone, vous êtes d’accord pour qu’on note vos réponses").says("Désiré Cabanon");
    // Who did it stands in the journal, as if they had done it in their own name.
    let account = hub.literal(&hub.account_of(Role::Adviser).await.simple().to_string());
    let lines = hub
        .texts(&format!(
            "SELECT action AS text FROM journal WHERE actor_id = {account} AND object_kind = 'proposal'"
        ))
        .await;
    assert!(!lines.is_empty(), "the adviser said it");
    let consents = hub.texts("SELECT purpose || ' ' || channel || ' ' || how AS text FROM consents").await;
    assert_eq!(consents, ["answer_for voice voice"]);
}

#[tokio::test]
async fn the_page_of_a_call_serves_whoever_called_alone_and_for_an_hour() {
    let hub = TestHub::new().await;
    own_tandem(&hub).await;
    let adviser = hub.enter(Role::Adviser).await;
    let page = called(&hub, &adviser).await;
    page.is(StatusCode::OK).says("Basile").does_not_say("Votre parcours, votre histoire");
    let tandem = hub.keys("SELECT id FROM tandems").await[0];
    let paths = [
        page.path.clone(),
        format!("{}/problems", page.path),
        format!("{}/tandems/{tandem}/meetings", page.path),
    ];
    for path in &paths {
        adviser.get(path).await.does_not_say("Ce lien ne fonctionne plus");
        for other in [hub.visitor(), hub.enter(Role::Coordinator).await, hub.enter(Role::Mentee).await] {
            other.get(path).await.is(StatusCode::OK).says("Ce lien ne fonctionne plus");
        }
    }
    let others = hub.enter(Role::Coordinator).await.post(&format!("{}/problems", page.path), &[]).await;
    others.is(StatusCode::UNPROCESSABLE_ENTITY).says("Ce lien ne fonctionne plus");
    let later = Instant::new(hub.app.now().in_paris()).plus(CALL_LASTS + Duration::SECOND);
    let app = App { clock: Clock::Stopped(later), ..hub.app.clone() };
    let found =
        tandem::links::store::find(&app.db, "own_page", page.path.trim_start_matches("/own/")).await.unwrap();
    let account = Some(hub.account_of(Role::Adviser).await);
    let at = |now| tandem::links::Serving { now, account };
    let link = found.unwrap();
    assert!(link.serves(at(hub.app.now())) && !link.serves(at(later)));
}

#[tokio::test]
async fn whoever_calls_does_not_read_how_the_other_of_the_pair_is_reached() {
    let hub = TestHub::new().await;
    own_tandem(&hub).await;
    hub.sql("UPDATE people SET phone = '06 39 98 00 01', email = 'ariane@exemple.test' WHERE first_name = 'Ariane'")
        .await
        .unwrap();
    let adviser = hub.enter(Role::Adviser).await;
    let page = called(&hub, &adviser).await;
    page.says("Ariane Mistral").does_not_say("06 39 98 00 01").does_not_say("ariane@exemple.test");
}

#[tokio::test]
async fn nobody_answers_for_people_beyond_their_own() {
    let hub = TestHub::new().await;
    let (other, _) = hub
        .add_mentee("Honorine Sarriette", |person, _| {
            (person.organisation_id, person.branch_id) = (hub.hub_organisation(), None);
        })
        .await;
    let path = format!("/people/{}/call", other.id);
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get(&path).await.is(StatusCode::NOT_FOUND);
    adviser.post(&path, &[("agreed", "yes")]).await.is(StatusCode::NOT_FOUND);
    for role in [Role::Mentor, Role::Mentee, Role::Funder, Role::Officer] {
        hub.enter(role).await.post(&path, &[("agreed", "yes")]).await.is(StatusCode::NOT_FOUND);
    }
    assert!(hub.keys("SELECT id FROM consents").await.is_empty());
}
