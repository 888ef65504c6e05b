//! Two people share an address: each says who they are, and neither opens what is the other's.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::store;

use super::sign_in::{PASSWORD, give_password};
use crate::support::{Client, TestHub};

const BOTH: &str = "les.calanque@exemple.test";

/// A link to enter, sent to an address.
async fn link(hub: &TestHub, email: &str) -> (Client, String) {
    let visitor = hub.visitor();
    visitor.post("/sign-in/links", &[("email", email)]).await;
    (visitor, hub.link_to(email).await)
}

#[tokio::test]
async fn a_link_to_a_shared_address_asks_who_it_is_and_opens_nothing_of_the_other() {
    let hub = TestHub::new().await;
    hub.add_mentee("Zoé Calanque", |person, _| person.email = Some(BOTH.to_owned())).await;
    hub.add_mentor("Marc Calanque", |person, _| person.email = Some(BOTH.to_owned())).await;
    let (visitor, path) = link(&hub, BOTH).await;
    let page = visitor.get(&path).await;
    page.is(StatusCode::OK).says("Qui êtes-vous").says("Zoé Calanque, ").says("Marc Calanque, ");
    let page = page.form("Se connecter").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez qui vous êtes.");
    let entered = page.form("Se connecter").tick("Marc Calanque").submit().await;
    entered.is(StatusCode::OK);
    visitor.get("/me").await.says("Marc Calanque");
    visitor.get("/account").await.does_not_say("accompagnée");
    visitor.get("/account/roles").await.does_not_say("ersonne accompagnée");
    let mentee = hub.keys("SELECT id FROM accounts WHERE name = 'Zoé Calanque'").await[0];
    let other = visitor.post(&format!("/account/roles/{mentee}"), &[]).await;
    other.is(StatusCode::NOT_FOUND);
    visitor.get("/me").await.says("Marc Calanque");
    // It has served.
    hub.visitor().get(&path).await.says("Ce lien a déjà servi");
    let (visitor, path) = link(&hub, BOTH).await;
    visitor.get(&path).await.form("Se connecter").tick("Zoé Calanque").submit().await.is(StatusCode::OK);
    visitor.get("/me").await.says("Zoé Calanque").does_not_say("Marc");
}

#[tokio::test]
async fn an_account_that_is_of_neither_is_none_to_choose() {
    let hub = TestHub::new().await;
    hub.add_mentee("Zoé Calanque", |person, _| person.email = Some(BOTH.to_owned())).await;
    hub.add_mentor("Marc Calanque", |person, _| person.email = Some(BOTH.to_owned())).await;
    let (visitor, path) = link(&hub, BOTH).await;
    let coordinator = hub.account_of(Role::Coordinator).await.to_string();
    visitor.post(&path, &[("account", &coordinator)]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    visitor.get("/me").await.does_not_say("Calanque");
}

#[tokio::test]
async fn a_password_opens_nothing_of_those_who_share_the_address() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Adviser);
    give_password(&hub, Role::Adviser).await;
    for name in ["Zoé Calanque", "Marc Calanque"] {
        hub.add_mentee(name, |person, _| person.email = Some(email.clone())).await;
    }
    let visitor = hub.visitor();
    visitor.post("/sign-in/password", &[("email", &email), ("password", PASSWORD)]).await;
    let identity = hub.identity_of(Role::Adviser).await;
    let roles = store::list_of_identity(&hub.app.db, identity).await.unwrap();
    assert_eq!(roles.len(), 3, "both have theirs");
    visitor.get("/me").await.does_not_say("Calanque");
}

#[tokio::test]
async fn an_address_is_shared_once_somebody_says_so() {
    let hub = TestHub::new().await;
    hub.add_mentor("Marc Calanque", |person, _| person.email = Some(BOTH.to_owned())).await;
    let client = hub.enter(Role::Coordinator).await;
    let form = client.get("/people/new?as=mentor").await.form("Enregistrer ce mentor");
    let form = form.fill("Prénom", "Zoé").fill("Nom", "Calanque").fill("Adresse e-mail", BOTH);
    let refused = form.fill("Niveau de la langue 1", "C2").tick("Emploi").tick("Lundi soir").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("que deux personnes la partagent");
    let form = refused.form("Enregistrer ce mentor").tick("Deux personnes partagent cette adresse");
    form.submit().await.is(StatusCode::OK).says("Zoé Calanque est maintenant sur le hub.");
}
