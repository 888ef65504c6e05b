//! Text messages: whoever has only a telephone goes the whole way with it, and a provider takes them, refuses them, or says nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration as Seconds;

use axum::http::{Method, StatusCode};
use tandem::accounts::access::{Role, Scope};
use tandem::db::{Actor, Id, Instant, Write};
use tandem::mail::messages::{Content, Kind, Message, Nature, SHORT, SUBJECT, Templates, Words, plain};
use tandem::mail::{self, Channel, Mail, Recipient};
use tandem::outside::text::{Provider, Texts};
use tandem::people::person::Person;
use tandem::people::reach::{Ways, recipient};
use tandem::settings::{self, Settings};
use tandem::state::{App, Clock};
use tandem::worker::{self, Done};
use tandem::{people, tandems};
use time::Duration;
use time::macros::datetime;

use crate::support::TestHub;

const MOBILE: &str = "+33639980001";

impl TestHub {
    /// Lets so many text messages leave in a month to the people of one organisation.
    pub async fn send_texts(&self, most: u16) {
        let settings = Settings { texts_per_month: most, ..Settings::default() };
        let write = self.write_settled().await;
        let before = settings::store::read(write.on()).await.unwrap();
        settings::store::save(&write, &before, &settings).await.unwrap();
        write.commit().await.unwrap();
    }
}

/// Somebody who has a mobile number alone.
fn only_mobile(person: &mut Person) {
    person.email = None;
    person.phone = Some(MOBILE.to_owned());
}

/// The ways of people whose addresses all receive.
fn ways(has_texts: bool) -> Ways {
    Ways { has_texts, ..Ways::default() }
}

/// The path of the last link in a text to a number.
async fn link_to(hub: &TestHub, number: &str) -> String {
    hub.link_to(number).await
}

#[tokio::test]
async fn whoever_has_only_a_mobile_is_asked_answers_signs_and_begins_by_its_links() {
    let hub = TestHub::new().await;
    hub.send_texts(100).await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |person, _| only_mobile(person)).await;
    let other = "+33739980002";
    let (mentee, journey) = hub
        .add_mentee("Honorine Sarriette", |person, _| {
            only_mobile(person);
            person.phone = Some(other.to_owned());
        })
        .await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get(&format!("/journeys/{}/proposal", journey.id)).await;
    list.client()
        .post(&format!("/journeys/{}/proposal", journey.id), &[("mentor", &mentor.id.to_string())])
        .await
        .is(StatusCode::OK);
    for number in [MOBILE, other] {
        let page = hub.visitor().get(&link_to(&hub, number).await).await;
        page.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    }
    for number in [MOBILE, other] {
        let page = hub.visitor().get(&link_to(&hub, number).await).await;
        page.is(StatusCode::OK).form("Je signe cette charte").submit().await.is(StatusCode::OK);
    }
    assert_eq!(tandems::store::count_open(&hub.app.db, Scope::Hub).await.unwrap(), 1);
    let texts = hub.mails_to(other).await;
    assert!(texts.iter().all(|text| mail::length(text) <= 306), "{texts:#?}");
    assert!(texts[0].contains("Honorine") || texts[0].contains("Clovis"), "{texts:#?}");
    // Their own page says how the two reach each other.
    let page = hub.visitor().get(&link_to(&hub, other).await).await;
    page.is(StatusCode::OK).says("Clovis").says("06 39 98 00 01");
    for mail in hub.mails().await.iter().filter(|mail| mail.person_id == Some(mentee.id)) {
        assert_eq!((mail.channel.as_str(), mail.recipient.as_str()), ("text", other));
    }
}

const KIND: Kind = Kind {
    code: "proposal_asked",
    nature: Nature::Necessary,
    paragraphs: &[plain(SUBJECT, "Essai"), plain(SHORT, "Ouvrez cette page\u{a0}:")],
};
const NEWS: Kind = Kind { nature: Nature::News, ..KIND };

struct Note(&'static Kind);

impl Templates for Note {
    fn text(words: &Words) -> askama::Result<String> {
        words.get(SUBJECT).map(str::to_owned)
    }

    fn html(words: &Words) -> askama::Result<String> {
        Self::text(words)
    }
}

impl Content for Note {
    fn kind(&self) -> &'static Kind {
        self.0
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("address", "http://hub.test/own/abc".to_owned())]
    }
}

/// A Thursday, at ten in Paris.
fn thursday() -> Instant {
    Instant::new(datetime!(2026-03-12 09:00 UTC))
}

async fn push(hub: &TestHub, person: &Person, kind: &'static Kind, to: Recipient) {
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, thursday()).await.unwrap();
    mail::push(&write, Message::write(to, &Note(kind)).unwrap().for_person(person.id)).await.unwrap();
    write.commit().await.unwrap();
}

fn text_to(person: &Person) -> Recipient {
    recipient(person, &ways(true)).filter(|to| to.channel == Channel::Text).expect("a mobile number")
}

/// The hub at an instant, with a provider at an address.
fn at(hub: &TestHub, now: Instant, provider: Option<SocketAddr>) -> App {
    let texts = match provider {
        Some(address) => {
            let headers = "Authorization: Bearer abc";
            let body = r#"{"to": "{to}", "text": "{text}"}"#;
            Texts::Provider(Arc::new(
                Provider::new(&format!("http://{address}/send"), headers, body).unwrap(),
            ))
        }
        None => Texts::Page,
    };
    App { clock: Clock::Stopped(now), texts, ..hub.app.clone() }
}

async fn send(app: &App) -> Option<Done> {
    worker::do_next(app, None, &[mail::TEXT_JOB]).await.unwrap().map(|(_, done)| done)
}

/// A provider that gives one answer after the other; what it was sent.
fn provider(answers: &'static [&'static str]) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            let mut part = [0; 4096];
            while !asked.ends_with(b"}") {
                let read = stream.read(&mut part).unwrap();
                asked.extend_from_slice(&part[..read]);
                if read == 0 {
                    break;
                }
            }
            tell.send(String::from_utf8(asked).unwrap()).unwrap();
            match *answer {
                "silent" => thread::sleep(Seconds::from_secs(15)),
                "slow" => {
                    thread::sleep(Seconds::from_secs(2));
                    stream
                        .write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .unwrap();
                }
                head => {
                    let head = format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    stream.write_all(head.as_bytes()).unwrap();
                }
            }
        }
    });
    (address, told)
}

async fn last(hub: &TestHub) -> Mail {
    hub.mails().await.pop().unwrap()
}

async fn due(hub: &TestHub, mail: &Mail) -> Instant {
    let key = mail.id.to_string();
    let due = tandem::jobs::store::list_due(&hub.app.db, mail::TEXT_JOB, std::slice::from_ref(&key)).await;
    due.unwrap()[&key]
}

async fn one_text() -> (TestHub, Person) {
    let hub = TestHub::new().await;
    hub.send_texts(100).await;
    let (person, _) = hub.add_mentee("Honorine Sarriette", |person, _| only_mobile(person)).await;
    push(&hub, &person, &KIND, text_to(&person)).await;
    (hub, person)
}

#[tokio::test]
async fn a_provider_takes_a_text_once() {
    let (hub, _) = one_text().await;
    let (address, told) = provider(&["200 OK"]);
    assert_eq!(send(&at(&hub, thursday(), Some(address))).await, Some(Done::Succeeded));
    let asked = told.recv().unwrap();
    assert!(
        asked.starts_with("POST /send HTTP/1.1\r\n") && asked.contains("authorization: Bearer abc"),
        "{asked}"
    );
    let body: serde_json::Value = serde_json::from_str(asked.split("\r\n\r\n").last().unwrap()).unwrap();
    assert_eq!(body["to"], MOBILE);
    assert_eq!(body["text"], "Ouvrez cette page :\nhttp://hub.test/own/abc\nLe hub du mentorat");
    let mail = last(&hub).await;
    assert!(mail.sent_at.is_some() && mail.body.is_empty(), "its words are erased");
    assert_eq!(send(&at(&hub, thursday(), Some(address))).await, None);
}

#[tokio::test]
async fn a_text_that_is_refused_is_given_up_and_one_that_may_be_taken_later_is_tried_again() {
    let (hub, _) = one_text().await;
    let (address, _told) =
        provider(&["429 Too Many Requests\r\nRetry-After: 3600", "503 Busy", "slow", "400 No"]);
    let mut now = thursday();
    assert_eq!(send(&at(&hub, now, Some(address))).await, Some(Done::Failed));
    let mail = last(&hub).await;
    assert_eq!(mail.last_error.as_deref(), Some("text_later 429"));
    assert_eq!(due(&hub, &mail).await, now.plus(Duration::HOUR), "as the provider asks");
    now = now.plus(Duration::HOUR);
    assert_eq!(send(&at(&hub, now, Some(address))).await, Some(Done::Failed));
    now = due(&hub, &mail).await;
    assert_eq!(send(&at(&hub, now, Some(address))).await, Some(Done::Succeeded), "slow is not silent");
    let person =
        people::store::find(&hub.app.db, Scope::Hub, mail.person_id.unwrap()).await.unwrap().unwrap();
    push(&hub, &person, &KIND, text_to(&person)).await;
    assert_eq!(send(&at(&hub, now, Some(address))).await, Some(Done::Failed));
    let refused = last(&hub).await;
    assert_eq!(refused.last_error.as_deref(), Some("text_refused 400"));
    assert!(refused.given_up_at.is_some());
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_asked_again() {
    let (hub, _) = one_text().await;
    let (address, _told) = provider(&["silent"]);
    assert_eq!(send(&at(&hub, thursday(), Some(address))).await, Some(Done::Failed));
    assert_eq!(last(&hub).await.last_error.as_deref(), Some("text_timeout"));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let now = due(&hub, &last(&hub).await).await;
    assert_eq!(send(&at(&hub, now, Some(nobody))).await, Some(Done::Failed));
    let mail = last(&hub).await;
    assert_eq!(mail.last_error.as_deref(), Some("text_unreachable"));
    assert!(mail.given_up_at.is_none());
}

#[tokio::test]
async fn nothing_leaves_to_a_number_that_is_no_mobile_and_nothing_at_night() {
    let hub = TestHub::new().await;
    hub.send_texts(100).await;
    for number in ["+33491000000", "+213551234567", "12"] {
        let (person, _) = hub
            .add_mentee("Honorine Sarriette", |person, _| {
                person.email = None;
                person.phone = Some(number.to_owned());
            })
            .await;
        assert_eq!(recipient(&person, &ways(true)), None, "{number}");
        let to = Recipient { channel: Channel::Text, address: number.to_owned() };
        let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, thursday()).await.unwrap();
        mail::push(&write, Message::write(to, &Note(&KIND)).unwrap()).await.unwrap();
        write.commit().await.unwrap();
        let nobody = "127.0.0.1:9".parse().unwrap();
        assert_eq!(send(&at(&hub, thursday(), Some(nobody))).await, Some(Done::Failed));
        let mail = last(&hub).await;
        assert_eq!((mail.last_error.as_deref(), mail.given_up_at.is_some()), (Some("landline"), true));
    }
    let (person, _) = hub.add_mentee("Honorine Sarriette", |person, _| only_mobile(person)).await;
    push(&hub, &person, &KIND, text_to(&person)).await;
    let night = thursday().plus(Duration::hours(13));
    assert_eq!(send(&at(&hub, night, None)).await, Some(Done::PutBack), "though somebody waits for it");
    assert_eq!(due(&hub, &last(&hub).await).await, Instant::new(datetime!(2026-03-13 08:00 UTC)));
}

#[tokio::test]
async fn an_organisation_sends_so_many_texts_a_month_and_whoever_coordinates_is_told() {
    let hub = TestHub::new().await;
    hub.send_texts(2).await;
    let mut people = Vec::new();
    for number in 0..4 {
        let (person, _) = hub
            .add_mentee("Honorine Sarriette", |person, _| {
                only_mobile(person);
                person.phone = Some(format!("+3363998000{number}"));
                if number == 3 {
                    person.organisation_id = hub.hub_organisation();
                    person.branch_id = None;
                }
            })
            .await;
        push(&hub, &person, &KIND, text_to(&person)).await;
        people.push(person);
    }
    let app = at(&hub, thursday(), None);
    let mut done = Vec::new();
    while let Some(one) = send(&app).await {
        done.push(one);
    }
    let expected = [Done::Succeeded, Done::Succeeded, Done::PutBack, Done::Succeeded];
    assert_eq!(done, expected, "that of another organisation leaves");
    let told: Vec<Mail> = hub.mails().await.into_iter().filter(|mail| mail.kind == "texts_used_up").collect();
    assert_eq!(told.len(), 1, "once");
    let waits = |hub: &TestHub| {
        let third = people[2].id;
        let db = hub.app.db.clone();
        async move { mail::store::list_of_person(&db, third, 0..1).await.unwrap().remove(0) }
    };
    let waiting = waits(&hub).await;
    assert_eq!(waiting.last_error.as_deref(), Some("budget"));
    assert_eq!(due(&hub, &waiting).await, Instant::new(datetime!(2026-03-13 08:00 UTC)));
    let later = at(&hub, Instant::new(datetime!(2026-03-31 08:00 UTC)), None);
    assert_eq!(send(&later).await, Some(Done::PutBack));
    let april = at(&hub, Instant::new(datetime!(2026-04-01 08:00 UTC)), None);
    assert_eq!(send(&april).await, Some(Done::Succeeded));
}

#[tokio::test]
async fn the_caps_hold_for_a_person_whatever_the_channel() {
    let hub = TestHub::new().await;
    hub.send_texts(100).await;
    let (person, _) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.phone = Some(MOBILE.to_owned())).await;
    let by_mail = Recipient::from(person.email.clone().unwrap());
    let by_text = Recipient { channel: Channel::Text, address: MOBILE.to_owned() };
    let jobs = [mail::JOB, mail::TEXT_JOB];
    for number in 0..12 {
        let to = if number % 2 == 0 { by_mail.clone() } else { by_text.clone() };
        push(&hub, &person, &NEWS, to).await;
    }
    let mut days = Vec::new();
    for day in 0..14 {
        let app = at(&hub, thursday().plus(Duration::days(day)), None);
        let mut left = 0;
        while let Some((_, done)) = worker::do_next(&app, Some(&mail::Post::Page), &jobs).await.unwrap() {
            left += usize::from(done == Done::Succeeded);
        }
        days.push(left);
    }
    assert!(days.iter().all(|left| *left <= 1), "{days:?}");
    assert!(days.windows(7).all(|week| week.iter().sum::<usize>() <= 4), "{days:?}");
    assert!(days.iter().sum::<usize>() >= 7, "{days:?}");
}

async fn stopped(hub: &TestHub, person: Id) -> bool {
    let person = people::store::find(&hub.app.db, Scope::Hub, person).await.unwrap().unwrap();
    person.stopped.text.is_some()
}

#[tokio::test]
async fn stop_is_obeyed_and_whoever_said_it_is_written_to_otherwise() {
    let (hub, person) = one_text().await;
    let program = hub.visitor();
    let reply = async |secret: &str, from: &str, text: &str| {
        let fields = [("from", from), ("text", text)];
        program.ask(Method::POST, "/text/replies", &[("authorization", secret)], &fields).await
    };
    reply("Bearer another", MOBILE, "STOP").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    reply("", MOBILE, "STOP").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!stopped(&hub, person.id).await);
    let secret = format!("Bearer {}", hub.app.text_secret.clone().unwrap());
    reply(&secret, MOBILE, "oui merci").await.is(StatusCode::NO_CONTENT);
    reply(&secret, "+33600000000", "STOP").await.is(StatusCode::NO_CONTENT);
    assert!(!stopped(&hub, person.id).await);
    reply(&secret, "33639980001", "Stop svp").await.is(StatusCode::NO_CONTENT);
    assert!(stopped(&hub, person.id).await);
    assert_eq!(send(&at(&hub, thursday(), None)).await, Some(Done::Dropped));
    assert_eq!(last(&hub).await.dropped_reason.as_deref(), Some("stopped"));
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get(&format!("/people/{}", person.id)).await.says("plus de SMS depuis le");
    let page = coordinator.get(&format!("/people/{}/messages", person.id)).await;
    page.says("SMS, au 06 39 98 00 01").says("ne veut plus être contactée ainsi");
    let form = page.follow("Changer comment le hub la contacte").await.form("Enregistrer");
    form.untick("Plus de SMS").submit().await.says("C’est noté");
    assert!(!stopped(&hub, person.id).await);
    // Who does not see somebody notes nothing of them.
    let mentor = hub.enter(Role::Mentor).await;
    mentor
        .post(&format!("/people/{}/contact", person.id), &[("stopped", "text")])
        .await
        .is(StatusCode::NOT_FOUND);
}
