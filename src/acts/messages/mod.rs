//! Acts on messages.

pub mod note_delivery;
pub mod take;
