//! A step that is somebody else's for now: its owner is away, or late with it.

use time::{Date, Duration};

use super::{Next, Owner, OwnerKind, Step};
use crate::accounts::standing_in::StandIns;
use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why a step is somebody else's for now.
    Because {
        Absent = "absent", "absence";
        Late = "late", "retard";
        VeryLate = "very_late", "long retard";
    }
}

/// That a step is somebody else's for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrusted {
    /// Whose it was.
    pub from: Owner,
    /// The account it went to. While that one is away, whoever stands in owns the step.
    pub to: Id,
    /// The day it went there.
    pub on: Date,
    /// Why.
    pub because: Because,
}

impl Entrusted {
    /// Whether it went there because it was late: it stays until the step is another, even when the former owner is back.
    pub fn is_escalated(&self) -> bool {
        self.because != Because::Absent
    }
}

/// After how many days of delay a step goes to somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// To whoever stands in for its owner.
    pub deputy: Duration,
    /// To whoever is responsible for the hub.
    pub responsible: Duration,
}

/// Who does what is somebody's, while they are away too.
pub fn stood_in(owner: Owner, stand_ins: &StandIns) -> (Owner, Option<Entrusted>) {
    let account = Some(owner.id).filter(|_| owner.kind == OwnerKind::Account);
    let away_since = account.and_then(|account| stand_ins.away_since(account));
    let (Some(on), Some(to)) = (away_since, stand_ins.in_place_of(owner.id)) else { return (owner, None) };
    (Owner::account(to), Some(Entrusted { from: owner, to, on, because: Because::Absent }))
}

impl Next {
    /// The same, done by whoever stands in while its owner is away.
    pub fn stood_in(self, stand_ins: &StandIns) -> Self {
        let (owner, entrusted) = stood_in(self.owner, stand_ins);
        Self { owner, entrusted, ..self }
    }
}

impl Step {
    /// The same step once it went to an account because it is late. It is not put off any more: that was the former owner's word.
    pub fn escalated(self, to: Id, because: Because, on: Date) -> Self {
        let entrusted = Some(Entrusted { from: self.owner, to, on, because });
        Self { owner: Owner::account(to), entrusted, postponed: None, ..self }
    }

    /// Why it is to go to somebody else today, because it is late: first to whoever stands in for its owner, then to whoever is
    /// responsible for the hub.
    pub fn escalates(&self, patience: Patience, today: Date) -> Option<Because> {
        let late_since = self.due_on();
        match self.entrusted.filter(Entrusted::is_escalated) {
            None => (today - late_since >= patience.deputy).then_some(Because::Late),
            Some(entrusted) if entrusted.because == Because::Late => {
                let since = late_since.max(entrusted.on);
                (today - since >= patience.responsible - patience.deputy).then_some(Because::VeryLate)
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::access::Role;
    use crate::accounts::standing_in::Worker;
    use crate::db::new_id;
    use crate::steps::{Postponement, Reason, Subject, SubjectKind};
    use time::macros::date;

    #[test]
    fn a_late_step_goes_to_others_on_its_day_and_stays_there_while_it_is_the_same() {
        let patience = Patience { deputy: Duration::days(7), responsible: Duration::days(14) };
        let to = new_id();
        let next = Next {
            subject: Subject { kind: SubjectKind::Tandem, id: new_id() },
            what: "meet_first",
            owner: Owner::person(new_id()),
            since_on: date!(2026 - 03 - 01),
            due_on: date!(2026 - 03 - 11),
            entrusted: None,
        };
        let step = Step::new(new_id(), &next);
        let on = |days| next.due_on + Duration::days(days);
        assert_eq!(step.escalates(patience, on(6)), None);
        assert_eq!(step.escalates(patience, on(7)), Some(Because::Late));
        let entrusted = Entrusted { from: next.owner, to, on: on(7), because: Because::Late };
        let escalated = Step { owner: Owner::account(to), entrusted: Some(entrusted), ..step.clone() };
        assert_eq!(escalated.escalates(patience, on(13)), None);
        assert_eq!(escalated.escalates(patience, on(14)), Some(Because::VeryLate));
        let put_off = Postponement { to: on(20), on: on(8), by: to, reason: Reason::CallBack };
        let put_off = Step { postponed: Some(put_off), ..escalated.clone() };
        assert_eq!(put_off.escalates(patience, on(26)), None);
        assert_eq!(put_off.escalates(patience, on(27)), Some(Because::VeryLate));
        let last = Step {
            entrusted: Some(Entrusted { because: Because::VeryLate, ..entrusted }),
            ..escalated.clone()
        };
        assert_eq!(last.escalates(patience, on(400)), None);

        let worker = Worker { role: Role::Coordinator, organisation_id: None, by_default: false };
        let there = StandIns::new([(to, worker)].into(), [].into(), [].into());
        assert_eq!(put_off.clone().become_next(&next, &there), put_off);
        let later = Next { due_on: on(1), ..next };
        assert_eq!(put_off.clone().become_next(&later, &there), Step::new(step.id, &later));
        assert_eq!(put_off.become_next(&next, &StandIns::default()), step, "nobody is left to do it");
    }
}
