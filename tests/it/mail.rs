//! The outbox: each mail is taken by one sender, tried again when it did not leave, and forgotten once sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use axum::http::StatusCode;
use sea_orm::ConnectionTrait as _;
use tandem::accounts::access::Role;
use tandem::db::Instant;
use tandem::db::{Actor, Write};
use tandem::jobs::{self, Claim};
use tandem::mail::{self, Letterhead, Mail, Post};
use tandem::state::{App, Clock};
use tandem::worker::{self, Done};
use time::Duration;
use time::macros::datetime;

use crate::messages::sign_in;
use crate::support::TestHub;

fn start() -> Instant {
    Instant::new(datetime!(2026-03-12 09:00 UTC))
}

fn later() -> Instant {
    start().plus(Duration::seconds(5))
}

/// A hub whose outbox holds some mails, written at the same instant, and nothing else.
async fn hub_with(mails: usize) -> TestHub {
    let hub = TestHub::new().await;
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, start()).await.unwrap();
    for number in 0..mails {
        let message = sign_in(&format!("personne{number}@exemple.test"), &format!("ab{number}"));
        mail::push(&write, message).await.unwrap();
    }
    write.commit().await.unwrap();
    hub
}

/// Claims the message that is due at an instant.
async fn claim(hub: &TestHub, now: Instant) -> Option<Claim> {
    jobs::store::claim(&hub.app.db, &[mail::JOB], now).await.unwrap()
}

/// Sends the message that is due at an instant; `None` when none is.
async fn deliver(hub: &TestHub, post: Post, now: Instant) -> Option<Done> {
    let app = App { clock: Clock::Stopped(now), ..hub.app.clone() };
    worker::do_next(&app, Some(&post), &[mail::JOB]).await.unwrap().map(|(_, done)| done)
}

/// The only job that sends a message: how often it was tried, and when it is due.
async fn only_job(hub: &TestHub) -> (i32, Instant) {
    let jobs = jobs::store::list(&hub.app.db).await.unwrap();
    let job = jobs.iter().find(|job| job.kind == mail::JOB).unwrap();
    (job.attempts, job.due_at)
}

async fn only_mail(hub: &TestHub) -> Mail {
    let mut mails = mail::list(&hub.app.db, 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

fn text(hub: &TestHub, mail: &Mail) -> String {
    mail.text(&hub.app.secret).expect("the text is kept")
}

/// A server that is not there: the port is taken and let go again.
fn nobody() -> Post {
    server_at(&TcpListener::bind("127.0.0.1:0").unwrap())
}

fn server_at(listener: &TcpListener) -> Post {
    let address = listener.local_addr().unwrap();
    Post::smtp(&format!("smtp://{address}"), Letterhead::parse("hub@hub.test", "").unwrap()).unwrap()
}

/// A server that takes one letter whatever it says; the browser stage has a real one.
fn somebody() -> Post {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let post = server_at(&listener);
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        stream.write_all(b"220 hub.test\r\n").unwrap();
        let mut in_letter = false;
        for line in lines.map_while(Result::ok) {
            if in_letter && line != "." {
                continue;
            }
            in_letter = line == "DATA";
            stream.write_all(if in_letter { b"354 go on\r\n" } else { b"250 done\r\n" }).unwrap();
        }
    });
    post
}

#[tokio::test]
async fn many_senders_take_each_mail_once() {
    let hub = hub_with(20).await;
    let mut senders = Vec::new();
    for _ in 0..8 {
        let db = hub.app.db.clone();
        senders.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            while let Some(claim) = jobs::store::claim(&db, &[mail::JOB], start()).await.unwrap() {
                taken.push(claim.key);
            }
            taken
        }));
    }
    let mut taken = Vec::new();
    for sender in senders {
        taken.extend(sender.await.unwrap());
    }
    taken.sort();
    let all = taken.len();
    taken.dedup();
    assert_eq!((taken.len(), all), (20, 20), "a mail was taken twice, or left");
}

#[tokio::test]
async fn a_mail_whose_sender_died_is_taken_again() {
    let hub = hub_with(1).await;
    assert!(claim(&hub, start()).await.is_some());
    let soon = start().plus(Duration::minutes(4));
    assert!(claim(&hub, soon).await.is_none());
    let again = claim(&hub, start().plus(Duration::minutes(5))).await;
    assert_eq!(again.map(|claim| claim.attempts), Some(2));
}

#[tokio::test]
async fn a_mail_that_did_not_leave_waits_and_says_why_in_a_word() {
    let hub = hub_with(1).await;
    assert_eq!(deliver(&hub, nobody(), start()).await, Some(Done::Failed));
    let mail = only_mail(&hub).await;
    assert_eq!((only_job(&hub).await, mail.sent_at), ((1, later()), None));
    assert_eq!(mail.last_error.as_deref(), Some("unreachable"));
    assert!(text(&hub, &mail).contains("/sign-in/links/"), "what was not sent is kept");
    assert_eq!(deliver(&hub, nobody(), start()).await, None, "it is not due yet");
    assert_eq!(deliver(&hub, Post::Page, later()).await, Some(Done::Succeeded));
    let mail = only_mail(&hub).await;
    assert_eq!((mail.sent_at, mail.last_error), (Some(later()), None));
}

#[tokio::test]
async fn what_was_sent_forgets_its_text_and_is_not_sent_again() {
    let hub = hub_with(1).await;
    assert_eq!(deliver(&hub, somebody(), start()).await, Some(Done::Succeeded));
    let mail = only_mail(&hub).await;
    assert_eq!((mail.sent_at, mail.body.as_str(), mail.html.as_str()), (Some(start()), "", ""));
    let next_day = || start().plus(Duration::DAY);
    assert_eq!(deliver(&hub, nobody(), next_day()).await, None);
}

#[tokio::test]
async fn the_demonstration_keeps_its_texts() {
    let hub = hub_with(1).await;
    deliver(&hub, Post::Page, start()).await;
    assert!(text(&hub, &only_mail(&hub).await).contains("/sign-in/links/"));
}

#[tokio::test]
async fn an_address_that_is_none_is_never_handed_to_a_server() {
    let hub = hub_with(0).await;
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, start()).await.unwrap();
    mail::push(&write, sign_in("a@exemple.test, b@exemple.test", "ab")).await.unwrap();
    write.commit().await.unwrap();
    deliver(&hub, nobody(), start()).await;
    assert_eq!(only_mail(&hub).await.last_error.as_deref(), Some("address"));
}

#[tokio::test]
async fn whoever_reads_the_outbox_reads_no_text_and_whoever_writes_it_sends_it_to_nobody_else() {
    let hub = hub_with(1).await;
    let mail = only_mail(&hub).await;
    assert!(text(&hub, &mail).contains("/sign-in/links/ab0"));
    let hexadecimal: String = "/sign-in/links/ab0".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(mail.html(&hub.app.secret).is_some_and(|html| html.contains("/sign-in/links/ab0")));
    for sealed in [&mail.body, &mail.html] {
        assert!(!sealed.contains("links") && !sealed.contains(&hexadecimal), "{sealed}");
    }
    assert_eq!(mail.text(&tandem::secret::Secret::fleeting().unwrap()), None, "with another key");
    hub.sql("UPDATE outbox SET recipient = 'pirate@exemple.test'").await.unwrap();
    deliver(&hub, somebody(), start()).await;
    let mail = only_mail(&hub).await;
    assert_eq!((mail.sent_at, mail.last_error.as_deref()), (None, Some("sealed")));
}

#[tokio::test]
async fn a_mail_that_never_leaves_is_given_up_after_three_days_and_forgets_its_text() {
    let hub = hub_with(1).await;
    let try_again = async || {
        // Each attempt is due at once: the waits are counted apart.
        hub.sql("UPDATE jobs SET due_at = '2026-03-12 09:00:00+00:00'").await.unwrap();
        deliver(&hub, nobody(), start()).await
    };
    for _ in 1..mail::MOST_ATTEMPTS {
        assert_eq!(try_again().await, Some(Done::Failed));
    }
    let mail = only_mail(&hub).await;
    assert!(mail.given_up_at.is_none() && mail.text(&hub.app.secret).is_some());
    assert_eq!(try_again().await, Some(Done::Failed));
    let mail = only_mail(&hub).await;
    assert_eq!((mail.given_up_at, mail.body.as_str(), mail.html.as_str()), (Some(start()), "", ""));
    assert_eq!((mail.sent_at, mail.last_error.as_deref()), (None, Some("unreachable")));
    assert_eq!(try_again().await, None, "it is tried no more");
}

#[tokio::test]
async fn the_demonstration_shows_its_mails_and_one_enters_by_the_link_in_them() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    visitor.get("/mails").await.is(StatusCode::OK).says("Aucun message");
    let email = format!("{}@hub.exemple.test", Role::Coordinator.code());
    visitor.post("/sign-in/links", &[("email", &email)]).await;
    let mails = visitor.get("/mails").await;
    mails.says("Votre lien de connexion").says(&email);
    let link = mails.href("/sign-in/links/");
    assert!(link.starts_with("/sign-in/links/"), "{link}");
    visitor.get(&link).await.is(StatusCode::OK);
    deliver(&hub, Post::Page, hub.app.now()).await;
    visitor.get("/mails").await.says(&link);
    let shown: serde_json::Value = serde_json::from_str(&visitor.get("/mails.json").await.body).unwrap();
    let mail = &shown[0];
    assert_eq!((mail["to"].as_str(), mail["kind"].as_str()), (Some(email.as_str()), Some("sign_in")));
    assert!(mail["links"][0].as_str().unwrap().ends_with(&link) && !mail["sent_at"].is_null(), "{mail}");
    assert_eq!(mail["headers"]["Auto-Submitted"], "auto-generated", "{mail}");
}

#[tokio::test]
async fn a_hub_outside_the_demonstration_shows_no_mail_to_anybody() {
    let hub = TestHub::outside_the_demonstration().await;
    for role in Role::ALL {
        hub.enter(*role).await.get("/mails").await.is(StatusCode::NOT_FOUND);
    }
}

/// A server that takes every letter but those to one recipient, of whom it says nothing for as long as the test lasts.
fn stalling() -> (Post, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let post = Post::smtp(
        &format!("smtp://{}", listener.local_addr().unwrap()),
        Letterhead::parse("hub@hub.test", "").unwrap(),
    )
    .unwrap();
    let (told, taken) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, told) = (stream.unwrap(), told.clone());
            let tell = move |recipient| told.send(recipient).unwrap_or_default();
            std::thread::spawn(move || take_letter(stream, tell));
        }
    });
    (post, taken)
}

/// Takes letters, and tells of each before it says so to whoever sends it.
fn take_letter(mut stream: std::net::TcpStream, tell: impl Fn(String)) {
    stream.write_all(b"220 hub\r\n").unwrap();
    let mut recipient = String::new();
    let mut in_letter = false;
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let Ok(line) = line else { return };
        if in_letter && line != "." {
            continue;
        }
        in_letter = line == "DATA";
        if let Some(to) = line.strip_prefix("RCPT TO:") {
            recipient = to.to_owned();
            if recipient.contains("muet") {
                std::thread::sleep(std::time::Duration::from_secs(30));
            }
        }
        if line == "." {
            tell(recipient.clone());
        }
        let _ = stream.write_all(if in_letter { b"354 go on\r\n" } else { b"250 done\r\n" });
    }
}

#[tokio::test]
async fn what_somebody_waits_for_leaves_before_all_others_and_nobody_holds_the_rest() {
    let hub = TestHub::new().await;
    let write = hub.write().await;
    for number in 0..500 {
        let to = if number < 3 {
            format!("muet{number}@exemple.test")
        } else {
            format!("demande{number}@exemple.test")
        };
        let message = crate::messages::confirmation(&to);
        mail::push(&write, message).await.unwrap();
    }
    mail::push(&write, sign_in("personne@exemple.test", "ab1")).await.unwrap();
    write.commit().await.unwrap();
    let (post, taken) = stalling();
    let (until, stop) = tokio::sync::watch::channel(());
    let app = App { clock: Clock::Stopped(hub.app.now()), ..hub.app.clone() };
    let working = tokio::spawn(worker::run(app, Some(post), stop));
    let left = tokio::task::spawn_blocking(move || {
        let next = || taken.recv_timeout(std::time::Duration::from_secs(15)).expect("a message leaves");
        [next(), next()]
    });
    let [first, second] = left.await.unwrap();
    assert!(first.contains("personne@exemple.test"), "the link is the first to leave, not {first}");
    assert!(second.contains("demande"), "the others go on beside those that stall: {second}");
    working.abort();
    drop(until);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_left_while_nothing_could_be_written_does_not_leave_again() {
    let hub = hub_with(1).await;
    hub.write_by_hand();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (tell, taken) = std::sync::mpsc::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        take_letter(stream, |recipient| {
            tell.send(recipient).unwrap();
            may_go_on.recv().unwrap();
        });
    });
    let post = Post::smtp(&url, Letterhead::parse("hub@hub.test", "").unwrap()).unwrap();
    let app = App { clock: Clock::Stopped(start()), ..hub.app.clone() };
    let sending = tokio::spawn(async move { worker::do_next(&app, Some(&post), &[mail::JOB]).await });
    let taken = tokio::task::spawn_blocking(move || taken.recv().map(|_| taken)).await.unwrap().unwrap();
    hub.app.db.execute_unprepared("ALTER TABLE outbox RENAME TO gone").await.unwrap();
    go_on.send(()).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!sending.is_finished(), "it waits until it can be noted");
    hub.app.db.execute_unprepared("ALTER TABLE gone RENAME TO outbox").await.unwrap();
    let (_, done) = sending.await.unwrap().unwrap().unwrap();
    assert_eq!(done, Done::Succeeded);
    assert!(only_mail(&hub).await.sent_at.is_some());
    assert_eq!(claim(&hub, start().plus(Duration::days(1))).await, None);
    assert!(taken.try_recv().is_err(), "it left once");
}
