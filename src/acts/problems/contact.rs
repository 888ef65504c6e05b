//! Whether the two people of a tandem are to know how they reach each other.

use crate::accounts::access::Scope;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::{problems, tandems};

/// Whether a problem hides it.
pub(in crate::acts) async fn is_hidden(write: &Write, tandem: Id) -> Result<bool, Error> {
    let Some(tandem) = tandems::store::find(write.on(), Scope::Hub, tandem).await? else { return Ok(true) };
    let pair = (tandem.mentor_id, tandem.journey_id);
    Ok(problems::store::list_hidden(write.on(), Scope::Hub, &[tandem.journey_id]).await?.contains(&pair))
}
