//! Whose turn it is on what may be late, followed from day to day: after seven days of delay it is whoever stands in's, after fourteen
//! whoever is responsible for the hub's; what is somebody's who is away is others' from that morning until they are back.

use std::collections::{BTreeMap, BTreeSet};

use tandem::db::{Id, Snapshot};
use tandem::steps::store::list_to_compare;
use tandem::steps::{Because, Entrusted, Owner, OwnerKind, Step, Subject, SubjectKind};
use tandem::tandems::store::list_of_journeys;
use time::{Date, Duration};

use super::people::{Known, Population};
use super::team::Team;
use crate::support::TestHub;
use tandem::accounts::access::Scope;

/// Every step.
pub async fn steps(hub: &TestHub) -> Vec<Step> {
    let of = Snapshot::begin(&hub.app.db).await.unwrap();
    list_to_compare(&of).await.unwrap()
}

/// What is followed of a thing while what is to be done on it is the same.
struct Followed {
    what: String,
    due_on: Date,
    /// To whom it went because it is late.
    went: Option<Entrusted>,
    is_absent: bool,
}

/// Whose turn it was until now.
#[derive(Default)]
pub struct Turns {
    followed: BTreeMap<Subject, Followed>,
    /// How many went to whoever stands in for somebody away, came back, went to others late, and very late.
    pub seen: [usize; 4],
}

impl Turns {
    /// What is wrong on a morning.
    pub async fn look(
        &mut self,
        hub: &TestHub,
        population: &Population,
        team: &Team,
        steps: &[Step],
    ) -> Vec<String> {
        let today = hub.app.today();
        let bases = Bases::find(hub, population, team).await;
        let mut before = std::mem::take(&mut self.followed);
        let mut wrong = Vec::new();
        for step in steps {
            let Some(base) = bases.of(step) else { continue };
            let (what, due_on) = (step.what.clone(), step.due_on());
            let before = before.remove(&step.subject);
            let before = before.filter(|before| (&before.what, before.due_on) == (&what, due_on));
            let went = before.as_ref().and_then(|before| before.went);
            let now = went.map_or_else(|| stood_in(base, team, today), |went| taken(went, team, today));
            let further = further(now.0, went, due_on, &bases, step, team, today);
            let (owner, entrusted) = further.map_or(now, |further| taken(further, team, today));
            if (step.owner, step.entrusted) != (owner, entrusted) {
                wrong.push(format!("{step:?} is to be {owner:?}'s: {entrusted:?}"));
            }
            let is_absent = entrusted.is_some_and(|entrusted| entrusted.because == Because::Absent);
            let was_absent = before.is_some_and(|before| before.is_absent);
            self.seen[0] += usize::from(is_absent && !was_absent);
            self.seen[1] += usize::from(was_absent && entrusted.is_none());
            self.seen[2] += usize::from(further.is_some_and(|further| further.because == Because::Late));
            self.seen[3] += usize::from(further.is_some_and(|further| further.because == Because::VeryLate));
            let went = further.or(went);
            self.followed.insert(step.subject, Followed { what, due_on, went, is_absent });
        }
        wrong
    }
}

/// Whose it is, and why, where its owner is perhaps away.
fn stood_in(base: Owner, team: &Team, today: Date) -> (Owner, Option<Entrusted>) {
    let since = (base.kind == OwnerKind::Account).then(|| team.away_since(base.id, today)).flatten();
    let (Some(on), true) = (since, base.kind == OwnerKind::Account) else { return (base, None) };
    let Some(to) = team.in_place_of(base.id, today) else { return (base, None) };
    (Owner::account(to), Some(Entrusted { from: base, to, on, because: Because::Absent }))
}

/// The same for what went to somebody who is perhaps away by now.
fn taken(went: Entrusted, team: &Team, today: Date) -> (Owner, Option<Entrusted>) {
    (Owner::account(team.taker(went.to, today)), Some(went))
}

/// To whom what is late goes this morning, if it does.
fn further(
    owner: Owner,
    went: Option<Entrusted>,
    due_on: Date,
    bases: &Bases,
    step: &Step,
    team: &Team,
    today: Date,
) -> Option<Entrusted> {
    let late_since = went.map_or(due_on, |went| went.on.max(due_on));
    if today - late_since < Duration::WEEK {
        return None;
    }
    let (because, to) = match went.map(|went| went.because) {
        Some(Because::VeryLate) => return None,
        Some(_) => (Because::VeryLate, team.responsible(today)),
        None => (Because::Late, bases.above(owner, step, team, today)),
    };
    let to = to.filter(|to| Owner::account(*to) != owner)?;
    Some(Entrusted { from: owner, to, on: today, because })
}

/// Whose turn it would be if nobody were away or late.
struct Bases {
    /// Who coordinates each journey.
    coordinators: BTreeMap<Id, Id>,
    /// The journey and the person of the mentor of each tandem.
    tandems: BTreeMap<Id, (Id, Id)>,
    partner: Id,
}

impl Bases {
    async fn find(hub: &TestHub, population: &Population, team: &Team) -> Self {
        let coordinator = |known: &Known| (known.part, known.coordinator.unwrap_or(team.by_default()));
        let coordinators: BTreeMap<Id, Id> = population.people.iter().map(coordinator).collect();
        let person: BTreeMap<Id, Id> =
            population.people.iter().map(|known| (known.part, known.person.id)).collect();
        let journeys: BTreeSet<Id> = coordinators.keys().copied().collect();
        let journeys: Vec<Id> = journeys.into_iter().collect();
        let tandems = list_of_journeys(&hub.app.db, Scope::Hub, &journeys).await.unwrap();
        let tandem = |one: &tandem::tandems::tandem::Tandem| {
            Some((one.id, (one.journey_id, *person.get(&one.mentor_id)?)))
        };
        let tandems = tandems.iter().filter_map(tandem).collect();
        Self { coordinators, tandems, partner: hub.partner() }
    }

    fn of(&self, step: &Step) -> Option<Owner> {
        let id = step.subject.id;
        match step.subject.kind {
            SubjectKind::Journey => Some(Owner::account(*self.coordinators.get(&id)?)),
            SubjectKind::Tandem => Some(Owner::person(self.tandems.get(&id)?.1)),
            SubjectKind::ResultContact => Some(Owner::organisation(self.partner)),
            _ => None,
        }
    }

    /// Who does what somebody is late with.
    fn above(&self, owner: Owner, step: &Step, team: &Team, today: Date) -> Option<Id> {
        match owner.kind {
            OwnerKind::Account => team.in_place_of(owner.id, today),
            OwnerKind::Organisation => team.above_partner(today),
            OwnerKind::Person => {
                let (journey, _) = self.tandems.get(&step.subject.id)?;
                Some(team.taker(*self.coordinators.get(journey)?, today))
            }
        }
    }
}
