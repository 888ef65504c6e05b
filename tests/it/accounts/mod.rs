//! Signing in, sessions, the journal and the rate limit, as somebody meets them.

mod rate_limit;
mod guests;
mod journal;
mod notices;
mod openings;
mod second_factor;
mod sessions;
mod sign_in;
