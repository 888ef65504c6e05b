//! Connections: clients that are slow, silent or too many keep nobody out, and stopping has an end.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tandem::web::server::{self, LONGEST_HEAD, LONGEST_UNREAD, MOST_CONNECTIONS};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

/// More than what the system keeps of an answer that nobody takes.
const LARGE: usize = 64 << 20;

/// A server of three pages: one that answers at once, one that takes half a second, and one of many bytes.
struct Served {
    at: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn serve() -> Served {
    let slow = async || {
        sleep(Duration::from_millis(500)).await;
        "done"
    };
    let router = Router::new().route("/", get(async || "ok")).route("/slow", get(slow));
    let router = router.route("/large", get(async || vec![b'a'; LARGE]));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(server::serve(listener, router, async {
        let _ = stopped.await;
    }));
    Served { at, stop, ended }
}

/// Everything that is answered to a text, until the server closes.
async fn say(at: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

fn asking(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n\r\n")
}

async fn half_requests(at: SocketAddr, many: usize) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..many {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: hub").await;
        held.push(stream);
    }
    held
}

#[tokio::test]
async fn half_requests_beyond_all_places_keep_nobody_out() {
    let served = serve().await;
    let held = half_requests(served.at, MOST_CONNECTIONS + 100).await;
    let answer = timeout(Duration::from_secs(3), say(served.at, &asking("/"))).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("ok"), "{answer}");
    drop(held);
}

#[tokio::test]
async fn a_request_that_is_answered_loses_its_place_to_nobody() {
    let served = serve().await;
    let slow = tokio::spawn(async move { say(served.at, &asking("/slow")).await });
    sleep(Duration::from_millis(100)).await;
    let held = half_requests(served.at, MOST_CONNECTIONS + 10).await;
    assert!(slow.await.unwrap().ends_with("done"));
    drop(held);
}

#[tokio::test]
async fn a_half_request_ends() {
    let served = serve().await;
    let begun = Instant::now();
    let ended = timeout(LONGEST_HEAD * 3, say(served.at, "GET / HTTP/1.1\r\nHost: hub")).await;
    assert!(ended.is_ok(), "it is still open");
    let headless = timeout(LONGEST_HEAD * 3, say(served.at, "")).await;
    assert!(headless.is_ok(), "a silent client is still there");
    assert!(begun.elapsed() > Duration::from_secs(1), "it is given some time");
}

#[tokio::test]
async fn stopping_answers_what_was_asked_and_waits_for_nobody_else() {
    let Served { at, stop, ended } = serve().await;
    let held = half_requests(at, 100).await;
    let slow = tokio::spawn(async move { say(at, &asking("/slow")).await });
    sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();
    timeout(Duration::from_secs(9), ended).await.expect("it stops").unwrap();
    assert!(slow.await.unwrap().ends_with("done"));
    drop(held);
}

#[tokio::test]
async fn an_answer_that_nobody_takes_ends_and_one_that_is_taken_slowly_does_not() {
    let served = serve().await;
    let mut unread = TcpStream::connect(served.at).await.unwrap();
    unread.write_all(asking("/large").as_bytes()).await.unwrap();
    let mut slow = TcpStream::connect(served.at).await.unwrap();
    slow.write_all(asking("/large").as_bytes()).await.unwrap();
    // What is taken now and then is more than the buffers between the two hold, so that each taking lets something be written.
    let (mut taken, mut some) = (0, vec![0; 12 << 20]);
    for _ in 0..4 {
        sleep(LONGEST_UNREAD / 3).await;
        slow.read_exact(&mut some).await.expect("it is waited for");
        taken += some.len();
    }
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    assert!(taken + rest.len() > LARGE, "{} bytes of {LARGE}", taken + rest.len());
    rest.clear();
    let _ = unread.read_to_end(&mut rest).await;
    assert!(rest.len() < LARGE, "it was kept for {} bytes", rest.len());
}
