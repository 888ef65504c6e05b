//! The link with which one side of an accepted proposal signs the charter, without an account.

use crate::proposals::proposal::Party;

/// The path of the link, before the token.
pub const PATH: &str = "/signatures";

/// The code of what the link is for: whose signature.
pub const fn purpose_of(party: Party) -> &'static str {
    match party {
        Party::Mentor => "signature_mentor",
        Party::Mentee => "signature_mentee",
    }
}
