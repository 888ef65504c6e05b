//! What the public pages show of the hub.

use sea_orm::DbErr;
use time::Date;

use crate::db::Db;
use crate::organisations::Kind;
use crate::publications::publication::Figure;
use crate::{organisations, publications};

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

/// The counts of people that everybody may read, each absent where it is not published; and the day they are of.
#[derive(Clone, Copy, Debug)]
pub struct PublicCounts {
    /// The day of the publication.
    pub published_on: Date,
    /// Mentors who have not left.
    pub mentors: Figure,
    /// Journeys in an open tandem whose two people have met.
    pub meeting: Figure,
}

/// What is published of the hub; none before the first night.
pub async fn find_public_counts(db: &Db) -> Result<Option<PublicCounts>, DbErr> {
    let stored = publications::store::find_public(db).await?;
    Ok(stored.map(|stored| PublicCounts {
        published_on: stored.published_on,
        mentors: stored.publication.mentors,
        meeting: stored.publication.total.meeting,
    }))
}
