//! Whether a round serves some groups of people less than others.
//!
//! A round never reads sex or neighbourhood. They are looked at here, once it is done, for those who form the tandems alone: to see
//! a gap and ask why, never to choose a pair.

use std::collections::BTreeMap;

use time::Date;

use super::inputs::{Inputs, MenteeInput};
use super::pairs::SUFFICIENT_LEVEL;
use super::round::{Draft, mean};
use crate::db::Id;
use crate::french;
use crate::people::person::Sex;
use crate::people::profile::{Language, Level};
use crate::territories::places;

/// Below this number of people a mean says nothing of a group: it is not shown.
pub const ENOUGH: usize = 10;

/// What is counted of a person for statistics only, if they said so.
pub type Statistics = (Option<Sex>, Option<bool>);

/// What became of the people of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What they have in common, in French.
    pub label: String,
    /// How many waited.
    pub waiting: usize,
    /// How many were given a mentor.
    pub proposed: usize,
    /// The sum of the scores of their pairs.
    points: u64,
    /// The sum of the days they had waited.
    days: u64,
}

impl Group {
    /// The mean score of their pairs; `None` when there are too few.
    pub fn mean_score(&self) -> Option<u64> {
        (self.proposed >= ENOUGH).then(|| mean(self.points, self.proposed))
    }

    /// How many days they had waited on average; `None` when there are too few.
    pub fn mean_days(&self) -> Option<u64> {
        (self.waiting >= ENOUGH).then(|| mean(self.days, self.waiting))
    }

    fn add(&mut self, score: Option<u32>, days: u64) {
        self.waiting += 1;
        self.days += days;
        if let Some(score) = score {
            self.proposed += 1;
            self.points += u64::from(score);
        }
    }
}

/// The groups that differ in one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The thing, in French.
    pub label: &'static str,
    /// The groups, in a fixed order; places by how many wait there.
    pub groups: Vec<Group>,
}

/// Compares the groups of the people whom a round read, waits being counted on a day. `statistics`: what is known of each person
/// today.
pub fn compare(
    inputs: &Inputs,
    draft: &Draft,
    statistics: &BTreeMap<Id, Statistics>,
    on: Date,
) -> Vec<Comparison> {
    let scores: BTreeMap<Id, u32> =
        draft.proposals.iter().map(|proposed| (proposed.journey, proposed.score)).collect();
    let known = |mentee: &MenteeInput| statistics.get(&mentee.side.person).copied().unwrap_or_default();
    let split = |label, of: &dyn Fn(&MenteeInput) -> (usize, String)| {
        let mut groups: BTreeMap<(usize, String), Group> = BTreeMap::new();
        for mentee in &inputs.mentees {
            let days = u64::try_from((on - mentee.waits_since).whole_days()).unwrap_or(0);
            groups.entry(of(mentee)).or_default().add(scores.get(&mentee.id).copied(), days);
        }
        let groups = groups.into_iter().map(|((_, label), group)| Group { label, ..group });
        Comparison { label, groups: groups.collect() }
    };
    vec![
        split("Sexe", &|mentee| match known(mentee).0 {
            Some(Sex::Female) => (0, "Femmes".to_owned()),
            Some(Sex::Male) => (1, "Hommes".to_owned()),
            None => (2, "Non dit".to_owned()),
        }),
        split("Quartier prioritaire", &|mentee| match known(mentee).1 {
            Some(true) => (0, "Oui".to_owned()),
            Some(false) => (1, "Non".to_owned()),
            None => (2, "Non dit".to_owned()),
        }),
        by_size(split("Commune", &place)),
        split("Français", &french_of),
        split("Parcours", &|mentee| (mentee.track as usize, french::capitalised(mentee.track.label()))),
        split("Rencontres à distance", &|mentee| {
            let remote = mentee.side.profile.remote;
            (usize::from(!remote), if remote { "Possibles" } else { "Pas possibles" }.to_owned())
        }),
    ]
}

fn place(mentee: &MenteeInput) -> (usize, String) {
    let place = mentee.side.place.as_deref().and_then(places::get);
    match place.and_then(|place| places::get(place.municipality)) {
        Some(municipality) => (0, municipality.name.to_owned()),
        None => (1, "Non dit, ou hors de la métropole".to_owned()),
    }
}

fn french_of(mentee: &MenteeInput) -> (usize, String) {
    let languages = &mentee.side.languages;
    let (order, words) = match languages.get(&Language::French) {
        _ if languages.is_empty() => (3, "Non dit"),
        Some(&level) if level >= Level::B2 => (0, "B2 ou plus"),
        Some(&level) if level >= SUFFICIENT_LEVEL => (1, "B1"),
        _ => (2, "Moins de B1, ou pas du tout"),
    };
    (order, words.to_owned())
}

/// The largest groups first; those too small for a mean are counted together at the end.
fn by_size(mut comparison: Comparison) -> Comparison {
    comparison.groups.sort_by_key(|group| std::cmp::Reverse(group.waiting));
    let large = comparison.groups.partition_point(|group| group.waiting >= ENOUGH);
    let small = comparison.groups.split_off(large);
    let together = small.iter().fold(Group::default(), |sum, group| Group {
        label: String::new(),
        waiting: sum.waiting + group.waiting,
        proposed: sum.proposed + group.proposed,
        points: sum.points + group.points,
        days: sum.days + group.days,
    });
    if !small.is_empty() {
        let label = format!("Les {} autres, moins de {ENOUGH} personnes chacune", small.len());
        comparison.groups.push(Group { label, ..together });
    }
    comparison
}
