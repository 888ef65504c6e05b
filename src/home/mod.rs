//! x
pub mod pages;
