//! The pairs of a draft that are not proposed, each with what stands against it on the day it would be.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::inputs::{Exclusion, Inputs, MenteeInput, MentorInput, Pair};
use super::pairs::Pairs;
use super::rules::{Rule, Rules};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why a pair of a draft is not proposed, in the order in which a page says it.
    Obstacle {
        Gone = "gone", "l’une des deux personnes n’est plus sur le hub";
        MentorLeft = "mentor_left", "le mentor a quitté le hub";
        JourneyEnded = "journey_ended", "l’accompagnement est terminé";
        MentorLater = "mentor_later", "le mentor ne prend personne avant le jour qu’il a dit";
        JourneyLater = "journey_later", "la personne ne veut pas de mentor avant le jour qu’elle a dit";
        InTandem = "in_tandem", "la personne est déjà en tandem";
        Proposed = "proposed", "la personne a déjà une proposition en cours";
        Declined = "declined", "l’un des deux a déjà dit non à ce binôme";
        Refused = "refused", "vous avez refusé ce binôme";
        Excluded = "excluded", "ces deux personnes ne doivent jamais être réunies";
        SamePerson = "same_person", "c’est la même personne";
        SameBusiness = "same_business", "une même entreprise est déclarée des deux côtés";
        Track = "track", "le mentor n’accompagne pas ou plus ce parcours";
        Language = "language", "les deux n’ont pas ou plus de langue commune où se débrouiller (niveau B1)";
        Availability = "availability", "les deux n’ont pas ou plus de moment libre en commun";
        Travel = "travel", "les deux ne peuvent pas ou plus se rencontrer";
        Capacity = "capacity", "le mentor n’a plus de place";
        UnderFloor = "under_floor", "le score est sous le minimum que vous avez choisi";
    }
}

impl From<Rule> for Obstacle {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::SamePerson => Self::SamePerson,
            Rule::SameBusiness => Self::SameBusiness,
            Rule::NotExcluded => Self::Excluded,
            Rule::NotRefused => Self::Refused,
            Rule::Track => Self::Track,
            Rule::Language => Self::Language,
            Rule::Availability => Self::Availability,
            Rule::Travel => Self::Travel,
            Rule::Capacity => Self::Capacity,
        }
    }
}

/// A pair of a draft that was not proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotProposed {
    /// The pair.
    #[serde(flatten)]
    pub pair: Pair,
    /// Why.
    pub obstacle: Obstacle,
}

/// The first hard rule that forbids a pair whose two sides are as given, however they were when the round read them.
pub fn forbidding(
    mentee: MenteeInput,
    mentor: MentorInput,
    exclusions: &BTreeSet<Exclusion>,
    refused: &BTreeSet<Pair>,
) -> Option<Rule> {
    let exclusion = Exclusion { mentor: mentor.id, person: mentee.side.person };
    let pair = Pair { journey: mentee.id, mentor: mentor.id };
    let inputs = Inputs {
        mentors: vec![mentor],
        mentees: vec![mentee],
        exclusions: exclusions.get(&exclusion).copied().into_iter().collect(),
        refused: refused.get(&pair).copied().into_iter().collect(),
        ..Inputs::default()
    };
    let pairs = Pairs::new(&inputs);
    Rules { inputs: &inputs, pairs: &pairs }.forbidding(0, 0).into_iter().next()
}
