//! Signing in, sessions, the journal and the brake, as somebody meets them.

mod brake;
mod guests;
mod journal;
mod notices;
mod openings;
mod second_factor;
mod sessions;
mod sign_in;
