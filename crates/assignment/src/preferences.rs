//! The preferences of mentees and mentors under the stable policy.

use std::cmp::Reverse;

use crate::Instance;
use crate::graph::Edge;

/// The largest draw, in points either way.
pub(crate) const HIGHEST_DRAW: i64 = 150;

/// What a mentor ranks mentees by, the highest first: the score plus a draw of up to 150 points either way.
///
/// The draw stands for what mentors see and scores do not. It is a hash of the two indices (the finaliser of
/// splitmix64), so that it is the same on every run.
pub(crate) fn mentor_key(mentee: u32, mentor: u32, score: i64) -> i64 {
    let mut bits = u64::from(mentee) << 32 ^ u64::from(mentor);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    score + (bits % (2 * HIGHEST_DRAW as u64 + 1)) as i64 - HIGHEST_DRAW
}

/// What a mentee ranks places by, the least first: the higher score, then the lower mentor, then a reserved place
/// before an open one.
pub(crate) fn mentee_order(instance: &Instance, edge: Edge) -> (Reverse<i64>, u32, Reverse<usize>) {
    (Reverse(edge.score()), instance.mentor_of_column(edge.column() as u32), Reverse(edge.column()))
}
