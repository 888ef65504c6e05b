//! Limits on concurrent expensive work, which runs off the threads that serve requests.
//!
//! Hashing a password takes 19 MiB; reading a file or solving a round takes a core. Anybody may trigger some of it, so it is
//! bounded here.

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
    let _permit = HASHED.acquire().await.map_err(|error| Stopped::Failed(error.to_string()))?;
    computing(work).await
}

/// The minimum response time of an entrance: longer than its work, whether or not the address is known.
const PACE: Duration = Duration::from_millis(100);

/// Awaits `work` for at least a tenth of a second: a known address takes more work than an unknown one, so the response
/// time would reveal which it is.
pub async fn paced<T>(work: impl Future<Output = T>) -> T {
    tokio::join!(work, tokio::time::sleep(PACE)).0
}
