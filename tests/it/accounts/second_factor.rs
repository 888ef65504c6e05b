//! The second factor outside the demonstration, where it is owed.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::code;

use crate::support::{Client, Page, TestHub};

/// What an application of codes knows after scanning.
pub fn secret_on(page: &Page) -> Vec<u8> {
    let typed = page.all("code").first().expect("the secret is shown").replace(' ', "");
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = typed.bytes().flat_map(|letter| {
        let value = LETTERS.iter().position(|&one| one == letter).expect("base 32");
        (0..5).rev().map(move |bit| value >> bit & 1)
    });
    let mut bytes = Vec::new();
    loop {
        let byte: Vec<usize> = bits.by_ref().take(8).collect();
        if byte.len() < 8 {
            return bytes;
        }
        bytes.push(byte.iter().fold(0, |byte, bit| byte << 1 | *bit as u8));
    }
}

pub fn code_now(secret: &[u8]) -> String {
    code::at(secret, crate::support::now_seconds()).expect("a code")
}

pub async fn by_link(hub: &TestHub, role: Role) -> Client {
    let (visitor, email) = (hub.visitor(), TestHub::email_of(role));
    visitor.post("/sign-in/links", &[("email", &email)]).await;
    visitor.post(&hub.link_to(&email).await, &[]).await;
    visitor
}

/// Signs in by a link and sets codes up; gives the secret and the recovery codes.
pub async fn set_up(hub: &TestHub, role: Role) -> (Client, Vec<u8>, Vec<String>) {
    let visitor = by_link(hub, role).await;
    let page = visitor.get("/second-factor").await;
    assert_eq!(page.path, "/second-factor/enrolment");
    let drawn = page.form("Utiliser une application de codes").submit().await;
    let secret = secret_on(&drawn);
    let form = drawn.form("Confirmer ce code").fill("Le code à six chiffres", &code_now(&secret));
    let codes = form.submit().await.is(StatusCode::OK).all(".codes code");
    assert_eq!(codes.len(), 10);
    (visitor, secret, codes)
}

pub async fn prove(visitor: &Client, code: &str) -> Page {
    visitor.get("/second-factor").await.form("Confirmer").fill("Code à six chiffres", code).submit().await
}

#[tokio::test]
async fn those_who_work_reach_nothing_before_their_second_factor() {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = by_link(&hub, Role::Coordinator).await;
    for path in ["/dashboard", "/mentees", "/account", "/rounds", "/me"] {
        assert!(visitor.get(path).await.asks_to_sign_in());
    }
    let (visitor, ..) = set_up(&hub, Role::Coordinator).await;
    visitor.get("/dashboard").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_asked_for_at_the_next_sign_in_and_serves_once() {
    let hub = TestHub::outside_the_demonstration().await;
    let (_, secret, _) = set_up(&hub, Role::Adviser).await;
    let visitor = by_link(&hub, Role::Adviser).await;
    visitor.get("/second-factor/enrolment").await.is(StatusCode::NOT_FOUND);
    visitor.post("/second-factor/codes", &[]).await.is(StatusCode::NOT_FOUND);
    // The code that confirmed the set-up was used then.
    prove(&visitor, &code_now(&secret)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    hub.sql("UPDATE identities SET code_last_step = 1 WHERE code_secret IS NOT NULL").await.unwrap();
    let code = code_now(&secret);
    assert_eq!(prove(&visitor, &code).await.path, "/mentees");
    let again = by_link(&hub, Role::Adviser).await;
    prove(&again, &code).await.is(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_recovery_code_replaces_the_second_factor_once() {
    let hub = TestHub::outside_the_demonstration().await;
    let (_, _, codes) = set_up(&hub, Role::Adviser).await;
    let visitor = by_link(&hub, Role::Adviser).await;
    assert_eq!(prove(&visitor, &codes[3].to_uppercase()).await.path, "/mentees");
    let again = by_link(&hub, Role::Adviser).await;
    prove(&again, &codes[3]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(prove(&again, &codes[4]).await.path, "/mentees");
}

#[tokio::test]
async fn guessing_codes_slows_down() {
    let hub = TestHub::outside_the_demonstration().await;
    set_up(&hub, Role::Adviser).await;
    let thief = by_link(&hub, Role::Adviser).await;
    for _ in 0..5 {
        prove(&thief, "000000").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    prove(&thief, "000000").await.is(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn proving_leads_on_within_the_hub_only() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    for (asked, led) in [
        ("/people/new", "/people/new"),
        ("https://ailleurs.test/", "/mentees"),
        ("//ailleurs.test/", "/mentees"),
        ("/\\ailleurs.test", "/mentees"),
        ("", "/mentees"),
    ] {
        let page = adviser.post_from(crate::support::Origin::Hub, "/second-factor", &[("next", asked)]).await;
        assert_eq!(page.redirection().as_deref(), Some(led), "{asked}");
    }
}

#[tokio::test]
async fn somebody_responsible_forgets_a_lost_second_factor() {
    let hub = TestHub::outside_the_demonstration().await;
    let (lost, ..) = set_up(&hub, Role::Adviser).await;
    let responsible = hub.enter(Role::Responsible).await;
    responsible
        .get("/access")
        .await
        .form("Effacer son second facteur")
        .submit()
        .await
        .says("choisira un nouveau");
    assert!(lost.get("/mentees").await.asks_to_sign_in());
    set_up(&hub, Role::Adviser).await.0.get("/mentees").await.is(StatusCode::OK);
}

#[tokio::test]
async fn the_secret_of_codes_cannot_be_read_in_the_database() {
    let hub = TestHub::outside_the_demonstration().await;
    let (_, secret, codes) = set_up(&hub, Role::Adviser).await;
    let kept = hub.texts("SELECT code_secret AS text FROM identities WHERE code_secret IS NOT NULL").await;
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(kept.iter().all(|text| !text.contains(&hexadecimal)) && kept.len() == 1);
    let kept = hub.texts("SELECT code_hash AS text FROM recovery_codes").await;
    assert!(kept.iter().all(|text| codes.iter().all(|code| !text.contains(&code.replace('-', "")))));
}

#[tokio::test]
async fn nobody_confirms_the_codes_that_somebody_else_drew() {
    let hub = TestHub::outside_the_demonstration().await;
    let (own, thief) = (by_link(&hub, Role::Adviser).await, by_link(&hub, Role::Adviser).await);
    let drawn = thief.get("/second-factor").await.form("Utiliser une application de codes").submit().await;
    let known = secret_on(&drawn);
    own.get("/second-factor").await.is(StatusCode::OK).says("Utiliser une application de codes");
    let drawn = own.post("/second-factor/codes", &[]).await;
    let secret = secret_on(&drawn);
    assert_ne!(secret, known);
    let confirm = async |of: &Client, secret: &[u8]| {
        of.post("/second-factor/codes/confirmation", &[("code", &code_now(secret))]).await
    };
    confirm(&own, &known).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    confirm(&own, &secret).await.is(StatusCode::OK).says("Vos codes de secours");
    // The second factor is set up: whoever owes it sets no other one up.
    confirm(&thief, &known).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_several_first_second_factors_set_up_at_once_one_is_the_first() {
    let hub = TestHub::outside_the_demonstration().await;
    let mut tries = Vec::new();
    for _ in 0..4 {
        let visitor = by_link(&hub, Role::Adviser).await;
        let drawn = visitor.post("/second-factor/codes", &[]).await;
        tries.push((visitor, code_now(&secret_on(&drawn))));
    }
    hub.connected().await;
    let confirmed: Vec<_> = tries
        .into_iter()
        .map(|(visitor, code)| {
            let path = "/second-factor/codes/confirmation";
            tokio::spawn(async move { visitor.post(path, &[("code", &code)]).await.status })
        })
        .collect();
    let mut first = 0;
    for one in confirmed {
        first += usize::from(one.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(first, 1);
    assert_eq!(hub.keys("SELECT id FROM recovery_codes").await.len(), 10);
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_one_after_the_other() {
    let hub = TestHub::outside_the_demonstration().await;
    set_up(&hub, Role::Adviser).await;
    let thief = by_link(&hub, Role::Adviser).await;
    let guesses: Vec<_> = (0..20)
        .map(|_| {
            let thief = thief.clone();
            tokio::spawn(async move { thief.post("/second-factor", &[("code", "000000")]).await.status })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(looked_at, 5);
}
