//! Opening somebody's file beyond one's branch: exceptional, for a day, with a reason from a list that the data
//! protection officer reads.

use time::Duration;

use crate::vocabulary::vocabulary;

/// How long it lasts.
pub const LENGTH: Duration = Duration::hours(24);

vocabulary! {
    /// Why a file was opened exceptionally: a list, so that nothing about the person is written.
    Reason {
        AtTheirRequest = "at_their_request", "la personne s’est adressée à moi";
        Replacement = "replacement", "je remplace un·e collègue absent·e";
        WrongBranch = "wrong_branch", "elle est inscrite dans la mauvaise antenne";
        Emergency = "emergency", "une urgence";
    }
}
