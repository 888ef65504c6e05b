//! Somebody refers another to the hub without an account here: who they are, the agreement of whom they refer, and what they are told since.
//!
//! They are told three things, each once: received, a mentor was found, closed. Never who the mentor is, nor a reason; nothing any more
//! once the person has objected.

use time::{Date, Duration};

use crate::db::{Id, Instant, deeds};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How somebody agreed to be referred.
    Agreement {
        Spoken = "spoken", "de vive voix";
        Written = "written", "par écrit";
    }
}

/// What the link lets do: confirm a referral, then see where it is.
pub const PURPOSE: &str = "referral";
/// The path of its page, before the token.
pub const PATH: &str = "/join/referrals";

/// Somebody who refers another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Referral {
    pub id: Id,
    /// The request it begins with, which is deleted once it is answered.
    pub request_id: Id,
    /// The journey it led to.
    pub journey_id: Option<Id>,
    /// First and last name of whoever refers.
    pub name: String,
    /// Where they are written to at work, in lower case.
    pub email: String,
    /// The organisation they say they work for…
    pub organisation_id: Id,
    /// … and the branch.
    pub branch_id: Option<Id>,
    /// How the person they refer agreed…
    pub agreement: Agreement,
    /// … and on which day.
    pub agreed_on: Date,
    pub referred_at: Instant,
    /// When whoever refers followed the link sent to them; before that nobody sees it.
    pub confirmed_at: Option<Instant>,
    /// When a mentor was found: the first day of the tandem.
    pub paired_on: Option<Date>,
    pub closed_on: Option<Date>,
    /// When the person said that nothing is told any more.
    pub objected_at: Option<Instant>,
}

/// How old an agreement may be.
pub const AGREEMENT_LASTS: Duration = Duration::days(180);

/// Why a day is not that of an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// It comes first.
    #[error("Ce jour n’est pas encore venu\u{a0}: demandez d’abord à la personne.")]
    ToCome,
    /// Much may have changed.
    #[error("Cet accord a plus de six mois\u{a0}: demandez-le de nouveau à la personne.")]
    TooOld,
}

/// Checks the day of an agreement.
pub fn check_agreement(agreed_on: Date, today: Date) -> Result<(), AgreementError> {
    if agreed_on > today {
        return Err(AgreementError::ToCome);
    }
    if agreed_on < today.saturating_sub(AGREEMENT_LASTS) {
        return Err(AgreementError::TooOld);
    }
    Ok(())
}

/// How whoever refers somebody is reminded of them: the first name and an initial.
pub fn in_short(first_name: &str, last_name: &str) -> String {
    let initial = last_name.chars().next().map(|letter| format!(" {}.", letter.to_uppercase()));
    format!("{first_name}{}", initial.unwrap_or_default())
}

deeds! {
    /// What is done to a referral, in the journal.
    ReferralDeed of "referral" {
        Created = "created";
        Confirmed = "confirmed";
        /// Its request was answered by registering the person.
        Registered = "registered";
        /// Whoever referred is told that a mentor was found.
        Paired = "paired";
        Closed = "closed";
        /// The person wants nothing told any more.
        Objected = "objected";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn an_agreement_is_of_the_last_half_year() {
        let today = date!(2026 - 03 - 12);
        assert_eq!(check_agreement(today, today), Ok(()));
        assert_eq!(check_agreement(today - AGREEMENT_LASTS, today), Ok(()));
        assert_eq!(check_agreement(date!(2026 - 03 - 13), today), Err(AgreementError::ToCome));
        assert_eq!(check_agreement(date!(2025 - 03 - 12), today), Err(AgreementError::TooOld));
    }

    #[test]
    fn a_name_in_short_has_one_initial() {
        assert_eq!(in_short("Zoé", "élan Calanque"), "Zoé É.");
        assert_eq!(in_short("Zoé", ""), "Zoé");
    }
}
