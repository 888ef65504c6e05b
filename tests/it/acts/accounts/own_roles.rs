//! The roles somebody has as a person follow from their file.

use tandem::accounts::access::Role;
use tandem::accounts::entry::Proof;
use tandem::accounts::link::Purpose;
use tandem::accounts::store;
use tandem::acts::accounts::ask_for_link::{self, Asked, Asking};
use tandem::acts::accounts::enter_by_link::{self, Entering, Outcome};
use tandem::acts::people::offer_help::{self, Offered, Offering};
use tandem::db::Id;
use tandem::people::newcomer::Offer;
use tandem::people::person::{Mentor, Person};

use super::{HUB, act, browser, rows, session, visitor};
use crate::support::TestHub;

async fn ask(hub: &TestHub, email: &str) -> Asked {
    let by = visitor(hub);
    let asking = Asking { purpose: Purpose::SignIn, email, browser: &browser(), next: "", hub: HUB };
    act(hub, &by, async |write| ask_for_link::run(write, &by, asking).await).await.unwrap()
}

/// Asks for a link and enters with it.
async fn enter(hub: &TestHub, email: &str) -> Outcome {
    assert_eq!(ask(hub, email).await, Asked::Sent);
    let link = hub.link_to(email).await;
    let by = visitor(hub);
    let token = link.strip_prefix("/sign-in/links/").unwrap();
    let entering = Entering { purpose: Purpose::SignIn, token, browser: &browser(), account: None };
    act(hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await.unwrap()
}

async fn offers(hub: &TestHub, person: Id, mentor: &Mentor, leaves: bool) {
    let (tracks, profile) = (mentor.tracks.clone(), mentor.profile.clone());
    let left_on = leaves.then(|| hub.app.today());
    let offering = Offering {
        person,
        offer: Offer { capacity: 1, left_on, available_from: None, tracks, profile },
        seen: None,
    };
    let by = hub.by(Role::Coordinator).await;
    let saved = act(hub, &by, async |write| offer_help::run(write, &by, offering).await).await.unwrap();
    assert!(matches!(saved, Offered::Saved(_)), "{saved:?}");
}

fn email(person: &Person) -> &str {
    person.email.as_deref().unwrap()
}

#[tokio::test]
async fn a_mentor_who_leaves_loses_the_role_and_has_it_again_once_they_come_back() {
    let hub = TestHub::new().await;
    let (person, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let Outcome::Entered(entered) = enter(&hub, email(&person)).await else { panic!() };
    assert_eq!((entered.role, entered.has_choice), (Role::Mentor, false));
    let find = async |token: &str| store::find_by_session(&hub.app.db, token, hub.app.now()).await.unwrap();
    assert!(find(&entered.session_token).await.is_some());
    assert_eq!(ask(&hub, email(&person)).await, Asked::Sent);
    let link = hub.link_to(email(&person)).await;
    offers(&hub, person.id, &mentor, true).await;
    assert!(find(&entered.session_token).await.is_none(), "the session ended");
    let by = visitor(&hub);
    let token = link.strip_prefix("/sign-in/links/").unwrap();
    let entering = Entering { purpose: Purpose::SignIn, token, browser: &browser(), account: None };
    let used = act(&hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await.unwrap();
    assert_eq!(used, Outcome::NoRole, "a link that waited gives nothing");
    assert_eq!(ask(&hub, email(&person)).await, Asked::Nobody);
    offers(&hub, person.id, &mentor, false).await;
    let Outcome::Entered(entered) = enter(&hub, email(&person)).await else { panic!() };
    assert_eq!(entered.role, Role::Mentor);
}

#[tokio::test]
async fn whoever_left_before_they_next_enter_finds_their_other_roles_only() {
    let hub = TestHub::new().await;
    let account = hub.account_of(Role::Mentor).await;
    let identity = hub.identity_of(Role::Mentor).await;
    let funder = hub.add_role(identity).await;
    // Known by another door than the act: an import, say.
    hub.sql("UPDATE mentors SET left_on = joined_on").await.unwrap();
    let Outcome::Entered(entered) = enter(&hub, &TestHub::email_of(Role::Mentor)).await else { panic!() };
    assert_eq!((entered.role, entered.has_choice), (Role::Funder, false));
    let held = store::list_of_identity(&hub.app.db, identity).await.unwrap();
    assert_eq!(held.iter().map(|one| one.id).collect::<Vec<_>>(), [funder]);
    assert!(store::find(&hub.app.db, account).await.unwrap().unwrap().withdrawn_on.is_some());
}

#[tokio::test]
async fn a_mentee_invited_as_an_adviser_elsewhere_keeps_her_own_space() {
    let hub = TestHub::new().await;
    let (person, _) = hub
        .add_mentee("Gaspard Romarin", |person, _| {
            (person.organisation_id, person.branch_id) = (hub.hub_organisation(), None);
        })
        .await;
    let write = hub.write().await;
    let identity = store::get_or_insert_identity(&write, email(&person)).await.unwrap();
    write.commit().await.unwrap();
    hub.add_role(identity.id).await;
    let Outcome::Entered(entered) = enter(&hub, email(&person)).await else { panic!() };
    assert!(entered.has_choice, "she holds two roles");
    let roles = store::list_of_identity(&hub.app.db, identity.id).await.unwrap();
    let roles: Vec<Role> = roles.iter().map(|one| one.role).collect();
    assert_eq!(roles, [Role::Funder, Role::Mentee]);
    enter(&hub, email(&person)).await;
    assert_eq!(rows(&hub, "accounts WHERE name = 'Gaspard Romarin'").await, 1, "it is hers once");
    session(&hub, Role::Mentee, Proof::First).await;
}
