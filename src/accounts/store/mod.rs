//! The tables of accounts: who signs in, how, from where, and whose files they opened.

mod accounts;
mod attempts;
mod coordination;
mod expired;
mod exports;
mod identities;
mod links;
mod list_readings;
mod openings;
mod passkeys;
mod providers;
mod second_factor;
mod sessions;
mod standing_in;

use sea_orm::DbErr;

pub use accounts::*;
pub use attempts::*;
pub use coordination::*;
pub use expired::*;
pub use exports::*;
pub use identities::*;
pub use links::*;
pub use list_readings::*;
pub use openings::*;
pub use passkeys::*;
pub use providers::*;
pub use second_factor::*;
pub use sessions::*;
pub use standing_in::*;

use crate::secret::SecretError;

/// Without randomness there is no token, and nothing is written.
fn no_secret(error: SecretError) -> DbErr {
    DbErr::Custom(error.to_string())
}
