//! Whom the hub knows by an address.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people;

/// Those whom a scope holds of some addresses, by address.
pub async fn list_known(
    db: &impl ConnectionTrait,
    scope: Scope,
    emails: &[&str],
) -> Result<BTreeMap<String, Id>, DbErr> {
    people::store::list_by_address(db, scope, emails).await
}
