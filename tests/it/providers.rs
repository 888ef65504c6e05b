//! Signing in with a provider, for what needs none: the rest is in the browser, with a real one and with a hostile one.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::store::{self, REQUEST_LENGTH, Sent};
use tandem::db::{Actor, Id, Write};
use tandem::web::{provider_cookie, session_cookie_name};
use time::Duration;

use crate::support::{Origin, TestHub};

fn sent(identity: Option<Id>) -> Sent {
    let (provider, nonce) = ("essai".to_owned(), "nonce".to_owned());
    Sent { provider, nonce, pkce_verifier: Some("scellé".to_owned()), identity }
}

#[tokio::test]
async fn the_providers_of_the_settings_are_offered_at_the_entrance_and_nowhere_else() {
    let hub = TestHub::outside_the_demonstration().await;
    let entrance = hub.visitor().get("/sign-in").await;
    let action = entrance.form("Se connecter avec Fournisseur d’essai").action().to_owned();
    assert_eq!(action, "/sign-in/providers/essai");
    hub.visitor().post("/sign-in/providers/autre", &[]).await.is(StatusCode::NOT_FOUND);
    hub.visitor().get("/sign-in/providers/autre/callback").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_said_so_and_leaves_nothing_behind() {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = hub.visitor();
    let page = visitor.post_from(Origin::Hub, "/sign-in/providers/essai", &[]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Rien n’a changé ici");
    assert_eq!(page.header("set-cookie"), "");
    assert_eq!(page.header("refresh"), "");
}

#[tokio::test]
async fn a_network_that_begins_too_often_waits_and_the_provider_is_not_asked() {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = hub.visitor();
    let begin = async || visitor.post_from(Origin::Hub, "/sign-in/providers/essai", &[]).await;
    for _ in 0..30 {
        begin().await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    begin().await.is(StatusCode::TOO_MANY_REQUESTS).says("Un peu de patience");
    assert_eq!(hub.keys("SELECT id FROM attempts").await.len(), 30);
}

#[tokio::test]
async fn nobody_comes_back_from_a_provider_without_having_left_for_it() {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = hub.visitor();
    let page = visitor.get("/sign-in/providers/essai/callback?code=c&state=s").await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Cela n’a pas abouti");
    assert!(!page.header("set-cookie").contains(session_cookie_name(false)));
}

#[tokio::test]
async fn a_request_is_taken_once_by_its_provider_its_browser_and_in_time() {
    let hub = TestHub::outside_the_demonstration().await;
    let keep = async |state: &str| {
        let write = hub.write().await;
        store::insert_request(&write, state, "navigateur", sent(None)).await.unwrap();
        write.commit().await.unwrap();
    };
    let take = async |provider: &str, state: &str, browser: &str, after: Duration| {
        let now = hub.write().await.now().plus(after);
        let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, now).await.unwrap();
        let taken = store::take_request(&write, provider, state, browser).await.unwrap();
        write.commit().await.unwrap();
        taken
    };
    keep("juste").await;
    assert_eq!(take("essai", "juste", "navigateur", Duration::ZERO).await, Some(sent(None)));
    assert_eq!(take("essai", "juste", "navigateur", Duration::ZERO).await, None, "a second time");
    for (provider, browser, after, why) in [
        ("autre", "navigateur", Duration::ZERO, "another provider"),
        ("essai", "autre", Duration::ZERO, "another browser"),
        ("essai", "", Duration::ZERO, "no cookie"),
        ("essai", "navigateur", REQUEST_LENGTH, "too late"),
    ] {
        keep(why).await;
        assert_eq!(take(provider, why, browser, after).await, None, "{why}");
        assert_eq!(take("essai", why, "navigateur", Duration::ZERO).await, None, "{why}, then tried again");
    }
}

#[tokio::test]
async fn a_subject_is_one_identity_s_and_each_provider_has_its_own() {
    let hub = TestHub::outside_the_demonstration().await;
    let (own, other) = (hub.identity_of(Role::Coordinator).await, hub.identity_of(Role::Adviser).await);
    let write = hub.write().await;
    assert!(store::insert_subject(&write, own, "essai", "agent").await.unwrap());
    assert!(store::insert_subject(&write, other, "autre", "agent").await.unwrap());
    write.commit().await.unwrap();
    let found = async |provider, subject| {
        let found = store::find_identity_by_subject(&hub.app.db, provider, subject).await.unwrap();
        found.map(|identity| identity.id)
    };
    assert_eq!(found("essai", "agent").await, Some(own));
    assert_eq!(found("autre", "agent").await, Some(other));
    assert_eq!(found("essai", "coordinator@hub.exemple.test").await, None, "an address is no subject");
    let write = hub.write().await;
    assert!(!store::insert_subject(&write, other, "essai", "agent").await.unwrap());
}

#[tokio::test]
async fn linking_and_unlinking_ask_for_the_second_factor_again() {
    let hub = TestHub::outside_the_demonstration().await;
    let identity = hub.identity_of(Role::Coordinator).await;
    let write = hub.write().await;
    store::insert_subject(&write, identity, "essai", "agent").await.unwrap();
    write.commit().await.unwrap();
    let client = hub.enter(Role::Coordinator).await;
    hub.age_proofs(Duration::minutes(11)).await;
    for path in ["/account/providers/essai", "/account/providers/essai/removal"] {
        let asked = client.post_from(Origin::Hub, path, &[]).await;
        assert_eq!(asked.redirection().as_deref(), Some("/second-factor?next=/account"), "{path}");
    }
    assert_eq!(store::list_subjects(&hub.app.db, identity).await.unwrap().len(), 1);
    let fresh = hub.enter(Role::Coordinator).await;
    fresh.post("/account/providers/essai/removal", &[]).await.says("Ce compte n’est plus lié au vôtre");
    assert!(store::list_subjects(&hub.app.db, identity).await.unwrap().is_empty());
}

#[tokio::test]
async fn mentors_and_mentees_link_no_provider() {
    let hub = TestHub::outside_the_demonstration().await;
    for role in [Role::Mentor, Role::Mentee] {
        let client = hub.enter(role).await;
        client.post("/account/providers/essai", &[]).await.is(StatusCode::NOT_FOUND);
        client.get("/account").await.is(StatusCode::OK).does_not_say("Fournisseur d’essai");
    }
}

#[test]
fn over_https_the_cookie_of_a_sign_in_is_held_to_this_host_alone() {
    let cookie = provider_cookie("jeton".to_owned(), true).to_string();
    assert!(cookie.starts_with("__Host-tandem_provider=jeton;"), "{cookie}");
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    assert!(!provider_cookie("jeton".to_owned(), false).to_string().contains("Secure"));
}
