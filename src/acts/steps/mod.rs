//! What people do with what comes next: they put it off, and note that they called.

/// A call is noted.
pub mod note_call;
/// A step is put off.
pub mod postpone;
