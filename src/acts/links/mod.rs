//! Acts on links, whatever they are for.

pub mod follow_code;
