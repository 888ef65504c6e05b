//! Clients that ask and wait, over connections that stay open.

use std::io::{Error, ErrorKind, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One client, with its connection.
pub struct Client {
    address: String,
    stream: Option<TcpStream>,
    read: Vec<u8>,
}

/// What an answer was.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its length as it was sent, compressed.
    pub bytes: usize,
}

impl Client {
    /// A client of a server that listens at an address.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None, read: Vec::new() }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Result<Answer> {
        self.send(format!(
            "GET {path} HTTP/1.1\r\nhost: hub.test\r\naccept-encoding: gzip\r\ncookie: tandem_session={cookie}\r\n\r\n"
        ))
        .await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, cookie: &str, body: &str) -> Result<Answer> {
        let length = body.len();
        self.send(format!(
            "POST {path} HTTP/1.1\r\nhost: hub.test\r\nsec-fetch-site: same-origin\r\ncookie: tandem_session={cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    async fn send(&mut self, request: String) -> Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let answer = self.exchange(request.as_bytes()).await;
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        let stream = self.stream.as_mut().ok_or(ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        self.read.clear();
        let head = loop {
            more(stream, &mut self.read).await?;
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.read[..head]).to_ascii_lowercase();
        let status = text.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        let length: Option<usize> = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.trim().parse().ok());
        if let Some(length) = length {
            while self.read.len() < head + length {
                more(stream, &mut self.read).await?;
            }
        } else if text.contains("transfer-encoding: chunked") {
            let mut at = head;
            loop {
                while find(&self.read[at..], b"\r\n").is_none() {
                    more(stream, &mut self.read).await?;
                }
                let end = at + find(&self.read[at..], b"\r\n").unwrap_or(0);
                let size = std::str::from_utf8(&self.read[at..end]).ok();
                let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
                let size = size.ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
                at = end + 2 + size + 2;
                while self.read.len() < at {
                    more(stream, &mut self.read).await?;
                }
                if size == 0 {
                    break;
                }
            }
        }
        let bytes = self.read.len();
        if text.contains("connection: close") {
            self.stream = None;
        }
        Ok(Answer { status, bytes })
    }
}

async fn more(stream: &mut TcpStream, into: &mut Vec<u8>) -> Result<()> {
    match stream.read_buf(into).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// How long each of some requests took, and what failed.
#[derive(Default)]
pub struct Times {
    /// How long each took.
    pub took: Vec<Duration>,
    /// How many were refused or broke.
    pub failed: usize,
    /// The last status.
    pub status: u16,
    /// The length of the last answer.
    pub bytes: usize,
    /// How long all of it took.
    pub whole: Duration,
}

impl Times {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.took.len() as f64 / self.whole.as_secs_f64().max(f64::EPSILON)
    }

    /// The time within which so many per thousand were answered, in milliseconds.
    pub fn quantile(&self, per_thousand: usize) -> f64 {
        let mut took = self.took.clone();
        took.sort();
        let at = (took.len() * per_thousand / 1000).min(took.len().saturating_sub(1));
        took.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    fn note(&mut self, answer: Result<Answer>, took: Duration, expected: u16) {
        match answer {
            Ok(answer) => {
                self.status = answer.status;
                self.bytes = answer.bytes;
                self.failed += usize::from(answer.status != expected);
                self.took.push(took);
            }
            Err(_) => self.failed += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.took.extend(other.took);
        self.failed += other.failed;
        self.status = other.status;
        self.bytes = other.bytes;
    }
}

/// Clients that ask for some pages in turn, each as soon as it is answered.
pub async fn closed(
    address: &str,
    clients: usize,
    paths: &[String],
    cookie: &str,
    length: Duration,
) -> Times {
    // The first answer says what is expected, and warms what is to be warm.
    let mut first = Client::new(address);
    let expected = first.get(&paths[0], cookie).await.map_or(0, |answer| answer.status);
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (address, paths) = (address.to_owned(), paths.to_vec());
            let (cookie, next) = (cookie.to_owned(), next.clone());
            tokio::spawn(async move {
                let mut client = Client::new(&address);
                let mut times = Times::default();
                while begun.elapsed() < length {
                    let path = &paths[next.fetch_add(1, Ordering::Relaxed) % paths.len()];
                    let asked = Instant::now();
                    let answer = client.get(path, &cookie).await;
                    times.note(answer, asked.elapsed(), expected);
                }
                times
            })
        })
        .collect();
    let mut all = Times::default();
    for task in tasks {
        all.merge(task.await.expect("a client ends"));
    }
    all.whole = begun.elapsed();
    all
}

/// One request of a mixed load.
#[derive(Clone)]
pub struct Ask {
    /// Where it is sent.
    pub path: String,
    /// Who sends it.
    pub cookie: String,
    /// What it sends, for a form.
    pub body: Option<String>,
}

/// Requests sent at a steady rate whatever the answers, each timed from when it was due.
pub async fn steady(address: &str, asks: Vec<Ask>, rate: usize, clients: usize) -> [Times; 2] {
    let (asks, next) = (Arc::new(asks), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let every = Duration::from_secs(1) / u32::try_from(rate).unwrap_or(1);
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (address, asks, next) = (address.to_owned(), asks.clone(), next.clone());
            tokio::spawn(async move {
                let mut client = Client::new(&address);
                let [mut reads, mut writes] = [Times::default(), Times::default()];
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(ask) = asks.get(number) else { return [reads, writes] };
                    let due = begun + every * u32::try_from(number).unwrap_or(0);
                    tokio::time::sleep_until(due.into()).await;
                    match &ask.body {
                        None => {
                            let answer = client.get(&ask.path, &ask.cookie).await;
                            reads.note(answer, due.elapsed(), 200);
                        }
                        Some(body) => {
                            let answer = client.post(&ask.path, &ask.cookie, body).await;
                            writes.note(answer, due.elapsed(), 303);
                        }
                    }
                }
            })
        })
        .collect();
    let [mut reads, mut writes] = [Times::default(), Times::default()];
    for task in tasks {
        let [read, write] = task.await.expect("a client ends");
        reads.merge(read);
        writes.merge(write);
    }
    (reads.whole, writes.whole) = (begun.elapsed(), begun.elapsed());
    [reads, writes]
}
