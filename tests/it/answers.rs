//! A mentor, then a mentee, are asked by a message, and answer from it without an account.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::proposals::propose::{self, Proposing};
use tandem::people;
use tandem::proposals::proposal::{Party, Proposal};

use crate::support::{Page, TestHub};

/// A hub where one pair is proposed; the proposal, and the addresses of its mentor and its mentee.
async fn one_pair() -> (TestHub, Proposal, [String; 2]) {
    let hub = TestHub::new().await;
    let round = hub.run_a_round().await.path.trim_start_matches("/rounds/").parse().unwrap();
    let by = hub.by(Role::Coordinator).await;
    propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
    let proposal = hub.pending_proposals().await.remove(0);
    let db = &hub.app.db;
    let mentor = people::store::find_mentor(db, Scope::Hub, proposal.mentor_id).await.unwrap().unwrap();
    let journey = people::store::find_journey(db, Scope::Hub, proposal.journey_id).await.unwrap().unwrap();
    let people =
        people::store::list_by_id(db, Scope::Hub, &[mentor.person_id, journey.person_id]).await.unwrap();
    let email = |id| people[&id].email.clone().unwrap();
    let emails = [email(mentor.person_id), email(journey.person_id)];
    (hub, proposal, emails)
}

async fn question(hub: &TestHub, email: &str) -> Page {
    hub.visitor().get(&hub.link_to(email).await).await
}

#[tokio::test]
async fn two_yeses_from_two_messages_begin_a_tandem() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    assert!(hub.mails_to(&mentee).await.is_empty(), "the mentor is asked first");
    let asked = question(&hub, &mentor).await;
    asked.is(StatusCode::OK).says("Pourquoi vous deux").says("avant le");
    let answered = asked.form("Oui, je veux bien").submit().await;
    answered.is(StatusCode::OK).says("Vous avez dit oui.").says("répond à son tour avant le");
    // The link serves on, and says what is so.
    question(&hub, &mentor).await.says("Vous avez dit oui.").does_not_say("Oui, je veux bien");
    let asked = question(&hub, &mentee).await;
    asked.says("accepte d’être votre mentor").does_not_say(&mentor);
    asked.form("Oui, je veux bien").submit().await.says("Vous avez dit oui tous les deux");
    for (own, other) in [(&mentor, &mentee), (&mentee, &mentor)] {
        let begun = hub.mails_to(own).await.into_iter().find(|mail| mail.contains("votre tandem avec"));
        assert!(begun.expect("they are told").contains(other.as_str()), "{own} learns how to reach {other}");
    }
    hub.enter(Role::Coordinator).await.get("/tandems").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_no_of_the_mentor_is_never_told_to_the_mentee() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let asked = question(&hub, &mentor).await;
    asked.form("Dire non").submit().await.is(StatusCode::UNPROCESSABLE_ENTITY).says("Notez en quelques mots");
    let answered = asked.form("Dire non").tick("Pas assez de temps en ce moment").submit().await;
    answered.is(StatusCode::OK).says("Vous avez dit non").says("Vous restez mentor");
    assert!(hub.mails_to(&mentee).await.is_empty());
    let found =
        tandem::proposals::store::find_proposal(&hub.app.db, Scope::Hub, proposal.id).await.unwrap().unwrap();
    assert!(!found.answer(Party::Mentor).unwrap().agrees);
}

#[tokio::test]
async fn a_no_of_the_mentee_frees_the_mentor_who_had_said_yes() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    let asked = question(&hub, &mentee).await;
    asked.form("Dire non").tick("C’est trop loin").submit().await.says("Nous continuons à chercher");
    let told = hub.mails_to(&mentor).await.pop().unwrap();
    assert!(told.contains("ne se fera pas") && told.contains("Votre place est libre"), "{told}");
    question(&hub, &mentor).await.says("ne se fera pas").does_not_say("Oui, je veux bien");
}

#[tokio::test]
async fn a_link_that_leads_nowhere_says_so_and_changes_nothing() {
    let (hub, _, [mentor, _]) = one_pair().await;
    let link = hub.link_to(&mentor).await;
    let visitor = hub.visitor();
    visitor.get("/answers/0123456789abcdef").await.is(StatusCode::OK).says("ne fonctionne plus");
    let sent = visitor.post("/answers/0123456789abcdef", &[("answer", "yes")]).await;
    sent.is(StatusCode::UNPROCESSABLE_ENTITY).says("ne fonctionne plus");
    for _ in 0..3 {
        visitor.get(&link).await.is(StatusCode::OK);
    }
    let old = "UPDATE links SET expires_at = '2020-01-01 00:00:00+00:00'";
    hub.sql(old).await.unwrap();
    visitor.get(&link).await.says("ne fonctionne plus");
    let found = hub.pending_proposals().await.remove(0);
    assert!(found.answer(Party::Mentor).is_none());
}
