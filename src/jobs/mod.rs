//! The job queue.
//!
//! Any copy of the hub claims a job with a lease in the database; if it crashes, the lease expires and another copy claims the
//! job. A kind is a code that `worker.rs` maps to one act. Workers poll for jobs that are due by the hub's clock, rather than
//! sleep until then, so that a simulated clock works. Owns the table `jobs`.

pub mod store;

use time::Duration;

/// How long a claim lasts, unless it is renewed.
pub const LEASE: Duration = Duration::minutes(5);

/// What is done first of what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody waits for it.
    Awaited = 0,
    /// Everything else, but what follows.
    Usual = 1,
    /// A question that the hub asks somebody, before…
    Question = 2,
    /// … what it reminds them of, before…
    Reminder = 3,
    /// … what it tells them.
    News = 4,
}

impl Urgency {
    /// The last.
    pub const LAST: Self = Self::News;
}

/// A job claimed by one copy of the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The id of the job.
    pub id: crate::db::Id,
    /// The code of the kind of work.
    pub kind: String,
    /// What distinguishes jobs of one kind, such as the id of a message.
    pub key: String,
    /// The number of attempts, including this one.
    pub attempts: i32,
}
