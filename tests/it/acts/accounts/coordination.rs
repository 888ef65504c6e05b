//! Who coordinates by default, and how those who work with people are reached.

use tandem::accounts::access::Role;
use tandem::accounts::account::Account;
use tandem::accounts::coordination::{Contact, LONGEST_HOURS};
use tandem::accounts::store;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::coordinate_by_default::{self, Named};
use tandem::acts::accounts::edit_contact::{self, Edited};
use tandem::acts::accounts::invite_first_responsible as first;
use tandem::acts::accounts::{deactivate, withdraw_access};
use tandem::contact::Phone;
use tandem::db::{Id, new_id};

use super::{act, identity, not_found};
use crate::support::TestHub;

async fn default(hub: &TestHub) -> Option<Id> {
    store::find_coordination(&hub.app.db).await.unwrap().by_default().map(|one| one.id)
}

/// Adds an account of the hub with an identity of its own.
async fn add_coordinator(hub: &TestHub, email: &str) -> Id {
    let write = hub.write().await;
    let identity = store::get_or_insert_identity(&write, email).await.unwrap();
    let account = Account {
        id: new_id(),
        identity_id: Some(identity.id),
        name: "Nadège Câpre".to_owned(),
        role: Role::Coordinator,
        organisation_id: Some(hub.hub_organisation()),
        branch_id: None,
        person_id: None,
        accepted_at: Some(write.now()),
        withdrawn_on: None,
    };
    store::insert(&write, &account).await.unwrap();
    write.commit().await.unwrap();
    account.id
}

#[tokio::test]
async fn the_first_account_of_a_hub_coordinates_by_default() {
    let hub = TestHub::empty(false).await;
    assert_eq!(default(&hub).await, None);
    for (email, name) in
        [("camille@exemple.test", "Camille Verveine"), ("luce@exemple.test", "Luce Sarriette")]
    {
        let inviting =
            first::Inviting { email, name, hub_name: "La maison du mentorat", base_url: "http://hub.test" };
        let invited = act(&hub, &By::Hub, async |write| first::run(write, &By::Hub, inviting).await).await;
        assert_eq!(
            default(&hub).await.is_some(),
            name.starts_with("Luce"),
            "nobody coordinates before accepting"
        );
        let Ok(first::Invited::Newly(address)) = invited else { panic!("{invited:?}") };
        let page = hub.visitor().get(address.trim_start_matches("http://hub.test")).await;
        page.form("Accepter et me connecter").submit().await;
    }
    let name =
        hub.texts("SELECT name AS text FROM accounts WHERE coordinates_by_default_since IS NOT NULL").await;
    assert_eq!(name, ["Camille Verveine"]);
}

#[tokio::test]
async fn whoever_is_responsible_for_the_hub_names_who_coordinates_by_default() {
    let hub = TestHub::new().await;
    let former = hub.account_of(Role::Coordinator).await;
    let other = add_coordinator(&hub, "nadege@exemple.test").await;
    for (role, account, expected) in [
        (Role::HubResponsible, other, Ok(Named::Done("Nadège Câpre".to_owned()))),
        (Role::HubResponsible, other, Ok(Named::Already("Nadège Câpre".to_owned()))),
        (Role::HubResponsible, hub.account_of(Role::Adviser).await, Ok(Named::CannotCoordinate)),
        (Role::Coordinator, former, not_found()),
        (Role::Responsible, former, not_found()),
    ] {
        let by = hub.by(role).await;
        let named = act(&hub, &by, async |write| coordinate_by_default::run(write, &by, account).await).await;
        assert_eq!(named, expected, "{role:?} names {account}");
        assert_eq!(default(&hub).await, Some(other));
    }
}

#[tokio::test]
async fn when_the_default_leaves_whoever_is_responsible_takes_over() {
    let hub = TestHub::new().await;
    let (coordinator, responsible) =
        (hub.account_of(Role::Coordinator).await, hub.account_of(Role::HubResponsible).await);
    let other = add_coordinator(&hub, "nadege@exemple.test").await;
    assert_eq!(default(&hub).await, Some(coordinator));
    let by = hub.by(Role::HubResponsible).await;
    act(&hub, &by, async |write| withdraw_access::run(write, &by, coordinator).await).await.unwrap();
    assert_eq!(default(&hub).await, Some(responsible));
    let identity = identity(&hub, Role::HubResponsible).await.id;
    act(&hub, &By::Hub, async |write| deactivate::run(write, &By::Hub, identity).await).await.unwrap();
    assert_eq!(default(&hub).await, Some(other), "nobody signs in as the responsible any more");
    act(&hub, &By::Hub, async |write| withdraw_access::run(write, &By::Hub, other).await).await.unwrap();
    assert_eq!(default(&hub).await, None, "the hub has nobody left");
}

#[tokio::test]
async fn the_database_holds_at_most_one_default_and_only_one_of_the_hub() {
    let hub = TestHub::new().await;
    let day = "coordinates_by_default_since = '2026-03-12'";
    for role in ["hub_responsible", "adviser"] {
        let statement = format!("UPDATE accounts SET {day} WHERE role = '{role}'");
        assert!(hub.sql(&statement).await.is_err(), "{role}");
    }
    let statement = "UPDATE accounts SET withdrawn_on = '2026-03-12' WHERE role = 'coordinator'";
    assert!(hub.sql(statement).await.is_err(), "whoever left coordinates nothing");
}

#[tokio::test]
async fn those_who_work_with_people_say_how_they_are_reached() {
    let hub = TestHub::new().await;
    let contact = Contact {
        phone: Some(Phone::parse("04 65 71 20 14").unwrap()),
        hours: Some("le mardi, 9 h – 12 h".to_owned()),
    };
    let too_long = Contact { hours: Some("é".repeat(LONGEST_HOURS + 1)), ..contact.clone() };
    for (role, said, expected) in [
        (Role::Coordinator, &contact, Ok(Edited::Saved)),
        (Role::Adviser, &contact, Ok(Edited::Saved)),
        (Role::Adviser, &too_long, Ok(Edited::HoursTooLong)),
        (Role::Mentor, &contact, not_found()),
        (Role::Funder, &contact, not_found()),
        (Role::Officer, &contact, not_found()),
    ] {
        let by = hub.by(role).await;
        let edited = act(&hub, &by, async |write| edit_contact::run(write, &by, said, None).await).await;
        assert_eq!(edited, expected, "{role:?}");
        let stored = store::get_contact(&hub.app.db, hub.account_of(role).await).await.unwrap();
        let kept = matches!(role, Role::Coordinator | Role::Adviser);
        assert_eq!(stored, if kept { contact.clone() } else { Contact::default() }, "{role:?}");
    }
}
