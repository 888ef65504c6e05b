//! What is brought in from before the hub: only history brings it in, under the keys it is known by, and no message is sent.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::account::Account;
use tandem::accounts::coordination::Contact;
use tandem::accounts::viewer::By;
use tandem::db::new_id;
use tandem::error::Error;
use tandem::organisations::{Branch, Kind, Organisation};
use tandem::people::person::{Journey, Mentor, Person};
use tandem::{accounts, acts, organisations, people};

use super::tandems::day;
use crate::support::TestHub;

/// What is brought in together: each is known to the next by its key.
struct Past {
    organisation: Organisation,
    branch: Branch,
    person: Person,
    mentor: Mentor,
    journey: Journey,
    account: Account,
}

const EMAIL: &str = "rose.lavande@exemple.test";

async fn past(hub: &TestHub) -> Past {
    let (like, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, offer) = hub.add_mentor("Lucien Genévrier", |_, _| ()).await;
    let place_code = "13055".to_owned();
    let organisation = Organisation {
        id: new_id(),
        name: "Les tamaris".to_owned(),
        kind: Kind::School,
        place_code: Some(place_code.clone()),
    };
    let (organisation_id, name) = (organisation.id, "Antenne du 5e".to_owned());
    let branch = Branch { id: new_id(), organisation_id, name, place_code };
    let branch_id = Some(branch.id);
    let person = Person { id: new_id(), email: Some(EMAIL.to_owned()), organisation_id, branch_id, ..like };
    let person_id = person.id;
    let account = Account {
        id: new_id(),
        identity_id: None,
        name: person.name(),
        role: Role::Mentee,
        organisation_id: None,
        branch_id: None,
        person_id: Some(person_id),
        accepted_at: None,
        withdrawn_on: None,
    };
    Past {
        organisation,
        branch,
        mentor: Mentor { id: new_id(), person_id, ..offer },
        journey: Journey { id: new_id(), person_id, welcomed_on: day(hub, 900), ..journey },
        person,
        account,
    }
}

/// Brings everything in as somebody; gives what became of each, in this order.
async fn bring_in(hub: &TestHub, by: &By, past: &Past) -> [Result<(), Error>; 6] {
    let write = hub.write_by(by).await;
    let answers = [
        acts::organisations::bring_in::run(&write, by, &past.organisation).await,
        acts::organisations::bring_in_branch::run(&write, by, &past.branch).await,
        acts::people::bring_in::run(&write, by, &past.person).await,
        acts::people::bring_in_mentor::run(&write, by, &past.mentor).await,
        acts::people::bring_in_journey::run(&write, by, &past.journey).await,
        acts::accounts::bring_in::run(&write, by, &past.account, EMAIL, &Contact::default()).await,
    ];
    acts::settle::everything(&write).await.unwrap();
    write.commit().await.unwrap();
    answers
}

#[tokio::test]
async fn only_history_brings_in_what_was_before() {
    let hub = TestHub::new().await;
    let past = past(&hub).await;
    for by in [hub.by(Role::Coordinator).await, By::Hub, By::Bearer(new_id())] {
        let answers = bring_in(&hub, &by, &past).await;
        assert!(answers.iter().all(|answer| matches!(answer, Err(Error::NotFound))), "{answers:?}");
    }
    assert_eq!(organisations::store::find(&hub.app.db, past.organisation.id).await.unwrap(), None);
    let person = past.person.id;
    assert_eq!(people::store::find(&hub.app.db, Scope::Hub, person).await.unwrap(), None);

    let answers = bring_in(&hub, &By::History, &past).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let organisation = organisations::store::find(&hub.app.db, past.organisation.id).await.unwrap();
    assert_eq!(organisation.as_ref(), Some(&past.organisation));
    let branches = organisations::store::list_branches(&hub.app.db).await.unwrap();
    assert!(branches.iter().any(|branch| branch.id == past.branch.id));
    let stored = people::store::find(&hub.app.db, Scope::Hub, person).await.unwrap();
    assert_eq!(stored.as_ref(), Some(&past.person));
    let journeys = people::store::journeys_of(&hub.app.db, Scope::Hub, person).await.unwrap();
    assert_eq!(journeys, [past.journey]);
    let mentor = people::store::mentor_of(&hub.app.db, Scope::Hub, person).await.unwrap();
    assert_eq!(mentor, Some(past.mentor));
    let account = accounts::store::find(&hub.app.db, past.account.id).await.unwrap().unwrap();
    assert_eq!((account.person_id, account.identity_id.is_some()), (Some(person), true));
    assert!(hub.mails().await.is_empty());
}
