//! How far a mentor or a mentee has come, as the entrance of the demonstration tells it.

use time::Date;

use super::dossier::Dossier;
use crate::steps::SubjectKind;

/// How far somebody has come, in the order in which one comes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Situation {
    /// They wait, and know of no proposal.
    Waits,
    /// They are asked whether they want a tandem.
    IsAsked,
    /// They said yes; the other has not answered, or the charter is not signed.
    SaidYes,
    /// They are in a tandem.
    InTandem,
    /// They are in a tandem of which nothing was noted when it should have been.
    InSilence,
}

impl Situation {
    /// That of somebody, by what they may know of themselves.
    pub fn of(dossier: &Dossier, today: Date) -> Self {
        let steps = || dossier.steps.iter().map(|line| &line.step);
        let asks = |kind| matches!(kind, SubjectKind::AnswerMentee | SubjectKind::AnswerMentor);
        if dossier.steps.iter().any(|line| asks(line.step.subject.kind) && line.is_of(dossier.person.id)) {
            return Self::IsAsked;
        }
        if dossier.pending_proposals().next().is_some() {
            return Self::SaidYes;
        }
        let in_tandems: Vec<_> = steps().filter(|step| step.subject.kind == SubjectKind::Tandem).collect();
        match in_tandems.as_slice() {
            [] => Self::Waits,
            some if some.iter().any(|step| step.is_late(today)) => Self::InSilence,
            _ => Self::InTandem,
        }
    }
}
