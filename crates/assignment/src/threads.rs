//! Work shared among threads by equal parts, the results in the order of the parts: what is found does not
//! depend on how many threads there are.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// Fewer lines than this for a thread are not worth starting it.
#[cfg(not(test))]
const WORTHWHILE: usize = 4096;
#[cfg(test)]
const WORTHWHILE: usize = 1;

/// Does the work on `0..lines` in as many parts as there are threads; the results in order.
pub(crate) fn in_parts<R: Send>(
    threads: usize,
    lines: usize,
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let parts = threads.min(lines / WORTHWHILE).max(1);
    let part = |at: usize| lines * at / parts..lines * (at + 1) / parts;
    if parts == 1 {
        return vec![work(0..lines)];
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

/// Gives each thread an equal part of `lines`, with the index of its first line.
pub(crate) fn fill<T: Send>(threads: usize, lines: &mut [T], work: impl Fn(usize, &mut [T]) + Sync) {
    let parts = threads.min(lines.len() / WORTHWHILE).max(1);
    if parts == 1 {
        return work(0, lines);
    }
    let length = lines.len().div_ceil(parts);
    thread::scope(|scope| {
        let work = &work;
        for (at, part) in lines.chunks_mut(length).enumerate() {
            scope.spawn(move || work(at * length, part));
        }
    });
}

/// Gives each thread the cells of an equal number of lines, with the range of these lines; a line begins in
/// `cells` where `starts` says and ends where the next begins.
pub(crate) fn split<T: Send>(
    threads: usize,
    cells: &mut [T],
    starts: &[u32],
    work: impl Fn(Range<usize>, &mut [T]) + Sync,
) {
    let lines = starts.len() - 1;
    let parts = threads.min(lines / WORTHWHILE).max(1);
    if parts == 1 {
        return work(0..lines, cells);
    }
    thread::scope(|scope| {
        let (work, mut rest) = (&work, cells);
        for at in 0..parts {
            let range = lines * at / parts..lines * (at + 1) / parts;
            let (part, after) = rest.split_at_mut((starts[range.end] - starts[range.start]) as usize);
            rest = after;
            scope.spawn(move || work(range, part));
        }
    });
}
