//! For each mentee, the mentors ruled out individually: same person, same business, excluded or refused.
//!
//! Found from indexes, rather than by testing every pair, because few pairs are concerned.

use std::collections::BTreeMap;

use super::inputs::{Inputs, Pair};
use crate::db::Id;

/// By position of the mentee, in sorted inputs: the positions of the mentors ruled out for them, in increasing order.
pub(super) fn forbidden_mentors(inputs: &Inputs) -> Vec<Vec<u32>> {
    let mut by_person: BTreeMap<Id, Vec<u32>> = BTreeMap::new();
    let mut by_business: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (position, mentor) in (0..).zip(&inputs.mentors) {
        by_person.entry(mentor.side.person).or_default().push(position);
        for business in &mentor.side.businesses {
            by_business.entry(business).or_default().push(position);
        }
    }
    let position = |id: Id| {
        let found = inputs.mentors.binary_search_by_key(&id, |mentor| mentor.id).ok()?;
        u32::try_from(found).ok()
    };
    let mut excluded: BTreeMap<Id, Vec<u32>> = BTreeMap::new();
    for exclusion in &inputs.exclusions {
        excluded.entry(exclusion.person).or_default().extend(position(exclusion.mentor));
    }
    let forbidden = inputs.mentees.iter().map(|mentee| {
        let person = mentee.side.person;
        let refused = inputs.refused.range(Pair { journey: mentee.id, mentor: Id::nil() }..);
        let refused = refused.take_while(|pair| pair.journey == mentee.id);
        let mut forbidden: Vec<u32> = refused.filter_map(|pair| position(pair.mentor)).collect();
        forbidden.extend([&by_person, &excluded].iter().filter_map(|by| by.get(&person)).flatten());
        let businesses = mentee.side.businesses.iter();
        forbidden.extend(businesses.filter_map(|business| by_business.get(business.as_str())).flatten());
        forbidden.sort_unstable();
        forbidden.dedup();
        forbidden
    });
    forbidden.collect()
}
