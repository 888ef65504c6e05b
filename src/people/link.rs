//! The link by which a mentor or mentee opens their own page from a message, without an account: their own duty, and no more.

use time::Duration;

/// The path of the link, before the token.
pub const PATH: &str = "/own";
/// The code of what the link is for.
pub const PURPOSE: &str = "own_page";
/// How long it serves, however often.
pub const LASTS: Duration = Duration::days(15);
