//! What the bearer of a link to their own page sees.

use sea_orm::DbErr;

use super::find_dossier;
use crate::accounts::access::Scope;
use crate::db::Db;
use crate::links::Link;
use crate::overview::dossier::Dossier;
use crate::people::reach::has_address;

/// What the person of a link may read of themselves, as long as the link was sent to an address that they have.
pub async fn find_own_dossier(db: &Db, scope: Scope, link: &Link) -> Result<Option<Dossier>, DbErr> {
    let dossier = find_dossier(db, scope, link.subject).await?;
    let theirs = dossier.filter(|dossier| has_address(&dossier.person, &link.bearer));
    Ok(theirs.map(Dossier::known_to_its_person))
}
