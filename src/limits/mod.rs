//! Expensive work, which runs off the threads that serve requests.
//!
//! Hashing a password takes 19 MiB and anybody may ask for it, so few are hashed at a time. Reading a file or solving a round
//! takes a core; only a time-out bounds those.

mod cache;

pub use cache::{AGE, Cache, Lately};

use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

/// Why work returned no result.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// It exceeded its time-out.
    #[error("it takes too long")]
    TooLong,
    /// It panicked, or the process is ending.
    #[error("it failed: {0}")]
    Failed(String),
}

impl From<JoinError> for Stopped {
    fn from(error: JoinError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs CPU-bound work on a blocking thread.
pub async fn computing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stopped> {
    Ok(spawn_blocking(work).await?)
}

/// The same, with a time-out. The work itself runs to its end, because a thread cannot be stopped.
pub async fn computing_within<T: Send + 'static>(
    longest: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stopped> {
    timeout(longest, computing(work)).await.map_err(|_| Stopped::TooLong)?
}

/// The permits for hashing passwords, 19 MiB each.
static HASHED: Semaphore = Semaphore::const_new(4);

/// Hashes or verifies a password, once a permit is free.
pub async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stopped> {
    let permit = HASHED.acquire().await.map_err(|error| Stopped::Failed(error.to_string()))?;
    // The work holds the permit, because it runs to its end even if whoever asked has left.
    computing(move || {
        let _permit = permit;
        work()
    })
    .await
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
    async fn work_whose_asker_left_keeps_its_permit_until_it_ends() {
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let mut gates = Vec::new();
        for _ in 0..4 {
            let (open, gate) = mpsc::channel::<()>();
            let started = started.clone();
            let asked = tokio::spawn(hashing(move || {
                started.send(()).unwrap();
                gate.recv().unwrap();
            }));
            starts.recv().await.unwrap();
            asked.abort();
            assert!(asked.await.unwrap_err().is_cancelled());
            gates.push(open);
        }
        let mut fifth = tokio::spawn(hashing(|| ()));
        assert!(timeout(Duration::from_millis(100), &mut fifth).await.is_err(), "four are still hashed");
        for gate in gates {
            gate.send(()).unwrap();
        }
        fifth.await.unwrap().unwrap();
    }
}
