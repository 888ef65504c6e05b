//! Following a tandem: its meetings, and what comes next.
//!
//! A meeting is facts only: the day, the length, how they met, the topic, the next day.
//! What two people say to each other is never written here.
//! Owns the table `meetings`.

pub mod invitation;
pub mod meeting;
pub mod pages;
pub mod store;
