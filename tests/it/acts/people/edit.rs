//! What is known of a person is corrected.

use tandem::accounts;
use tandem::accounts::access::Role;
use tandem::accounts::account::Session;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::people::assign_adviser::{self, Assigned, Assigning};
use tandem::acts::people::edit::{self, Edited, Editing};
use tandem::db::{Id, new_id};
use tandem::organisations::Origin;
use tandem::people::newcomer::Details;
use tandem::people::person::Person;
use tandem::version::Version;

use super::{branch, details, organisation};
use crate::acts::acting::{NOT_FOUND, as_a, as_by, count};
use crate::support::TestHub;

const CONTACT: &str = "contact@hub.exemple.test";

async fn edits(
    hub: &TestHub,
    by: &By,
    person: Id,
    details: Details,
    origin: Option<Origin>,
) -> Result<Edited, String> {
    let editing = Editing { person, details, origin, seen: None, hub: hub.app.named() };
    as_by(hub, by, async |write, by| edit::run(write, by, editing).await).await
}

/// Somebody of the branch where the adviser works, with an address.
async fn somebody(hub: &TestHub) -> (Person, String) {
    let (person, _) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let email = person.email.clone().unwrap();
    (person, email)
}

/// Somebody whose second factor was given so long ago that it proves nothing any more.
async fn stale(hub: &TestHub, role: Role) -> By {
    let account = accounts::store::find(&hub.app.db, hub.account_of(role).await).await.unwrap();
    let proven_at = Some(hub.app.now().plus(-time::Duration::minutes(11)));
    let session = Session { id: new_id(), proven_at };
    Viewer::new(account.map(|account| (account, session)), hub.app.rules, hub.app.now()).by()
}

#[tokio::test]
async fn who_corrects_whom() {
    let hub = TestHub::new().await;
    let (person, email) = somebody(&hub).await;
    let (elsewhere, _) =
        hub.add_mentee("Fanny Estaque", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let elsewhere_email = elsewhere.email.clone().unwrap();
    let own = branch(&hub, 0);
    let (of_hub, of_partner) = (organisation(hub.hub_organisation()), organisation(hub.partner()));
    let cases = [
        (Role::Adviser, person.id, &email, None, true),
        (Role::Adviser, person.id, &email, Some(own), true),
        (Role::Adviser, person.id, &email, Some(of_hub), false),
        (Role::Adviser, person.id, &email, Some(of_partner), false),
        (Role::Adviser, elsewhere.id, &elsewhere_email, None, false),
        (Role::Responsible, elsewhere.id, &elsewhere_email, None, true),
        (Role::Responsible, elsewhere.id, &elsewhere_email, Some(of_partner), false),
        (Role::Coordinator, elsewhere.id, &elsewhere_email, Some(of_partner), true),
        (Role::Coordinator, elsewhere.id, &elsewhere_email, Some(organisation(new_id())), false),
        (Role::Coordinator, new_id(), &email, None, false),
        (Role::Mentee, person.id, &email, None, false),
    ];
    for (role, id, email, origin, may) in cases {
        let answer = edits(&hub, &hub.by(role).await, id, details(email), origin).await;
        let expected = if may { Ok(Edited::Saved) } else { Err(NOT_FOUND.to_owned()) };
        assert_eq!(answer, expected, "{role:?} {origin:?}");
    }
    assert_eq!(count(&hub, "SELECT id FROM people WHERE first_name = 'Olive'").await, 2);
}

#[tokio::test]
async fn an_address_is_not_taken_from_somebody_else() {
    let hub = TestHub::new().await;
    let (person, own) = somebody(&hub).await;
    let (_, mentor) = hub.add_mentor("Zoé Calanque", |_, _| ()).await;
    let taken = hub.texts("SELECT email AS text FROM people WHERE first_name = 'Zoé'").await.remove(0);
    let by = hub.by(Role::Coordinator).await;
    assert_eq!(edits(&hub, &by, person.id, details(&taken), None).await, Ok(Edited::EmailTaken));
    assert_eq!(edits(&hub, &by, person.id, details(&own), None).await, Ok(Edited::Saved));
    assert_ne!(mentor.person_id, person.id);
    assert!(hub.mails_to(&own).await.is_empty());
}

#[tokio::test]
async fn a_new_address_takes_a_fresh_proof_ends_the_roles_of_the_former_and_writes_to_it() {
    let hub = TestHub::new().await;
    let mentee = hub.person_named("Basile Garrigue").await;
    let former = hub.texts("SELECT email AS text FROM people WHERE first_name = 'Basile'").await.remove(0);
    let open = "SELECT id FROM accounts WHERE role = 'mentee' AND withdrawn_on IS NULL";
    let new = "nouvelle@exemple.test";
    let old_proof = stale(&hub, Role::Coordinator).await;
    assert_eq!(edits(&hub, &old_proof, mentee, details(new), None).await, Ok(Edited::ProofNeeded));
    assert_eq!(count(&hub, open).await, 1);
    // The same address with other details needs no proof.
    assert_eq!(edits(&hub, &old_proof, mentee, details(&former), None).await, Ok(Edited::Saved));
    assert!(hub.mails_to(&former).await.is_empty());

    let proven = hub.by(Role::Coordinator).await;
    assert_eq!(edits(&hub, &proven, mentee, details(new), None).await, Ok(Edited::Saved));
    assert_eq!(count(&hub, open).await, 0);
    assert!(hub.mails_to(&former).await.remove(0).contains(CONTACT));

    // Without an address, then with one again: nobody is left to write to.
    assert_eq!(edits(&hub, &proven, mentee, details(""), None).await, Ok(Edited::Saved));
    assert_eq!(edits(&hub, &proven, mentee, details(&former), None).await, Ok(Edited::Saved));
    assert_eq!((hub.mails_to(new).await.len(), hub.mails_to(&former).await.len()), (1, 1));
}

#[tokio::test]
async fn who_did_not_see_a_new_address_does_not_undo_it() {
    let hub = TestHub::new().await;
    let (person, former) = somebody(&hub).await;
    let by = hub.by(Role::Coordinator).await;
    let own = Details { phone: Some("+33612345678".to_owned()), ..details(&former) };
    let seen = Some(person.version());
    assert_eq!(edits(&hub, &by, person.id, details("nouvelle@exemple.test"), None).await, Ok(Edited::Saved));
    let edits_seen = async |seen: Option<Version>| {
        let (person, details) = (person.id, own.clone());
        let editing = Editing { person, details, origin: None, seen, hub: hub.app.named() };
        as_by(&hub, &by, async |write, by| edit::run(write, by, editing).await).await
    };
    let Ok(Edited::Changed(now)) = edits_seen(seen).await else { panic!("the former address is back") };
    assert_eq!(now.email.as_deref(), Some("nouvelle@exemple.test"));
    assert_eq!(hub.mails_to("nouvelle@exemple.test").await.len(), 0, "nobody was told of a change back");
    // Whoever saw it decides.
    assert_eq!(edits_seen(Some(now.version())).await, Ok(Edited::Saved));
    assert_eq!(hub.mails_to("nouvelle@exemple.test").await.len(), 1);
}

async fn assigns(hub: &TestHub, role: Role, person: Id, adviser: Option<Id>) -> Result<Assigned, String> {
    let assigning = Assigning { person, adviser, seen: None };
    as_a(hub, role, async |write, by| assign_adviser::run(write, by, assigning).await).await
}

#[tokio::test]
async fn an_adviser_of_the_organisation_follows_somebody() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentee("Fanny Estaque", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let (of_hub, _) = hub
        .add_mentee("Firmin Lavande", |person, _| {
            (person.organisation_id, person.branch_id) = (hub.hub_organisation(), None);
        })
        .await;
    let adviser = hub.account_of(Role::Adviser).await;
    let responsible = hub.account_of(Role::Responsible).await;
    let cases = [
        (Role::Responsible, person.id, Some(adviser), Ok(Assigned::Saved)),
        (Role::Coordinator, person.id, Some(adviser), Ok(Assigned::Saved)),
        (Role::Responsible, person.id, Some(responsible), Ok(Assigned::NoSuchAdviser)),
        (Role::Responsible, person.id, Some(new_id()), Ok(Assigned::NoSuchAdviser)),
        (Role::Coordinator, of_hub.id, Some(adviser), Ok(Assigned::NoSuchAdviser)),
        (Role::Responsible, of_hub.id, Some(adviser), Err(NOT_FOUND.to_owned())),
        (Role::Adviser, person.id, Some(adviser), Err(NOT_FOUND.to_owned())),
    ];
    for (role, person, account, expected) in cases {
        assert_eq!(assigns(&hub, role, person, account).await, expected, "{role:?}");
    }
    let following = accounts::store::list_followers(&hub.app.db, person.id).await.unwrap();
    assert_eq!(following, [adviser]);
    assert_eq!(assigns(&hub, Role::Responsible, person.id, None).await, Ok(Assigned::Saved));
    assert!(accounts::store::list_followers(&hub.app.db, person.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_moves_to_another_organisation_is_followed_no_more() {
    let hub = TestHub::new().await;
    let (person, email) = somebody(&hub).await;
    let adviser = hub.account_of(Role::Adviser).await;
    assigns(&hub, Role::Responsible, person.id, Some(adviser)).await.unwrap();
    let coordinator = hub.by(Role::Coordinator).await;
    let followers = async || accounts::store::list_followers(&hub.app.db, person.id).await.unwrap().len();
    let other_branch = Some(branch(&hub, 1));
    assert_eq!(edits(&hub, &coordinator, person.id, details(&email), other_branch).await, Ok(Edited::Saved));
    assert_eq!(followers().await, 1);
    let elsewhere = Some(organisation(hub.hub_organisation()));
    assert_eq!(edits(&hub, &coordinator, person.id, details(&email), elsewhere).await, Ok(Edited::Saved));
    assert_eq!(followers().await, 0);
}

#[tokio::test]
async fn whether_others_have_an_address_is_told_to_who_proved_themselves_and_tries_few() {
    let hub = TestHub::new().await;
    let (person, _) = somebody(&hub).await;
    let (foreign, _) = hub
        .add_mentee("Fanny Estaque", |person, _| {
            (person.organisation_id, person.branch_id) = (hub.hub_organisation(), None);
        })
        .await;
    let foreign = foreign.email.unwrap();
    let stale = stale(&hub, Role::Adviser).await;
    for email in [foreign.as_str(), "personne@exemple.test"] {
        let answer = edits(&hub, &stale, person.id, details(email), None).await;
        assert_eq!(answer, Ok(Edited::ProofNeeded), "{email}");
    }
    let adviser = hub.by(Role::Adviser).await;
    for _ in 0..5 {
        let answer = edits(&hub, &adviser, person.id, details(&foreign), None).await;
        assert_eq!(answer, Ok(Edited::EmailTaken));
    }
    for email in [foreign.as_str(), "personne@exemple.test"] {
        let answer = edits(&hub, &adviser, person.id, details(email), None).await;
        assert!(matches!(answer, Ok(Edited::TooSoon(_))), "{email} {answer:?}");
    }
    let noted = "SELECT object_id AS id FROM journal WHERE action = 'address_missed'";
    assert_eq!(count(&hub, noted).await, 5);
}
