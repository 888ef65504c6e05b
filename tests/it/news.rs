//! "Ma journée" of whoever works for a partner: what is new of one's people since one last came, and what waits for one.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use crate::support::TestHub;
use crate::tandems::own_tandem;

async fn came_before(hub: &TestHub, role: Role, day: &str) {
    let account = hub.literal(&hub.account_of(role).await.simple().to_string());
    hub.sql(&format!("UPDATE accounts SET came_before_on = '{day}' WHERE id = {account}")).await.unwrap();
}

#[tokio::test]
async fn an_adviser_reads_what_is_new_of_their_people_since_they_last_came() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let adviser = hub.enter(Role::Adviser).await;
    came_before(&hub, Role::Adviser, &(hub.app.today() - time::Duration::DAY).to_string()).await;
    let page = adviser.get("/mentees").await.follow("Ma journée").await;
    page.is(StatusCode::OK).says("depuis votre dernière visite").says("Ce qui vous attend");
    page.says("Basile Garrigue").says("un mentor est proposé");
    page.does_not_say("Ariane");
    page.follow("Basile Garrigue").await.is(StatusCode::OK);
    came_before(&hub, Role::Adviser, "2199-01-01").await;
    adviser.get("/news").await.says("Rien de nouveau").does_not_say("Basile");
}

#[tokio::test]
async fn nobody_reads_news_of_the_people_of_others() {
    let hub = TestHub::new().await;
    hub.add_mentee("Lila Panisse", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let welcomed = "UPDATE journeys SET welcomed_on = '2199-01-01'";
    hub.sql(welcomed).await.unwrap();
    let adviser = hub.enter(Role::Adviser).await.get("/news").await;
    adviser.says("Basile Garrigue").does_not_say("Lila Panisse");
    hub.enter(Role::Responsible).await.get("/news").await.says("Basile Garrigue").says("Lila Panisse");
    hub.enter(Role::Coordinator).await.get("/news").await.is(StatusCode::NOT_FOUND);
    assert!(hub.visitor().get("/news").await.asks_to_sign_in());
}

#[tokio::test]
async fn a_meeting_and_a_closure_are_news() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await.id;
    let mentor = hub.enter(Role::Mentor).await;
    mentor.get(&format!("/tandems/{tandem}")).await.form("Noter cette rencontre").submit().await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get("/news").await.says("rencontre avec le mentor").says("le tandem a commencé");
    let closure = hub.enter(Role::Coordinator).await.get(&format!("/tandems/{tandem}/closure")).await;
    closure.form("Terminer ce tandem").tick("Objectif atteint").submit().await.is(StatusCode::OK);
    let page = adviser.get("/news").await;
    page.says("le tandem est terminé").does_not_say("bjectif atteint");
}
