//! The outbox: each mail is taken by one sender, tried again when it did not leave, and forgotten once sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::Instant;
use tandem::mail::{self, Letterhead, Mail, Message, Post};
use time::Duration;
use time::macros::datetime;

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
    let write = tandem::db::Write::begin(&hub.app.db, None, start()).await.unwrap();
    for number in 0..mails {
        let message = Message {
            recipient: format!("personne{number}@exemple.test"),
            purpose: "sign_in",
            subject: "Votre lien".to_owned(),
            body: format!("Bonjour,\n\n{}/sign-in/links/ab{number}\n", hub.app.base_url),
        };
        mail::push(&write, &hub.app.secret, message).await.unwrap();
    }
    write.commit().await.unwrap();
    hub
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
            while let Some(mail) = mail::claim(&db, start()).await.unwrap() {
                taken.push(mail.id);
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
    assert!(mail::claim(&hub.app.db, start()).await.unwrap().is_some());
    let soon = start().plus(Duration::minutes(4));
    assert!(mail::claim(&hub.app.db, soon).await.unwrap().is_none());
    let again = mail::claim(&hub.app.db, start().plus(Duration::minutes(5))).await.unwrap();
    assert_eq!(again.map(|mail| mail.attempts), Some(2));
}

#[tokio::test]
async fn a_mail_that_did_not_leave_waits_and_says_why_in_a_word() {
    let hub = hub_with(1).await;
    assert!(mail::deliver_next(&hub.app.db, &hub.app.secret, &nobody(), start).await.unwrap());
    let mail = only_mail(&hub).await;
    assert_eq!((mail.attempts, mail.sent_at, mail.next_try_at), (1, None, later()));
    assert_eq!(mail.last_error.as_deref(), Some("unreachable"));
    assert!(text(&hub, &mail).contains("/sign-in/links/"), "what was not sent is kept");
    assert!(
        !mail::deliver_next(&hub.app.db, &hub.app.secret, &nobody(), start).await.unwrap(),
        "it is not due yet"
    );
    assert!(mail::deliver_next(&hub.app.db, &hub.app.secret, &Post::Page, later).await.unwrap());
    let mail = only_mail(&hub).await;
    assert_eq!((mail.attempts, mail.sent_at, mail.last_error), (2, Some(later()), None));
}

#[tokio::test]
async fn what_was_sent_forgets_its_text_and_is_not_sent_again() {
    let hub = hub_with(1).await;
    assert!(mail::deliver_next(&hub.app.db, &hub.app.secret, &somebody(), start).await.unwrap());
    let mail = only_mail(&hub).await;
    assert_eq!((mail.sent_at, mail.body.as_str()), (Some(start()), ""));
    let next_day = || start().plus(Duration::DAY);
    assert!(!mail::deliver_next(&hub.app.db, &hub.app.secret, &nobody(), next_day).await.unwrap());
}

#[tokio::test]
async fn the_demonstration_keeps_its_texts() {
    let hub = hub_with(1).await;
    mail::deliver_next(&hub.app.db, &hub.app.secret, &Post::Page, start).await.unwrap();
    assert!(text(&hub, &only_mail(&hub).await).contains("/sign-in/links/"));
}

#[tokio::test]
async fn an_address_that_is_none_is_never_handed_to_a_server() {
    let hub = hub_with(0).await;
    let write = tandem::db::Write::begin(&hub.app.db, None, start()).await.unwrap();
    let (recipient, purpose) = ("a@exemple.test, b@exemple.test".to_owned(), "sign_in");
    let message = Message { recipient, purpose, subject: String::new(), body: String::new() };
    mail::push(&write, &hub.app.secret, message).await.unwrap();
    write.commit().await.unwrap();
    mail::deliver_next(&hub.app.db, &hub.app.secret, &nobody(), start).await.unwrap();
    assert_eq!(only_mail(&hub).await.last_error.as_deref(), Some("address"));
}

#[tokio::test]
async fn whoever_reads_the_outbox_reads_no_text_and_whoever_writes_it_sends_it_to_nobody_else() {
    let hub = hub_with(1).await;
    let mail = only_mail(&hub).await;
    assert!(text(&hub, &mail).contains("/sign-in/links/ab0"));
    let hexadecimal: String = "/sign-in/links/ab0".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!mail.body.contains("links") && !mail.body.contains(&hexadecimal), "{}", mail.body);
    assert_eq!(mail.text(&tandem::secret::Secret::fleeting().unwrap()), None, "with another key");
    hub.sql("UPDATE outbox SET recipient = 'pirate@exemple.test'").await.unwrap();
    mail::deliver_next(&hub.app.db, &hub.app.secret, &somebody(), start).await.unwrap();
    let mail = only_mail(&hub).await;
    assert_eq!((mail.sent_at, mail.last_error.as_deref()), (None, Some("sealed")));
}

#[tokio::test]
async fn a_mail_that_never_leaves_is_given_up_after_three_days_and_forgets_its_text() {
    let hub = hub_with(1).await;
    let try_again = async || {
        // Each attempt is due at once: the waits are counted apart.
        hub.sql("UPDATE outbox SET next_try_at = '2026-03-12 09:00:00+00:00'").await.unwrap();
        mail::deliver_next(&hub.app.db, &hub.app.secret, &nobody(), start).await.unwrap()
    };
    for _ in 1..mail::MOST_ATTEMPTS {
        assert!(try_again().await);
    }
    let mail = only_mail(&hub).await;
    assert!(mail.given_up_at.is_none() && mail.text(&hub.app.secret).is_some());
    assert!(try_again().await);
    let mail = only_mail(&hub).await;
    assert_eq!((mail.attempts, mail.given_up_at, mail.body.as_str()), (30, Some(start()), ""));
    assert_eq!((mail.sent_at, mail.last_error.as_deref()), (None, Some("unreachable")));
    assert!(!try_again().await, "it is tried no more");
}

#[tokio::test]
async fn the_demonstration_shows_its_mails_and_one_enters_by_the_link_in_them() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    visitor.get("/mails").await.is(StatusCode::OK).says("Aucun message");
    let email = format!("{}@hub.exemple.test", Role::Coordinator.code());
    visitor.post("/sign-in/links", &[("email", &email)]).await;
    let mails = visitor.get("/mails").await;
    mails.says("Votre lien pour entrer").says(&email);
    let link = mails.href("/sign-in/links/");
    assert!(link.starts_with("/sign-in/links/"), "{link}");
    visitor.get(&link).await.is(StatusCode::OK);
    mail::deliver_next(&hub.app.db, &hub.app.secret, &Post::Page, tandem::app::now).await.unwrap();
    visitor.get("/mails").await.says(&link);
}

#[tokio::test]
async fn a_hub_outside_the_demonstration_shows_no_mail_to_anybody() {
    let hub = TestHub::outside_the_demonstration().await;
    for role in Role::ALL {
        hub.enter(*role).await.get("/mails").await.is(StatusCode::NOT_FOUND);
    }
}
