//! Work split evenly among threads, with results in the order of the parts, so that answers do not depend on how many
//! threads there are.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// A thread is started only for at least this many items.
#[cfg(not(test))]
const MIN_ITEMS: usize = 4096;
#[cfg(test)]
const MIN_ITEMS: usize = 1;

/// Splits `0..items` into at most one part for each thread and works on the parts; returns the results in order.
pub(crate) fn in_parts<R: Send>(
    threads: usize,
    items: usize,
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let parts = threads.min(items / MIN_ITEMS).max(1);
    let part = |at: usize| items * at / parts..items * (at + 1) / parts;
    if parts == 1 {
        return vec![work(0..items)];
    }
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..parts).map(|at| scope.spawn(move || work(part(at)))).collect();
        let first = work(part(0));
        let others =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(first).chain(others).collect()
    })
}

/// Splits `items` evenly among threads; the work is given each part with the index of its first item.
pub(crate) fn fill<T: Send>(threads: usize, items: &mut [T], work: impl Fn(usize, &mut [T]) + Sync) {
    let parts = threads.min(items.len() / MIN_ITEMS).max(1);
    if parts == 1 {
        return work(0, items);
    }
    let length = items.len().div_ceil(parts);
    thread::scope(|scope| {
        let work = &work;
        for (at, part) in items.chunks_mut(length).enumerate() {
            scope.spawn(move || work(at * length, part));
        }
    });
}

/// Splits lists stored one after the other evenly among threads; the work is given a range of lists and their cells.
/// List `i` is entries `starts[i]` to `starts[i + 1]` (excluded) of `cells`.
pub(crate) fn split<T: Send>(
    threads: usize,
    cells: &mut [T],
    starts: &[u32],
    work: impl Fn(Range<usize>, &mut [T]) + Sync,
) {
    let lists = starts.len() - 1;
    let parts = threads.min(lists / MIN_ITEMS).max(1);
    if parts == 1 {
        return work(0..lists, cells);
    }
    thread::scope(|scope| {
        let (work, mut rest) = (&work, cells);
        for at in 0..parts {
            let range = lists * at / parts..lists * (at + 1) / parts;
            let (part, after) = rest.split_at_mut((starts[range.end] - starts[range.start]) as usize);
            rest = after;
            scope.spawn(move || work(range, part));
        }
    });
}
