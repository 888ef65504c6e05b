//! What a person agreed to be contacted for, by which channel, and what they agreed that others do for them.
//!
//! What the mentoring itself needs asks for no consent: who wants it otherwise says so, channel by channel. All else is asked for.

use std::collections::BTreeSet;

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

impl Purpose {
    /// What is asked for on a page about how somebody is contacted; not that somebody answers for them, which is asked during a call.
    pub const ASKED: [Self; 2] = [Self::Results, Self::HubLife];

    /// The same, said to the person.
    pub fn told(self) -> &'static str {
        match self {
            Self::AnswerFor => "qu’on réponde pour vous, au téléphone",
            Self::Results => "savoir plus tard ce que vous êtes devenu·e",
            Self::HubLife => Self::HubLife.label(),
        }
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

impl Consent {
    /// Whether it holds at an instant.
    pub fn holds(&self, now: Instant) -> bool {
        self.withdrawn_at.is_none_or(|end| end > now)
    }
}

/// What changes for the consents that hold to become those of a form: what is ended, and what begins. A consent is for one purpose and
/// one way of being contacted; a way that is not wanted has none.
pub fn changes<'a>(
    standing: impl Iterator<Item = &'a Consent>,
    agreed: &BTreeSet<Purpose>,
    stopped: &BTreeSet<Preference>,
) -> (Vec<&'a Consent>, Vec<(Purpose, Preference)>) {
    let mut missing: BTreeSet<(Purpose, Preference)> = agreed
        .iter()
        .flat_map(|&purpose| Preference::ALL.iter().map(move |&way| (purpose, way)))
        .filter(|(_, way)| !stopped.contains(way))
        .collect();
    let asked = standing.filter(|consent| Purpose::ASKED.contains(&consent.purpose));
    let ended = asked.filter(|consent| !missing.remove(&(consent.purpose, consent.channel))).collect();
    (ended, missing.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::datetime;

    fn given(purpose: Purpose, channel: Preference) -> Consent {
        Consent {
            id: new_id(),
            person_id: Id::nil(),
            purpose,
            channel,
            how: How::Form,
            account_id: None,
            given_at: Instant::new(datetime!(2026-03-12 09:30 UTC)),
            withdrawn_at: None,
        }
    }

    #[test]
    fn only_what_changes_begins_or_ends() {
        let life = given(Purpose::HubLife, Preference::Mail);
        let text = given(Purpose::Results, Preference::Text);
        let call = given(Purpose::AnswerFor, Preference::Voice);
        let agreed = BTreeSet::from([Purpose::HubLife]);
        let stopped = BTreeSet::from([Preference::Letter, Preference::Voice]);
        let (ended, begun) = changes([&life, &text, &call].into_iter(), &agreed, &stopped);
        assert_eq!(ended, [&text], "a call is none of it, and what holds goes on");
        assert_eq!(begun, [(Purpose::HubLife, Preference::Text)]);
        let (ended, begun) =
            changes([&life].into_iter(), &agreed, &Preference::ALL.iter().copied().collect());
        assert_eq!((ended, begun), (vec![&life], Vec::new()), "whoever wants no contact agreed to none");
    }
}
