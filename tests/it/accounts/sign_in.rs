//! Links and passwords.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::password;
use tandem::accounts::store;
use tandem::secret::Secret;

use crate::support::{Client, Page, TestHub};

pub const PASSWORD: &str = "cheval agrafe pile exacte";

async fn ask_for_a_link(visitor: &Client, email: &str) -> Page {
    let form = visitor.get("/sign-in").await.form("Recevoir un lien pour me connecter");
    form.fill("Votre adresse e-mail", email).submit().await
}

async fn try_password(visitor: &Client, email: &str, password: &str) -> Page {
    visitor.post("/sign-in/password", &[("email", email), ("password", password)]).await
}

/// Gives the account of a role a password.
pub async fn give_password(hub: &TestHub, role: Role) {
    let write = hub.write().await;
    let identity =
        store::find_identity_by_email(write.on(), &TestHub::email_of(role)).await.unwrap().unwrap();
    let hash = password::hash(PASSWORD, [3; 16]).unwrap();
    store::save_password(&write, identity.id, hash).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_link_that_somebody_made_up_has_no_form() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::HubResponsible).await;
    for path in ["/sign-in/links", "/invitations", "/password-resets"] {
        let made_up = format!("{path}/..%2Faccount%2Fsessions%2Fclosure");
        let page = client.get(&made_up).await;
        page.says("Ce lien ne fonctionne plus");
        assert!(page.attributes("main form", "action").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_mentee_enters_by_a_link_whose_opening_changes_nothing() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Mentee);
    let visitor = hub.visitor();
    ask_for_a_link(&visitor, &format!(" {} ", email.to_uppercase())).await.says("un message vient de partir");
    let link = hub.link_to(&email).await;
    for _ in 0..3 {
        visitor.get(&link).await.is(StatusCode::OK);
    }
    let entered = visitor.get(&link).await.form("Se connecter").submit().await;
    assert_eq!(entered.heading(), "Bonjour Basile.");
}

#[tokio::test]
async fn a_mentee_whose_file_has_the_address_needs_no_invitation() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let visitor = hub.visitor();
    ask_for_a_link(&visitor, person.email.as_deref().unwrap()).await;
    let entered = visitor
        .get(&hub.link_to(person.email.as_deref().unwrap()).await)
        .await
        .form("Se connecter")
        .submit()
        .await;
    assert_eq!(entered.heading(), "Bonjour Gaspard.");
}

#[tokio::test]
async fn a_link_serves_once_for_its_purpose_and_its_address() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Mentee);
    let fresh = async || {
        ask_for_a_link(&hub.visitor(), &email).await;
        hub.link_to(&email).await
    };
    let refused = async |link: &str, why: &str| {
        let visitor = hub.visitor();
        visitor.post(link, &[]).await.is(StatusCode::UNPROCESSABLE_ENTITY).says(why);
        assert!(visitor.get("/account").await.asks_to_sign_in());
    };
    let unknown = "Ce lien ne fonctionne plus";
    let used = fresh().await;
    hub.visitor().post(&used, &[]).await.is(StatusCode::OK);
    refused(&used, "Ce lien a déjà servi").await;
    let page = hub.visitor().get(&used).await;
    page.says("Ce lien a déjà servi");
    assert!(page.all("main form").is_empty(), "a used link shows that it was used");
    let link = fresh().await;
    refused(&link.replace("/sign-in/links/", "/invitations/"), unknown).await;
    refused(&format!("{link}0"), unknown).await;
    hub.sql("UPDATE links SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    refused(&link, "Ce lien a expiré").await;
    let link = fresh().await;
    hub.sql("UPDATE identities SET email = 'elsewhere@hub.exemple.test' WHERE email LIKE 'mentee%'")
        .await
        .unwrap();
    refused(&link, unknown).await;
}

#[tokio::test]
async fn two_clicks_at_once_open_one_session() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Mentee);
    ask_for_a_link(&hub.visitor(), &email).await;
    let link = hub.link_to(&email).await;
    let clicks = (0..8).map(|_| {
        let (visitor, link) = (hub.visitor(), link.clone());
        tokio::spawn(async move { visitor.post(&link, &[]).await.status })
    });
    let mut entered = 0;
    for click in clicks.collect::<Vec<_>>() {
        entered += usize::from(click.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(entered, 1);
}

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_bytes() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let (known, unknown) = (TestHub::email_of(Role::Adviser), "nobody@hub.exemple.test".to_owned());
    let visitor = hub.visitor();
    for path in ["/sign-in/links", "/password-resets"] {
        let one = visitor.post(path, &[("email", &known)]).await;
        let other = visitor.post(path, &[("email", &unknown)]).await;
        assert_eq!((one.status, &one.body), (other.status, &other.body), "{path}");
    }
    let one = try_password(&visitor, &known, "a wrong password").await;
    let other = try_password(&visitor, &unknown, "a wrong password").await;
    assert_eq!(one.status, other.status);
    assert_eq!(one.plain_body().replace(&known, "X"), other.plain_body().replace(&unknown, "X"));
    assert!(hub.mails_to(&unknown).await.is_empty());
}

#[tokio::test]
async fn failures_slow_down_everybody_but_the_device_used_before() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let email = TestHub::email_of(Role::Adviser);
    // The owner has entered here before: a link, then the second factor of a persona.
    let own = hub.visitor();
    own.post("/sign-in/links", &[("email", &email)]).await;
    own.post(&hub.link_to(&email).await, &[]).await;
    own.post("/second-factor", &[]).await.is(StatusCode::OK);
    let thief = hub.visitor();
    for _ in 0..5 {
        try_password(&thief, &email, "guess").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    try_password(&thief, &email, PASSWORD).await.is(StatusCode::TOO_MANY_REQUESTS).says("trop d’essais");
    try_password(&thief, "nobody@hub.exemple.test", "guess").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    own.get("/account").await.form("Se déconnecter").submit().await;
    let entered = try_password(&own, &email, PASSWORD).await;
    assert_eq!(entered.path, "/second-factor");
}

#[tokio::test]
async fn one_link_an_address_at_a_time_is_enough() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Mentee);
    for _ in 0..12 {
        ask_for_a_link(&hub.visitor(), &email).await.says("un message vient de partir");
    }
    // The wait begins with two seconds: on a slow machine they pass meanwhile.
    let sent = hub.mails_to(&email).await.len();
    assert!((5..=6).contains(&sent), "{sent}");
}

/// How many of the links asked for at once for an address were sent.
async fn links_asked_for_at_once(hub: &TestHub, door: &'static str, email: &str) -> usize {
    hub.connected().await;
    let asked: Vec<_> = (0..16)
        .map(|_| {
            let (visitor, email) = (hub.visitor(), email.to_owned());
            tokio::spawn(async move { visitor.post(door, &[("email", &email)]).await.status })
        })
        .collect();
    for one in asked {
        assert_eq!(one.await.unwrap(), StatusCode::OK);
    }
    hub.mails_to(email).await.len()
}

#[tokio::test]
async fn links_asked_for_at_once_are_counted_one_after_the_other() {
    let hub = TestHub::new().await;
    let email = TestHub::email_of(Role::Adviser);
    assert_eq!(links_asked_for_at_once(&hub, "/sign-in/links", &email).await, 5);
    assert_eq!(links_asked_for_at_once(&hub, "/password-resets", &email).await, 5 + 5);
}

#[tokio::test]
async fn a_mentee_who_asks_for_their_first_links_at_once_is_one_identity_with_one_role() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    assert_eq!(links_asked_for_at_once(&hub, "/sign-in/links", person.email.as_deref().unwrap()).await, 5);
    let of = format!("SELECT id FROM identities WHERE email = '{}'", person.email.as_deref().unwrap());
    assert_eq!(hub.keys(&of).await.len(), 1);
    assert_eq!(hub.keys(&format!("SELECT id FROM accounts WHERE identity_id IN ({of})")).await.len(), 1);
}

#[tokio::test]
async fn neither_an_address_nor_a_network_can_be_guessed_from_what_failures_leave() {
    let kept = async |hub: &TestHub| {
        try_password(&hub.visitor(), "nobody@hub.exemple.test", "guess").await;
        let mut kept = hub.texts("SELECT subject_hash AS text FROM attempts").await;
        kept.extend(hub.texts("SELECT network AS text FROM attempts").await);
        assert_eq!(kept.len(), 2);
        kept
    };
    // The same failure leaves nothing in common on two hubs: it takes the key of each to compare a guess.
    let mut other = TestHub::new().await;
    other.app.secret = Secret::fleeting().unwrap();
    let (one, other) = (kept(&TestHub::new().await).await, kept(&other.restarted()).await);
    assert!(one.iter().all(|hash| !other.contains(hash)), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_password_is_chosen_again_through_a_link_and_every_session_ends() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let email = TestHub::email_of(Role::Adviser);
    let elsewhere = hub.enter(Role::Adviser).await;
    let visitor = hub.visitor();
    let form = visitor.get("/password-resets").await.form("Recevoir un lien");
    form.fill("Votre adresse e-mail", &email).submit().await;
    let link = hub.link_to(&email).await;
    let choose = async |password: &str| {
        let form = visitor.get(&link).await.form("Choisir ce mot de passe");
        form.fill("Nouveau mot de passe", password).submit().await
    };
    choose("trop court").await.says("au moins 15 caractères");
    choose("passwordpassword").await.says("trop courant");
    choose("quatre mots sans rapport").await.says("Votre mot de passe est changé");
    assert!(elsewhere.get("/mentees").await.asks_to_sign_in());
    let fields = [("password", "encore quatre autres mots")];
    visitor.post(&link, &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY).says("Ce lien a déjà servi");
    assert!(visitor.get(&link).await.says("Ce lien a déjà servi").all("main form").is_empty());
    try_password(&visitor, &email, PASSWORD).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(try_password(&visitor, &email, "quatre mots sans rapport").await.path, "/second-factor");
}

#[tokio::test]
async fn spaces_around_a_password_are_part_of_it() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let email = TestHub::email_of(Role::Adviser);
    try_password(&hub.visitor(), &email, &format!(" {PASSWORD}")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
}
