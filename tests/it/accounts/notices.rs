//! Whoever changes the way somebody enters does not do it unseen: the address is told.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::store;

use super::second_factor::{by_link, code_now, prove, secret_on, set_up};
use crate::support::TestHub;

/// The notices sent to a role, the first first: each is told apart by its sentence.
async fn told(hub: &TestHub, role: Role) -> Vec<String> {
    let mut mails = hub.mails().await;
    mails.retain(|mail| mail.recipient == TestHub::email_of(role) && mail.kind == "access_changed");
    let texts = mails.iter().map(|mail| mail.text(&hub.app.secret).unwrap());
    texts.map(|text| text.lines().nth(2).unwrap().to_owned()).collect()
}

async fn last_told(hub: &TestHub, role: Role) -> String {
    told(hub, role).await.pop().unwrap_or_default()
}

#[tokio::test]
async fn a_second_factor_that_is_added_renewed_used_or_forgotten_is_told() {
    let hub = TestHub::outside_the_demonstration().await;
    let (own, _, codes) = set_up(&hub, Role::Adviser).await;
    assert_eq!(
        told(&hub, Role::Adviser).await,
        ["Une application de codes vient d’être ajoutée comme second facteur."]
    );
    own.post("/account/recovery-codes", &[]).await.is(StatusCode::OK);
    assert!(last_told(&hub, Role::Adviser).await.contains("De nouveaux codes de secours"));
    let thief = by_link(&hub, Role::Adviser).await;
    prove(&thief, &codes[0]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told(&hub, Role::Adviser).await.len(), 2, "what was refused changed nothing");
    let codes = own.post("/account/recovery-codes", &[]).await.all(".codes code");
    prove(&thief, &codes[0]).await.is(StatusCode::OK);
    assert!(last_told(&hub, Role::Adviser).await.contains("Un de vos codes de secours vient de servir"));
    let responsible = hub.enter(Role::Responsible).await;
    responsible.get("/access").await.form("Effacer son second facteur").submit().await;
    assert!(last_told(&hub, Role::Adviser).await.contains("Votre second facteur vient d’être effacé"));
}

#[tokio::test]
async fn a_password_that_is_changed_is_told() {
    let hub = TestHub::new().await;
    let fields = [("password", "quatre mots sans rapport")];
    hub.enter(Role::Adviser).await.post("/account/password", &fields).await.is(StatusCode::OK);
    assert_eq!(told(&hub, Role::Adviser).await, ["Votre mot de passe vient d’être changé."]);
    let email = TestHub::email_of(Role::Adviser);
    let visitor = hub.visitor();
    visitor.post("/password-resets", &[("email", &email)]).await;
    visitor.post(&hub.link_to(&email).await, &fields).await.says("Votre mot de passe est changé");
    assert_eq!(told(&hub, Role::Adviser).await.len(), 2);
}

#[tokio::test]
async fn a_provider_that_is_unlinked_is_told() {
    let hub = TestHub::outside_the_demonstration().await;
    let own = hub.enter(Role::Adviser).await;
    let identity = hub.identity_of(Role::Adviser).await;
    let write = hub.write().await;
    store::insert_subject(&write, identity, "essai", "agent").await.unwrap();
    write.commit().await.unwrap();
    own.post("/account/providers/essai/removal", &[]).await.says("n’est plus lié");
    let sentence = "Votre compte « Fournisseur d’essai » n’est plus lié à votre compte.";
    assert_eq!(told(&hub, Role::Adviser).await, [sentence]);
    own.post("/account/providers/essai/removal", &[]).await.is(StatusCode::NOT_FOUND);
    assert_eq!(told(&hub, Role::Adviser).await.len(), 1);
}

#[tokio::test]
async fn another_second_factor_is_told_as_well() {
    let hub = TestHub::outside_the_demonstration().await;
    let own = hub.enter(Role::Adviser).await;
    let drawn = own.post("/second-factor/codes", &[]).await;
    let form = drawn.form("Confirmer ce code");
    form.fill("Le code à six chiffres", "000000").submit().await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&hub, Role::Adviser).await.is_empty(), "a wrong code adds nothing");
    let form = drawn.form("Confirmer ce code");
    form.fill("Le code à six chiffres", &code_now(&secret_on(&drawn))).submit().await.is(StatusCode::OK);
    assert_eq!(told(&hub, Role::Adviser).await.len(), 1);
}
