//! What comes next on every open thing: what is to be done, whose turn it is, and by when.
//!
//! Each open thing has exactly one row, worked out from the facts of the nouns by `acts/settle.rs` in the transaction that changes
//! them, and never from the day it is: nothing changes overnight, and a step is late when it is read after its day. What is to be done
//! is a code that the noun gives and parses. Somebody may put a step off to another day with a reason: its first day stays. A step whose
//! owner is away, or late with it, is entrusted to somebody else: that is a fact with its day, and holds while the step is the same.
//! Owns the tables `steps` and `calls`.

mod entrusting;
pub mod store;

use std::collections::BTreeSet;

use time::{Date, Duration};

pub use entrusting::{Because, Entrusted, Patience, stood_in};

use crate::accounts::standing_in::StandIns;
use crate::db::{Id, deeds};
use crate::french;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The kinds of open things. Two people asked are two things: the kind says the side.
    SubjectKind {
        Request = "request", "demande";
        Journey = "journey", "accompagnement";
        AnswerMentor = "answer_mentor", "réponse du mentor";
        AnswerMentee = "answer_mentee", "réponse de la personne accompagnée";
        SignatureMentor = "signature_mentor", "signature du mentor";
        SignatureMentee = "signature_mentee", "signature de la personne accompagnée";
        Tandem = "tandem", "tandem";
        ResultContact = "result_contact", "résultat à un an";
        Report = "report", "signalement";
    }
}

vocabulary! {
    /// Whose turn it may be.
    OwnerKind {
        Account = "account", "membre d’une équipe";
        Person = "person", "personne";
        Organisation = "organisation", "structure";
    }
}

vocabulary! {
    /// Why a step is put off. Never free text: what somebody says in a conversation is not written down.
    Reason {
        CallBack = "call_back", "je rappelle";
        Away = "away", "la personne est absente";
        WaitingForAnswer = "waiting_for_answer", "j’attends une réponse";
        Appointment = "appointment", "un rendez-vous est pris";
        Other = "other", "autre raison";
    }
}

vocabulary! {
    /// What came of a call.
    CallResult {
        Reached = "reached", "la personne a répondu";
        MessageLeft = "message_left", "message laissé";
        NoAnswer = "no_answer", "pas de réponse";
    }
}

impl Reason {
    /// The same, as the people it is about read it.
    pub fn told(self) -> &'static str {
        match self {
            Self::CallBack => "le hub vous rappelle",
            Self::Away => "l’un de vous était absent",
            Self::WaitingForAnswer => "le hub attend une réponse",
            Self::Appointment => "un rendez-vous est pris",
            Self::Other => "pour une autre raison",
        }
    }
}

impl CallResult {
    /// The same, as the person reads it who was called.
    pub fn told(self) -> &'static str {
        match self {
            Self::Reached => "vous avez répondu",
            Self::MessageLeft => "un message vous attend",
            Self::NoAnswer => "vous n’avez pas pu répondre",
        }
    }
}

/// An open thing. A result to ask for is that of a journey, and an answer that of a proposal: the key is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Its key.
    pub id: Id,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// In which table the key is found.
    pub kind: OwnerKind,
    /// The key.
    pub id: Id,
}

impl Owner {
    /// An account.
    pub const fn account(id: Id) -> Self {
        Self { kind: OwnerKind::Account, id }
    }

    /// A person.
    pub const fn person(id: Id) -> Self {
        Self { kind: OwnerKind::Person, id }
    }

    /// An organisation.
    pub const fn organisation(id: Id) -> Self {
        Self { kind: OwnerKind::Organisation, id }
    }
}

/// What comes next on a thing, as its noun works it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Next {
    /// The thing.
    pub subject: Subject,
    /// What is to be done, as a code of the noun.
    pub what: &'static str,
    /// Whose turn it is.
    pub owner: Owner,
    /// Since when.
    pub since_on: Date,
    /// The day by which it should be done.
    pub due_on: Date,
    /// That its owner is away: no noun says so, but `acts/settle.rs`.
    pub entrusted: Option<Entrusted>,
}

/// A step put off to another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Postponement {
    /// The day by which it should be done instead.
    pub to: Date,
    /// The day it was put off.
    pub on: Date,
    /// The account that put it off.
    pub by: Id,
    /// Why.
    pub reason: Reason,
}

/// A step as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its key, which stays while its thing is open.
    pub id: Id,
    /// The open thing.
    pub subject: Subject,
    /// What is to be done, as a code of the noun.
    pub what: String,
    /// Whose turn it is.
    pub owner: Owner,
    /// Since when.
    pub since_on: Date,
    /// The day worked out.
    pub first_due_on: Date,
    /// The other day it was put off to.
    pub postponed: Option<Postponement>,
    /// That it is somebody else's for now.
    pub entrusted: Option<Entrusted>,
}

/// How far a step may be put off.
pub const FARTHEST: Duration = Duration::days(60);

/// Why a step may not be put off to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostponeError {
    /// It would not be put off.
    #[error("Choisissez un jour après aujourd’hui.")]
    NotAfterToday,
    /// It would be forgotten.
    #[error("Choisissez un jour dans les {} jours qui viennent.", FARTHEST.whole_days())]
    TooFar,
    /// It would come sooner than it was due.
    #[error("C’est prévu pour plus tard que cela : choisissez un jour après le {}.", french::day(.0))]
    NotAfterDue(Date),
}

/// Checks the day to which a step that was due on another is put off. Only a call is made again before that day.
pub fn check_postponement(
    to: Date,
    reason: Reason,
    first_due_on: Date,
    today: Date,
) -> Result<(), PostponeError> {
    if to <= today {
        Err(PostponeError::NotAfterToday)
    } else if to <= first_due_on && reason != Reason::CallBack {
        Err(PostponeError::NotAfterDue(first_due_on))
    } else if to > today.saturating_add(FARTHEST) {
        Err(PostponeError::TooFar)
    } else {
        Ok(())
    }
}

impl Step {
    /// The day by which it should be done.
    pub fn due_on(&self) -> Date {
        self.postponed.map_or(self.first_due_on, |postponed| postponed.to)
    }

    /// Whether that day has passed.
    pub fn is_late(&self, today: Date) -> bool {
        self.due_on() < today
    }

    /// The same step once the facts say what comes next now: it stays put off, and whose it became because it was late, only while that
    /// is the same.
    pub fn become_next(self, next: &Next, stand_ins: &StandIns) -> Self {
        let is_same = (self.what.as_str(), self.first_due_on) == (next.what, next.due_on);
        let escalated = self.entrusted.filter(|entrusted| is_same && entrusted.is_escalated());
        let taken = escalated.and_then(|entrusted| Some((entrusted, stand_ins.taker(entrusted.to)?)));
        let (owner, entrusted) = match taken {
            Some((entrusted, taker)) => (Owner::account(taker), Some(entrusted)),
            None => (next.owner, next.entrusted),
        };
        let is_same = is_same && owner == self.owner;
        Self { owner, entrusted, postponed: self.postponed.filter(|_| is_same), ..Self::new(self.id, next) }
    }

    /// A step that was not put off.
    pub fn new(id: Id, next: &Next) -> Self {
        Self {
            id,
            subject: next.subject,
            what: next.what.to_owned(),
            owner: next.owner,
            since_on: next.since_on,
            first_due_on: next.due_on,
            postponed: None,
            entrusted: next.entrusted,
        }
    }
}

/// A call about an open thing: that it was made, and whether somebody answered; never what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its key.
    pub id: Id,
    /// The open thing it was about.
    pub subject: Subject,
    /// The day it was made.
    pub called_on: Date,
    /// The account that made it.
    pub account_id: Id,
    /// What came of it.
    pub result: CallResult,
}

/// Which steps are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those whose day is before this one: with today, those that are late.
    pub due_before: Option<Date>,
    /// Those that somebody can do on this day: a result is not asked for before a year has passed.
    pub begun_by: Option<Date>,
    /// Those of some kinds; of any kind when empty.
    pub kinds: BTreeSet<SubjectKind>,
    /// Those of some owners; of any owner when empty.
    pub owners: BTreeSet<Owner>,
    /// Those that are new to their owner between two days: late since, or entrusted to them.
    pub new_between: Option<(Date, Date)>,
    /// Those of some things.
    pub subjects: Option<Vec<Subject>>,
}

deeds! {
    /// What is done to a step, in the journal, which names the thing it is about.
    StepDeed of "step" {
        Postponed = "postponed", note;
        Called = "called", note;
        Escalated = "escalated", note;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);

    fn next() -> Next {
        Next {
            subject: Subject { kind: SubjectKind::Tandem, id: new_id() },
            what: "meet_first",
            owner: Owner::person(new_id()),
            since_on: date!(2026 - 03 - 01),
            due_on: date!(2026 - 03 - 11),
            entrusted: None,
        }
    }

    #[test]
    fn a_step_put_off_is_not_late_and_keeps_its_first_day_while_nothing_changes() {
        let next = next();
        let step = Step::new(new_id(), &next);
        assert!(step.is_late(TODAY));
        let postponed =
            Postponement { to: date!(2026 - 03 - 20), on: TODAY, by: new_id(), reason: Reason::CallBack };
        let step = Step { postponed: Some(postponed), ..step };
        assert_eq!((step.is_late(TODAY), step.first_due_on), (false, next.due_on));
        let stand_ins = StandIns::default();
        assert_eq!(step.clone().become_next(&next, &stand_ins), step);
        let later = Next { due_on: TODAY, ..next };
        let other = Next { what: "plan_next", ..next };
        let handed_over = Next { owner: Owner::person(new_id()), ..next };
        for changed in [later, other, handed_over] {
            assert_eq!(step.clone().become_next(&changed, &stand_ins).postponed, None);
        }
    }

    #[test]
    fn a_step_is_put_off_to_a_day_that_comes_and_is_not_far() {
        let check = |days| check_postponement(TODAY + Duration::days(days), Reason::Away, TODAY, TODAY);
        assert_eq!(check(0), Err(PostponeError::NotAfterToday));
        assert_eq!((check(1), check(60)), (Ok(()), Ok(())));
        assert_eq!(check(61), Err(PostponeError::TooFar));
    }

    #[test]
    fn only_a_call_is_made_again_before_a_step_is_due() {
        let due_on = TODAY + Duration::days(10);
        for &reason in Reason::ALL {
            let check = |days| check_postponement(TODAY + Duration::days(days), reason, due_on, TODAY);
            let sooner =
                if reason == Reason::CallBack { Ok(()) } else { Err(PostponeError::NotAfterDue(due_on)) };
            assert_eq!((check(2), check(10), check(11)), (sooner, sooner, Ok(())), "{reason}");
        }
    }
}
