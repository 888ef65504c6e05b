//! What is kept of people: every column of every table says what it holds, why, on what basis and for how long.
//!
//! The page `/registre` is made from the same table, so that what is said in public is what is kept. A column that is
//! missing here, or no longer there, is found by a test that reads the database. Neither nationality, nor social security
//! number, nor postal address is kept. Owns no table.

pub mod columns;
pub mod pages;
pub mod register;
