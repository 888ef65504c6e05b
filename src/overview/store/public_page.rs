//! What the public pages show of the hub.

use sea_orm::DbErr;

use crate::accounts::access::Scope;
use crate::db::Db;
use crate::organisations::Kind;
use crate::{organisations, people, tandems};

/// A partner, as the public reads it.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Its name, as it was registered.
    pub name: String,
    /// What kind of body it is, in words.
    pub kind: &'static str,
}

/// The partners, in the order of the lists.
pub async fn list_partners(db: &Db) -> Result<Vec<Partner>, DbErr> {
    let organisations = organisations::store::list(db).await?.into_iter();
    let partners = organisations.filter(|organisation| organisation.kind != Kind::Hub);
    Ok(partners.map(|partner| Partner { name: partner.name, kind: partner.kind.label() }).collect())
}

/// The name of the hub's own organisation, once there is one.
pub async fn find_hub_name(db: &Db) -> Result<Option<String>, DbErr> {
    let organisations = organisations::store::list(db).await?.into_iter();
    Ok(organisations.filter(|organisation| organisation.kind == Kind::Hub).map(|hub| hub.name).next())
}

/// Counts of people, from which nobody can be recognised.
#[derive(Clone, Copy, Debug)]
pub struct PublicCounts {
    /// Mentors who have not left.
    pub mentors: u64,
    /// Tandems that are open.
    pub tandems: u64,
}

/// Counts the people of a scope.
pub async fn count_for_public(db: &Db, scope: Scope) -> Result<PublicCounts, DbErr> {
    Ok(PublicCounts {
        mentors: people::store::count_open_mentors(db, scope).await?,
        tandems: tandems::store::count_open(db, scope).await?,
    })
}
