//! What a person agreed to be contacted for, by which channel, and what they agreed that others do for them.
//!
//! What the mentoring itself needs asks for no consent: who wants it otherwise says so, channel by channel. All else is asked for.

use super::reach::Preference;
use crate::db::{Id, Instant};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a person agrees to.
    Purpose {
        /// That somebody notes their answers, on the telephone with them.
        AnswerFor = "answer_for", "qu’on réponde pour elle, au téléphone";
        /// That they are asked later what became of them.
        Results = "results", "savoir plus tard ce qu’elle est devenue";
        /// That they hear of meetings, workshops and invitations.
        HubLife = "hub_life", "la vie du hub (rencontres, ateliers, invitations)";
    }
}

vocabulary! {
    /// How they agreed.
    How {
        Form = "form", "sur une page du hub";
        Paper = "paper", "par écrit, sur papier";
        Voice = "voice", "de vive voix";
    }
}

/// A consent, and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Consent {
    pub id: Id,
    pub person_id: Id,
    pub purpose: Purpose,
    pub channel: Preference,
    pub how: How,
    /// The account that heard it or noted it; none where the person gave it on their own page.
    pub account_id: Option<Id>,
    pub given_at: Instant,
    pub withdrawn_at: Option<Instant>,
}
