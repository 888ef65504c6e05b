//! Acts on the hub itself.

pub mod mark;
