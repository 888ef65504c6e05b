//! What comes next on a proposal: each side that was asked answers.

use time::Date;

use super::proposal::Party;
use crate::db::Id;
use crate::french;
use crate::steps::{Next, Owner, Subject, SubjectKind};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is to be done about a proposal.
    What {
        Answer = "answer_proposal", "Répondre à la proposition";
    }
}

impl What {
    /// The same, as the side reads it that is asked, with the name of the other.
    pub fn told(self, other: &str) -> String {
        match self {
            Self::Answer => {
                format!("Dites-nous oui ou non\u{a0}: nous vous proposons un tandem avec {other}")
            }
        }
    }

    /// The same, as the other side reads it.
    pub fn awaited(self, other: &str) -> String {
        match self {
            Self::Answer => format!("Nous attendons la réponse {}", french::de(other)),
        }
    }
}

/// What kind of thing the answer of one side is.
pub fn kind_of(party: Party) -> SubjectKind {
    match party {
        Party::Mentor => SubjectKind::AnswerMentor,
        Party::Mentee => SubjectKind::AnswerMentee,
    }
}

/// Whose answer a step is about, if it is about one.
pub fn party_of(kind: SubjectKind) -> Option<Party> {
    Party::ALL.iter().copied().find(|party| kind_of(*party) == kind)
}

/// What comes next for a side of a pending proposal that was asked on a day, is to answer by another, and has not.
pub fn next(proposal: Id, party: Party, [asked_on, due_on]: [Date; 2], owner: Owner) -> Next {
    Next {
        subject: Subject { kind: kind_of(party), id: proposal },
        what: What::Answer.code(),
        owner,
        since_on: asked_on,
        due_on,
        entrusted: None,
    }
}
