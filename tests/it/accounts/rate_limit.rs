//! A stolen adviser account opens fifty files at most.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::Id;

use crate::support::{Client, TestHub};

async fn people(hub: &TestHub, count: usize) -> Vec<Id> {
    let mut ids = Vec::with_capacity(count);
    for number in 0..count {
        ids.push(hub.add_mentee(&format!("Fanny Numéro{number}"), |_, _| ()).await.0.id);
    }
    ids
}

async fn opened(client: &Client, path: &str) -> bool {
    let page = client.get_only(path).await;
    page.status == StatusCode::OK && page.body.contains("Numéro")
}

#[tokio::test]
async fn a_crawl_gets_fifty_files_whatever_door_it_tries() {
    let hub = TestHub::new().await;
    let ids = people(&hub, 60).await;
    let thief = hub.enter(Role::Adviser).await;
    let mut files = 0;
    for (at, id) in ids.iter().enumerate() {
        let doors = ["", "/edition", "/mentor", "/journeys/new"];
        files += usize::from(opened(&thief, &format!("/people/{id}{}", doors[at % doors.len()])).await);
    }
    assert_eq!(files, 50);
    // A form sent empty comes back with the name on it: it is a door as well.
    let refused = thief.post(&format!("/people/{}/edition", ids[59]), &[]).await;
    assert!(refused.path.starts_with("/second-factor"), "{}", refused.path);
    // A file already open in this hour opens again.
    assert!(opened(&thief, &format!("/people/{}", ids[0])).await);
}

#[tokio::test]
async fn requests_at_once_get_fifty_files_as_well() {
    let hub = TestHub::new().await;
    let ids = people(&hub, 70).await;
    let thief = hub.enter(Role::Adviser).await;
    let tries: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let thief = thief.clone();
            tokio::spawn(async move { opened(&thief, &format!("/people/{id}")).await })
        })
        .collect();
    let mut files = 0;
    for one in tries {
        files += usize::from(one.await.unwrap());
    }
    assert_eq!(files, 50);
}

#[tokio::test]
async fn the_owner_goes_on_after_the_second_factor_and_stops_at_two_hundred_a_day() {
    let hub = TestHub::new().await;
    let ids = people(&hub, 205).await;
    let adviser = hub.enter(Role::Adviser).await;
    let mut files = 0;
    let mut proofs = 0;
    for id in &ids {
        let page = adviser.get(&format!("/people/{id}")).await;
        if page.path.starts_with("/second-factor") {
            // What was opened in the second before a proof still counts: no thief profits from the rounding.
            tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
            proofs += 1;
            let back = page.form("Confirmer").submit().await;
            files += usize::from(back.status == StatusCode::OK && back.body.contains("Numéro"));
        } else {
            files += usize::from(page.status == StatusCode::OK);
        }
    }
    assert_eq!((files, proofs), (200, 3));
    let last = adviser.get(&format!("/people/{}", ids[204])).await;
    last.is(StatusCode::TOO_MANY_REQUESTS).says("le hub est prévenu");
    let alerts = hub.mails_to(&TestHub::email_of(Role::HubResponsible)).await;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert!(alerts[0].contains("Désiré Cabanon"));
}

#[tokio::test]
async fn a_coordinator_is_not_held_back() {
    let hub = TestHub::new().await;
    let ids = people(&hub, 55).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    for id in ids {
        assert!(opened(&coordinator, &format!("/people/{id}")).await);
    }
}

#[tokio::test]
async fn whoever_opened_fifty_files_reads_no_list_either() {
    let hub = TestHub::new().await;
    let ids = people(&hub, 50).await;
    let thief = hub.enter(Role::Adviser).await;
    thief.get_only("/mentees").await.is(StatusCode::OK).says("Numéro");
    for id in &ids {
        assert!(opened(&thief, &format!("/people/{id}")).await);
    }
    for list in ["/mentees", "/mentors", "/tandems", "/proposals", "/steps"] {
        let page = thief.get_only(list).await;
        assert!(!page.body.contains("Numéro"), "{list}");
    }
    let asked = thief.get_only("/mentees?page=2").await;
    let to = asked.redirection().unwrap_or_default();
    assert!(to.starts_with("/second-factor") && to.contains("page"), "{to}");
    let noted = hub.texts("SELECT action AS text FROM journal WHERE object_kind = 'list'").await;
    assert_eq!(noted.len(), 1, "one page of a list was read");
}
