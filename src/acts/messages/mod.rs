//! Acts on messages.

pub mod note_delivery;
