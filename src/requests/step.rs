//! What comes next on a request to join: somebody answers it.

use time::Date;

use super::request::answer_due;
use crate::db::Id;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is to be done about a request.
    What {
        Answer = "answer_request", "Répondre à la demande";
    }
}

/// What comes next on a request whose address was confirmed on a day; before that nobody sees it.
pub fn next(request: Id, confirmed_on: Date, owner: Owner) -> Next {
    Next {
        subject: Subject { kind: SubjectKind::Request, id: request },
        what: What::Answer.code(),
        owner,
        since_on: confirmed_on,
        due_on: answer_due(confirmed_on),
        entrusted: None,
    }
}
