//! What is done to follow a tandem.

pub mod note_meeting;
