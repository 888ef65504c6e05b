//! What came of a journey, noted by those who follow it.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::people::person::Journey;
use tandem::track::Track;
use time::Duration;

use crate::support::TestHub;
use crate::tandems::days_ago;

/// Somebody welcomed some days ago.
async fn journey(hub: &TestHub, welcomed_days_ago: i64) -> Journey {
    let welcomed_on = hub.app.today().saturating_sub(Duration::days(welcomed_days_ago));
    hub.add_mentee("Honorine Sarriette", |_, journey| journey.welcomed_on = welcomed_on).await.1
}

fn path(journey: &Journey) -> String {
    format!("/journeys/{}/outcomes", journey.id)
}

#[tokio::test]
async fn work_found_within_the_year_is_counted_in_the_results() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 400).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/results").await.says("0 sur 1");
    let page = coordinator.get(&path(&journey)).await;
    page.says("Demander ce qu’est devenu l’accompagnement").says("pas de réponse");
    let form = page.form("Noter cette situation").tick("Emploi durable").tick("La personne elle-même");
    let noted = form.fill("Jour où cela s’est produit", &days_ago(&hub, 100)).submit().await;
    noted.says("C’est noté").says("À 12 mois, retour à l’emploi durable : oui.");
    noted.does_not_say("Demander ce qu’est devenu");
    coordinator.get("/results").await.says("1 sur 1");
}

#[tokio::test]
async fn an_event_without_its_day_comes_back_at_its_field() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 10).await;
    let adviser = hub.enter(Role::Adviser).await;
    let form = || async { adviser.get(&path(&journey)).await.form("Noter cette situation") };
    let refused = form().await.submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.all(".field-wrong").len(), 2);
    let refused = form().await.tick("Emploi durable").tick("Le mentor").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Indiquez le jour où cela s’est produit.");
    adviser.get(&path(&journey)).await.says("Rien n’est noté");
}

#[tokio::test]
async fn an_unanswered_question_is_noted_as_such() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 400).await;
    let adviser = hub.enter(Role::Adviser).await;
    let form = adviser.get(&path(&journey)).await.form("Noter cette situation");
    form.tick("Pas de réponse").tick("La structure").submit().await.says("C’est noté : pas de réponse.");
    adviser.get("/results").await.says("0 sur 1").says("dont 1 sans réponse");
}

#[tokio::test]
async fn a_young_business_is_asked_about_its_business_first() {
    let hub = TestHub::new().await;
    let (_, journey) =
        hub.add_mentee("Honorine Sarriette", |_, journey| journey.track = Track::YoungBusiness).await;
    let page = hub.enter(Role::Coordinator).await.get(&path(&journey)).await;
    assert_eq!(page.all("fieldset .choice").first().map(String::as_str), Some("Entreprise en activité"));
}

#[tokio::test]
async fn an_adviser_reads_the_outcomes_of_their_own_people_only() {
    let hub = TestHub::new().await;
    let elsewhere = hub.branch(1);
    let (_, journey) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get(&path(&journey)).await.is(StatusCode::NOT_FOUND);
    let day = days_ago(&hub, 1);
    let fields = [("kind", "searching"), ("observed_on", day.as_str()), ("source", "mentee")];
    adviser.post(&path(&journey), &fields).await.is(StatusCode::NOT_FOUND);
    hub.enter(Role::Coordinator).await.get(&path(&journey)).await.says("Rien n’est noté");
}
