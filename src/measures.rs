//! What is measured of a hub that runs, and under which names. Nothing is kept until [`begin`].
//!
//! No label holds what a client writes or what the database keys by: routes are paths with their parameters in braces, kinds and
//! results are words of the program.

use std::time::Duration;

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

use crate::limits::{ALL, Usage};

const REQUESTS: &str = "tandem_requests_total";
const REQUEST_SECONDS: &str = "tandem_request_seconds";
const WRITE_WAIT: &str = "tandem_database_write_wait_seconds";
const READING: &str = "tandem_database_reading_seconds";
const CONNECTIONS: &str = "tandem_database_connections";
const ANSWERS: &str = "tandem_database_answers";
const JOBS: &str = "tandem_jobs_total";
const JOBS_WAITING: &str = "tandem_jobs_waiting";
const MAIL: &str = "tandem_mail_total";
const MAIL_WAITING: &str = "tandem_mail_waiting";
const STEPS_OVERDUE: &str = "tandem_steps_overdue";
const LIMIT_PLACES: &str = "tandem_limit_places";
const LIMIT_RUNNING: &str = "tandem_limit_running";
const LIMIT_WAITING: &str = "tandem_limit_waiting";
const LIMIT_REFUSED: &str = "tandem_limit_refused_total";
const MEMORY: &str = "process_resident_memory_bytes";

/// The bounds of durations, in seconds: from a reading by key to the longest request.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0];

/// Begins to keep what is measured; once in a process.
pub fn begin() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BOUNDS)?.install_recorder()?;
    describe_counter!(REQUESTS, "Requests answered, by method, route and status.");
    describe_histogram!(REQUEST_SECONDS, "How long answers took, by method and route.");
    describe_histogram!(WRITE_WAIT, "How long transactions that write waited for their lock.");
    describe_histogram!(READING, "How long readings took, with their wait for a connection.");
    describe_gauge!(CONNECTIONS, "Connections to the database, by pool and state.");
    describe_gauge!(ANSWERS, "Whether the database answered when waiting work was last counted.");
    describe_counter!(JOBS, "Jobs done or failed, by kind.");
    describe_gauge!(JOBS_WAITING, "Jobs that are due and not done, by kind.");
    describe_counter!(MAIL, "Attempts to send a mail: sent, later (it is tried again), given_up.");
    describe_gauge!(MAIL_WAITING, "Mails that have not left yet.");
    describe_gauge!(STEPS_OVERDUE, "Steps whose day has passed.");
    describe_gauge!(LIMIT_PLACES, "Places for each kind of costly work: at once, and those that may wait.");
    describe_gauge!(LIMIT_RUNNING, "Costly work that runs, by kind.");
    describe_gauge!(LIMIT_WAITING, "Costly work that waits for a place, by kind.");
    describe_counter!(LIMIT_REFUSED, "Costly work refused because as much waits as may, by kind.");
    describe_gauge!(MEMORY, "Resident memory of the process.");
    Ok(handle)
}

/// Notes an answer.
pub fn note_request(method: &'static str, route: &'static str, status: u16, took: Duration) {
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
    histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(took);
}

/// Notes how long a transaction that writes waited to begin.
pub fn note_write_wait(waited: Duration) {
    histogram!(WRITE_WAIT).record(waited);
}

/// Notes how long a reading took.
pub fn note_reading(took: Duration) {
    histogram!(READING).record(took);
}

/// Notes that a job was done, or failed.
pub fn note_job(kind: &str, is_done: bool) {
    let result = if is_done { "done" } else { "failed" };
    counter!(JOBS, "kind" => kind.to_owned(), "result" => result).increment(1);
}

/// Notes what became of an attempt to send a mail.
pub fn note_mail(result: &'static str) {
    counter!(MAIL, "result" => result).increment(1);
}

/// What waits in the database.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// How many jobs are due, of each kind.
    pub jobs: Vec<(&'static str, u64)>,
    /// Mails that have not left.
    pub mail: u64,
    /// Steps whose day has passed.
    pub steps_overdue: u64,
}

/// Sets what waits in the database; `None` when it could not be counted.
pub fn set_waiting(waiting: Option<&Waiting>) {
    gauge!(ANSWERS).set(if waiting.is_some() { 1.0 } else { 0.0 });
    let Some(waiting) = waiting else { return };
    for (kind, count) in &waiting.jobs {
        gauge!(JOBS_WAITING, "kind" => *kind).set(precise(*count));
    }
    gauge!(MAIL_WAITING).set(precise(waiting.mail));
    gauge!(STEPS_OVERDUE).set(precise(waiting.steps_overdue));
}

/// Sets how many connections of a pool are open, and how many of these do nothing.
pub fn set_connections(pool: &'static str, open: u32, idle: u32) {
    gauge!(CONNECTIONS, "pool" => pool, "state" => "open").set(open);
    gauge!(CONNECTIONS, "pool" => pool, "state" => "idle").set(idle);
}

/// Sets how much costly work runs, waits and was refused.
pub fn set_limits() {
    for limit in ALL {
        let Usage { kind, places, running, waiting, refused } = limit.usage();
        gauge!(LIMIT_PLACES, "kind" => kind, "of" => "running").set(precise(places.0));
        gauge!(LIMIT_PLACES, "kind" => kind, "of" => "waiting").set(precise(places.1));
        gauge!(LIMIT_RUNNING, "kind" => kind).set(precise(running));
        gauge!(LIMIT_WAITING, "kind" => kind).set(precise(waiting));
        counter!(LIMIT_REFUSED, "kind" => kind).absolute(refused);
    }
}

/// Sets the resident memory of the process, in bytes.
pub fn set_memory(bytes: u64) {
    gauge!(MEMORY).set(precise(bytes));
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn precise(count: u64) -> f64 {
    count as f64
}
