//! What the hub begins to write leaves in its hours, little of it to one recipient, and not once it says what is no longer so.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use tandem::accounts::standing_in::StandIns;
use tandem::calendar;
use tandem::db::{self, Id, Instant, Keys, Write, new_id};
use tandem::jobs;
use tandem::mail::messages::{
    Content, DropReason, Kind, Message, Nature, Paragraph, SUBJECT, Templates, Words, plain,
};
use tandem::mail::{self, Letterhead, Mail, Post};
use tandem::state::{App, Clock};
use tandem::steps::{self, Next, Owner, Subject, SubjectKind};
use tandem::worker::{self, Done};
use time::macros::{date, datetime};
use time::{Date, Duration};

use crate::support::{TestHub, is_long};

/// A message of no words.
struct Note(&'static Kind);

const WORDS: &[Paragraph] = &[plain(SUBJECT, "Un essai")];

const fn note(nature: Nature) -> Kind {
    Kind { code: "proposal_withdrawn", nature, paragraphs: WORDS }
}

static NECESSARY: Kind = note(Nature::Necessary);
static QUESTION: Kind = note(Nature::Question);
static REMINDER: Kind = note(Nature::Reminder);
static NEWS: Kind = note(Nature::News);
static STAFF: Kind = note(Nature::Staff);

impl Templates for Note {
    fn text(_: &Words) -> askama::Result<String> {
        Ok("Bonjour,".to_owned())
    }

    fn html(_: &Words) -> askama::Result<String> {
        Ok("<p>Bonjour,</p>".to_owned())
    }
}

impl Content for Note {
    fn kind(&self) -> &'static Kind {
        self.0
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

const ZOE: &str = "zoe@exemple.test";

fn message(to: &str, kind: &'static Kind) -> Message {
    Message::write(to.to_owned(), &Note(kind)).unwrap()
}

/// A Thursday, at ten in Paris.
fn thursday() -> Instant {
    Instant::new(datetime!(2026-03-12 09:00 UTC))
}

fn at(hub: &TestHub, now: Instant) -> App {
    App { clock: Clock::Stopped(now), ..hub.app.clone() }
}

async fn push(hub: &TestHub, messages: Vec<Message>) {
    let write = Write::begin(&hub.app.db, &hub.app.secret, db::Actor::HUB, thursday()).await.unwrap();
    for message in messages {
        mail::push(&write, message).await.unwrap();
    }
    write.commit().await.unwrap();
}

/// Sends what may leave; the results, in order.
async fn send(app: &App) -> Vec<Done> {
    let mut all = Vec::new();
    while let Some((_, done)) = worker::do_next(app, Some(&Post::Page), &[mail::JOB]).await.unwrap() {
        all.push(done);
    }
    all
}

/// The mails that were sent, in the order in which they left.
async fn sent(hub: &TestHub) -> Vec<Mail> {
    let mut sent = hub.mails().await;
    sent.retain(|mail| mail.sent_at.is_some());
    sent.sort_by_key(|mail| mail.sent_at);
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_one_message_a_day_and_four_in_seven_days_leave_in_their_hours() {
    let hub = TestHub::new().await;
    // What a bug does: fifty messages at once, the last to leave first.
    let kinds = [[&NEWS; 20], [&REMINDER; 20]].concat().into_iter().chain([&QUESTION; 10]);
    push(&hub, kinds.map(|kind| message(ZOE, kind)).collect()).await;
    push(&hub, (0..3).map(|_| message(ZOE, &NECESSARY)).collect()).await;
    let other = db::open(&hub.url()).await.unwrap();
    let days = if is_long() { 90 } else { 21 };
    for day in 0..days {
        for hour in [-7, 0, 2, 9, 11] {
            let now = thursday().plus(Duration::days(day) + Duration::hours(hour));
            let one = at(&hub, now);
            let two = App { db: other.clone(), ..one.clone() };
            tokio::join!(send(&one), send(&two));
        }
    }
    other.close().await.unwrap();
    let sent = sent(&hub).await;
    assert_eq!(sent.iter().filter(|mail| mail.nature == "necessary").count(), 3, "these do not wait");
    let begun: Vec<&Mail> = sent.iter().filter(|mail| mail.nature != "necessary").collect();
    let left: Vec<Instant> = begun.iter().map(|mail| mail.sent_at.unwrap()).collect();
    assert!(left.len() >= 11, "they leave all the same: {left:?}");
    for (number, &first) in left.iter().enumerate() {
        assert_eq!(calendar::may_leave_at(first, &(8..20)), first, "in its hours");
        let in_seven_days = left[number..].iter().take_while(|at| **at < first.plus(Duration::days(7)));
        assert!(in_seven_days.count() <= 4, "{left:?}");
        assert_eq!(left.iter().filter(|at| at.day() == first.day()).count(), 1, "{left:?}");
    }
    let natures: Vec<&str> = begun.iter().map(|mail| mail.nature.as_str()).collect();
    let first = natures.iter().position(|nature| *nature != "question").unwrap();
    assert_eq!(
        (first, natures[first]),
        (10, "reminder"),
        "questions leave first, then reminders: {natures:?}"
    );
}

#[tokio::test]
async fn of_several_the_question_leaves_first_then_the_reminder_then_the_news() {
    let hub = TestHub::new().await;
    push(&hub, [&NEWS, &REMINDER, &QUESTION].map(|kind| message(ZOE, kind)).into()).await;
    push(&hub, vec![message("olive@exemple.test", &NEWS)]).await;
    for day in 0..3 {
        send(&at(&hub, thursday().plus(Duration::days(day)))).await;
    }
    let sent = sent(&hub).await;
    let told = |mail: &Mail| (mail.sent_at.unwrap().day(), mail.nature.clone());
    let to_zoe: Vec<_> = sent.iter().filter(|mail| mail.recipient == ZOE).map(told).collect();
    let expected = [
        (date!(2026 - 03 - 12), "question".to_owned()),
        (date!(2026 - 03 - 13), "reminder".to_owned()),
        (date!(2026 - 03 - 14), "news".to_owned()),
    ];
    assert_eq!(to_zoe, expected);
    let others = sent.iter().filter(|mail| mail.recipient != ZOE).map(told).collect::<Vec<_>>();
    assert_eq!(others, [(date!(2026 - 03 - 12), "news".to_owned())], "each recipient is counted alone");
}

#[tokio::test]
async fn a_sender_that_is_ahead_of_another_lets_what_goes_before_go_first() {
    let hub = TestHub::new().await;
    push(&hub, vec![message(ZOE, &NEWS)]).await;
    let app = at(&hub, thursday());
    push(&hub, vec![message(ZOE, &QUESTION)]).await;
    // Another copy holds the question, and has not taken it yet.
    let question = jobs::store::claim(&hub.app.db, &[mail::JOB], app.now()).await.unwrap().unwrap();
    assert_eq!(send(&app).await, [Done::PutBack]);
    let write = hub.write().await;
    jobs::store::put_back(&write, &question, thursday()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(send(&at(&hub, thursday().plus(Duration::MINUTE))).await, [Done::Succeeded, Done::PutBack]);
    assert_eq!(sent(&hub).await[0].nature, "question");
}

#[tokio::test]
async fn at_night_only_what_somebody_needs_leaves_and_what_waits_is_counted() {
    let hub = TestHub::new().await;
    push(&hub, [&QUESTION, &NECESSARY, &STAFF].map(|kind| message(ZOE, kind)).into()).await;
    let evening = thursday().plus(Duration::hours(11));
    let report = worker::tick(&at(&hub, evening), Some(&Post::Page)).await.unwrap();
    let of_mail = report.jobs.iter().find(|of| of.kind == mail::JOB).unwrap();
    assert_eq!((report.messages_queued, report.messages_sent), (1, 2));
    assert_eq!((of_mail.done, of_mail.failed, of_mail.left), (2, 0, 0));
    let night = evening.plus(Duration::hours(6));
    let late = jobs::store::count_made_before(&hub.app.db, mail::JOB, night).await.unwrap();
    assert_eq!(late, 0, "it waits on purpose");
    assert_eq!(send(&at(&hub, night)).await, []);
    let morning = Instant::morning_of(date!(2026 - 03 - 13));
    assert_eq!(send(&at(&hub, morning)).await, [Done::Succeeded]);
    let jobs = jobs::store::list(&hub.app.db).await.unwrap();
    assert!(jobs.iter().all(|job| job.kind != mail::JOB));
}

#[tokio::test]
async fn a_message_that_waits_is_tried_as_often_as_any_other() {
    let hub = TestHub::new().await;
    push(&hub, vec![message(ZOE, &QUESTION)]).await;
    let nobody = Post::smtp("smtp://127.0.0.1:9", Letterhead::parse("hub@hub.test", "").unwrap()).unwrap();
    let app = at(&hub, thursday());
    worker::do_next(&app, Some(&nobody), &[mail::JOB]).await.unwrap();
    send(&at(&hub, thursday().plus(Duration::hours(12)))).await;
    let jobs = jobs::store::list(&hub.app.db).await.unwrap();
    let job = jobs.iter().find(|job| job.kind == mail::JOB).unwrap();
    assert_eq!((job.attempts, job.due_at), (1, Instant::morning_of(date!(2026 - 03 - 13))));
    assert_eq!(
        send(&at(&hub, job.due_at)).await,
        [Done::Succeeded],
        "its own attempt counts against no turn of its own"
    );
}

/// The only mail: when and why it was dropped, and whether words of it are left.
async fn dropped(hub: &TestHub) -> (Option<Instant>, Option<String>, bool) {
    let mail = hub.mails().await.remove(0);
    assert!(mail.sent_at.is_none() && mail.given_up_at.is_none());
    (mail.dropped_at, mail.dropped_reason, mail.body.is_empty() && mail.html.is_empty())
}

#[tokio::test]
async fn a_message_whose_day_is_over_is_dropped() {
    let last: Date = thursday().day();
    for (days, done) in [(0, Done::Succeeded), (1, Done::Dropped)] {
        let hub = TestHub::new().await;
        push(&hub, vec![message(ZOE, &QUESTION).until(last)]).await;
        let now = thursday().plus(Duration::days(days));
        assert_eq!(send(&at(&hub, now)).await, [done]);
        if done == Done::Dropped {
            let why = Some(DropReason::DayOver.code().to_owned());
            assert_eq!(dropped(&hub).await, (Some(now), why, true));
        }
    }
}

/// Makes what comes next on a request what is said, or nothing.
async fn settle(app: &App, request: Id, what: Option<&'static str>) {
    let write = Write::begin(&app.db, &app.secret, db::Actor::HUB, app.now()).await.unwrap();
    let next = what.map(|what| Next {
        subject: Subject { kind: SubjectKind::Request, id: request },
        what,
        owner: Owner::person(request),
        since_on: app.today(),
        due_on: app.today(),
        entrusted: None,
    });
    let keys = [request];
    let (next, nobody) = (next.into_iter().collect(), StandIns::default());
    steps::store::replace(&write, SubjectKind::Request, Keys::These(&keys), next, &nobody).await.unwrap();
    write.commit().await.unwrap();
}

fn about(to: &str, request: Id) -> Message {
    let subject = Subject { kind: SubjectKind::Request, id: request };
    message(to, &REMINDER).about(subject, "answer_request")
}

#[tokio::test]
async fn a_message_whose_step_is_settled_is_dropped() {
    for (next, done) in [
        (Some("answer_request"), Done::Succeeded),
        (Some("find_mentor"), Done::Dropped),
        (None, Done::Dropped),
    ] {
        let hub = TestHub::new().await;
        hub.write_by_hand();
        let (app, request) = (at(&hub, thursday()), new_id());
        settle(&app, request, next).await;
        push(&hub, vec![about(ZOE, request)]).await;
        assert_eq!(send(&app).await, [done], "{next:?}");
        if done == Done::Dropped {
            let why = Some(DropReason::StepSettled.code().to_owned());
            assert_eq!(dropped(&hub).await, (Some(thursday()), why, true));
        }
    }
}

/// What a mail server was told, in the order in which it was spoken to.
enum Heard {
    /// A message to somebody.
    Letter(String),
    /// The answer of somebody is kept.
    Answer(String),
}

/// A mail server that also hears of answers. Whoever connected first has the smaller number.
fn listening() -> (SocketAddr, Receiver<(usize, Heard)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (stream, tell) = (stream.unwrap(), tell.clone());
            std::thread::spawn(move || listen(stream, |what| tell.send((number, what)).unwrap_or_default()));
        }
    });
    (address, heard)
}

fn listen(mut stream: TcpStream, tell: impl Fn(Heard)) {
    stream.write_all(b"220 hub\r\n").unwrap();
    let mut in_letter = false;
    for line in BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
        if in_letter && line != "." {
            continue;
        }
        in_letter = line == "DATA";
        if let Some(to) = line.strip_prefix("RCPT TO:<") {
            tell(Heard::Letter(to.trim_end_matches('>').to_owned()));
        } else if let Some(of) = line.strip_prefix("ANSWER ") {
            tell(Heard::Answer(of.to_owned()));
        }
        let _ = stream.write_all(if in_letter { b"354 go on\r\n" } else { b"250 done\r\n" });
    }
}

/// Tells the server that an answer is kept.
fn tell_answer(server: SocketAddr, of: &str) {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.write_all(format!("ANSWER {of}\r\n").as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines();
    // The greeting, then that it was heard.
    for _ in 0..2 {
        lines.next().unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_conversation_is_begun_for_a_step_that_was_settled_whoever_comes_first() {
    let hub = TestHub::new().await;
    hub.write_by_hand();
    let (server, heard) = listening();
    let letterhead = Letterhead::parse("hub@hub.test", "").unwrap();
    let post = Post::smtp(&format!("smtp://{server}"), letterhead).unwrap();
    let reminding = at(&hub, thursday());
    let answering = App { db: db::open(&hub.url()).await.unwrap(), ..reminding.clone() };
    let interleavings = if is_long() { 10_000 } else { 1000 };
    let mut drawn = 1_u64;
    for number in 0..interleavings {
        let (request, to) = (new_id(), format!("zoe{number}@exemple.test"));
        settle(&reminding, request, Some("answer_request")).await;
        push(&hub, vec![about(&to, request)]).await;
        // Knuth's linear congruential generator, of which the high bits are drawn.
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pauses = [drawn >> 62, drawn << 2 >> 61].map(std::time::Duration::from_millis);
        let remind = async {
            tokio::time::sleep(pauses[0]).await;
            worker::do_next(&reminding, Some(&post), &[mail::JOB]).await.unwrap()
        };
        let answering = answering.clone();
        let answer = tokio::spawn(async move {
            tokio::time::sleep(pauses[1]).await;
            settle(&answering, request, None).await;
            tokio::task::spawn_blocking(move || tell_answer(server, &to)).await.unwrap();
        });
        let (reminded, answered) = tokio::join!(remind, answer);
        answered.unwrap();
        assert!(matches!(reminded, Some((_, Done::Succeeded | Done::Dropped))), "{reminded:?}");
    }
    answering.db.close().await.unwrap();
    let (mut letters, mut answers) = (BTreeMap::new(), BTreeMap::new());
    for (number, what) in heard.try_iter() {
        match what {
            Heard::Letter(to) => letters.insert(to, number),
            Heard::Answer(of) => answers.insert(of, number),
        };
    }
    let dropped = hub.mails().await.iter().filter(|mail| mail.dropped_at.is_some()).count();
    println!("{interleavings} interleavings: {} reminded first, {dropped} answered first", letters.len());
    assert_eq!((answers.len(), letters.len() + dropped), (interleavings, interleavings));
    assert!(letters.len() > interleavings / 20 && dropped > interleavings / 20, "one always comes first");
    let after: Vec<_> = letters.iter().filter(|(to, number)| answers[*to] < **number).collect();
    assert!(after.is_empty(), "begun once the step was settled: {after:?}");
}
