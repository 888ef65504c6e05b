//! The hard rules, which forbid a pair whatever its score.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::inputs::{Exclusion, Inputs, MenteeInput, MentorInput, Pair};
use super::pairs::{Facts, Pairs, SUFFICIENT_LEVEL};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A hard rule, in the order in which reasons for a refusal are listed.
    Rule {
        SamePerson = "same_person", "deux personnes différentes";
        SameBusiness = "same_business", "aucune entreprise en commun";
        NotExcluded = "not_excluded", "binôme non exclu";
        NotRefused = "not_refused", "binôme non refusé";
        Track = "track", "parcours accompagné";
        Language = "language", "langue partagée";
        Availability = "availability", "moment commun";
        Travel = "travel", "rencontre possible";
        Capacity = "capacity", "place libre";
    }
}

/// The rules about two particular people, whatever they offer and need.
const PERSONAL: [Rule; 4] = [Rule::SamePerson, Rule::SameBusiness, Rule::NotExcluded, Rule::NotRefused];

/// The rules that compare what both sides offer and need, in the order in which a search applies them.
pub(super) const COMPARING: [Rule; 5] =
    [Rule::Track, Rule::Language, Rule::Availability, Rule::Travel, Rule::Capacity];

/// [`SUFFICIENT_LEVEL`] on the scale of [`Facts::levels`]: 3 for B1.
pub(super) const SUFFICIENT: u8 = SUFFICIENT_LEVEL as u8 + 1;

/// The hard rules over the inputs of one round.
pub(super) struct Rules<'a> {
    pub inputs: &'a Inputs,
    pub pairs: &'a Pairs,
}

impl Rules<'_> {
    /// Whether a rule allows a pair, given as positions in the inputs.
    pub fn allows(&self, rule: Rule, mentee: usize, mentor: usize) -> bool {
        let (m, n) = (&self.inputs.mentees[mentee], &self.inputs.mentors[mentor]);
        let (needs, offers) = (&self.pairs.mentees[mentee], &self.pairs.mentors[mentor]);
        match rule {
            Rule::SamePerson => m.side.person != n.side.person,
            Rule::SameBusiness => m.side.businesses.is_disjoint(&n.side.businesses),
            Rule::NotExcluded => !is_excluded(&self.inputs.exclusions, m, n),
            Rule::NotRefused => !self.inputs.refused.contains(&Pair { journey: m.id, mentor: n.id }),
            Rule::Track => n.tracks.contains(&m.track),
            Rule::Language => shared_level(needs, offers) >= SUFFICIENT,
            Rule::Availability => needs.availabilities & offers.availabilities != 0,
            Rule::Travel => can_meet(self.pairs, needs, offers),
            Rule::Capacity => n.places > 0,
        }
    }

    /// Whether every rule allows a pair.
    pub fn allow(&self, mentee: usize, mentor: usize) -> bool {
        // The rules that are cheapest and forbid most come first.
        COMPARING.iter().chain(&PERSONAL).all(|&rule| self.allows(rule, mentee, mentor))
    }

    /// The rules that forbid a pair, in the order of [`Rule::ALL`].
    pub fn forbidding(&self, mentee: usize, mentor: usize) -> Vec<Rule> {
        Rule::ALL.iter().copied().filter(|&rule| !self.allows(rule, mentee, mentor)).collect()
    }
}

fn is_excluded(exclusions: &BTreeSet<Exclusion>, mentee: &MenteeInput, mentor: &MentorInput) -> bool {
    exclusions.contains(&Exclusion { mentor: mentor.id, person: mentee.side.person })
}

/// The best level that both sides reach in one same language: 1 (A1) to 6 (C2), 0 when they share none.
pub(super) fn shared_level(mentee: &Facts, mentor: &Facts) -> u8 {
    mentee.levels.iter().zip(&mentor.levels).map(|(a, b)| *a.min(b)).max().unwrap_or(0)
}

/// Whether both meet in person, and one of them is willing to travel to the other.
pub(super) fn can_meet_in_person(pairs: &Pairs, mentee: &Facts, mentor: &Facts) -> bool {
    let furthest_km = mentee.travel_km.max(mentor.travel_km);
    mentee.in_person
        && mentor.in_person
        && pairs.distance_km(mentee, mentor).is_some_and(|distance_km| distance_km <= furthest_km)
}

fn can_meet(pairs: &Pairs, mentee: &Facts, mentor: &Facts) -> bool {
    (mentee.remote && mentor.remote) || can_meet_in_person(pairs, mentee, mentor)
}

/// A hard rule that forbids a pair, with the sentence that explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The rule that forbids it.
    pub rule: Rule,
}

impl Refusal {
    /// The explanation shown to the coordinator, in French.
    pub fn sentence(self) -> &'static str {
        match self.rule {
            Rule::SamePerson => "C’est la même personne.",
            Rule::SameBusiness => {
                "Une même entreprise est déclarée des deux côtés : le mentor ne serait pas indépendant."
            }
            Rule::NotExcluded => "Ce binôme a été exclu définitivement.",
            Rule::NotRefused => "Vous avez refusé ce binôme dans ce tour.",
            Rule::Track => "Ce mentor n’accompagne pas ce parcours.",
            Rule::Language => "Les deux n’ont pas de langue commune où se débrouiller (niveau B1 ou plus).",
            Rule::Availability => "Les deux n’ont aucun moment libre en commun.",
            Rule::Travel => {
                "La distance dépasse ce que chacun accepte de parcourir, et la rencontre à distance n’est pas possible des deux côtés."
            }
            Rule::Capacity => "Ce mentor n’a plus de place.",
        }
    }
}
