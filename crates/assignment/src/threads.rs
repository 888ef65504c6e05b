//! Work shared among threads by equal parts, the results in the order of the parts: what is found does not
//! depend on how many threads there are.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// Fewer lines than this for a thread are not worth starting it.
const WORTHWHILE: usize = 4096;

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

/// Gives each part of `lines` to a thread, with the index of its first line.
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
