//! What comes next is settled: after an act changed facts, the steps of what it touched become those that the facts give.
//!
//! The facts of several nouns are gathered here, and each noun's own rule says what comes next. They are read seeing everything, once
//! the things are held: of two transactions that touch a journey, the last to settle it has seen what both changed.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Duration};

use crate::accounts::coordination::Coordination as Coordinators;
use crate::db::{self, Deciding, Id, Instant, Keys, Write};
use crate::error::Error;
use crate::follow_ups::meeting::{last_met_on, planned};
use crate::organisations::Kind;
use crate::people::step::{Awaited, Facts};
use crate::people::store::JourneyToSettle;
use crate::proposals::proposal::{Party, State, due_on};
use crate::proposals::store::ProposalToSettle;
use crate::steps::store::Handed;
use crate::steps::{Next, Owner, Subject, SubjectKind, stood_in};
use crate::tandems::charter::Signature;
use crate::tandems::step::next_to_sign;
use crate::{
    accounts, follow_ups, organisations, outcomes, people, problems, proposals, requests, steps, tandems,
};

/// Gives the steps of requests and journeys to those who look after them now, once somebody began or ceased to coordinate, went away or
/// came back: whoever changes that holds it.
pub async fn owners(write: &Write) -> Result<(), Error> {
    let coordination = coordination(write).await?;
    let stand_ins = accounts::store::find_stand_ins(write).await?;
    let mut team = Vec::new();
    for one in coordination.coordinators.team() {
        team.push(one.id);
        let chosen = people::store::journeys_chosen_for(&[one.id]);
        let reported = Handed::Of(problems::store::ids_of_journeys(chosen.clone()));
        let owner = stood_in(Owner::account(one.id), &stand_ins);
        steps::store::hand_over(write, &[SubjectKind::Journey], Handed::Of(chosen), owner).await?;
        steps::store::hand_over(write, &[SubjectKind::Report], reported, owner).await?;
    }
    let chosen = people::store::journeys_chosen_for(&team);
    let reported = Handed::But(problems::store::ids_of_journeys(chosen.clone()));
    let default = coordinator_of(&coordination, None);
    let kinds = [SubjectKind::Request, SubjectKind::Journey];
    let by_default = stood_in(default, &stand_ins);
    steps::store::hand_over(write, &kinds, Handed::But(chosen), by_default).await?;
    steps::store::hand_over(write, &[SubjectKind::Report], reported, by_default).await?;
    // Those that are late went to one person each. They are few, and nobody else settles meanwhile.
    for &kind in SubjectKind::ALL {
        for some in steps::store::list_escalated(write, kind).await?.chunks(AT_ONCE) {
            let keys = Keys::These(some);
            let next = next_of(write, kind, keys).await?;
            put(write, &[kind], keys, next).await?;
        }
    }
    // So did what is awaited of those who are called.
    for kind in OF_PROPOSALS {
        for some in steps::store::list_of_staff(write, kind).await?.chunks(AT_ONCE) {
            let keys = Keys::These(some);
            let next = next_of(write, kind, keys).await?;
            put(write, &[kind], keys, next).await?;
        }
    }
    Ok(())
}

/// The kinds of things that are a side of a proposal.
pub const OF_PROPOSALS: [SubjectKind; 4] = [
    SubjectKind::AnswerMentor,
    SubjectKind::AnswerMentee,
    SubjectKind::SignatureMentor,
    SubjectKind::SignatureMentee,
];

/// How many things are settled in one statement.
const AT_ONCE: usize = 500;

/// Settles some requests. The calls about those that are forgotten are forgotten with them.
pub async fn requests(write: &Write, ids: &[Id]) -> Result<(), Error> {
    accounts::store::share_coordination(write).await?;
    let next = next_of_requests(write, Keys::These(ids)).await?;
    for &id in ids.iter().filter(|id| next.iter().all(|next| next.subject.id != **id)) {
        steps::store::delete_calls(write, Subject { kind: SubjectKind::Request, id }).await?;
    }
    put(write, &[SubjectKind::Request], Keys::These(ids), next).await
}

/// Settles some journeys, and the contacts for their results.
pub async fn journeys(write: &Write, ids: &[Id]) -> Result<(), Error> {
    hold_journeys(write, ids).await?;
    let keys = Keys::These(ids);
    let next = next_of_journeys(write, keys).await?.concat();
    put(write, &[SubjectKind::Journey, SubjectKind::ResultContact], keys, next).await
}

/// Holds what a step is about, before the step, as whoever settles it does: of two, one waits and neither is killed.
pub async fn hold_subject(write: &Write, subject: Subject) -> Result<(), Error> {
    if subject.kind == SubjectKind::Journey {
        return hold_journeys(write, &[subject.id]).await;
    }
    Ok(accounts::store::share_coordination(write).await?)
}

/// Holds some journeys and who coordinates them: in this order, before any of their steps.
pub async fn hold_journeys(write: &Write, ids: &[Id]) -> Result<(), Error> {
    people::store::hold_journeys(write, ids).await?;
    Ok(accounts::store::share_coordination(write).await?)
}

/// Settles the answers to some proposals, which are held or new, and the signatures that follow.
pub async fn proposals(write: &Write, ids: &[Id]) -> Result<(), Error> {
    accounts::store::share_coordination(write).await?;
    let keys = Keys::These(ids);
    let mut next = next_of_proposals(write, keys).await?.concat();
    next.extend(next_of_signatures(write, keys).await?);
    put(write, &OF_PROPOSALS, keys, next).await
}

/// Settles the answers to all proposals and all signatures, once everybody is written to in other ways than before. Nobody else settles
/// meanwhile.
pub async fn answers(write: &Write) -> Result<(), Error> {
    accounts::store::lock_coordination(write).await?;
    let mut next = next_of_proposals(write, Keys::All).await?.concat();
    next.extend(next_of_signatures(write, Keys::All).await?);
    put(write, &OF_PROPOSALS, Keys::All, next).await
}

/// Settles some tandems, which are held or new.
pub async fn tandems(write: &Write, ids: &[Id]) -> Result<(), Error> {
    accounts::store::share_coordination(write).await?;
    let next = next_of_tandems(write, Keys::These(ids)).await?;
    put(write, &[SubjectKind::Tandem], Keys::These(ids), next).await
}

/// Settles some problems, whose journeys are held.
pub async fn problems(write: &Write, ids: &[Id]) -> Result<(), Error> {
    accounts::store::share_coordination(write).await?;
    let next = next_of_problems(write, Keys::These(ids)).await?;
    put(write, &[SubjectKind::Report], Keys::These(ids), next).await
}

/// Settles everything at once: what was brought in from before the hub. It reads what nobody holds, so nobody else settles meanwhile:
/// who settles shares what is held here.
pub async fn everything(write: &Write) -> Result<(), Error> {
    accounts::store::lock_coordination(write).await?;
    let next = every(write).await?;
    put(write, SubjectKind::ALL, Keys::All, next).await
}

/// Puts what comes next on some things in the place of their steps of some kinds.
async fn put(write: &Write, kinds: &[SubjectKind], keys: Keys<'_>, next: Vec<Next>) -> Result<(), Error> {
    let stand_ins = accounts::store::find_stand_ins(write).await?;
    let mut of_kinds: BTreeMap<SubjectKind, Vec<Next>> = BTreeMap::new();
    for next in no_sooner(write, next).await? {
        of_kinds.entry(next.subject.kind).or_default().push(next.stood_in(&stand_ins));
    }
    for &kind in kinds {
        let next = of_kinds.remove(&kind).unwrap_or_default();
        steps::store::replace(write, kind, keys, next, &stand_ins).await?;
    }
    Ok(())
}

/// What comes next on some things of a kind.
async fn next_of(of: &impl Deciding, kind: SubjectKind, keys: Keys<'_>) -> Result<Vec<Next>, Error> {
    Ok(match kind {
        SubjectKind::Request => next_of_requests(of, keys).await?,
        SubjectKind::Journey => next_of_journeys(of, keys).await?[0].clone(),
        SubjectKind::ResultContact => next_of_journeys(of, keys).await?[1].clone(),
        SubjectKind::AnswerMentor => next_of_proposals(of, keys).await?[0].clone(),
        SubjectKind::AnswerMentee => next_of_proposals(of, keys).await?[1].clone(),
        SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => {
            let signatures = next_of_signatures(of, keys).await?.into_iter();
            signatures.filter(|next| next.subject.kind == kind).collect()
        }
        SubjectKind::Tandem => next_of_tandems(of, keys).await?,
        SubjectKind::Report => next_of_problems(of, keys).await?,
    })
}

/// What was open when the hub was opened is due a week later at the earliest: nothing is late on the first day.
async fn no_sooner(of: &impl Deciding, mut next: Vec<Next>) -> Result<Vec<Next>, Error> {
    let hub = db::find_hub(of.on()).await?;
    if let Some(opened_on) = hub.and_then(|hub| hub.opened_at).map(Instant::day) {
        let first = opened_on.saturating_add(FIRST_WEEK);
        for next in next.iter_mut().filter(|next| next.since_on <= opened_on) {
            next.due_on = next.due_on.max(first);
        }
    }
    Ok(next)
}

/// How long what was open before the hub is given at least.
const FIRST_WEEK: Duration = Duration::days(7);

/// Every step, worked out anew from the facts, in the order of the things. Whose one became because it was late is a fact that it keeps.
pub async fn anew(of: &impl Deciding) -> Result<Vec<Next>, Error> {
    let stand_ins = accounts::store::find_stand_ins(of).await?;
    let every = no_sooner(of, every(of).await?).await?.into_iter();
    let mut every: Vec<Next> = every.map(|next| next.stood_in(&stand_ins)).collect();
    every.sort();
    Ok(every)
}

/// What comes next on everything, whoever is away.
async fn every(of: &impl Deciding) -> Result<Vec<Next>, Error> {
    let mut every = next_of_requests(of, Keys::All).await?;
    every.extend(next_of_journeys(of, Keys::All).await?.into_iter().flatten());
    every.extend(next_of_proposals(of, Keys::All).await?.into_iter().flatten());
    every.extend(next_of_signatures(of, Keys::All).await?);
    every.extend(next_of_tandems(of, Keys::All).await?);
    every.extend(next_of_problems(of, Keys::All).await?);
    Ok(every)
}

/// Who looks after what.
struct Coordination {
    coordinators: Coordinators,
    /// The hub itself, where nobody coordinates.
    hub: Owner,
}

/// Who looks after a journey for which an account was chosen, or none: that one while they work at the hub, else who coordinates by
/// default, which is also who looks after requests, else the hub itself.
fn coordinator_of(coordination: &Coordination, chosen: Option<Id>) -> Owner {
    coordination.coordinators.of(chosen).map_or(coordination.hub, |one| Owner::account(one.id))
}

async fn coordination(of: &impl Deciding) -> Result<Coordination, Error> {
    let organisations = organisations::store::list(of.on()).await?;
    let hub = organisations.iter().find(|organisation| organisation.kind == Kind::Hub);
    Ok(Coordination {
        coordinators: accounts::store::find_coordination(of.on()).await?,
        // A hub that is not founded yet has no key.
        hub: Owner::organisation(hub.map_or(Id::nil(), |hub| hub.id)),
    })
}

async fn next_of_requests(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Next>, Error> {
    let seen = requests::store::list_seen(of, keys).await?;
    let coordination = coordination(of).await?;
    let next = |(id, is_confirmed, since): (Id, bool, Instant)| {
        requests::step::next(id, is_confirmed, since.day(), coordinator_of(&coordination, None))
    };
    Ok(seen.into_iter().map(next).collect())
}

/// What comes next on journeys, and about their results.
async fn next_of_journeys(of: &impl Deciding, keys: Keys<'_>) -> Result<[Vec<Next>; 2], Error> {
    let journeys = people::store::list_journeys_to_settle(of, keys).await?;
    let coordination = coordination(of).await?;
    let history = history(of, keys).await?;
    let open = journeys.iter().filter(|journey| journey.is_open);
    let next = open.map(|journey| {
        let past = history.get(&journey.id).copied().unwrap_or_default();
        people::step::next(&Facts {
            id: journey.id,
            coordinator: coordinator_of(&coordination, journey.coordinator_id),
            welcomed_on: journey.welcomed_on,
            ended_on: past.ended_on,
            waits_from: journey.waits_from,
            awaited: past.awaited,
            paired_on: past.paired_on,
            reached_on: past.reached_on,
        })
    });
    let learnt = outcomes::store::list_to_settle(of, keys).await?;
    let result = |journey: &JourneyToSettle| {
        let facts = outcomes::step::Facts {
            journey: journey.id,
            track: journey.track,
            welcomed_on: journey.welcomed_on,
            organisation: journey.organisation_id,
        };
        outcomes::step::next(&facts, learnt.get(&journey.id).map_or(&[], Vec::as_slice))
    };
    Ok([next.collect(), journeys.iter().filter_map(result).collect()])
}

/// What happened in a journey, over all nouns.
#[derive(Clone, Copy, Debug, Default)]
struct Past {
    ended_on: Option<Date>,
    awaited: Option<Awaited>,
    paired_on: Option<Date>,
    reached_on: Option<Date>,
}

async fn history(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeMap<Id, Past>, Error> {
    let mut history: BTreeMap<Id, Past> = BTreeMap::new();
    for tandem in tandems::store::list_of_journeys_to_settle(of, keys).await? {
        let past = history.entry(tandem.journey_id).or_default();
        match tandem.closed {
            Some((closed_on, _)) => past.ended_on = past.ended_on.max(Some(closed_on)),
            None => past.paired_on = past.paired_on.max(Some(tandem.started_on)),
        }
    }
    let proposals = proposals::store::list_of_journeys_to_settle(of, keys).await?;
    let accepted = proposals.iter().filter(|proposal| proposal.state() == State::Accepted);
    let accepted: Vec<Id> = accepted.map(|proposal| proposal.id).collect();
    let owed = tandems::store::list_owed_to_settle(of, narrowed(keys, &accepted)).await?;
    for proposal in &proposals {
        let past = history.entry(proposal.journey_id).or_default();
        past.ended_on = past.ended_on.max(proposal.ended_on());
        if let Some(awaited) = awaited(proposal, &owed) {
            past.awaited = past.awaited.max(Some(awaited));
        }
    }
    for (journey, day) in steps::store::list_reached_on(of, SubjectKind::Journey, keys).await? {
        history.entry(journey).or_default().reached_on = Some(day);
    }
    Ok(history)
}

/// What is awaited of the two sides of a proposal that is not over: their answers, then their signatures.
fn awaited(proposal: &ProposalToSettle, owed: &[Signature]) -> Option<Awaited> {
    let (since_on, due_on) = (proposal.proposed_on, proposal.due_on());
    match proposal.state() {
        State::Pending => Some(Awaited { since_on, due_on, is_accepted: false }),
        State::Accepted => {
            let since_on = proposal.accepted_on().unwrap_or(since_on);
            let owed = owed.iter().filter(|owed| owed.proposal_id == proposal.id);
            let due_on = owed.map(Signature::due_on).max().unwrap_or(since_on);
            Some(Awaited { since_on, due_on, is_accepted: true })
        }
        State::Begun | State::Declined | State::Withdrawn | State::Later => None,
    }
}

/// What comes next for the mentors and for the mentees who were asked.
async fn next_of_proposals(of: &impl Deciding, keys: Keys<'_>) -> Result<[Vec<Next>; 2], Error> {
    let mut pending = proposals::store::list_to_settle(of, keys).await?;
    pending.retain(|proposal| proposal.state() == State::Pending);
    let mentors: Vec<Id> = pending.iter().map(|proposal| proposal.mentor_id).collect();
    let journeys: Vec<Id> = pending.iter().map(|proposal| proposal.journey_id).collect();
    let owners = Owners::find(of, keys, [&mentors, &journeys]).await?;
    let asked = |proposal: &ProposalToSettle, party| {
        let answer = match party {
            Party::Mentor => proposal.mentor,
            Party::Mentee => proposal.mentee,
        };
        let owner = owners.of(proposal, party).filter(|_| answer.is_none())?;
        let since = proposal.awaited_since(party)?;
        let days = [since, due_on(since, proposal.answer_days)];
        Some(proposals::step::next(proposal.id, party, days, owner))
    };
    let of_party = |party| pending.iter().filter_map(|proposal| asked(proposal, party)).collect();
    Ok([of_party(Party::Mentor), of_party(Party::Mentee)])
}

/// What comes next for those who were asked to sign: under a proposal that both accepted, or in its tandem while that is open.
async fn next_of_signatures(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Next>, Error> {
    let owed = tandems::store::list_owed_to_settle(of, keys).await?;
    let ids: Vec<Id> = owed.iter().map(|owed| owed.proposal_id).collect();
    let these = narrowed(keys, &ids);
    let open = tandems::store::list_proposals_of_open(of, these).await?;
    let mut proposals = proposals::store::list_to_settle(of, these).await?;
    proposals.retain(|one| one.state() == State::Accepted || open.contains(&one.id));
    let mentors: Vec<Id> = proposals.iter().map(|proposal| proposal.mentor_id).collect();
    let journeys: Vec<Id> = proposals.iter().map(|proposal| proposal.journey_id).collect();
    let owners = Owners::find(of, keys, [&mentors, &journeys]).await?;
    let proposals: BTreeMap<Id, ProposalToSettle> = proposals.into_iter().map(|one| (one.id, one)).collect();
    let next = |owed: &Signature| {
        let proposal = proposals.get(&owed.proposal_id)?;
        Some(next_to_sign(owed, owners.of(proposal, owed.party)?))
    };
    Ok(owed.iter().filter_map(next).collect())
}

/// Whose turn it is on the sides of some proposals: that of the person, or of whoever coordinates while the hub cannot write to them.
struct Owners {
    mentors: BTreeMap<Id, Id>,
    journeys: BTreeMap<Id, Id>,
    called: BTreeSet<Id>,
    chosen: BTreeMap<Id, Option<Id>>,
    coordination: Coordination,
}

impl Owners {
    async fn find(of: &impl Deciding, keys: Keys<'_>, sides: [&[Id]; 2]) -> Result<Self, Error> {
        let mentors = people::store::people_of_mentors(of, narrowed(keys, sides[0])).await?;
        let journeys = people::store::people_of_journeys(of, narrowed(keys, sides[1])).await?;
        let people: Vec<Id> = mentors.values().chain(journeys.values()).copied().collect();
        let called = people::store::list_called(of, narrowed(keys, &people)).await?;
        let calls = if called.is_empty() { Keys::These(&[]) } else { narrowed(keys, sides[1]) };
        let of_calls = people::store::list_journeys_to_settle(of, calls).await?;
        let chosen = of_calls.into_iter().map(|journey| (journey.id, journey.coordinator_id)).collect();
        Ok(Self { mentors, journeys, called, chosen, coordination: coordination(of).await? })
    }

    /// Whose turn it is on a side; nobody's once that side is erased.
    fn of(&self, proposal: &ProposalToSettle, party: Party) -> Option<Owner> {
        let person = match party {
            Party::Mentor => *self.mentors.get(&proposal.mentor_id)?,
            Party::Mentee => *self.journeys.get(&proposal.journey_id)?,
        };
        let chosen = || self.chosen.get(&proposal.journey_id).copied().flatten();
        let is_called = self.called.contains(&person);
        Some(if is_called { coordinator_of(&self.coordination, chosen()) } else { Owner::person(person) })
    }
}

async fn next_of_tandems(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Next>, Error> {
    let mut open = tandems::store::list_to_settle(of, keys).await?;
    open.retain(tandems::tandem::Tandem::is_open);
    let ids: Vec<Id> = open.iter().map(|tandem| tandem.id).collect();
    let mentors: Vec<Id> = open.iter().map(|tandem| tandem.mentor_id).collect();
    let mentors = people::store::people_of_mentors(of, narrowed(keys, &mentors)).await?;
    let meetings = follow_ups::store::list_to_settle(of, narrowed(keys, &ids)).await?;
    let next = open.iter().filter_map(|tandem| {
        let held = meetings.get(&tandem.id).map_or(&[][..], Vec::as_slice);
        let mentor = Owner::person(*mentors.get(&tandem.mentor_id)?);
        tandems::step::next(tandem, last_met_on(held), planned(held), mentor)
    });
    Ok(next.collect())
}

async fn next_of_problems(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Next>, Error> {
    let open = problems::store::list_to_settle(of, keys).await?;
    let ids: Vec<Id> = open.iter().map(|problem| problem.journey_id).collect();
    let journeys = people::store::list_journeys_to_settle(of, narrowed(keys, &ids)).await?;
    let chosen: BTreeMap<Id, Option<Id>> =
        journeys.into_iter().map(|journey| (journey.id, journey.coordinator_id)).collect();
    let coordination = coordination(of).await?;
    let next = open.iter().map(|problem| {
        let owner = coordinator_of(&coordination, chosen.get(&problem.journey_id).copied().flatten());
        problems::step::next(problem.id, problem.reported_at, owner)
    });
    Ok(next.collect())
}

/// The keys of another table, when only some things are settled.
fn narrowed<'a>(keys: Keys<'_>, ids: &'a [Id]) -> Keys<'a> {
    match keys {
        Keys::All => Keys::All,
        Keys::These(_) => Keys::These(ids),
    }
}
