//! A person's page, for those who follow them and for themselves.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::people::person::Sex;

use crate::support::{Client, TestHub};

#[tokio::test]
async fn somebody_who_waits_sees_since_when_and_what_comes_next() {
    let hub = TestHub::new().await;
    let page = hub.enter(Role::Mentee).await.get("/me").await;
    assert_eq!(page.heading(), "Bonjour Basile.");
    let next = page.all(".next-action").join(" ");
    for words in [
        "Nous vous cherchons un mentor",
        "depuis 4 semaines",
        "au plus tard le ",
        "Colette Restanque s’en occupe",
    ] {
        assert!(next.contains(words), "{words}: {next}");
    }
    page.says("en attente d’une première rencontre").does_not_say("ans mentor proposé");
    let path = format!("/people/{}", hub.person_named("Basile Garrigue").await);
    hub.enter(Role::Coordinator).await.get(&path).await.says("ans mentor proposé");
}

#[tokio::test]
async fn nothing_on_the_page_is_a_code_without_its_name() {
    let hub = TestHub::new().await;
    let page = hub.enter(Role::Mentor).await.get("/me").await;
    page.says("Vente en alimentation (D1106)")
        .says("Entretien d’embauche")
        .says("français, langue maternelle, ou comme telle (C2)");
    page.says("lundi soir, samedi matin")
        .says("en personne jusqu’à 10 km, ou à distance")
        .says("Marseille 13e");
    for code in ["mon-eve", "13213", "interview", "employment"] {
        page.does_not_say(code);
    }
}

#[tokio::test]
async fn what_is_for_statistics_is_shown_to_those_who_follow_people_only() {
    let hub = TestHub::new().await;
    let (person, _) = hub
        .add_mentee("Nadine Secrète", |person, _| {
            person.sex = Some(Sex::Female);
            person.in_qpv = Some(true);
        })
        .await;
    let path = format!("/people/{}", person.id);
    let page = hub.enter(Role::Coordinator).await.get(&path).await;
    page.says("Pour les statistiques seulement").says("femme").says("habite un quartier prioritaire");
    hub.enter(Role::Mentee).await.get("/me").await.does_not_say("statistiques");
}

#[tokio::test]
async fn both_sides_of_a_tandem_know_each_other_and_nobody_else() {
    let hub = TestHub::demo().await;
    let (mentor, mentee) = (hub.enter(Role::Mentor).await, hub.enter(Role::Mentee).await);
    let (offers, needs) = (mentor.get("/me").await, mentee.get("/me").await);
    let name = async |client: &Client| client.get("/").await.all(".viewer strong").join(" ");
    offers.says(&name(&mentee).await);
    needs.says(&name(&mentor).await);
    let address = |page: &crate::support::Page| page.attributes(".panel a[href^='mailto:']", "href");
    assert!(offers.attributes(".people a[href^='mailto:']", "href").contains(&address(&needs)[0]));
    assert!(needs.attributes(".people a[href^='mailto:']", "href").contains(&address(&offers)[0]));
    mentor.get(&needs.path).await.is(StatusCode::NOT_FOUND);
    mentee.get(&offers.path).await.is(StatusCode::NOT_FOUND);
    offers.follow("Ouvrir le tandem").await.is(StatusCode::OK);
}

#[tokio::test]
async fn nobody_but_staff_finds_a_way_to_change_a_file() {
    let hub = TestHub::new().await;
    for role in [Role::Mentor, Role::Mentee] {
        let client = hub.enter(role).await;
        let page = client.get("/me").await;
        page.does_not_say("Modifier");
        client.get(&format!("{}/edition", page.path)).await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_adviser_learns_the_name_but_not_the_address_of_a_mentor_of_others() {
    let hub = TestHub::new().await;
    let (mentor, _) = hub.add_mentor("Zoé Voisine", |person, _| person.branch_id = Some(hub.branch(1))).await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get(&format!("/people/{}", mentor.id)).await.is(StatusCode::NOT_FOUND);
    let mentee = adviser.get("/mentees?state=proposed").await.follow("Basile Garrigue").await;
    mentee.says("Répondre à la proposition : ").does_not_say(mentor.email.as_deref().unwrap());
}

#[tokio::test]
async fn those_who_are_nobodys_file_are_sent_to_their_own_access() {
    let hub = TestHub::new().await;
    assert_eq!(hub.enter(Role::Adviser).await.get("/me").await.path, "/account");
    assert!(hub.visitor().get("/me").await.asks_to_sign_in());
}
