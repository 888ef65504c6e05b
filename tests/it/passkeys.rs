//! Passkeys, for what needs no authenticator: who may begin, and what a wrong answer is worth. The rest is in the browser.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Statement};
use tandem::accounts::access::Role;
use tandem::accounts::store;
use tandem::db::Id;
use tandem::web::session_cookie_name;

use crate::support::{Client, Origin, TestHub};

const BEGIN: &str = "/second-factor/passkeys/enrolment";

/// The identity of the first account of a role, and somebody who signed in as them; `proven`: with both factors.
async fn signed_in(hub: &TestHub, role: Role, proven: bool) -> (Id, Client) {
    let accounts = store::list(&hub.app.db).await.unwrap();
    let account = accounts.into_iter().find(|account| account.role == role).unwrap();
    let write = hub.write().await;
    let token = store::insert_session(&write, account.id, proven, "un essai").await.unwrap();
    write.commit().await.unwrap();
    let client = hub.visitor();
    client.keep_cookie(session_cookie_name(false), &token);
    (account.identity_id.unwrap(), client)
}

async fn confirm_codes(hub: &TestHub, identity: Id) {
    let write = hub.write().await;
    assert!(store::save_code_confirmed(&write, identity, "sealed".to_owned(), 1).await.unwrap());
    write.commit().await.unwrap();
}

async fn count(hub: &TestHub, table: &str) -> i64 {
    let db = &hub.app.db;
    let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "rows").unwrap()
}

#[tokio::test]
async fn a_challenge_names_the_hub_and_serves_one_answer() {
    let hub = TestHub::outside_the_demonstration().await;
    let (_, client) = signed_in(&hub, Role::Coordinator, false).await;
    let challenge = client.post_from(Origin::Hub, BEGIN, &[]).await;
    challenge.is(StatusCode::OK);
    let asked: serde_json::Value = serde_json::from_str(&challenge.body).unwrap();
    assert_eq!(asked["publicKey"]["rp"]["id"], "hub.test");
    assert_eq!(asked["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::OK);
    assert_eq!(count(&hub, "passkey_ceremonies").await, 1, "an earlier challenge is forgotten");
    let fields = [("label", "Ma clé"), ("credential", "{}")];
    let refused = client.post("/second-factor/passkeys", &fields).await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("La clé d’accès n’a pas été créée");
    assert_eq!(count(&hub, "passkey_ceremonies").await, 0);
    assert_eq!(count(&hub, "passkeys").await, 0);
}

#[tokio::test]
async fn whoever_owes_the_second_factor_they_have_adds_no_other() {
    let hub = TestHub::outside_the_demonstration().await;
    let (identity, client) = signed_in(&hub, Role::Coordinator, false).await;
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::OK);
    confirm_codes(&hub, identity).await;
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::NOT_FOUND);
    let fields = [("label", "Ma clé"), ("credential", "{}")];
    client.post("/second-factor/passkeys", &fields).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_passkey_that_comes_while_codes_are_confirmed_is_no_longer_the_first() {
    let hub = TestHub::outside_the_demonstration().await;
    let (identity, client) = signed_in(&hub, Role::Coordinator, false).await;
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::OK);
    let write = hub.write().await;
    store::lock_identity(&write, identity).await.unwrap();
    assert!(store::save_code_confirmed(&write, identity, "sealed".to_owned(), 1).await.unwrap());
    let passkey = tokio::spawn(async move {
        let fields = [("label", "Ma clé"), ("credential", "{}")];
        client.post("/second-factor/passkeys", &fields).await.status
    });
    // It has read that there is no second factor, and waits for the identity.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    write.commit().await.unwrap();
    assert_eq!(passkey.await.unwrap(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_proven_long_ago_adds_no_second_factor() {
    let hub = TestHub::outside_the_demonstration().await;
    let (identity, client) = signed_in(&hub, Role::Coordinator, true).await;
    confirm_codes(&hub, identity).await;
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::OK);
    hub.age_proofs(time::Duration::minutes(11)).await;
    client.post_from(Origin::Hub, BEGIN, &[]).await.is(StatusCode::NOT_FOUND);
    client.post_from(Origin::Hub, "/second-factor/codes", &[]).await.is(StatusCode::NOT_FOUND);
    let asked = client.get("/second-factor/enrolment").await;
    assert_eq!(asked.path, "/second-factor?next=/second-factor/enrolment");
    let removal = "/account/passkeys/019b0000-0000-7000-8000-000000000000/removal";
    assert_eq!(client.post(removal, &[]).await.path, "/second-factor?next=/account");
}

#[tokio::test]
async fn wrong_answers_of_passkeys_are_slowed_down_as_codes_are() {
    let hub = TestHub::outside_the_demonstration().await;
    let (identity, client) = signed_in(&hub, Role::Coordinator, false).await;
    confirm_codes(&hub, identity).await;
    for _ in 0..5 {
        let wrong = client.post("/second-factor", &[("credential", "{\"id\":\"forged\"}")]).await;
        wrong.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let wait = client.post("/second-factor", &[("credential", "{}")]).await;
    wait.is(StatusCode::TOO_MANY_REQUESTS);
    assert!(client.get("/dashboard").await.asks_to_sign_in());
}

#[tokio::test]
async fn without_a_passkey_there_is_no_challenge_to_prove_it() {
    let hub = TestHub::outside_the_demonstration().await;
    let (_, client) = signed_in(&hub, Role::Coordinator, false).await;
    client.post_from(Origin::Hub, "/second-factor/passkeys/proof", &[]).await.is(StatusCode::NOT_FOUND);
}
