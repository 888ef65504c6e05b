//! What comes next on a problem that was reported: whoever coordinates calls both sides, and closes it.

use time::Date;

use crate::calendar;
use crate::db::{Id, Instant};
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is to be done about a problem.
    What {
        Handle = "handle_report", "Appeler les deux personnes, puis terminer le signalement";
    }
}

/// The day by which both sides are called: the working day after the report.
pub fn due_on(reported_at: Instant) -> Date {
    calendar::next_working_morning(reported_at).day()
}

/// What comes next on an open problem.
pub fn next(problem: Id, reported_at: Instant, owner: Owner) -> Next {
    Next {
        subject: Subject { kind: SubjectKind::Report, id: problem },
        what: What::Handle.code(),
        owner,
        since_on: reported_at.day(),
        due_on: due_on(reported_at),
        entrusted: None,
    }
}
