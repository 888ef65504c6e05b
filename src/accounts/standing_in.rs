//! Who stands in for whom: the deputy of an account, and the days on which its holder is away.
//!
//! Somebody who is away keeps what is theirs: others do it until they are back. It is a fact with a day, written by a job of the night,
//! so that whose turn it is never depends on the day on which it is read.

use std::collections::BTreeMap;

use time::{Date, Duration};

use super::access::Role;
use super::account::Account;
use crate::calendar;
use crate::db::Id;
use crate::version::Version;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How the hub knows that somebody is away.
    AbsenceReason {
        Said = "said", "annoncée";
        Silent = "silent", "pas de visite depuis cinq jours ouvrés";
    }
}

/// After how many working days without a visit somebody counts as away.
const SILENT_AFTER: usize = 5;
/// The longest absence that is announced.
pub const LONGEST_ABSENCE: Duration = Duration::days(366);

/// Days on which somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Its key.
    pub id: Id,
    /// Who is away.
    pub account_id: Id,
    /// How the hub knows.
    pub reason: AbsenceReason,
    /// The first day.
    pub from_on: Date,
    /// The last day, which is known when it was announced.
    pub until_on: Option<Date>,
    /// The morning on which what is theirs went to others.
    pub handed_on: Option<Date>,
    /// The day on which it was over.
    pub ended_on: Option<Date>,
}

impl Absence {
    /// Whether what is theirs goes to others on a day, and has not.
    pub fn begins(&self, today: Date) -> bool {
        self.handed_on.is_none() && self.from_on <= today && !self.is_over(today, None)
    }

    /// Whether it is over: its last day has passed, or they came although nobody had announced it.
    pub fn is_over(&self, today: Date, visited_on: Option<Date>) -> bool {
        match self.until_on {
            Some(until_on) => until_on < today,
            None => visited_on.is_some_and(|visited_on| visited_on >= self.from_on),
        }
    }
}

/// Why days are no absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceError {
    /// It ends before it begins.
    #[error("Le dernier jour vient après le premier.")]
    EndsBefore,
    /// Nobody needs to stand in any more.
    #[error("Choisissez un dernier jour qui n’est pas passé.")]
    Past,
    /// Somebody who is away so long hands everything over.
    #[error("Choisissez un an au plus. Pour plus longtemps, tout se confie à quelqu’un d’autre.")]
    TooLong,
}

/// Checks the first and the last day of an absence that is announced.
pub fn check_absence(from_on: Date, until_on: Date, today: Date) -> Result<(), AbsenceError> {
    if until_on < from_on {
        Err(AbsenceError::EndsBefore)
    } else if until_on < today {
        Err(AbsenceError::Past)
    } else if until_on - from_on > LONGEST_ABSENCE {
        Err(AbsenceError::TooLong)
    } else {
        Ok(())
    }
}

/// Whether somebody counts as away this morning: five working days passed since their last visit, or the last day of which they had said
/// that they would not come.
pub fn is_silent(known_on: Date, today: Date) -> bool {
    let mut day = known_on;
    let mut working_days = 0;
    while working_days < SILENT_AFTER {
        day = day.saturating_add(Duration::DAY);
        if day >= today {
            return false;
        }
        working_days += usize::from(calendar::is_working_day(day));
    }
    true
}

/// Whether the holder of an account can do what is another's: they work in the same house, and see as far.
pub fn may_stand_in(account: &Account, deputy: &Account) -> bool {
    let at_hub = |role: Role| matches!(role, Role::Coordinator | Role::HubResponsible);
    let in_one_house = if at_hub(account.role) {
        at_hub(deputy.role)
    } else {
        account.role.is_partner_staff()
            && deputy.role.is_partner_staff()
            && deputy.organisation_id == account.organisation_id
            && (deputy.branch_id.is_none() || deputy.branch_id == account.branch_id)
    };
    in_one_house && deputy.id != account.id && deputy.is_held()
}

/// Who stands in for the holder of an account, as a form shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deputy(pub Option<Id>);

impl Deputy {
    /// The version of what the form shows.
    pub fn version(&self) -> Version {
        Version::of(self)
    }
}

/// Somebody who works for the hub or a partner, and signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worker {
    /// What they do.
    pub role: Role,
    /// The organisation they work for.
    pub organisation_id: Option<Id>,
    /// Whether they coordinate whatever nobody was chosen for.
    pub by_default: bool,
}

/// Who stands in for whom at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIns {
    /// Those who work, by account: the earliest first, since keys grow.
    workers: BTreeMap<Id, Worker>,
    deputies: BTreeMap<Id, Id>,
    /// Those whose things others do, with the morning since when.
    away: BTreeMap<Id, Date>,
}

impl StandIns {
    /// Those who work, the deputy of each who has one, and those who are away.
    pub fn new(workers: BTreeMap<Id, Worker>, deputies: BTreeMap<Id, Id>, away: BTreeMap<Id, Date>) -> Self {
        Self { workers, deputies, away }
    }

    /// Since when others do what is theirs.
    pub fn away_since(&self, account: Id) -> Option<Date> {
        self.away.get(&account).copied()
    }

    fn is_there(&self, account: Id) -> bool {
        self.workers.contains_key(&account) && !self.away.contains_key(&account)
    }

    fn first(&self, is_meant: impl Fn(&Worker) -> bool) -> Option<Id> {
        let meant = self.workers.iter().filter(|(_, worker)| is_meant(worker));
        meant.map(|(id, _)| *id).find(|id| self.is_there(*id))
    }

    fn by_default(&self) -> Option<Id> {
        self.first(|worker| worker.by_default)
    }

    /// Who is responsible for the hub, and there.
    pub fn responsible(&self) -> Option<Id> {
        self.first(|worker| worker.role == Role::HubResponsible)
    }

    /// Who does what is another's: their deputy, else whoever coordinates by default, else whoever is responsible for the hub; the first
    /// who is there. A deputy's own deputy is not asked, so that nobody goes round in a circle.
    pub fn in_place_of(&self, account: Id) -> Option<Id> {
        let deputy = self.deputies.get(&account).copied().filter(|deputy| self.is_there(*deputy));
        [deputy, self.by_default(), self.responsible()].into_iter().flatten().find(|id| *id != account)
    }

    /// Who does what was given to somebody: they themselves while they are there or while nobody else is; nobody where they do not work
    /// here any more, and nobody else does.
    pub fn taker(&self, account: Id) -> Option<Id> {
        if self.is_there(account) {
            return Some(account);
        }
        self.in_place_of(account).or_else(|| self.workers.contains_key(&account).then_some(account))
    }

    /// Who does what an organisation is late with: whoever is responsible there, else as at the hub.
    pub fn above_organisation(&self, organisation: Id) -> Option<Id> {
        let theirs = |worker: &Worker| {
            worker.role == Role::Responsible && worker.organisation_id == Some(organisation)
        };
        self.first(theirs).or_else(|| self.by_default()).or_else(|| self.responsible())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    #[test]
    fn five_working_days_without_a_visit_are_counted_over_weekends_and_holidays() {
        for (visited_on, away_on) in [
            // A Friday; the five days of a week; a Saturday.
            (date!(2026 - 03 - 06), date!(2026 - 03 - 14)),
            // A Wednesday: the weekend counts for nothing.
            (date!(2026 - 03 - 11), date!(2026 - 03 - 19)),
            // Before Easter, whose Monday counts for nothing either.
            (date!(2026 - 04 - 02), date!(2026 - 04 - 11)),
            // The first and the eighth of May are Fridays, the fourteenth is the Ascension.
            (date!(2026 - 04 - 30), date!(2026 - 05 - 12)),
            (date!(2026 - 05 - 07), date!(2026 - 05 - 19)),
            // Both changes of the clock.
            (date!(2026 - 03 - 27), date!(2026 - 04 - 04)),
            (date!(2026 - 10 - 23), date!(2026 - 10 - 31)),
        ] {
            assert!(is_silent(visited_on, away_on), "{visited_on}");
            assert!(!is_silent(visited_on, away_on.previous_day().unwrap()), "{visited_on}");
        }
    }

    #[test]
    fn an_absence_has_its_days_in_order_and_is_not_over() {
        let today = date!(2026 - 03 - 12);
        let check = |from: Date, until: Date| check_absence(from, until, today);
        assert_eq!(check(today, today), Ok(()));
        assert_eq!(check(date!(2026 - 03 - 02), today), Ok(()), "somebody fell ill last week");
        assert_eq!(check(date!(2026 - 03 - 14), date!(2026 - 03 - 13)), Err(AbsenceError::EndsBefore));
        assert_eq!(check(date!(2026 - 03 - 02), date!(2026 - 03 - 11)), Err(AbsenceError::Past));
        assert_eq!(check(today, date!(2027 - 03 - 14)), Err(AbsenceError::TooLong));
    }

    fn worker(role: Role, by_default: bool) -> Worker {
        Worker { role, organisation_id: None, by_default }
    }

    #[test]
    fn the_deputy_then_the_default_then_the_responsible_stands_in_and_never_in_a_circle() {
        let [one, deputy, default, responsible] = [(); 4].map(|()| new_id());
        let workers: BTreeMap<Id, Worker> = [
            (one, worker(Role::Coordinator, false)),
            (deputy, worker(Role::Coordinator, false)),
            (default, worker(Role::Coordinator, true)),
            (responsible, worker(Role::HubResponsible, false)),
        ]
        .into();
        // Each is the other's deputy.
        let deputies: BTreeMap<Id, Id> = [(one, deputy), (deputy, one)].into();
        let without = |away: &[Id]| {
            let away = away.iter().map(|&id| (id, date!(2026 - 03 - 12))).collect();
            StandIns::new(workers.clone(), deputies.clone(), away)
        };
        assert_eq!(without(&[]).taker(one), Some(one));
        assert_eq!(without(&[one]).taker(one), Some(deputy));
        assert_eq!(without(&[one, deputy]).taker(one), Some(default));
        assert_eq!(without(&[one, deputy]).taker(deputy), Some(default));
        assert_eq!(without(&[one, deputy, default]).taker(one), Some(responsible));
        assert_eq!(without(&[one, deputy, default, responsible]).taker(one), Some(one), "nobody is there");
        assert_eq!(without(&[]).taker(new_id()), Some(default), "somebody who left");
        assert_eq!(StandIns::default().taker(one), None);
    }

    #[test]
    fn who_stands_in_works_in_the_same_house_and_sees_as_far() {
        let account = |role, organisation_id: Option<Id>, branch_id: Option<Id>| Account {
            id: new_id(),
            identity_id: None,
            name: "Colette Restanque".to_owned(),
            role,
            organisation_id,
            branch_id,
            person_id: None,
            accepted_at: Some(crate::db::Instant::morning_of(date!(2026 - 03 - 12))),
            withdrawn_on: None,
        };
        let [house, other, branch] = [(); 3].map(|()| Some(new_id()));
        let coordinator = account(Role::Coordinator, None, None);
        let responsible = account(Role::Responsible, house, None);
        let adviser = account(Role::Adviser, house, branch);
        assert!(may_stand_in(&coordinator, &account(Role::HubResponsible, None, None)));
        assert!(!may_stand_in(&coordinator, &coordinator), "oneself");
        assert!(!may_stand_in(&coordinator, &responsible));
        assert!(!may_stand_in(&adviser, &coordinator), "nobody stands in over there");
        assert!(may_stand_in(&adviser, &responsible));
        assert!(!may_stand_in(&responsible, &adviser), "who sees one branch only");
        assert!(!may_stand_in(&adviser, &account(Role::Adviser, other, None)));
        let left = Account { withdrawn_on: Some(date!(2026 - 03 - 12)), ..responsible };
        assert!(!may_stand_in(&adviser, &left));
    }
}
