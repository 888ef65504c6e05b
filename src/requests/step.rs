//! What comes next on a request to join: somebody calls whoever could not confirm it otherwise, then answers it.

use time::Date;

use super::request::answer_due;
use crate::db::Id;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is to be done about a request.
    What {
        Answer = "answer_request", "Répondre à la demande";
        Call = "call_request", "Appeler pour confirmer la demande";
    }
}

/// What comes next on a request that somebody sees, since a day: whoever has not confirmed it is called; then it is answered.
pub fn next(request: Id, is_confirmed: bool, since_on: Date, owner: Owner) -> Next {
    Next {
        subject: Subject { kind: SubjectKind::Request, id: request },
        what: if is_confirmed { What::Answer } else { What::Call }.code(),
        owner,
        since_on,
        due_on: answer_due(since_on),
        entrusted: None,
    }
}
