//! What people do with what comes next: they put it off, and note that they called; and what the hub does when they do not.

/// What is late goes to somebody else.
pub mod escalate;
/// A call is noted.
pub mod note_call;
/// A step is put off.
pub mod postpone;
