use super::attacker::{Seen, complements, is_wide};
use super::{System, WIDTH};
use crate::Result;

/// Patterns of one size are enumerated only if there are at most this many; otherwise the one found is returned.
const MAX_PATTERNS: usize = 60_000;
/// What hiding a total costs, where hiding a cell costs 1.
pub(super) const TOTAL_COST: f64 = 1e3;
/// At most this many of them are tested against the attacker.
const MAX_ATTACKS: usize = 1_500;

/// Adds complementary suppressions to `hidden` until every hidden count of the group has a wide enough feasible
/// interval, if possible: as few cells as possible, then small ones. Empty cells, which anybody may know to be empty,
/// are used only as a last resort.
pub(super) fn complete(system: &System, group: &[usize], hidden: &mut Vec<bool>) -> Result<()> {
    if let Some((found, candidates)) = first_pattern(system, group, hidden)? {
        *hidden = Search { system, group }.smallest(hidden, &candidates, found)?;
    }
    Ok(())
}

/// Adds complementary suppressions in the same way, without looking for fewer, and totals too where cells do not suffice: the
/// cheapest kinds of counts first, and of each kind empty ones last. Says whether that was possible.
pub(super) fn complete_with_totals(system: &System, group: &[usize], hidden: &mut Vec<bool>) -> Result<bool> {
    let free = |variable: &usize| system.may_hide[*variable] && !hidden[*variable];
    let all: Vec<usize> = group.iter().copied().filter(free).collect();
    let mut costs: Vec<f64> = all.iter().map(|variable| system.cost[*variable]).collect();
    costs.sort_by(f64::total_cmp);
    costs.dedup();
    // With nothing left to hide, what is hidden may still suffice.
    if costs.is_empty() {
        costs.push(0.0);
    }
    let search = Search { system, group };
    for (cost, empty_too) in costs.into_iter().flat_map(|cost| [(cost, false), (cost, true)]) {
        let usable = |variable: &usize| {
            system.cost[*variable] < cost
                || (system.cost[*variable] == cost && (empty_too || system.values[*variable] > 0.0))
        };
        let candidates: Vec<usize> = all.iter().copied().filter(usable).collect();
        if let Some(found) = search.pattern(hidden, &candidates)? {
            *hidden = found;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the group can be protected by hiding cells alone.
pub(super) fn exists(system: &System, group: &[usize]) -> Result<bool> {
    Ok(first_pattern(system, group, &system.sensitive_and_withheld())?.is_some())
}

/// A pattern, as what is hidden, and the cells it could have been made of.
type Found = (Vec<bool>, Vec<usize>);

/// A first pattern, not necessarily the smallest.
fn first_pattern(system: &System, group: &[usize], hidden: &[bool]) -> Result<Option<Found>> {
    let free =
        |variable: &usize| system.may_hide[*variable] && !system.known[*variable] && !hidden[*variable];
    let all: Vec<usize> = group.iter().copied().filter(free).collect();
    let counted: Vec<usize> = all.iter().copied().filter(|variable| system.values[*variable] > 0.0).collect();
    for candidates in [counted, all] {
        if let Some(found) = (Search { system, group }).pattern(hidden, &candidates)? {
            return Ok(Some((found, candidates)));
        }
    }
    Ok(None)
}

/// The totals that a pattern hides which may hide totals too, at need; none when there is no such pattern.
pub(super) fn with_totals(system: &System, group: &[usize]) -> Result<Option<Vec<usize>>> {
    let mut hidden = system.sensitive_and_withheld();
    for &variable in group {
        hidden[variable] |= system.must_hide[variable] && !system.known[variable];
    }
    let free = |variable: &usize| !system.known[*variable] && !hidden[*variable];
    let candidates: Vec<usize> = group.iter().copied().filter(free).collect();
    let search = Search { system, group };
    let Some(found) = search.pattern(&hidden, &candidates)? else { return Ok(None) };
    let total =
        |variable: &usize| found[*variable] && !system.may_hide[*variable] && !system.withheld[*variable];
    Ok(Some(group.iter().copied().filter(total).collect()))
}

struct Search<'a> {
    system: &'a System,
    group: &'a [usize],
}

impl Search<'_> {
    /// A pattern by successive repairs: for a count whose interval is too narrow, the cheapest cells that widen it.
    fn pattern(&self, start: &[bool], candidates: &[usize]) -> Result<Option<Vec<bool>>> {
        // What is too narrow even with everything hidden cannot be protected: no need to search.
        let mut everything = start.to_vec();
        candidates.iter().for_each(|&variable| everything[variable] = true);
        let mut wide: Vec<bool> = start.iter().map(|hidden| !hidden).collect();
        if self.next_narrow(&everything, &mut wide, &mut Seen::new(self.system))?.is_some() {
            return Ok(None);
        }
        let mut refused: Vec<usize> = Vec::new();
        'restart: loop {
            let mut hidden = start.to_vec();
            let usable: Vec<usize> = candidates.iter().copied().filter(|v| !refused.contains(v)).collect();
            // Hiding more only widens intervals: one that is wide stays so.
            let (mut wide, mut seen) = (vec![false; hidden.len()], Seen::new(self.system));
            while let Some(narrow) = self.next_narrow(&hidden, &mut wide, &mut seen)? {
                let added = self.repair(&hidden, &usable, narrow)?;
                if added.is_empty() && start[narrow] {
                    return Ok(None);
                }
                if added.is_empty() {
                    // A complement that cannot be protected itself is of no use: start again without it.
                    refused.push(narrow);
                    continue 'restart;
                }
                added.into_iter().for_each(|variable| hidden[variable] = true);
            }
            return self.without_redundant(start, hidden).map(Some);
        }
    }

    /// What else to hide for the interval of one count to be [`WIDTH`] wide: upwards from the count if possible,
    /// otherwise partly downwards.
    fn repair(&self, hidden: &[bool], usable: &[usize], narrow: usize) -> Result<Vec<usize>> {
        let system = self.system;
        let moving = self.group.iter().copied().filter(|variable| hidden[*variable]);
        let candidates: Vec<usize> = moving.chain(usable.iter().copied().filter(|v| !hidden[*v])).collect();
        let largest = self.group.iter().map(|variable| system.values[*variable]).fold(1.0, f64::max);
        let cost = |variable: usize| match hidden[variable] {
            true => 1e-6,
            false => system.cost[variable] * (1.0 + system.values[variable] / largest),
        };
        for up in (0..=WIDTH as usize).rev() {
            let up = up as f64;
            let mut added = Vec::new();
            let mut possible = true;
            for by in [up, up - WIDTH].into_iter().filter(|by| *by != 0.0) {
                match complements(system, &candidates, cost, narrow, by)? {
                    Some(moved) if system.values[narrow] + by >= 0.0 => added.extend(moved),
                    _ => possible = false,
                }
            }
            added.retain(|variable| !hidden[*variable]);
            if possible && !added.is_empty() {
                return Ok(added);
            }
        }
        Ok(Vec::new())
    }

    /// The pattern without the complements it does not need, the largest removed first.
    fn without_redundant(&self, start: &[bool], mut hidden: Vec<bool>) -> Result<Vec<bool>> {
        let added = |variable: &usize| hidden[*variable] && !start[*variable];
        let mut added: Vec<usize> = self.group.iter().copied().filter(added).collect();
        added.sort_by(|a, b| self.system.values[*b].total_cmp(&self.system.values[*a]));
        for variable in added {
            hidden[variable] = false;
            hidden[variable] = self.is_trivially_exposed(&hidden) || self.first_narrow(&hidden)?.is_some();
        }
        Ok(hidden)
    }

    /// The smallest pattern with at most as many cells as `found`, if few enough have to be tried; `found` otherwise.
    fn smallest(&self, start: &[bool], candidates: &[usize], found: Vec<bool>) -> Result<Vec<bool>> {
        let most = self.group.iter().filter(|v| found[**v] && !start[**v]).count();
        let mut attacks = 0;
        for size in 0..=most {
            if combinations(candidates.len(), size) > MAX_PATTERNS {
                return Ok(found);
            }
            let mut best: Option<(f64, Vec<bool>)> = None;
            for chosen in Combinations::new(candidates.len(), size) {
                let sum: f64 = chosen.iter().map(|&index| self.system.values[candidates[index]]).sum();
                let mut hidden = start.to_vec();
                chosen.iter().for_each(|&index| hidden[candidates[index]] = true);
                if best.as_ref().is_some_and(|(least, _)| sum >= *least) || self.is_trivially_exposed(&hidden)
                {
                    continue;
                }
                attacks += 1;
                if attacks > MAX_ATTACKS {
                    return Ok(best.map_or(found, |(_, pattern)| pattern));
                }
                if self.first_narrow(&hidden)?.is_none() {
                    best = Some((sum, hidden));
                }
            }
            if let Some((_, pattern)) = best {
                return Ok(pattern);
            }
        }
        Ok(found)
    }

    /// Whether a sum has a single hidden term, which subtraction discloses.
    fn is_trivially_exposed(&self, hidden: &[bool]) -> bool {
        let alone = |relation: &super::system::Relation| {
            relation.equal && relation.terms.iter().filter(|(variable, _)| hidden[*variable]).count() == 1
        };
        let relations = self.group.iter().filter(|v| hidden[**v]).flat_map(|v| &self.system.relations_of[*v]);
        relations.into_iter().any(|&relation| alone(&self.system.relations[relation]))
    }

    fn first_narrow(&self, hidden: &[bool]) -> Result<Option<usize>> {
        self.next_narrow(hidden, &mut vec![false; hidden.len()], &mut Seen::new(self.system))
    }

    /// The first hidden count whose interval is too narrow; the wide ones before it are marked in `wide`.
    fn next_narrow(&self, hidden: &[bool], wide: &mut [bool], seen: &mut Seen) -> Result<Option<usize>> {
        // Totals withheld by choice need no protection unless they are themselves small.
        let checked = |v: &usize| hidden[*v] && (self.system.may_hide[*v] || self.system.must_hide[*v]);
        for variable in self.group.iter().copied().filter(checked) {
            wide[variable] = wide[variable] || is_wide(self.system, hidden, variable, seen)?;
            if !wide[variable] {
                return Ok(Some(variable));
            }
        }
        Ok(None)
    }
}

/// The number of combinations, or the largest number where it overflows.
fn combinations(of: usize, size: usize) -> usize {
    (0..size)
        .try_fold(1_usize, |ways, taken| Some(ways.checked_mul(of - taken)? / (taken + 1)))
        .unwrap_or(usize::MAX)
}

/// Every combination of indices, in lexicographic order.
struct Combinations {
    of: usize,
    next: Option<Vec<usize>>,
}

impl Combinations {
    fn new(of: usize, size: usize) -> Self {
        Self { of, next: (size <= of).then(|| (0..size).collect()) }
    }
}

impl Iterator for Combinations {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let current = self.next.take()?;
        let (size, mut following) = (current.len(), current.clone());
        let movable = (0..size).rev().find(|&place| current[place] < self.of - size + place);
        if let Some(place) = movable {
            let first = current[place] + 1;
            (place..size).for_each(|later| following[later] = first + later - place);
            self.next = Some(following);
        }
        Some(current)
    }
}
