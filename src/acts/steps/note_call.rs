//! A call about an open thing is noted; the step may be put off to the day of the next one.

use time::Date;

use super::postpone::{self, Postponed, Postponing};
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::overview::store::reached_by_key;
use crate::steps::{Call, CallResult, PostponeError, Reason, SubjectKind, check_postponement, store};

/// A call that somebody made today.
#[derive(Clone, Copy, Debug)]
pub struct Calling {
    /// The step it was about.
    pub step: Id,
    /// What came of it.
    pub result: CallResult,
    /// The day they call again.
    pub again_on: Option<Date>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// The call, by its key.
    Noted(Id),
    /// They may not call again that day: nothing is noted.
    Refused(PostponeError),
}

/// Notes a call about a step of somebody whom one follows.
pub async fn run(write: &Write, by: &By, calling: Calling) -> Result<Called, Error> {
    let Calling { step: id, result, again_on } = calling;
    let account_id = by.account().ok_or(Error::NotFound)?.id;
    let reached = reached_by_key(by.scope(Right::FollowSteps));
    let step = store::find(write.on(), &reached, id).await?.ok_or(Error::NotFound)?;
    if let Some(Err(error)) =
        again_on.map(|day| check_postponement(day, Reason::CallBack, step.first_due_on, write.today()))
    {
        return Ok(Called::Refused(error));
    }
    let subject = step.subject;
    settle::hold_subject(write, subject).await?;
    store::lock(write, &reached, id).await?.ok_or(Error::NotFound)?;
    let call = Call { id: write.new_id(), subject, called_on: write.today(), account_id, result };
    store::insert_call(write, call).await?;
    if subject.kind == SubjectKind::Journey {
        settle::journeys(write, &[subject.id]).await?;
    }
    if let Some(to) = again_on {
        let postponing = Postponing { step: id, to, reason: Reason::CallBack };
        if let Postponed::Refused(error) = postpone::run(write, by, postponing).await? {
            return Ok(Called::Refused(error));
        }
    }
    Ok(Called::Noted(call.id))
}
