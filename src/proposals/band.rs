//! The proposals as a day's work: whom to call, where one yes is missing, and what came of the others.

use time::{Date, Duration};

use crate::settings::Settings;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A view of the proposals. Whoever is to be called is seen in the others too.
    Band {
        ToCall = "to_call", "À appeler";
        OneYes = "one_yes", "Un oui sur deux";
        Pending = "pending", "En attente";
        TwoYes = "two_yes", "Deux oui";
        No = "no", "Non";
        Over = "over", "Plus tard ou retirées";
    }
}

vocabulary! {
    /// What comes first in a band of those that await an answer.
    Order {
        Closes = "closes", "La première à se terminer";
        Waits = "waits", "L’accueil le plus ancien";
        Organisation = "organisation", "La structure";
    }
}

impl Band {
    /// Whether it shows proposals that await an answer.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::ToCall | Self::OneYes | Self::Pending)
    }
}

/// Whoever was asked on this day or before and has not answered is called: the reminders were sent.
pub fn called_if_asked_by(settings: &Settings, today: Date) -> Date {
    today.saturating_sub(Duration::days(settings.second_reminder_days.into()))
}
