//! What an organisation is on the hub.

use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What kind of body an organisation is.
    Kind {
        Hub = "hub", "hub";
        Incubator = "incubator", "incubateur";
        Accelerator = "accelerator", "accélérateur";
        Association = "association", "association";
        HonourLoan = "honour_loan", "prêt d’honneur";
        Chamber = "chamber", "chambre consulaire";
        Cooperative = "cooperative", "coopérative d’activité";
        Foundation = "foundation", "fondation";
        PublicService = "public_service", "service public";
        School = "school", "école";
        Union = "union", "réseau d’entreprises";
    }
}

/// A legal body on the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its key.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: Kind,
    /// Where its seat is, by INSEE code.
    pub place_code: Option<String>,
}

/// A local office of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its key.
    pub id: Id,
    /// The organisation it belongs to.
    pub organisation_id: Id,
    /// Its name.
    pub name: String,
    /// Where it is: a municipality or an arrondissement, by INSEE code.
    pub place_code: String,
}
