//! The register of personal data (GDPR, article 30): for every column of every table, what it holds, the purpose, the legal
//! basis and the retention.
//!
//! The page `/registre` is generated from it, so that what is published is what is stored. A test compares it with the
//! columns of the database. Neither nationality nor social security number is stored, and a postal
//! address of whoever is written to by letter alone. Owns no table.

mod access_columns;
mod carrier_columns;
mod charter_columns;
pub mod columns;
pub mod messages;
pub mod pages;
mod people_columns;
pub mod register;
mod request_columns;
mod setting_columns;
mod step_columns;
