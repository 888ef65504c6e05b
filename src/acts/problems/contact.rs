//! Whether the two people of a pair are to know how they reach each other.

use crate::accounts::access::Scope;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::{problems, proposals, tandems};

/// Whether a problem hides it from the two of a tandem, or of a proposal whose tandem has not begun.
pub(in crate::acts) async fn is_hidden(write: &Write, pair: Id) -> Result<bool, Error> {
    let pair = match tandems::store::find(write.on(), Scope::Hub, pair).await? {
        Some(tandem) => (tandem.mentor_id, tandem.journey_id),
        None => match proposals::store::find_proposal(write.on(), Scope::Hub, pair).await? {
            Some(proposal) => (proposal.mentor_id, proposal.journey_id),
            None => return Ok(true),
        },
    };
    Ok(problems::store::list_hidden(write.on(), Scope::Hub, &[pair.1]).await?.contains(&pair))
}
