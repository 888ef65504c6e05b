//! The program is killed again and again while people ask to join and its mail server answers badly: what was acknowledged is kept,
//! and the message that it causes arrives, twice only where it was killed between sending and noting.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tandem::db::{self, new_id};
use tokio::time::Instant;

use super::count;
use super::year::faketime;
use crate::support::{Folder, Request, Served, is_long};

fn kills() -> usize {
    if is_long() { 100 } else { 20 }
}

/// How many ask at once, and how often between two kills.
const ASKING: usize = 3;
const ASKS: usize = 3;

/// What a mail server does with a conversation.
#[derive(Clone, Copy)]
enum Manner {
    Takes,
    /// It takes nobody's mail for now.
    Defers,
    /// It hears the whole message, and hangs up.
    Cuts,
    /// It hears the whole message, takes it, and says so late.
    Stalls,
}

/// In the order of the conversations.
const MANNERS: [Manner; 8] = [
    Manner::Takes,
    Manner::Stalls,
    Manner::Defers,
    Manner::Takes,
    Manner::Cuts,
    Manner::Stalls,
    Manner::Takes,
    Manner::Cuts,
];
const LATE: Duration = Duration::from_millis(700);

/// The messages that a mail server took: to whom, the Message-ID of each, and when.
type Taken = BTreeMap<String, Vec<(String, Instant)>>;

/// How long noting that a message has left takes at most once the server said so.
const NOTED_WITHIN: Duration = Duration::from_secs(2);

/// A mail server that is not always well.
struct Peer {
    address: SocketAddr,
    taken: Arc<Mutex<Taken>>,
    is_well: Arc<AtomicBool>,
}

impl Peer {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (taken, is_well) = (Arc::<Mutex<Taken>>::default(), Arc::<AtomicBool>::default());
        let peer = Self { address, taken: Arc::clone(&taken), is_well: Arc::clone(&is_well) };
        std::thread::spawn(move || {
            let number = AtomicUsize::new(0);
            for stream in listener.incoming() {
                let drawn = MANNERS[number.fetch_add(1, Ordering::Relaxed) % MANNERS.len()];
                let manner = if is_well.load(Ordering::Relaxed) { Manner::Takes } else { drawn };
                let (stream, taken) = (stream.unwrap(), Arc::clone(&taken));
                // Whoever is killed hangs up.
                std::thread::spawn(move || converse(stream, manner, &taken).unwrap_or_default());
            }
        });
        peer
    }

    fn taken(&self) -> Taken {
        self.taken.lock().unwrap().clone()
    }
}

fn converse(mut stream: TcpStream, manner: Manner, taken: &Mutex<Taken>) -> std::io::Result<()> {
    stream.write_all(b"220 peer\r\n")?;
    let (mut to, mut id, mut in_letter) = (String::new(), String::new(), false);
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        if in_letter && line != "." {
            if let Some(value) = line.strip_prefix("Message-ID: ") {
                value.clone_into(&mut id);
            }
            continue;
        }
        if let Some(value) = line.strip_prefix("RCPT TO:<") {
            value.trim_end_matches('>').clone_into(&mut to);
            if matches!(manner, Manner::Defers) {
                stream.write_all(b"451 later\r\n")?;
                continue;
            }
        }
        if in_letter {
            if matches!(manner, Manner::Cuts) {
                return Ok(());
            }
            let letter = (std::mem::take(&mut id), Instant::now());
            taken.lock().unwrap().entry(std::mem::take(&mut to)).or_default().push(letter);
            if matches!(manner, Manner::Stalls) {
                std::thread::sleep(LATE);
            }
        }
        in_letter = line == "DATA";
        stream.write_all(if in_letter { b"354 go on\r\n" } else { b"250 done\r\n" })?;
    }
    Ok(())
}

/// Several people ask to join until the program is killed; the addresses of those who were told that a message has left.
fn ask_and_kill(served: Served, number: usize) -> Vec<String> {
    let acknowledged = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let (at, acknowledged) = (served.address(), &acknowledged);
        for person in 0..ASKING {
            scope.spawn(move || {
                for time in 0..ASKS {
                    let email = format!("somebody-{number}-{person}-{time}@exemple.test");
                    let asking = format!(
                        "first_name=Olive&last_name=Tapenade&email={}&place=13005&words=Bonjour&form_key={}",
                        email.replace('@', "%40"),
                        new_id().simple()
                    );
                    let answer = crate::support::ask(at, &Request::post("/join/mentor", asking));
                    if answer.is_ok_and(|answer| answer.status < 400) {
                        acknowledged.lock().unwrap().push(email);
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(40 + u64::try_from(number).unwrap() * 61 % 900));
        served.kill();
    });
    acknowledged.into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_kills_it_no_acknowledged_request_and_no_message_is_lost() {
    let (folder, peer) = (Folder::new(), Peer::new());
    let (clock, server) = (folder.file("clock"), format!("smtp://{}", peer.address));
    let environment: [(&str, &Path); 6] = [
        ("LD_PRELOAD", &faketime()),
        ("FAKETIME_TIMESTAMP_FILE", &clock),
        ("FAKETIME_NO_CACHE", Path::new("1")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", Path::new("1")),
        ("TANDEM_SMTP_URL", Path::new(&server)),
        ("TANDEM_MAIL_FROM", Path::new("hub@hub.test")),
    ];
    let serve = |hours: usize| {
        fs::write(&clock, format!("+{}", hours * 3600)).unwrap();
        let served = Served::begin(&folder, "serve", &environment);
        served.wait_for("/readyz", 200);
        served
    };
    let (mut acknowledged, mut killed_at) = (BTreeSet::new(), Vec::new());
    for number in 0..kills() {
        let served = serve(number);
        acknowledged.extend(tokio::task::block_in_place(|| ask_and_kill(served, number)));
        killed_at.push(Instant::now());
    }
    assert!(acknowledged.len() > kills(), "{} requests are too few", acknowledged.len());
    peer.is_well.store(true, Ordering::Relaxed);
    let db = db::open(&format!("sqlite://{}", folder.file("hub.db").display())).await.unwrap();
    let waiting = "outbox WHERE sent_at IS NULL AND dropped_at IS NULL AND given_up_at IS NULL";
    for hours in kills()..kills() + 72 {
        // Its clock is put forward while it rests, and takes nothing for abandoned that is on its way.
        let served = serve(hours);
        tokio::time::sleep(Duration::from_millis(500)).await;
        served.stop();
        if count(&db, waiting).await == 0 {
            break;
        }
    }
    assert_eq!(count(&db, waiting).await, 0, "messages wait for ever");
    assert!(count(&db, "requests").await >= i64::try_from(acknowledged.len()).unwrap());
    db.close().await.unwrap();
    let taken = peer.taken();
    let lost: Vec<&String> = acknowledged.iter().filter(|email| !taken.contains_key(*email)).collect();
    assert!(lost.is_empty(), "{lost:?} were told that a message left, and received none");
    let twice: Vec<_> = taken.iter().filter(|(_, letters)| letters.len() > 1).collect();
    let figures = [acknowledged.len(), taken.len(), twice.len()];
    println!("{} kills; requests, messages, messages sent more than once: {figures:?}", kills());
    for (email, letters) in twice {
        assert!(
            letters.iter().all(|(id, _)| *id == letters[0].0),
            "{email} received other messages: {letters:?}"
        );
        for (_, at) in &letters[..letters.len() - 1] {
            let until = *at + LATE + NOTED_WITHIN;
            let is_cut = killed_at.iter().any(|killed_at| (*at..until).contains(killed_at));
            assert!(is_cut, "the message to {email} was sent again without having been interrupted");
        }
    }
}
