//! The link by which a mentor or mentee opens their own page from a message, without an account: their own duty, and no more.

use time::Duration;

use super::person::Person;
use super::reach::has_address;
use crate::links::Link;

/// The path of the link, before the token.
pub const PATH: &str = "/own";
/// The code of what the link is for.
pub const PURPOSE: &str = "own_page";
/// How long it serves, however often.
pub const LASTS: Duration = Duration::days(15);
/// How long somebody answers for a person on the telephone, once that person agreed.
pub const CALL_LASTS: Duration = Duration::hours(1);

/// Whether a link is still that of a person: it was sent to an address that they have, or is in the hands of whoever answers for them.
pub fn is_theirs(link: &Link, person: &Person) -> bool {
    link.caller.is_some() || has_address(person, &link.bearer)
}
