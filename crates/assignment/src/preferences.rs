//! What the stable policy takes mentees and mentors to prefer.

use std::cmp::Reverse;

use crate::Instance;
use crate::graph::Edge;

/// The most points drawn for or against a mentee.
pub(crate) const HIGHEST_DRAW: i64 = 150;

/// What a mentor orders its mentees by: the score, up to 150 points more or less drawn from the two indices.
///
/// The draw stands for what mentors see and scores do not; it is the finaliser of splitmix64.
pub(crate) fn mentor_key(mentee: u32, mentor: u32, score: i64) -> i64 {
    let mut bits = u64::from(mentee) << 32 ^ u64::from(mentor);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    score + (bits % (2 * HIGHEST_DRAW as u64 + 1)) as i64 - HIGHEST_DRAW
}

/// A mentee's order: the higher score, then the lower mentor, then a reserved place before an open one.
pub(crate) fn mentee_order(instance: &Instance, edge: Edge) -> (Reverse<i64>, u32, Reverse<usize>) {
    (Reverse(edge.score()), instance.mentor_of_column(edge.column() as u32), Reverse(edge.column()))
}
