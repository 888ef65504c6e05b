//! The three ways through the hub.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The way a mentee goes through the hub.
    Track {
        Employment = "employment", "emploi";
        Creation = "creation", "création";
        YoungBusiness = "young_business", "jeune entreprise";
    }
}
