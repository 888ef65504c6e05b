//! Ties that rounding hides: 0.1 + 0.2 and 0.3 are one instant.

use crate::survival::Spells;
use crate::{Error, Result};

/// Instants closer than this, absolutely or relative to the mean instant, are the same (as in R's `survival`).
const SAME_INSTANT: f64 = 1.490_116_119_384_765_6e-8;

/// Gives instants that differ only by rounding the value of the first of them. `sorted` is in order of time. Returns
/// whether there were any.
pub(crate) fn merge_ties<T>(sorted: &mut [T], time: impl Fn(&mut T) -> &mut f64) -> bool {
    let (mut sum, mut distinct, mut last) = (0.0, 0.0, f64::NAN);
    for item in sorted.iter_mut() {
        let time = *time(item);
        if time != last {
            (sum, distinct, last) = (sum + time, distinct + 1.0, time);
        }
    }
    let tolerance = SAME_INSTANT * f64::max(sum / distinct, 1.0);
    let (mut merged, mut previous, mut first) = (false, f64::NEG_INFINITY, f64::NEG_INFINITY);
    for item in sorted {
        let time = time(item);
        if *time - previous > tolerance {
            first = *time;
        }
        merged |= first != *time;
        previous = std::mem::replace(time, first);
    }
    merged
}

/// Entries, if any are late, and exits.
type EntriesAndExits = (Option<Vec<f64>>, Vec<f64>);

/// Entries and exits with their ties merged; none where there are no such ties. Refuses a spell that merging makes
/// empty.
pub(crate) fn with_ties_merged(spells: &Spells) -> Result<Option<EntriesAndExits>> {
    let people = spells.time.len();
    let entries = spells.entry.unwrap_or_default();
    let mut all: Vec<(f64, usize)> = spells.time.iter().chain(entries).copied().zip(0..).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    if !merge_ties(&mut all, |item| &mut item.0) {
        return Ok(None);
    }
    let mut values = vec![0.0; all.len()];
    all.into_iter().for_each(|(time, slot)| values[slot] = time);
    let entry = spells.entry.map(|_| values.split_off(people));
    let empty = |(entry, time): (&f64, &f64)| *entry > 0.0 && entry >= time;
    match entry.iter().flatten().zip(&values).position(empty) {
        Some(row) => Err(Error::EntryAfterExit { row }),
        None => Ok(Some((entry, values))),
    }
}
