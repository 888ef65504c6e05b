//! The points of a pair as a stacked bar: one part for each criterion, with its sentence. What a side did not say stands apart.

use super::reasons::Contribution;
use super::rules::Rule;

/// One part of the stacked bar of reasons.
pub struct ReasonLine {
    /// The code of the criterion, which chooses its colour.
    pub kind: &'static str,
    /// The French label of the criterion.
    pub label: &'static str,
    /// The points scored, which are the length of the part.
    pub points: u32,
    /// The most points the criterion can give.
    pub most: u32,
    /// Where the part begins on the bar, in points.
    pub start: u32,
    /// Why these points, in French.
    pub sentence: String,
}

/// The parts of the bar, each starting where the one before it ends.
#[derive(Default)]
pub struct Reasons {
    /// Those of the criteria on which both sides said something.
    pub said: Vec<ReasonLine>,
    /// The others, which are no reasons.
    pub unsaid: Vec<ReasonLine>,
    /// The points that the others give.
    pub unsaid_points: u32,
}

impl Reasons {
    /// The reasons of a pair.
    pub fn of<'a>(reasons: impl IntoIterator<Item = &'a Contribution>) -> Self {
        let (unsaid, said): (Vec<_>, Vec<_>) = reasons.into_iter().partition(|reason| reason.unsaid);
        let mut start = 0;
        let mut line = |reason: &Contribution| {
            let line = ReasonLine {
                kind: reason.criterion.code(),
                label: reason.criterion.label(),
                points: reason.points,
                most: reason.most,
                start,
                sentence: reason.sentence.clone(),
            };
            start += reason.points;
            line
        };
        Self {
            unsaid_points: unsaid.iter().map(|reason| reason.points).sum(),
            said: said.into_iter().map(&mut line).collect(),
            unsaid: unsaid.into_iter().map(&mut line).collect(),
        }
    }
}

/// The labels of all hard rules, shown as ticks: a proposed pair passes every one.
pub fn passed_rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.label()).collect()
}
