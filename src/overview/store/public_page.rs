//! What the public pages show of the hub.

use sea_orm::DbErr;
use time::Date;

use crate::db::Db;
use crate::organisations::{Kind, Organisation};
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

/// What the public pages show of the hub.
#[derive(Clone, Debug)]
pub struct PublicPage {
    /// The name of the hub's own organisation, once there is one.
    pub hub_name: Option<String>,
    /// The partners, in the order of the lists.
    pub partners: Vec<Partner>,
    /// What is published; none before the first night.
    pub counts: Option<PublicCounts>,
}

/// What the public pages show.
pub async fn find_public_page(db: &Db) -> Result<PublicPage, DbErr> {
    let (hub, partners): (Vec<_>, Vec<_>) = organisations::store::list(db)
        .await?
        .into_iter()
        .partition(|organisation| organisation.kind == Kind::Hub);
    let partner = |partner: Organisation| Partner { name: partner.name, kind: partner.kind.label() };
    Ok(PublicPage {
        hub_name: hub.into_iter().map(|hub| hub.name).next(),
        partners: partners.into_iter().map(partner).collect(),
        counts: find_public_counts(db).await?,
    })
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
async fn find_public_counts(db: &Db) -> Result<Option<PublicCounts>, DbErr> {
    let stored = publications::store::find_public(db).await?;
    Ok(stored.map(|stored| PublicCounts {
        published_on: stored.published_on,
        mentors: stored.publication.mentors,
        meeting: stored.publication.total.meeting,
    }))
}
