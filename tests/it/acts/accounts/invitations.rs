//! An invitation gives nothing until it is accepted by its link, and takes nothing away.

use tandem::accounts::access::Role;
use tandem::accounts::entry::Proof;
use tandem::accounts::link::Purpose;
use tandem::accounts::password;
use tandem::accounts::store::{self, Attempted};
use tandem::accounts::viewer::By;
use tandem::acts::accounts::ask_for_link::{self, Asked, Asking};
use tandem::acts::accounts::enter_by_link::{self, Entering, Outcome};
use tandem::acts::accounts::enter_by_password::{self, Typed};
use tandem::acts::accounts::enter_by_provider;
use tandem::acts::accounts::forget_second_factor;
use tandem::acts::accounts::invite::{self, Invited, Inviting};
use tandem::acts::accounts::withdraw_access::{self, Withdrawn};
use tandem::acts::people::assign_adviser::{self, Assigned, Assigning};
use tandem::db::Id;
use tandem::organisations::Origin;

use super::{HUB, act, browser, not_found, rows, visitor};
use crate::support::TestHub;

const EMAIL: &str = "nadege@exemple.test";
const PASSWORD: &str = "cheval agrafe pile exacte";

/// Invites somebody as an adviser of the second branch; gives the token of the link.
async fn invite(hub: &TestHub, by: &By, email: &str) -> String {
    let place = Some(Origin { organisation_id: hub.partner(), branch_id: Some(hub.branch(1)) });
    let (name, email) = ("Nadège Câpre".to_owned(), email.to_owned());
    let inviting = Inviting { name, email: email.clone(), role: Role::Adviser, place, hub: HUB };
    act(hub, by, async |write| invite::run(write, by, inviting).await).await.unwrap();
    hub.link_to(&email).await.strip_prefix("/invitations/").unwrap().to_owned()
}

async fn accept(hub: &TestHub, token: &str) -> Outcome {
    let by = visitor(hub);
    let entering = Entering { purpose: Purpose::Invitation, token, browser: &browser(), account: None };
    act(hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await.unwrap()
}

async fn invited(hub: &TestHub) -> Id {
    hub.keys("SELECT id FROM accounts WHERE name = 'Nadège Câpre'").await[0]
}

#[tokio::test]
async fn whoever_is_invited_enters_by_no_other_door() {
    let hub = TestHub::new().await;
    let responsible = hub.by(Role::Responsible).await;
    let token = invite(&hub, &responsible, EMAIL).await;
    let write = hub.write().await;
    let identity = store::find_identity_by_email(write.on(), EMAIL).await.unwrap().unwrap();
    store::save_password(&write, identity.id, password::hash(PASSWORD, [3; 16]).unwrap()).await.unwrap();
    assert!(store::insert_subject(&write, identity.id, "essai", "agente").await.unwrap());
    let session = store::insert_session(&write, invited(&hub).await, true, "un essai").await.unwrap();
    write.commit().await.unwrap();
    let browser = browser();
    let doors = async || {
        let by = visitor(&hub);
        let ask = async |purpose| {
            let asking = Asking { purpose, email: EMAIL, browser: &browser, next: "", hub: HUB };
            act(&hub, &by, async |write| ask_for_link::run(write, &by, asking).await).await.unwrap()
        };
        let typed = Typed { email: EMAIL, password: PASSWORD.to_owned(), browser: &browser };
        let by_password = enter_by_password::run(&hub.app, &by, typed).await.unwrap();
        let attempted = Attempted::new(&hub.app.secret, EMAIL, "203.0.113.0/24", None);
        let entering = enter_by_provider::Entering {
            provider: "essai",
            subject: "agente",
            proof: Proof::Both,
            attempted: &attempted,
            browser: &browser,
        };
        let by_provider =
            act(&hub, &by, async |write| enter_by_provider::run(write, &by, entering).await).await.unwrap();
        [
            ask(Purpose::SignIn).await == Asked::Sent,
            ask(Purpose::PasswordReset).await == Asked::Sent,
            matches!(by_password, enter_by_password::Outcome::Entered(_)),
            matches!(by_provider, enter_by_provider::Outcome::Entered(_)),
            store::find_by_session(&hub.app.db, &session, hub.app.now()).await.unwrap().is_some(),
        ]
    };
    assert_eq!(doors().await, [false; 5]);
    let Outcome::Entered(entered) = accept(&hub, &token).await else { panic!() };
    assert_eq!((entered.role, entered.owes_proof), (Role::Adviser, true));
    assert_eq!(accept(&hub, &token).await, Outcome::LinkRefused, "it serves once");
    assert_eq!(doors().await, [true; 5]);
}

#[tokio::test]
async fn a_newer_invitation_ends_the_older_and_a_withdrawn_one_leads_nowhere() {
    let hub = TestHub::new().await;
    let responsible = hub.by(Role::Responsible).await;
    let older = invite(&hub, &responsible, EMAIL).await;
    let newer = invite(&hub, &responsible, EMAIL).await;
    assert_eq!(accept(&hub, &older).await, Outcome::LinkRefused);
    let account = invited(&hub).await;
    let withdrawn =
        act(&hub, &responsible, async |write| withdraw_access::run(write, &responsible, account).await);
    assert_eq!(withdrawn.await, Ok(Withdrawn::Invitation("Nadège Câpre".to_owned())));
    assert_eq!(accept(&hub, &newer).await, Outcome::LinkRefused);
    let again = invite(&hub, &responsible, EMAIL).await;
    assert!(matches!(accept(&hub, &again).await, Outcome::Entered(_)));
    assert_eq!(rows(&hub, "accounts WHERE name = 'Nadège Câpre' AND withdrawn_on IS NULL").await, 1);
}

#[tokio::test]
async fn whoever_invites_an_address_gets_no_hold_on_what_it_opens() {
    let hub = TestHub::new().await;
    let responsible = hub.by(Role::Responsible).await;
    let email = TestHub::email_of(Role::Mentee);
    let identity = hub.identity_of(Role::Mentee).await;
    let session = super::session(&hub, Role::Mentee, Proof::First).await;
    let write = hub.write().await;
    store::save_password(&write, identity, "a hash".to_owned()).await.unwrap();
    write.commit().await.unwrap();
    invite(&hub, &responsible, &email).await;
    let account = invited(&hub).await;
    let forgotten = act(&hub, &responsible, async |write| {
        forget_second_factor::run(write, &responsible, account, HUB).await
    });
    assert_eq!(forgotten.await, not_found());
    let (person, _) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let assigning = Assigning { person: person.id, adviser: Some(account), seen: None };
    let assigned =
        act(&hub, &responsible, async |write| assign_adviser::run(write, &responsible, assigning).await);
    assert_eq!(assigned.await, Ok(Assigned::NoSuchAdviser), "nobody follows anybody before they accept");
    let identity = store::find_identity(&hub.app.db, identity).await.unwrap().unwrap();
    assert!(identity.password_hash.is_some());
    assert!(store::find_by_session(&hub.app.db, &session, hub.app.now()).await.unwrap().is_some());
    let held = store::list_of_identity(&hub.app.db, identity.id).await.unwrap();
    assert_eq!(held.iter().map(|one| one.role).collect::<Vec<_>>(), [Role::Mentee]);
}

#[tokio::test]
async fn an_address_gets_five_invitations_an_hour_and_ten_a_day_whoever_invites() {
    let hub = TestHub::new().await;
    let (responsible, first) = (hub.by(Role::Responsible).await, hub.by(Role::HubResponsible).await);
    let invited = async |by: &By| {
        let place = Some(Origin { organisation_id: hub.partner(), branch_id: Some(hub.branch(1)) });
        let (name, email) = ("Nadège Câpre".to_owned(), EMAIL.to_owned());
        let inviting = Inviting { name, email, role: Role::Adviser, place, hub: HUB };
        act(&hub, by, async |write| invite::run(write, by, inviting).await).await.unwrap()
    };
    for hour in 0..3 {
        for number in 0..7 {
            let by = if number % 2 == 0 { &responsible } else { &first };
            let is_sent = hour < 2 && number < 5;
            assert_eq!(invited(by).await != Invited::TooMany, is_sent, "hour {hour}, {number}");
        }
        hub.sql(&format!("UPDATE links SET created_at = '{}'", hour_ago(&hub))).await.unwrap();
    }
    assert_eq!(hub.mails_to(EMAIL).await.len(), 10);
}

/// An hour and a minute ago, as the database writes it.
fn hour_ago(hub: &TestHub) -> String {
    let at = hub.app.now().plus(-time::Duration::minutes(61)).in_paris().to_offset(time::UtcOffset::UTC);
    format!("{} {:02}:{:02}:{:02}+00:00", at.date(), at.hour(), at.minute(), at.second())
}
