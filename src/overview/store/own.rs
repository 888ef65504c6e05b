//! What the bearer of a link to their own page sees.

use sea_orm::DbErr;

use super::find_dossier;
use crate::db::Db;
use crate::links::{self, Link, Serving};
use crate::overview::dossier::Dossier;
use crate::people::link::{PURPOSE, is_theirs};

/// The link of a token with what its person may read of themselves, as long as it serves whoever looks and is still theirs.
pub async fn find_own_by_link(db: &Db, token: &str, at: Serving) -> Result<Option<(Link, Dossier)>, DbErr> {
    let Some(link) = links::store::find_serving(db, PURPOSE, token, at).await? else { return Ok(None) };
    let dossier = find_dossier(db, link.scope(), link.subject).await?;
    let theirs = dossier.filter(|dossier| is_theirs(&link, &dossier.person));
    Ok(theirs.map(|dossier| (link, dossier.known_to_its_person())))
}
