//! How well a mentee and a mentor match on each criterion, in thousandths, and the score that follows.

use super::criteria::CRITERIA;
use super::pairs::{Facts, Pairs};
use super::rules::{can_meet_in_person, shared_level};
use crate::people::profile::Style;

/// Closeness on a criterion that one side left blank, in thousandths: neither for nor against.
pub(super) const NEUTRAL: u32 = 500;
/// Nearness of two people who can only meet remotely, in thousandths.
pub(super) const REMOTE_ONLY: u32 = 300;
/// The distance between two homes from which nearness is 0.
const FAR_KM: f64 = 40.0;
/// The number of moments in common that gives full closeness; further ones add nothing.
pub(super) const MOMENTS_COUNTED: u32 = 3;

/// How well a pair matches on each criterion, in thousandths, in the order of [`Criterion::ALL`].
///
/// [`Criterion::ALL`]: super::criteria::Criterion::ALL
pub(super) fn closeness(pairs: &Pairs, mentee: &Facts, mentor: &Facts) -> [u32; CRITERIA] {
    let moments = (mentee.availabilities & mentor.availabilities).count_ones();
    [
        pairs.trade_closeness(mentee, mentor).map_or(NEUTRAL, u32::from),
        pairs.sector_closeness(mentee, mentor).map_or(NEUTRAL, u32::from),
        share_of_needs(mentee.topics.count_ones(), (mentee.topics & mentor.topics).count_ones()),
        nearness(pairs, mentee, mentor),
        moments_in_common(moments),
        fluency(shared_level(mentee, mentor)),
        likeness(&mentee.style, &mentor.style).unwrap_or(NEUTRAL),
    ]
}

/// The score of a pair, 0 to 1000: the sum of the points of each criterion.
pub(super) fn score(most: &[u32; CRITERIA], closeness: &[u32; CRITERIA]) -> u32 {
    most.iter().zip(closeness).map(|(&most, &closeness)| points(most, closeness)).sum()
}

/// The points of a criterion worth at most `most`, rounded to the nearest.
pub(super) fn points(most: u32, closeness: u32) -> u32 {
    (most * closeness + 500) / 1000
}

/// The share of the mentee's needs that the mentor can help with, in thousandths.
pub(super) fn share_of_needs(needs: u32, met: u32) -> u32 {
    (met * 1000).checked_div(needs).unwrap_or(NEUTRAL)
}

fn nearness(pairs: &Pairs, mentee: &Facts, mentor: &Facts) -> u32 {
    let in_person = can_meet_in_person(pairs, mentee, mentor);
    let distance_km = pairs.distance_km(mentee, mentor).filter(|_| in_person);
    let near = distance_km.map_or(0, nearness_in_person);
    if mentee.remote && mentor.remote { near.max(REMOTE_ONLY) } else { near }
}

/// Nearness of two people who can meet in person, in thousandths.
pub(super) fn nearness_in_person(distance_km: f64) -> u32 {
    thousandths(1.0 - distance_km / FAR_KM)
}

/// A share between 0 and 1, in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped between 0 and 1000")]
fn thousandths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}

/// Closeness for a number of moments in common, in thousandths.
pub(super) fn moments_in_common(moments: u32) -> u32 {
    match moments {
        0 => 0,
        1 => 400,
        2 => 700,
        MOMENTS_COUNTED.. => 1000,
    }
}

/// Closeness for the best level shared in a language, 1 (A1) to 6 (C2), in thousandths.
pub(super) fn fluency(level: u8) -> u32 {
    match level {
        0..=2 => 0,
        3 => 400,
        4 => 700,
        _ => 1000,
    }
}

/// Similarity of two working styles, in thousandths; `None` unless both answered the same two questions at least.
pub(super) fn likeness(a: &Style, b: &Style) -> Option<u32> {
    let gaps = a.iter().zip(b).filter_map(|(a, b)| Some(u32::from((*a)?.abs_diff((*b)?))));
    let (answered, gap) = gaps.fold((0, 0), |(answered, sum), gap| (answered + 1, sum + gap));
    likeness_of(answered, gap)
}

/// The same, from the number of questions both answered and the sum of the gaps between their answers.
pub(super) fn likeness_of(answered: u32, gap: u32) -> Option<u32> {
    (answered >= 2).then(|| 1000_u32.saturating_sub(gap * 1000 / (4 * answered)))
}
