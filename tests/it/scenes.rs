//! The scenes of the demonstration: whom a newcomer meets at its entrance, and whom its tour follows.

use axum::http::StatusCode;

use crate::answers::tick;
use crate::support::TestHub;

#[tokio::test]
async fn the_entrance_shows_who_waits_who_was_asked_and_two_tandems_before_those_who_work_there() {
    let hub = TestHub::demo().await;
    let entrance = hub.visitor().get("/personas").await;
    let who: Vec<String> = entrance.all(".card p b");
    let met = [
        "Attend un mentor.",
        "Vient de recevoir une proposition.",
        "Mentor à qui nous proposons un tandem.",
        "Personne accompagnée.",
        "Mentor bénévole.",
        "En tandem, sans nouvelles depuis longtemps.",
        "Coordonne le hub.",
    ];
    assert_eq!(who[..met.len()], met);
    // Those who were asked, and nobody else, were written to.
    assert_eq!(entrance.attributes(".card a", "href").len(), 2);
}

#[tokio::test]
async fn the_tour_leads_to_questions_that_can_be_answered_and_each_answer_moves_it_on() {
    let hub = TestHub::demo().await;
    let visitor = hub.visitor();
    let tour = visitor.get("/tour").await;
    for form in tour.attributes(".card form", "action") {
        visitor.post(&form, &[]).await.is(StatusCode::OK);
    }
    let asked = |of: &str| format!("Lire le message reçu par {of}");
    let message = tour.follow(&asked("Amandine Rinaldi")).await;
    let question = message.all(".letter-text a").remove(0);
    let question = hub.visitor().get(question.trim_start_matches("http://hub.test")).await;
    question.says("attend un mentor").form("Oui, je veux bien").submit().await.says("Vous avez dit oui.");
    hub.visitor().get("/tour").await.does_not_say(&asked("Amandine Rinaldi")).says("Ouvrir les messages");
    hub.visitor().get("/personas").await.says("Mentor qui a dit oui");

    let message = tour.follow(&asked("Chiara Caruso")).await;
    let question = message.all(".letter-text a").remove(0);
    let question = hub.visitor().get(question.trim_start_matches("http://hub.test")).await;
    let yes = question.says("accepte d’être votre mentor").form("Oui, je veux bien").submit().await;
    yes.says("Vous avez dit oui tous les deux");
    hub.visitor().get("/personas").await.says("A dit oui à un mentor");
}

#[tokio::test]
async fn a_night_of_many_messages_hides_no_question() {
    let hub = TestHub::demo().await;
    tick(&hub, 1).await;
    let honest = hub.mails().await.iter().filter(|mail| mail.kind == "honest_no").count();
    assert!(honest > 50, "{honest} wait long");
    let page = hub.visitor().get("/mails").await;
    let subjects = page.all(".letter h2");
    assert_eq!(subjects.iter().filter(|subject| subject.contains("Où en est")).count(), 4);
    assert_eq!(
        subjects.iter().filter(|subject| subject.contains("Nous vous proposons un tandem")).count(),
        2
    );
    page.says("quelques-uns de chaque sorte");
}
