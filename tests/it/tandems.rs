//! A tandem's closure, and the list of those to look after.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::settle;
use tandem::db::{self, Id, new_id};
use tandem::people::person::{EndReason, Journey, Mentor};
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::{accounts, people, tandems};
use time::{Date, Duration};

use crate::support::TestHub;

/// The day some days ago, as a form sends it.
pub fn days_ago(hub: &TestHub, days: i64) -> String {
    day(hub, days).to_string()
}

fn day(hub: &TestHub, days_ago: i64) -> Date {
    hub.app.today().saturating_sub(Duration::days(days_ago))
}

/// Opens a tandem of two people, begun twenty days ago.
pub async fn open_tandem(hub: &TestHub, mentor: &Mentor, journey: &Journey) -> Tandem {
    let tandem = Tandem {
        id: new_id(),
        proposal_id: None,
        journey_id: journey.id,
        mentor_id: mentor.id,
        started_on: day(hub, 20),
        closed: None,
    };
    let write = hub.write_settled().await;
    tandems::store::insert(&write, &tandem).await.unwrap();
    settle::tandems(&write, &[tandem.id]).await.unwrap();
    settle::journeys(&write, &[journey.id]).await.unwrap();
    write.commit().await.unwrap();
    tandem
}

/// Opens the tandem of the mentor and the mentee who may sign in.
pub async fn own_tandem(hub: &TestHub) -> Tandem {
    let accounts = accounts::store::list(&hub.app.db).await.unwrap();
    let person =
        |role: Role| accounts.iter().find(|account| account.role == role).unwrap().person_id.unwrap();
    let mentor = people::store::mentor_of(&hub.app.db, Scope::Hub, person(Role::Mentor)).await.unwrap();
    let journeys = people::store::journeys_of(&hub.app.db, Scope::Hub, person(Role::Mentee)).await.unwrap();
    open_tandem(hub, &mentor.unwrap(), &journeys[0]).await
}

async fn found(hub: &TestHub, id: Id) -> Tandem {
    tandems::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

async fn journey_end(hub: &TestHub, tandem: &Tandem) -> Option<(Date, EndReason)> {
    people::store::find_journey(&hub.app.db, Scope::Hub, tandem.journey_id).await.unwrap().unwrap().ended
}

fn closure(tandem: &Tandem) -> String {
    format!("/tandems/{}/closure", tandem.id)
}

#[tokio::test]
async fn a_mentee_whose_mentor_has_no_more_time_waits_again() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/tandems/{}", tandem.id)).await.follow("Terminer ce tandem").await;
    let closed = page.form("Terminer ce tandem").tick("Plus assez de disponibilité").submit().await;
    closed.says("attend de nouveau un mentor").says("Motif : plus assez de disponibilité");
    let today = hub.app.today();
    assert_eq!(found(&hub, tandem.id).await.closed, Some((today, ClosureReason::Unavailable)));
    assert_eq!(journey_end(&hub, &tandem).await, None);
    coordinator.get("/tandems?state=closed").await.says("Ariane Mistral et Basile Garrigue");
}

#[tokio::test]
async fn a_journey_ends_with_the_tandem_that_reached_its_goal() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let adviser = hub.enter(Role::Adviser).await;
    let form = adviser.get(&closure(&tandem)).await.form("Terminer ce tandem");
    let day_before = days_ago(&hub, 1);
    form.fill("Dernier jour du tandem", &day_before).tick("Objectif atteint").submit().await;
    assert_eq!(journey_end(&hub, &tandem).await, Some((day(&hub, 1), EndReason::GoalReached)));
}

#[tokio::test]
async fn the_coordinator_may_keep_a_journey_whose_tandem_reached_its_goal() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let form = hub.enter(Role::Coordinator).await.get(&closure(&tandem)).await.form("Terminer ce tandem");
    form.tick("Objectif atteint").tick("La personne attend un autre mentor").submit().await;
    assert_eq!(journey_end(&hub, &tandem).await, None);
}

#[tokio::test]
async fn a_closure_without_a_reason_or_before_the_start_comes_back_at_its_field() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = || async { coordinator.get(&closure(&tandem)).await.form("Terminer ce tandem") };
    let page = form().await.submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez une des réponses proposées.");
    let early = form().await.fill("Dernier jour du tandem", &days_ago(&hub, 21)).tick("Décision commune");
    let page = early.submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("avant d’avoir commencé");
    assert_eq!(page.form("Terminer ce tandem").value("Dernier jour du tandem"), days_ago(&hub, 21));
    assert!(found(&hub, tandem.id).await.is_open());
}

#[tokio::test]
async fn two_closures_at_once_close_a_tandem_once() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let today = days_ago(&hub, 0);
    let (path, fields) = (closure(&tandem), [("closed_on", today.as_str()), ("reason", "mutual")]);
    let (one, other) = tokio::join!(coordinator.post(&path, &fields), coordinator.post(&path, &fields));
    let told = [one, other].map(|page| page.is(StatusCode::OK).text());
    let late = told.iter().filter(|text| text.contains("Ce tandem était déjà terminé"));
    assert_eq!(late.count(), 1, "{told:?}");
    let journal = db::story(&hub.app.db, &[tandem.id], db::Actions::Except(&[]), 50).await.unwrap();
    assert_eq!(journal.iter().filter(|entry| entry.action == "closed").count(), 1);
}

#[tokio::test]
async fn an_adviser_of_the_mentor_closes_the_tandem_but_not_the_journey_of_another_branch() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let elsewhere = hub.branch(1);
    let (mentee, journey) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    let tandem = open_tandem(&hub, &mentor, &journey).await;
    let adviser = hub.enter(Role::Adviser).await;
    let page = adviser.get(&format!("/tandems/{}", tandem.id)).await;
    page.says("Honorine Sarriette").does_not_say(mentee.email.as_deref().unwrap());
    let form = adviser.get(&closure(&tandem)).await;
    form.does_not_say("Comme l’indique le motif");
    form.form("Terminer ce tandem").tick("Objectif atteint").submit().await.is(StatusCode::OK);
    assert!(!found(&hub, tandem.id).await.is_open());
    assert_eq!(journey_end(&hub, &tandem).await, None);
}

#[tokio::test]
async fn what_is_late_comes_first_in_the_list() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let lines = coordinator.get("/tandems").await.all("tbody tr");
    assert!(lines.len() > 10);
    let late: Vec<bool> = lines.iter().map(|line| line.contains("en retard")).collect();
    assert!(late[0], "{}", lines[0]);
    assert!(late.is_sorted_by(|before, after| before >= after), "{late:?}");
}

#[tokio::test]
async fn the_list_is_narrowed_and_widened_by_links() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/tandems?state=closed").await.form("Filtrer");
    let creation = form.fill("Parcours", "Création").submit().await;
    assert!(creation.all("tbody tr").iter().all(|line| line.contains("Création")));
    let all = creation.follow("Parcours : création").await;
    assert!(all.all("tbody tr").iter().any(|line| !line.contains("Création")));
    all.says("page 1 sur").follow("Suivante").await.says("page 2 sur");
    coordinator.get("/tandems?place=13203&track=x&page=99").await.is(StatusCode::OK);
}
