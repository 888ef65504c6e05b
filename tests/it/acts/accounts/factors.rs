//! The second factor: set up, given, removed.

use serde_json::json;
use tandem::accounts::access::Role;
use tandem::accounts::code::{self, SEALED_FOR};
use tandem::accounts::entry::Proof;
use tandem::accounts::passkey::Ceremony;
use tandem::accounts::store;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::confirm_codes::{self, Confirmed, Confirming};
use tandem::acts::accounts::enrol_passkey::{self, Enrolling};
use tandem::acts::accounts::prove::{self, Factor, Proven, Proving};
use tandem::acts::accounts::remove_passkey::{self, Removed};
use tandem::acts::accounts::renew_recovery_codes::{self, Renewed};
use tandem::acts::accounts::{begin_passkey, draw_codes};
use tandem::db::{Id, new_id};
use webauthn_rs::prelude::Passkey;

use super::{HUB, act, browser, identity, not_found, rows, signed_in, visitor};
use crate::support::{TestHub, now_seconds};

/// Draws codes in a session; gives the one of now.
async fn draw(hub: &TestHub, by: &By) -> Result<String, String> {
    act(hub, by, async |write| draw_codes::run(write, by).await).await?;
    let (_, session) = by.proving().unwrap();
    let sealed = store::find_code_draft(&hub.app.db, session.id).await.unwrap().unwrap();
    Ok(code_of(hub, &sealed))
}

fn code_of(hub: &TestHub, sealed: &str) -> String {
    code::at(&hub.app.secret.open(sealed, SEALED_FOR).unwrap(), now_seconds()).unwrap()
}

async fn confirm(hub: &TestHub, by: &By, code: &str) -> Result<Confirmed, String> {
    let confirming = Confirming { code, browser: &browser(), hub: HUB };
    act(hub, by, async |write| confirm_codes::run(write, by, confirming).await).await
}

async fn prove(hub: &TestHub, by: &By, factor: Factor<'_>) -> Result<Proven, String> {
    let proving = Proving { factor, browser: &browser(), demo: hub.app.demo, hub: HUB };
    act(hub, by, async |write| prove::run(write, by, proving).await).await
}

/// Sets codes up as somebody who owes their second factor; gives the recovery codes.
async fn set_up(hub: &TestHub, role: Role) -> Vec<String> {
    let by = signed_in(hub, role, Proof::First).await;
    let code = draw(hub, &by).await.unwrap();
    let Confirmed::Enrolled(enrolled) = confirm(hub, &by, &code).await.unwrap() else {
        panic!("the code is right")
    };
    assert!(!enrolled.entered.owes_proof);
    enrolled.recovery_codes.unwrap()
}

#[tokio::test]
async fn codes_become_a_second_factor_with_a_first_code() {
    let hub = TestHub::outside_the_demonstration().await;
    let by = signed_in(&hub, Role::Adviser, Proof::First).await;
    assert_eq!(confirm(&hub, &by, "000000").await, Ok(Confirmed::Wrong), "nothing was drawn");
    assert_eq!(draw(&hub, &visitor(&hub)).await, not_found());
    let earlier = draw(&hub, &by).await.unwrap();
    let code = draw(&hub, &by).await.unwrap();
    assert_eq!(confirm(&hub, &by, "12 34").await, Ok(Confirmed::Wrong));
    let elsewhere = signed_in(&hub, Role::Adviser, Proof::First).await;
    assert_eq!(
        confirm(&hub, &elsewhere, &code).await,
        Ok(Confirmed::Wrong),
        "it was drawn in another session"
    );
    if earlier != code {
        assert_eq!(confirm(&hub, &by, &earlier).await, Ok(Confirmed::Wrong), "another one was drawn since");
    }
    assert!(!identity(&hub, Role::Adviser).await.has_second_factor());
    let Ok(Confirmed::Enrolled(enrolled)) = confirm(&hub, &by, &code).await else { panic!("it is right") };
    assert_eq!(enrolled.recovery_codes.map(|codes| codes.len()), Some(10));
    assert!(identity(&hub, Role::Adviser).await.has_second_factor());
    assert!(hub.mails_to(&TestHub::email_of(Role::Adviser)).await[0].contains("Une application de codes"));
    // It is no longer the first: whoever owes theirs sets no other one up, and whoever gave it long ago neither.
    assert_eq!(draw(&hub, &elsewhere).await, not_found());
    let fresh = signed_in(&hub, Role::Adviser, Proof::Both).await;
    assert_eq!(draw(&hub, &stale_of(&hub, &fresh).await).await, not_found());
    assert!(draw(&hub, &fresh).await.is_ok());
}

/// The same account, whose second factor was given eleven minutes ago.
async fn stale_of(hub: &TestHub, by: &By) -> By {
    let (account, session) = by.proving().unwrap();
    let mut session = session.clone();
    session.proven_at = Some(hub.app.now().plus(-time::Duration::minutes(11)));
    tandem::accounts::viewer::Viewer::new(Some((account.clone(), session)), hub.app.rules, hub.app.now()).by()
}

#[tokio::test]
async fn the_second_factor_is_proven_by_a_code_that_was_not_used() {
    let hub = TestHub::outside_the_demonstration().await;
    let recovery = set_up(&hub, Role::Adviser).await;
    let sealed = identity(&hub, Role::Adviser).await.code_secret.unwrap();
    let by = signed_in(&hub, Role::Adviser, Proof::First).await;
    let is_in = |proven: &Result<Proven, String>| matches!(proven, Ok(Proven::Entered(_)));
    assert_eq!(prove(&hub, &visitor(&hub), Factor::Code("000000")).await, not_found());
    let code = code_of(&hub, &sealed);
    assert_eq!(prove(&hub, &by, Factor::Code(&code)).await, Ok(Proven::Wrong), "it confirmed the set-up");
    hub.sql("UPDATE identities SET code_last_step = 1 WHERE code_secret IS NOT NULL").await.unwrap();
    assert!(is_in(&prove(&hub, &by, Factor::Code(&code_of(&hub, &sealed))).await));
    assert_eq!(rows(&hub, "attempts").await, 0, "failures are forgotten with a proof");
    assert!(is_in(&prove(&hub, &by, Factor::Code(&recovery[0].to_uppercase())).await));
    assert_eq!(prove(&hub, &by, Factor::Code(&recovery[0])).await, Ok(Proven::Wrong), "it was used");
    assert_eq!(prove(&hub, &by, Factor::Passkey("{}")).await, Ok(Proven::Wrong), "nothing was asked");
    let mails = hub.mails_to(&TestHub::email_of(Role::Adviser)).await;
    assert_eq!(mails.iter().filter(|mail| mail.contains("codes de secours vient de servir")).count(), 1);
    for _ in 0..3 {
        assert_eq!(prove(&hub, &by, Factor::Code("000000")).await, Ok(Proven::Wrong));
    }
    let slowed = prove(&hub, &by, Factor::Code(&recovery[1])).await;
    assert!(matches!(slowed, Ok(Proven::TooSoon(_))), "{slowed:?}");
    assert_eq!(rows(&hub, "attempts").await, 5);
    assert_eq!(rows(&hub, "recovery_codes WHERE used_at IS NOT NULL").await, 1, "nothing was looked at");
}

#[tokio::test]
async fn only_in_the_demonstration_does_a_button_do() {
    for demo in [true, false] {
        let hub = if demo { TestHub::new().await } else { TestHub::outside_the_demonstration().await };
        let by = signed_in(&hub, Role::Adviser, Proof::First).await;
        let proven = prove(&hub, &by, Factor::Code("")).await.unwrap();
        assert_eq!(matches!(proven, Proven::Entered(_)), demo, "{proven:?}");
    }
}

#[tokio::test]
async fn recovery_codes_are_renewed_after_a_fresh_proof() {
    let hub = TestHub::outside_the_demonstration().await;
    let before = set_up(&hub, Role::Adviser).await;
    let renew =
        async |by: &By| act(&hub, by, async |write| renew_recovery_codes::run(write, by, HUB).await).await;
    let fresh = signed_in(&hub, Role::Adviser, Proof::Both).await;
    assert_eq!(renew(&visitor(&hub)).await, Ok(Renewed::ProveAgain));
    assert_eq!(renew(&signed_in(&hub, Role::Adviser, Proof::First).await).await, Ok(Renewed::ProveAgain));
    assert_eq!(renew(&stale_of(&hub, &fresh).await).await, Ok(Renewed::ProveAgain));
    let Ok(Renewed::Codes(codes)) = renew(&fresh).await else { panic!("the proof is fresh") };
    assert_eq!(codes.len(), 10);
    assert_eq!(rows(&hub, "recovery_codes").await, 10);
    assert_eq!(prove(&hub, &fresh, Factor::Code(&before[0])).await, Ok(Proven::Wrong));
}

#[tokio::test]
async fn a_challenge_is_drawn_where_passkeys_can_be_and_serves_one_answer() {
    let hub = TestHub::outside_the_demonstration().await;
    let begin = async |by: &By, ceremony, base_url: &str| {
        act(&hub, by, async |write| begin_passkey::run(write, by, ceremony, base_url).await).await
    };
    let by = signed_in(&hub, Role::Coordinator, Proof::First).await;
    assert_eq!(begin(&by, Ceremony::Enrolment, "http://127.0.0.1:8080").await, not_found());
    assert_eq!(begin(&visitor(&hub), Ceremony::Enrolment, HUB.base_url).await, not_found());
    assert_eq!(begin(&by, Ceremony::Proof, HUB.base_url).await, not_found(), "there is no passkey");
    for _ in 0..2 {
        let challenge = begin(&by, Ceremony::Enrolment, HUB.base_url).await.unwrap();
        assert!(challenge.contains("\"hub.test\""), "{challenge}");
    }
    assert_eq!(rows(&hub, "passkey_ceremonies").await, 1, "an earlier challenge is replaced");
    let browser = browser();
    for label in [Some("Ma clé".to_owned()), None] {
        let enrolling = Enrolling { label, answer: "{}", browser: &browser, hub: HUB };
        let wrong = act(&hub, &by, async |write| enrol_passkey::run(write, &by, enrolling).await).await;
        assert_eq!(wrong, Ok(enrol_passkey::Outcome::Wrong));
        assert_eq!(rows(&hub, "passkey_ceremonies").await, 0);
    }
    let own = hub.identity_of(Role::Coordinator).await;
    add_passkey(&hub, own).await;
    assert!(begin(&by, Ceremony::Proof, HUB.base_url).await.is_ok());
    assert_eq!(begin(&by, Ceremony::Enrolment, HUB.base_url).await, not_found(), "it is no longer the first");
    assert_eq!(prove(&hub, &by, Factor::Passkey("{\"id\":\"forged\"}")).await, Ok(Proven::Wrong));
    assert_eq!(rows(&hub, "passkey_ceremonies").await, 0);
}

/// Adds a passkey that some authenticator made, and gives its key.
async fn add_passkey(hub: &TestHub, identity: Id) -> Id {
    let passkey: Passkey = serde_json::from_value(json!({ "cred": {
        "cred_id": "AAECAwQFBgcICQoLDA0ODw",
        "cred": { "type_": "ES256", "key": { "EC_EC2": { "curve": "SECP256R1", "x": vec![1; 32], "y": vec![2; 32] } } },
        "counter": 0, "transports": null, "user_verified": true, "backup_eligible": false, "backup_state": false,
        "registration_policy": "required", "extensions": {},
        "attestation": { "data": "None", "metadata": "None" }, "attestation_format": "none"
    } }))
    .unwrap();
    let write = hub.write().await;
    store::insert_passkey(&write, identity, "Ma clé".to_owned(), &passkey).await.unwrap();
    write.commit().await.unwrap();
    store::list_passkeys(&hub.app.db, identity).await.unwrap().pop().unwrap().id
}

#[tokio::test]
async fn a_passkey_is_removed_unless_it_is_the_last_second_factor() {
    let hub = TestHub::outside_the_demonstration().await;
    let own = hub.identity_of(Role::Adviser).await;
    let (first, foreign) =
        (add_passkey(&hub, own).await, add_passkey(&hub, hub.identity_of(Role::Officer).await).await);
    let remove = async |by: &By, passkey| {
        act(&hub, by, async |write| remove_passkey::run(write, by, passkey, HUB).await).await
    };
    let fresh = signed_in(&hub, Role::Adviser, Proof::Both).await;
    assert_eq!(remove(&stale_of(&hub, &fresh).await, first).await, Ok(Removed::ProveAgain));
    assert_eq!(remove(&fresh, foreign).await, not_found());
    assert_eq!(remove(&fresh, new_id()).await, not_found());
    assert_eq!(remove(&fresh, first).await, Ok(Removed::LastFactor));
    assert_eq!(rows(&hub, "passkeys").await, 2);
    let second = add_passkey(&hub, own).await;
    assert_eq!(remove(&fresh, first).await, Ok(Removed::Done));
    assert_eq!(remove(&fresh, second).await, Ok(Removed::LastFactor));
    let write = hub.write().await;
    assert!(store::save_code_confirmed(&write, own, "sealed".to_owned(), 1).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(remove(&fresh, second).await, Ok(Removed::Done));
    assert_eq!(rows(&hub, "passkeys").await, 1);
    assert_eq!(hub.mails_to(&TestHub::email_of(Role::Adviser)).await.len(), 2);
}
