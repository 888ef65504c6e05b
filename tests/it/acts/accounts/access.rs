//! Who is given access, and from whom it is taken.

use tandem::accounts::access::Role;
use tandem::accounts::entry::Proof;
use tandem::accounts::invitation::InvitationError;
use tandem::accounts::link::Purpose;
use tandem::accounts::store;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::deactivate::{self, Deactivated};
use tandem::acts::accounts::enter_by_link::{self, Entering};
use tandem::acts::accounts::forget_second_factor::{self, Forgotten};
use tandem::acts::accounts::invite::{self, Invited, Inviting};
use tandem::acts::accounts::invite_first_responsible as first;
use tandem::acts::accounts::withdraw_access::{self, Withdrawn};
use tandem::db::new_id;
use tandem::organisations::Origin;

use super::{HUB, act, browser, identity, not_found, rows, session, visitor};
use crate::support::TestHub;

async fn invite(hub: &TestHub, by: &By, email: &str, role: Role, place: Option<Origin>) -> Invited {
    let (name, email) = ("Nadège Câpre".to_owned(), email.to_owned());
    let inviting = Inviting { name, email, role, place, hub: HUB };
    act(hub, by, async |write| invite::run(write, by, inviting).await).await.unwrap()
}

#[tokio::test]
async fn a_role_is_given_by_whoever_gives_it_where_they_give_access() {
    let hub = TestHub::new().await;
    let partner = Origin { organisation_id: hub.partner(), branch_id: None };
    let branch = Origin { branch_id: Some(hub.branch(0)), ..partner };
    let elsewhere = Origin { organisation_id: hub.hub_organisation(), branch_id: None };
    let made_up = Origin { branch_id: Some(new_id()), ..partner };
    let foreign = Origin { branch_id: Some(hub.branch(0)), ..elsewhere };
    let (given, held) = (Invited::Newly, Invited::Again);
    let no_role = Invited::Refused(InvitationError::RoleNotOffered);
    let no_place = Invited::Refused(InvitationError::PlaceNotOffered);
    let no_branch = Invited::Refused(InvitationError::BranchOfResponsible);
    let (hub_s, partner_s) = (Role::HubResponsible, Role::Responsible);
    for (by, email, role, place, expected) in [
        (hub_s, "nadege@exemple.test", Role::Coordinator, None, given),
        (hub_s, "nadege@exemple.test", Role::Funder, None, given),
        (hub_s, "nadege@exemple.test", Role::Adviser, Some(branch), given),
        (hub_s, "nadege@exemple.test", Role::Adviser, Some(partner), given),
        (hub_s, "nadege@exemple.test", Role::Adviser, Some(partner), held),
        // A stranger’s address may be typed: the sixth invitation within the hour does not leave.
        (hub_s, "nadege@exemple.test", Role::Adviser, Some(branch), Invited::TooMany),
        (hub_s, "nadege@exemple.test", Role::Adviser, None, no_place),
        (hub_s, "nadege@exemple.test", Role::Mentor, None, no_role),
        (hub_s, "adviser@hub.exemple.test", Role::Officer, None, given),
        (hub_s, "adviser@hub.exemple.test", Role::Adviser, Some(branch), held),
        (partner_s, "paul@exemple.test", Role::Adviser, Some(branch), given),
        (partner_s, "paul@exemple.test", Role::Responsible, Some(partner), given),
        (partner_s, "paul@exemple.test", Role::Responsible, Some(branch), no_branch),
        (partner_s, "paul@exemple.test", Role::Adviser, Some(elsewhere), no_place),
        (partner_s, "paul@exemple.test", Role::Adviser, Some(made_up), no_place),
        (partner_s, "paul@exemple.test", Role::Adviser, Some(foreign), no_place),
        (partner_s, "paul@exemple.test", Role::Adviser, None, no_place),
        (partner_s, "paul@exemple.test", Role::Coordinator, None, no_role),
        (Role::Coordinator, "paul@exemple.test", Role::Adviser, Some(branch), no_role),
        (Role::Adviser, "paul@exemple.test", Role::Adviser, Some(branch), no_role),
        (Role::Mentor, "paul@exemple.test", Role::Funder, None, no_role),
    ] {
        let why = format!("{by:?} invites {email} as {role:?} to {place:?}");
        let before = (rows(&hub, "accounts").await, hub.mails_to(email).await.len());
        assert_eq!(invite(&hub, &hub.by(by).await, email, role, place).await, expected, "{why}");
        let after = (rows(&hub, "accounts").await, hub.mails_to(email).await.len());
        let (roles, mails) =
            (usize::from(expected == given), usize::from(expected == given || expected == held));
        assert_eq!(after, (before.0 + roles, before.1 + mails), "{why}");
    }
    assert_eq!(invite(&hub, &visitor(&hub), "paul@exemple.test", Role::Funder, None).await, no_role);
    let funders = "accounts WHERE role = 'funder' AND organisation_id IS NOT NULL";
    assert_eq!(rows(&hub, funders).await, 0, "a funder works for no organisation of the hub");
    assert_eq!(rows(&hub, "identities WHERE email = 'adviser@hub.exemple.test'").await, 1);
}

#[tokio::test]
async fn a_role_is_withdrawn_once_by_whoever_manages_it() {
    let hub = TestHub::new().await;
    let adviser = hub.account_of(Role::Adviser).await;
    let withdraw = async |by: &By, account| {
        act(&hub, by, async |write| withdraw_access::run(write, by, account).await).await
    };
    let responsible = hub.by(Role::Responsible).await;
    for (by, account) in [
        (hub.by(Role::Adviser).await, adviser),
        (hub.by(Role::Coordinator).await, adviser),
        (visitor(&hub), adviser),
        (responsible.clone(), hub.account_of(Role::Coordinator).await),
        (responsible.clone(), hub.account_of(Role::Mentor).await),
        (hub.by(Role::HubResponsible).await, hub.account_of(Role::Mentor).await),
        (responsible.clone(), new_id()),
    ] {
        assert_eq!(withdraw(&by, account).await, not_found());
    }
    let own = hub.account_of(Role::Responsible).await;
    assert_eq!(withdraw(&responsible, own).await, Ok(Withdrawn::Own));
    assert_eq!(rows(&hub, "accounts WHERE withdrawn_on IS NOT NULL").await, 0);
    let token = session(&hub, Role::Adviser, Proof::Both).await;
    let name = "Désiré Cabanon".to_owned();
    assert_eq!(withdraw(&responsible, adviser).await, Ok(Withdrawn::Done(name.clone())));
    assert!(store::find_by_session(&hub.app.db, &token, hub.app.now()).await.unwrap().is_none());
    assert_eq!(rows(&hub, "sessions").await, 0);
    hub.sql("UPDATE accounts SET withdrawn_on = '2026-01-05' WHERE withdrawn_on IS NOT NULL").await.unwrap();
    assert_eq!(withdraw(&responsible, adviser).await, Ok(Withdrawn::Already(name)));
    assert_eq!(rows(&hub, "accounts WHERE withdrawn_on = '2026-01-05'").await, 1, "its first day stays");
}

#[tokio::test]
async fn a_lost_second_factor_is_forgotten_with_all_that_would_open_the_access() {
    let hub = TestHub::new().await;
    let (adviser, own) = (hub.account_of(Role::Adviser).await, identity(&hub, Role::Adviser).await);
    let write = hub.write().await;
    store::save_password(&write, own.id, "a hash".to_owned()).await.unwrap();
    assert!(store::save_code_confirmed(&write, own.id, "sealed".to_owned(), 1).await.unwrap());
    store::replace_recovery_codes(&write, own.id).await.unwrap();
    assert!(store::insert_subject(&write, own.id, "essai", "agent").await.unwrap());
    let link = store::insert_link(&write, &own, Purpose::SignIn).await.unwrap();
    write.commit().await.unwrap();
    session(&hub, Role::Adviser, Proof::Both).await;
    let forget = async |by: &By, account| {
        act(&hub, by, async |write| forget_second_factor::run(write, by, account, HUB).await).await
    };
    let responsible = hub.by(Role::Responsible).await;
    let funder = hub.add_role(own.id).await;
    for (by, account) in [
        (hub.by(Role::Coordinator).await, adviser),
        (hub.by(Role::Adviser).await, adviser),
        (visitor(&hub), adviser),
        (responsible.clone(), funder),
        (responsible.clone(), hub.account_of(Role::Responsible).await),
        (hub.by(Role::HubResponsible).await, hub.account_of(Role::Mentee).await),
    ] {
        assert_eq!(forget(&by, account).await, not_found());
    }
    assert_eq!(forget(&responsible, adviser).await, Ok(Forgotten::WorksElsewhere));
    assert!(identity(&hub, Role::Adviser).await.has_second_factor());
    let done = Forgotten::Done("Désiré Cabanon".to_owned());
    assert_eq!(forget(&hub.by(Role::HubResponsible).await, adviser).await, Ok(done));
    let after = identity(&hub, Role::Adviser).await;
    assert_eq!((after.has_second_factor(), after.password_hash), (false, None));
    for gone in ["recovery_codes", "provider_subjects", "sessions", "links WHERE superseded_at IS NULL"] {
        assert_eq!(rows(&hub, gone).await, 0, "{gone}");
    }
    let entering = Entering { purpose: Purpose::SignIn, token: &link, browser: &browser(), account: None };
    let by = visitor(&hub);
    let used = act(&hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await;
    assert_eq!(used, Ok(enter_by_link::Outcome::LinkRefused));
    assert!(hub.mails_to(&after.email).await[0].contains("Votre second facteur vient d’être effacé"));
}

#[tokio::test]
async fn an_identity_is_deactivated_by_the_hub_only() {
    let hub = TestHub::new().await;
    let own = identity(&hub, Role::Mentor).await;
    let token = session(&hub, Role::Mentor, Proof::First).await;
    let write = hub.write().await;
    store::insert_link(&write, &own, Purpose::SignIn).await.unwrap();
    write.commit().await.unwrap();
    let run = async |by: &By, identity| {
        act(&hub, by, async |write| deactivate::run(write, by, identity).await).await
    };
    for role in [Role::Responsible, Role::Coordinator, Role::Mentor] {
        assert_eq!(run(&hub.by(role).await, own.id).await, not_found(), "{role:?}");
    }
    assert!(store::find_by_session(&hub.app.db, &token, hub.app.now()).await.unwrap().is_some());
    let responsible = hub.by(Role::HubResponsible).await;
    assert_eq!(run(&responsible, new_id()).await, not_found());
    assert_eq!(run(&responsible, own.id).await, Ok(Deactivated::Done));
    assert_eq!(run(&By::Hub, own.id).await, Ok(Deactivated::Already));
    assert_eq!(rows(&hub, "sessions").await, 0);
    assert_eq!(rows(&hub, "links WHERE superseded_at IS NULL").await, 0);
}

#[tokio::test]
async fn the_first_responsible_gets_a_hub_and_a_link_that_enters_it() {
    let hub = TestHub::empty(false).await;
    let run = async |by: &By, email: &str| {
        let inviting = first::Inviting {
            email,
            name: "Honorine Aubagne",
            hub_name: "Le hub",
            base_url: "http://hub.test",
        };
        act(&hub, by, async |write| first::run(write, by, inviting).await).await
    };
    assert_eq!(run(&visitor(&hub), "honorine@exemple.test").await, not_found());
    let first = run(&By::Hub, "honorine@exemple.test").await.unwrap();
    let first::Invited::Newly(address) = first else { panic!("{first:?}") };
    let again = run(&By::Hub, "honorine@exemple.test").await.unwrap();
    assert!(matches!(again, first::Invited::Again(_)), "{again:?}");
    let other = run(&By::Hub, "olympe@exemple.test").await.unwrap();
    assert!(matches!(other, first::Invited::Newly(_)), "{other:?}");
    assert_eq!(rows(&hub, "organisations WHERE kind = 'hub' AND name = 'Le hub'").await, 1);
    assert_eq!(rows(&hub, "accounts WHERE role = 'hub_responsible'").await, 2);
    assert!(hub.mails().await.is_empty(), "the link is shown on the machine, and sent to nobody");
    let superseded = address.strip_prefix("http://hub.test/invitations/").expect("the page of an invitation");
    let refused = enter(&hub, superseded).await;
    assert_eq!(refused, enter_by_link::Outcome::LinkRefused, "a later invitation ended this one");
    assert_eq!(rows(&hub, "accounts WHERE accepted_at IS NOT NULL").await, 0, "nobody is responsible yet");
    let first::Invited::Again(address) = again else { panic!() };
    let token = address.strip_prefix("http://hub.test/invitations/").expect("the page of an invitation");
    let entered = enter(&hub, token).await;
    assert!(matches!(entered, enter_by_link::Outcome::Entered(_)), "{entered:?}");
    assert_eq!(rows(&hub, "accounts WHERE accepted_at IS NOT NULL").await, 1);
}

async fn enter(hub: &TestHub, token: &str) -> enter_by_link::Outcome {
    let entering = Entering { purpose: Purpose::Invitation, token, browser: &browser(), account: None };
    let by = visitor(hub);
    act(hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await.unwrap()
}
