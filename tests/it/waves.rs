//! The mentors whom a file brought are invited by waves, which stop once too much comes back.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::registrations::invite;
use tandem::calendar;
use tandem::db::Instant;
use tandem::mail::{self, Post};
use tandem::registrations::messages::INVITATION;
use tandem::state::{App, Clock};
use tandem::worker;
use time::Duration;

use crate::bounces::server;
use crate::support::TestHub;

const GONE: &str = "550 5.1.1 Recipient address rejected: User unknown";

/// A hub where a file brought 260 mentors, two of them with addresses that exist no more where `dead` says.
async fn arrived(dead: [usize; 2]) -> TestHub {
    let hub = TestHub::outside_the_demonstration().await;
    let mut text =
        "Prénom;Nom;Adresse e-mail;Code postal;Vous êtes;Combien de personnes pouvez-vous accompagner ?\n"
            .to_owned();
    for number in 0..260 {
        let box_of = if dead.contains(&number) { "gone" } else { "p" };
        text.push_str(&format!("Ana;Registre{number};{box_of}{number}@exemple.test;13005;Mentor;2\n"));
    }
    let responsible = hub.enter(Role::Responsible).await;
    let form = responsible.get("/import").await.form("Lire le fichier");
    let preview = form.attach("Fichier d’inscriptions", "mars.csv", text.as_bytes()).submit().await;
    preview.form("Enregistrer 260 personnes").submit().await.is(StatusCode::OK);
    hub
}

fn at(hub: &TestHub, now: Instant) -> App {
    App { clock: Clock::Stopped(now), ..hub.app.clone() }
}

/// What is due on a morning: the next wave, then the mail.
async fn morning(hub: &TestHub, now: Instant, post: &Post) {
    let app = at(hub, now);
    while worker::do_next(&app, None, &[invite::JOB]).await.unwrap().is_some() {}
    while worker::do_next(&app, Some(post), &[mail::JOB]).await.unwrap().is_some() {}
}

async fn invitations(hub: &TestHub) -> usize {
    hub.mails().await.iter().filter(|mail| mail.kind == INVITATION).count()
}

async fn begin(hub: &TestHub, button: &str) {
    let page = hub.enter(Role::Coordinator).await.get("/arrivals").await;
    page.form(button).submit().await.is(StatusCode::OK).says("50 mentors sont invités");
}

#[tokio::test]
async fn fifty_are_invited_each_working_morning_and_nobody_twice() {
    let hub = arrived([999, 999]).await;
    hub.enter(Role::Responsible)
        .await
        .get("/arrivals")
        .await
        .says("260 mentors attendent la leur")
        .does_not_say("Commencer");
    begin(&hub, "Commencer les invitations").await;
    let again = hub.enter(Role::Coordinator).await.get("/arrivals").await;
    again.says("Les invitations partent").does_not_say("Commencer les invitations");
    let (post, copy) = (server("", ""), hub.another_copy().await);
    // A wave follows once the one before has left, and on another day.
    let mut now = calendar::next_working_morning(hub.app.now());
    morning(&hub, now, &post).await;
    for day in 1..8 {
        now = calendar::next_working_morning(now);
        let first = at(&hub, now);
        let second = at(&copy, now);
        let (one, other) = tokio::join!(
            worker::do_next(&first, None, &[invite::JOB]),
            worker::do_next(&second, None, &[invite::JOB])
        );
        one.unwrap();
        other.unwrap();
        morning(&hub, now, &post).await;
        assert_eq!(invitations(&hub).await, (50 * (day + 1)).min(260));
    }
    let mut invited: Vec<String> = hub
        .mails()
        .await
        .iter()
        .filter(|mail| mail.kind == INVITATION)
        .map(|mail| mail.recipient.clone())
        .collect();
    invited.sort();
    invited.dedup();
    assert_eq!(invited.len(), 260);
    hub.enter(Role::Coordinator).await.get("/arrivals").await.says("260 invitations parties");
}

#[tokio::test]
async fn invitations_stop_once_too_much_comes_back_until_somebody_takes_them_up_again() {
    let hub = arrived([0, 1]).await;
    begin(&hub, "Commencer les invitations").await;
    let now = calendar::may_leave_at(hub.app.now(), &(8..20));
    morning(&hub, now, &server("gone", GONE)).await;
    let told = hub.mails().await.into_iter().filter(|mail| mail.kind == "invitations_stopped").count();
    assert_eq!(told, 1);
    let page = hub.enter(Role::Coordinator).await.get("/arrivals").await;
    page.says("trop d’invitations reviennent").says("2 revenues").says("Registre0").says("Registre1");
    let left =
        hub.mails().await.iter().filter(|mail| mail.kind == INVITATION && mail.sent_at.is_some()).count();
    assert!(left < 48, "what waited in the outbox did not leave: {left}");
    let next = calendar::next_working_morning(now.plus(Duration::DAY));
    morning(&hub, next, &server("gone", GONE)).await;
    assert_eq!(invitations(&hub).await, 50, "no other wave");

    begin(&hub, "Reprendre les invitations").await;
    let mut day = next;
    for _ in 0..7 {
        morning(&hub, day, &server("gone", GONE)).await;
        day = calendar::next_working_morning(day);
    }
    let page = hub.enter(Role::Coordinator).await.get("/arrivals").await;
    page.says("258 invitations parties").says("2 revenues");
    let sent = hub.mails().await.into_iter().filter(|mail| mail.kind == INVITATION && mail.sent_at.is_some());
    assert_eq!(sent.count(), 258, "each once");
}
