//! Costly work: how much of each kind runs at once and how much of it waits, off the threads that serve requests.
//!
//! | work | at once | waiting | one takes |
//! |---|---|---|---|
//! | [`HASHING`] a password | 4 | 252 | 19 MiB, some 20 ms of a core |
//! | [`HOLDING`] a file of registrations in memory | 2 | 30 | up to 10 MB, while it arrives and while it is looked at |
//! | [`EXAMINING`] such a file | 1 | 7 | up to 120 MB and 20 s |
//! | [`SOLVING`] a round, or what another would give | 2 | 8 | up to 200 MB and 2 s at 20,000 people |
//! | [`PROTECTING`] figures before they are published | 1 | 2 | up to a minute, once a night |
//! | [`SHOWING`] a page to somebody signed in | 4 | 508 | a few queries, up to 1 MB |
//!
//! Whoever comes when nobody more may wait is told to come back ([`Stopped::Busy`], 503 with `Retry-After`): a limit on the hub and
//! not on its caller, since nobody knows how many callers one person is.

mod cache;
mod together;

pub use cache::{AGE, Cache, Lately};
pub use together::Together;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

/// Why work returned no result.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// It exceeded its time-out.
    #[error("it takes too long")]
    TooLong,
    /// It never began: as much of its kind waits as may.
    #[error("too much of it waits already")]
    Busy,
    /// It panicked, or the process is ending.
    #[error("it failed: {0}")]
    Failed(String),
}

impl From<JoinError> for Stopped {
    fn from(error: JoinError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The bound of one kind of costly work.
#[derive(Debug)]
pub struct Limit {
    /// The word by which it is measured.
    kind: &'static str,
    at_once: usize,
    waiting: usize,
    /// The places of those that run.
    running: Semaphore,
    /// The places of those that run or wait.
    admitted: Semaphore,
    /// How often somebody was told to come back.
    refused: AtomicU64,
}

/// How much work of one kind there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The word for the kind of work.
    pub kind: &'static str,
    /// How much may run, and how much may wait.
    pub places: (u64, u64),
    /// How much runs.
    pub running: u64,
    /// How much waits.
    pub waiting: u64,
    /// How often somebody was told to come back, since the process began.
    pub refused: u64,
}

/// A place among those that run, held until it is dropped.
#[derive(Debug)]
#[must_use = "the place is given back when it is dropped"]
pub struct Place {
    _running: SemaphorePermit<'static>,
    _admitted: SemaphorePermit<'static>,
}

/// Hashes of passwords. Anybody may ask for one.
pub static HASHING: Limit = Limit::new("hashing", 4, 252);
/// Files of registrations that are received, looked at or confirmed.
pub static HOLDING: Limit = Limit::new("holding", 2, 30);
/// Examinations of files of registrations.
pub static EXAMINING: Limit = Limit::new("examining", 1, 7);
/// Rounds, and what-ifs.
pub static SOLVING: Limit = Limit::new("solving", 2, 8);
/// Protections of figures that leave the hub.
pub static PROTECTING: Limit = Limit::new("protecting", 1, 2);
/// Pages of whoever is signed in: lists, searches, files, figures. Public pages wait behind as many at most.
pub static SHOWING: Limit = Limit::new("showing", 4, 508);
/// Every kind.
pub static ALL: [&Limit; 6] = [&HASHING, &HOLDING, &EXAMINING, &SOLVING, &PROTECTING, &SHOWING];

impl Limit {
    /// A bound on how much of a kind runs at once and how much waits.
    pub const fn new(kind: &'static str, at_once: usize, waiting: usize) -> Self {
        Self {
            kind,
            at_once,
            waiting,
            running: Semaphore::const_new(at_once),
            admitted: Semaphore::const_new(at_once + waiting),
            refused: AtomicU64::new(0),
        }
    }

    /// How much of it there is now.
    pub fn usage(&self) -> Usage {
        let running = self.at_once.saturating_sub(self.running.available_permits());
        let admitted = (self.at_once + self.waiting).saturating_sub(self.admitted.available_permits());
        Usage {
            kind: self.kind,
            places: (self.at_once as u64, self.waiting as u64),
            running: running as u64,
            waiting: admitted.saturating_sub(running) as u64,
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Waits for a place; refuses at once if as many wait as may.
    pub async fn place(&'static self) -> Result<Place, Stopped> {
        let admitted = self.admitted.try_acquire().map_err(|_| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            Stopped::Busy
        })?;
        let running = self.running.acquire().await.map_err(|error| Stopped::Failed(error.to_string()))?;
        Ok(Place { _running: running, _admitted: admitted })
    }

    /// Runs CPU-bound work on a blocking thread, once there is a place. The work holds the place, because it runs to its end even
    /// if whoever asked has left.
    pub async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let place = self.place().await?;
        let working = move || {
            let _place = place;
            work()
        };
        Ok(spawn_blocking(working).await?)
    }

    /// The same, with a time-out from when it begins. A thread cannot be ended from outside: work looks at its [`Stop`], which is
    /// set at the time-out, or when whoever asked has left.
    pub async fn run_within<T: Send + 'static>(
        &'static self,
        longest: Duration,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let place = self.place().await?;
        let stop = Stop::default();
        let _asked = Asked(stop.clone());
        let working = move || {
            let _place = place;
            work(&stop)
        };
        Ok(timeout(longest, spawn_blocking(working)).await.map_err(|_| Stopped::TooLong)??)
    }
}

/// Whether work is still asked for.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// For work that nobody asks for any more.
    pub fn set() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Whether nobody waits for the result any more.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whoever asked for work; when they go, it stops.
struct Asked(Stop);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// The minimum response time of an entrance: longer than its work, whether or not the address is known.
const PACE: Duration = Duration::from_millis(100);

/// Awaits `work` for at least a tenth of a second: a known address takes more work than an unknown one, so the response
/// time would reveal which it is.
pub async fn paced<T>(work: impl Future<Output = T>) -> T {
    tokio::join!(work, tokio::time::sleep(PACE)).0
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn work_whose_asker_left_keeps_its_place_until_it_ends_and_the_queue_is_bounded() {
        static WORK: Limit = Limit::new("work", 2, 1);
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let mut gates = Vec::new();
        for _ in 0..2 {
            let (open, gate) = mpsc::channel::<()>();
            let started = started.clone();
            let asked = tokio::spawn(WORK.run(move || {
                started.send(()).unwrap();
                gate.recv().unwrap();
            }));
            starts.recv().await.unwrap();
            asked.abort();
            assert!(asked.await.unwrap_err().is_cancelled());
            gates.push(open);
        }
        let mut third = tokio::spawn(WORK.run(|| ()));
        assert!(timeout(Duration::from_millis(100), &mut third).await.is_err(), "two still run");
        assert!(matches!(WORK.run(|| ()).await, Err(Stopped::Busy)), "one waits, and no more may");
        let usage = Usage { kind: "work", places: (2, 1), running: 2, waiting: 1, refused: 1 };
        assert_eq!(WORK.usage(), usage);
        for gate in gates {
            gate.send(()).unwrap();
        }
        third.await.unwrap().unwrap();
        WORK.run(|| ()).await.unwrap();
        let all_ended = async {
            while WORK.usage().running > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(Duration::from_secs(10), all_ended).await.expect("each gives its place back");
        assert_eq!(WORK.usage(), Usage { running: 0, waiting: 0, ..usage });
    }

    #[tokio::test]
    async fn work_that_takes_too_long_is_left_and_keeps_its_place() {
        static WORK: Limit = Limit::new("work", 1, 0);
        let (open, gate) = mpsc::channel::<()>();
        let left = WORK.run_within(Duration::from_millis(20), move |_| gate.recv()).await;
        assert!(matches!(left, Err(Stopped::TooLong)));
        assert!(matches!(WORK.place().await, Err(Stopped::Busy)));
        open.send(()).unwrap();
    }

    #[tokio::test]
    async fn work_that_looks_ends_at_its_time_out_and_when_whoever_asked_leaves() {
        static WORK: Limit = Limit::new("work", 1, 1);
        let endless = |stop: &Stop| while !stop.is_set() {};
        let left = WORK.run_within(Duration::from_millis(20), endless).await;
        assert!(matches!(left, Err(Stopped::TooLong)));
        let asked = WORK.run_within(Duration::from_secs(60), endless);
        assert!(timeout(Duration::from_millis(50), asked).await.is_err());
        let place = timeout(Duration::from_secs(1), WORK.place()).await.expect("it is given back");
        drop(place.unwrap());
    }
}
