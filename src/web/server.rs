//! Serves the router over TCP, to clients that may be slow, silent or too many.
//!
//! A request must arrive with its head within [`LONGEST_HEAD`], and whoever takes nothing of their answer for [`LONGEST_UNREAD`] is left. When as many connections are open as may be, whoever comes takes
//! the place of the one that has asked for nothing for the longest: a thousand half requests keep nobody out. Stopping has an end.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, sleep, timeout};

/// How long a client may take to send the head of a request, on a new connection and between two requests on one.
pub const LONGEST_HEAD: Duration = Duration::from_secs(15);
/// How long a client may take nothing of an answer that waits for it.
pub const LONGEST_UNREAD: Duration = Duration::from_secs(15);
/// The most headers of a request.
const MOST_HEADERS: usize = 64;
/// The most connections open at once: each is a file descriptor, of which a process has 1,024 by default.
pub const MOST_CONNECTIONS: usize = 512;
/// How long connections that ask for nothing are left when the hub stops: what was answered may still be on its way.
pub const REST_AT_STOP: Duration = Duration::from_secs(2);
/// How long requests may still run when the hub stops.
pub const GRACE: Duration = Duration::from_secs(20);
/// How long nothing is accepted after the system refused, for want of descriptors for instance.
const REST_AFTER_REFUSAL: Duration = Duration::from_millis(50);

/// An open connection.
struct Open {
    close: Notify,
    state: Mutex<State>,
}

struct State {
    /// Whether a request is being answered.
    is_asked: bool,
    /// Since when this is so.
    since: Instant,
}

impl Open {
    fn new() -> Self {
        Self { close: Notify::new(), state: Mutex::new(State { is_asked: false, since: Instant::now() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, is_asked: bool) {
        *self.state() = State { is_asked, since: Instant::now() };
    }

    /// Since when it asks for nothing.
    fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        (!state.is_asked).then_some(state.since)
    }
}

/// The open connections.
#[derive(Clone, Default)]
struct Connections(Arc<Mutex<Vec<Arc<Open>>>>);

impl Connections {
    fn list(&self) -> MutexGuard<'_, Vec<Arc<Open>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) -> Arc<Open> {
        let open = Arc::new(Open::new());
        self.list().push(Arc::clone(&open));
        open
    }

    fn remove(&self, gone: &Arc<Open>) {
        self.list().retain(|open| !Arc::ptr_eq(open, gone));
    }

    fn are_full(&self) -> bool {
        self.list().len() >= MOST_CONNECTIONS
    }

    /// Closes the connection that has asked for nothing for the longest; says whether there was one.
    fn close_idlest(&self) -> bool {
        let mut list = self.list();
        let idlest = list.iter().enumerate().filter_map(|(at, open)| Some((open.idle_since()?, at))).min();
        let Some((_, at)) = idlest else { return false };
        list.swap_remove(at).close.notify_one();
        true
    }

    fn close_idle(&self) {
        for open in self.list().iter().filter(|open| open.idle_since().is_some()) {
            open.close.notify_one();
        }
    }
}

/// Serves until `stopped` is ready, then lets what was asked be answered, for [`GRACE`] at most.
pub async fn serve(listener: TcpListener, router: Router, stopped: impl Future<Output = ()>) {
    let connections = Connections::default();
    let mut tasks = JoinSet::new();
    let (stop, stopping) = watch::channel(());
    let mut stopped = pin!(stopped);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stopped => break,
            accepted = accept(&listener, &connections) => accepted,
            // Those that ended are forgotten as they do.
            Some(_) = tasks.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                let open = connections.add();
                let (router, connections, stopping) = (router.clone(), connections.clone(), stopping.clone());
                tasks.spawn(async move {
                    answer(stream, peer, router, &open, stopping).await;
                    connections.remove(&open);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted");
                connections.close_idlest();
                sleep(REST_AFTER_REFUSAL).await;
            }
        }
    }
    drop(listener);
    drop(stop);
    let all_ended = async { while tasks.join_next().await.is_some() {} };
    let mut all_ended = pin!(all_ended);
    if timeout(REST_AT_STOP, &mut all_ended).await.is_err() {
        connections.close_idle();
        if timeout(GRACE, &mut all_ended).await.is_err() {
            tracing::warn!("requests that took too long were cut at the end");
        }
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, connections: &Connections) -> io::Result<(TcpStream, SocketAddr)> {
    let accepted = listener.accept().await?;
    while connections.are_full() && !connections.close_idlest() {
        sleep(REST_AFTER_REFUSAL).await;
    }
    Ok(accepted)
}

/// Answers the requests of one connection, until its client leaves, another takes its place, or the hub stops.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    open: &Open,
    mut stopping: watch::Receiver<()>,
) {
    // An answer is written at once: nothing is gained by waiting for more of it.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let service = service_fn(|mut request: hyper::Request<hyper::body::Incoming>| {
        open.note(true);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answered = router.call(request);
        async {
            let answer = answered.await;
            open.note(false);
            answer
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD).max_headers(MOST_HEADERS);
    let mut connection = pin!(http.serve_connection(TokioIo::new(Patient::new(stream)), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = open.close.notified() => return,
        _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = connection => {}
        () = open.close.notified() => {}
    }
}

/// A connection that is written to for as long as its client takes something now and then.
struct Patient {
    stream: TcpStream,
    /// When the client is left, while it takes nothing.
    until: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream) -> Self {
        Self { stream, until: None }
    }

    /// What became of writing: an error once the client took nothing for too long.
    fn written<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.until = None;
            return written;
        }
        let until = self.until.get_or_insert_with(|| Box::pin(sleep(LONGEST_UNREAD)));
        ready!(until.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        this.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
