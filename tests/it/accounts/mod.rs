//! Signing in, sessions, the journal and the rate limit, as somebody meets them.

mod rate_limit;
mod coordination;
mod entrance;
mod guests;
mod journal;
mod notices;
mod openings;
pub mod second_factor;
mod sessions;
mod sharing;
pub mod sign_in;
