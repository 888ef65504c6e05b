//! Instants written twice with different rounding are one instant: 0.1 + 0.2 and 0.3 are tied.

use crate::survival::Spells;
use crate::{Error, Result};

/// Closer than this, absolutely or relative to the mean instant, is the same (as R's `survival` decides).
const SAME_INSTANT: f64 = 1.490_116_119_384_765_6e-8;

/// Gives instants that differ by rounding the value of the first of them; `sorted` is in time order. True if there
/// were any.
pub(crate) fn join<T>(sorted: &mut [T], time: impl Fn(&mut T) -> &mut f64) -> bool {
    let (mut sum, mut distinct, mut last) = (0.0, 0.0, f64::NAN);
    for item in sorted.iter_mut() {
        let time = *time(item);
        if time != last {
            (sum, distinct, last) = (sum + time, distinct + 1.0, time);
        }
    }
    let tolerance = SAME_INSTANT * f64::max(sum / distinct, 1.0);
    let (mut joined, mut before, mut kept) = (false, f64::NEG_INFINITY, f64::NEG_INFINITY);
    for item in sorted {
        let time = time(item);
        if *time - before > tolerance {
            kept = *time;
        }
        joined |= kept != *time;
        before = std::mem::replace(time, kept);
    }
    joined
}

/// Entries, if any are late, and exits.
type Stays = (Option<Vec<f64>>, Vec<f64>);

/// Entries and exits with their ties joined, or nothing where there is nothing to join; refuses somebody whose stay
/// vanishes.
pub(crate) fn joined(spells: &Spells) -> Result<Option<Stays>> {
    let people = spells.time.len();
    let entries = spells.entry.unwrap_or_default();
    let mut all: Vec<(f64, usize)> = spells.time.iter().chain(entries).copied().zip(0..).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    if !join(&mut all, |item| &mut item.0) {
        return Ok(None);
    }
    let mut values = vec![0.0; all.len()];
    all.into_iter().for_each(|(time, slot)| values[slot] = time);
    let entry = spells.entry.map(|_| values.split_off(people));
    let vanished = |(entry, time): (&f64, &f64)| *entry > 0.0 && entry >= time;
    match entry.iter().flatten().zip(&values).position(vanished) {
        Some(row) => Err(Error::EntryAfterExit { row }),
        None => Ok(Some((entry, values))),
    }
}
