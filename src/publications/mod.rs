//! The figures that those outside the hub read: those who pay, and everybody on the public page.
//!
//! They are computed at night and stored whole, so that nobody reads one person's arrival in a figure that moves during the day.
//! All tables are protected together: a count of one to four people is neither shown nor can be worked out from the others.
//! Those who work with the people counted read live figures (`reports`), never these. Owns the table `publications`, of one row.

pub mod counts;
mod figures;
pub mod publication;
pub mod store;
