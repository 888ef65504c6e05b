//! The metrics of a hub that runs, on an address of their own.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::time::{Instant, interval, timeout};

use super::output::Failure;
use crate::state::App;
use crate::web::{metrics, server};
use crate::{measures, worker};

/// How long what was counted in the database is shown again: whoever asks often costs no more.
const HOLDS: Duration = Duration::from_secs(5);
/// How long counting may take; a database that does not answer is a measure too.
const LONGEST_COUNT: Duration = Duration::from_secs(3);
/// How often durations are folded into their sums, whether or not anybody asks.
const FOLD_EVERY: Duration = Duration::from_secs(5);

/// Where the metrics are served, and what they are read from.
pub struct Metrics {
    listener: TcpListener,
    handle: PrometheusHandle,
    app: App,
    counted_at: Mutex<Option<Instant>>,
}

impl Metrics {
    /// Takes the address, and begins to measure.
    pub async fn begin(address: SocketAddr, app: &App) -> Result<Self, Failure> {
        let taken = TcpListener::bind(address).await;
        let listener =
            taken.map_err(|error| format!("{address} cannot be listened on for the metrics: {error}"))?;
        Ok(Self { listener, handle: measures::begin()?, app: app.clone(), counted_at: Mutex::default() })
    }

    /// Serves them until `stopped` is ready.
    pub async fn serve(self, stopped: impl Future<Output = ()>) {
        let Self { listener, handle, app, counted_at } = self;
        let (app, counted_at) = (Arc::new(app), Arc::new(counted_at));
        let folded = handle.clone();
        let folding = async move {
            let mut ticks = interval(FOLD_EVERY);
            loop {
                ticks.tick().await;
                folded.run_upkeep();
            }
        };
        let router = metrics::router(move || {
            let (handle, app, counted_at) = (handle.clone(), Arc::clone(&app), Arc::clone(&counted_at));
            async move {
                count(&app, &counted_at).await;
                handle.render()
            }
        });
        tokio::select! {
            () = server::serve(listener, router, stopped) => {}
            () = folding => {}
        }
    }
}

/// Sets what is not noted as it happens.
async fn count(app: &App, counted_at: &Mutex<Option<Instant>>) {
    measures::set_limits();
    app.db.measure_connections();
    if let Some(bytes) = resident_bytes() {
        measures::set_memory(bytes);
    }
    let mut counted_at = counted_at.lock().await;
    if counted_at.is_some_and(|at| at.elapsed() < HOLDS) {
        return;
    }
    let counted = timeout(LONGEST_COUNT, worker::count_waiting(app)).await;
    let waiting = match counted {
        Ok(Ok(waiting)) => Some(waiting),
        Ok(Err(error)) => {
            tracing::warn!(%error, "what waits cannot be counted");
            None
        }
        Err(_) => None,
    };
    measures::set_waiting(waiting.as_ref());
    *counted_at = Some(Instant::now());
}

/// The resident memory of this process, as Linux tells it.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
