//! Somebody enters the demonstration as a persona: there, nobody has anything to prove.

use super::open_session::{self, Opening};
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// A persona that a visitor of the demonstration chose.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    /// Whether this hub is the demonstration: elsewhere there are no personas.
    pub demo: bool,
    /// The account of the persona.
    pub account: Id,
    /// The browser it is chosen in.
    pub browser: &'a Browser,
}

/// Opens a session with both factors.
pub async fn run(write: &Write, by: &By, entering: Entering<'_>) -> Result<Entered, Error> {
    let Entering { demo, account, browser } = entering;
    if !demo {
        return Err(Error::NotFound);
    }
    let account = store::find(write.on(), account).await?.ok_or(Error::NotFound)?;
    open_session::run(write, by, Opening { account: &account, proof: Proof::Both, browser }).await
}
