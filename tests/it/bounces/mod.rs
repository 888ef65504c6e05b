//! Letters that do not arrive: a server that refuses an address, or a letter that comes back, has the hub write there no more until somebody
//! corrects it.

mod refused;
mod replies;
mod returned;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::calendar;
use tandem::db::Id;
use tandem::mail::{self, Letterhead, Mail, Post};
use tandem::people::person::Person;
use tandem::state::{App, Clock};
use tandem::worker;

use crate::support::TestHub;

/// A mail server that takes every letter but those to some recipients, of whom it says so.
pub fn server(refused: &'static str, reply: &'static str) -> Post {
    telling(refused, reply).0
}

/// The same, which hands on every line of the letters.
pub fn telling(refused: &'static str, reply: &'static str) -> (Post, Receiver<String>) {
    let (tell, told) = channel();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let tell = tell.clone();
            thread::spawn(move || converse(stream, refused, reply, &tell));
        }
    });
    let head = Letterhead::parse("hub@hub.test", "contact@hub.test").unwrap();
    (Post::smtp(&format!("smtp://{address}"), head).unwrap(), told)
}

fn converse(mut stream: TcpStream, refused: &str, reply: &str, tell: &Sender<String>) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).is_ok();
    say("220 hub.test");
    let mut in_letter = false;
    for line in lines.map_while(Result::ok) {
        if in_letter && line != "." {
            let _ = tell.send(line);
            continue;
        }
        in_letter = line == "DATA";
        let is_refused = line.starts_with("RCPT TO:") && !refused.is_empty() && line.contains(refused);
        say(match in_letter {
            true => "354 go on",
            false if is_refused => reply,
            false => "250 done",
        });
    }
}

/// Sends whatever may leave now.
pub async fn send(hub: &TestHub, post: &Post) {
    let at = calendar::may_leave_at(hub.app.now(), &(8..20));
    let app = App { clock: Clock::Stopped(at), ..hub.app.clone() };
    while worker::do_next(&app, Some(post), &[mail::JOB]).await.unwrap().is_some() {}
}

/// Proposes a mentor by hand to whoever waits.
pub async fn propose(hub: &TestHub, journey: Id, mentor: Id) {
    let path = format!("/journeys/{journey}/proposal");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.post(&path, &[("mentor", &mentor.to_string())]).await.is(StatusCode::OK);
}

pub async fn mail_to(hub: &TestHub, person: &Person) -> Mail {
    let mut mails = hub.mails().await;
    mails.retain(|mail| mail.person_id == Some(person.id));
    mails.pop().expect("a message to them")
}

/// Somebody with an address that is refused, and a number.
pub fn at_clovis(person: &mut Person) {
    person.email = Some("clovis@exemple.test".to_owned());
    person.phone = Some("+33491000001".to_owned());
}
