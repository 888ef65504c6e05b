//! Acts on the job queue.

pub mod postpone;
pub mod schedule;
