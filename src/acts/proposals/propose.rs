//! The pairs of a draft are proposed: each becomes a proposal that awaits two answers.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::ask;
use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Keys, Write, hold_words};
use crate::error::Error;
use crate::overview::store::{declined, find_outdating, used_places};
use crate::people::person::{Journey, Mentor, Person};
use crate::proposals::proposal::{Party, Proposal, Sides};
use crate::rounds::by_hand::ByHand;
use crate::rounds::inputs::{Exclusion, MenteeInput, MentorInput, Pair};
use crate::rounds::not_proposed::{NotProposed, Obstacle, forbidding};
use crate::rounds::round::{Draft, Proposed};
use crate::rounds::store::Decision;
use crate::settings::{self, Settings};
use crate::state::App;
use crate::{people, proposals, rounds, tandems};

/// Pairs proposed in one transaction, so that none is long.
const AT_ONCE: usize = 500;
/// What is held while pairs are proposed: two drafts proposed at once take turns, and the second sees what the first promised.
const TURN: &str = "proposing the pairs of a draft";

/// What somebody proposes.
#[derive(Clone, Copy, Debug)]
pub struct Proposing {
    /// The round whose draft it is.
    pub round: Id,
    /// Pairs with a lower score are left aside; 0 leaves none.
    pub least_score: u32,
}

/// The outcome of proposing a draft.
#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// Its pairs are proposed, except those that something stands against.
    Proposals {
        /// The number of proposals of the round.
        made: usize,
        /// The other pairs, each with its reason.
        not_made: Vec<NotProposed>,
    },
    /// The pairs of this draft were already proposed, on this day.
    Before(Date),
    /// A later round was proposed before this one: the draft is outdated, and nothing is proposed.
    Outdated(Id),
}

/// Proposes the pairs of a draft that may still be formed, as everything is on this day.
///
/// A long act, in batches: after an interruption, the next call proposes the remaining pairs.
pub async fn run(app: &App, by: &By, proposing: Proposing) -> Result<Made, Error> {
    let draft = find_draft(app, by, proposing.round).await?;
    let (made, not_made) = match propose_all(app, by, proposing, &draft.proposals).await? {
        Ok(proposed) => proposed,
        Err(refused) => return Ok(refused),
    };
    let refused = close(app, by, proposing.round, &not_made).await?;
    Ok(refused.unwrap_or(Made::Proposals { made, not_made }))
}

/// Proposes some of the pairs of a draft; the others stay in it, to be proposed or left. Once none is left, the draft is proposed.
pub async fn run_some(app: &App, by: &By, round: Id, chosen: &BTreeSet<Pair>) -> Result<Made, Error> {
    let draft = find_draft(app, by, round).await?;
    let some: Vec<Proposed> =
        draft.proposals.iter().filter(|proposed| chosen.contains(&pair_of(proposed))).cloned().collect();
    let proposing = Proposing { round, least_score: 0 };
    let (made, not_made) = match propose_all(app, by, proposing, &some).await? {
        Ok(proposed) => proposed,
        Err(refused) => return Ok(refused),
    };
    let scope = by.scope(Right::Propose);
    let proposed = proposals::store::list_proposed_pairs(&app.db, scope, round).await?;
    if draft.proposals.iter().all(|one| proposed.contains(&(one.journey, one.mentor))) {
        close(app, by, round, &not_made).await?;
    }
    Ok(Made::Proposals { made, not_made })
}

async fn find_draft(app: &App, by: &By, round: Id) -> Result<Draft, Error> {
    let found = rounds::store::find_round(&app.db, by.scope(Right::Propose), round).await?;
    Ok(found.ok_or(Error::NotFound)?.draft)
}

/// Proposes pairs in batches; gives how many, and the others, each with its reason. Or why none is.
async fn propose_all(
    app: &App,
    by: &By,
    proposing: Proposing,
    pairs: &[Proposed],
) -> Result<Result<(usize, Vec<NotProposed>), Made>, Error> {
    let (mut made, mut not_made) = (0, Vec::new());
    for some in pairs.chunks(AT_ONCE) {
        let write = app.write(by).await?;
        if let Some(refused) = refusal(&write, proposing.round).await? {
            return Ok(Err(refused));
        }
        let batch = propose_batch(&write, by, app.named(), proposing, some).await?;
        made += some.len() - batch.len();
        not_made.extend(batch);
        write.commit().await?;
    }
    Ok(Ok((made, not_made)))
}

/// Notes that nothing of a draft is left to propose; says why not, if that was noted before.
async fn close(app: &App, by: &By, round: Id, not_made: &[NotProposed]) -> Result<Option<Made>, Error> {
    let write = app.write(by).await?;
    if let Some(refused) = refusal(&write, round).await? {
        return Ok(Some(refused));
    }
    rounds::store::save_proposed(&write, round, write.today(), not_made).await?;
    write.commit().await?;
    Ok(None)
}

/// Takes the turn to propose, then says why a draft may not be proposed, if it may not.
async fn refusal(write: &Write, round: Id) -> Result<Option<Made>, Error> {
    hold_words(write, &[TURN]).await?;
    if let Some(day) = rounds::store::lock_round(write, round).await? {
        return Ok(Some(Made::Before(day)));
    }
    Ok(find_outdating(write.on(), Scope::Hub, round).await?.map(Made::Outdated))
}

/// Everything that may stand against a pair, read while nobody else can change it.
struct Today {
    mentors: BTreeMap<Id, Mentor>,
    journeys: BTreeMap<Id, Journey>,
    people: BTreeMap<Id, Person>,
    in_tandem: BTreeSet<Id>,
    proposed: BTreeSet<Id>,
    declined: BTreeMap<Id, BTreeSet<Id>>,
    refused: BTreeSet<Pair>,
    exclusions: BTreeSet<Exclusion>,
    used: BTreeMap<Id, u32>,
}

impl Today {
    async fn read(write: &Write, round: Option<Id>, some: &[Pair]) -> Result<Self, Error> {
        let ids = |of: fn(&Pair) -> Id| some.iter().map(of).collect::<Vec<Id>>();
        let (mentors, journeys) = (ids(|pair| pair.mentor), ids(|pair| pair.journey));
        // People first, as every act that changes what they offer or need.
        let of_mentors = people::store::mentors_by_id(write.on(), Scope::Hub, &mentors).await?;
        let of_journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &journeys).await?;
        let persons = of_mentors.iter().map(|mentor| mentor.person_id);
        let persons: Vec<Id> = persons.chain(of_journeys.iter().map(|journey| journey.person_id)).collect();
        let people = people::store::lock_people(write, &persons).await?;
        let locked_mentors = people::store::lock_mentors(write, &mentors).await?;
        let locked_journeys = people::store::lock_journeys(write, &journeys).await?;
        Ok(Self {
            mentors: locked_mentors.into_iter().map(|mentor| (mentor.id, mentor)).collect(),
            people,
            in_tandem: tandems::store::journeys_in_tandem(write, &journeys).await?,
            proposed: proposals::store::journeys_proposed(write, &journeys).await?,
            declined: declined(write).await?,
            refused: match round {
                Some(round) => rounds::store::list_decisions(write.on(), round, Decision::Refused).await?,
                None => BTreeSet::new(),
            },
            exclusions: rounds::store::list_exclusions(write.on()).await?,
            used: used_places(write.on(), Keys::These(&mentors)).await?,
            journeys: locked_journeys.into_iter().map(|journey| (journey.id, journey)).collect(),
        })
    }

    /// The first thing that stands against a pair, if anything does.
    fn obstacle(&self, write: &Write, pair: Pair) -> Option<Obstacle> {
        let (mentor, journey) = (self.mentors.get(&pair.mentor), self.journeys.get(&pair.journey));
        let (Some(mentor), Some(journey)) = (mentor, journey) else { return Some(Obstacle::Gone) };
        if mentor.left_on.is_some() {
            return Some(Obstacle::MentorLeft);
        }
        if journey.ended.is_some() {
            return Some(Obstacle::JourneyEnded);
        }
        if mentor.is_later(write.today()) {
            return Some(Obstacle::MentorLater);
        }
        if journey.is_later(write.today()) {
            return Some(Obstacle::JourneyLater);
        }
        if self.in_tandem.contains(&journey.id) {
            return Some(Obstacle::InTandem);
        }
        if self.proposed.contains(&journey.id) {
            return Some(Obstacle::Proposed);
        }
        if self.declined.get(&journey.person_id).is_some_and(|mentors| mentors.contains(&mentor.id)) {
            return Some(Obstacle::Declined);
        }
        let Some((needs, offers)) = self.inputs(write, pair) else { return Some(Obstacle::Gone) };
        forbidding(needs, offers, &self.exclusions, &self.refused).map(Obstacle::from)
    }

    /// Both sides of a pair, as a round reads them.
    fn inputs(&self, write: &Write, pair: Pair) -> Option<(MenteeInput, MentorInput)> {
        let (mentor, journey) = (self.mentors.get(&pair.mentor)?, self.journeys.get(&pair.journey)?);
        let (own, other) = (self.people.get(&mentor.person_id)?, self.people.get(&journey.person_id)?);
        let used = self.used.get(&mentor.id).copied().unwrap_or(0);
        let offers = MentorInput::new(&own.facts(), mentor, used, write.secret());
        Some((MenteeInput::new(&other.facts(), journey, write.secret()), offers))
    }

    fn promise(&mut self, pair: Pair) {
        self.proposed.insert(pair.journey);
        *self.used.entry(pair.mentor).or_insert(0) += 1;
    }
}

/// Proposes some pairs; returns those that are not, each with its reason. A pair that an interrupted call proposed stays as it is.
async fn propose_batch(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    Proposing { round, least_score }: Proposing,
    some: &[Proposed],
) -> Result<Vec<NotProposed>, Error> {
    let settings = settings::store::read(write.on()).await?;
    let pairs: Vec<Pair> = some.iter().map(pair_of).collect();
    let mut today = Today::read(write, Some(round), &pairs).await?;
    let before = proposals::store::pairs_of_round(write, round).await?;
    let (mut made, mut not_made) = (Vec::new(), Vec::new());
    for proposed in some {
        let pair = pair_of(proposed);
        if before.contains(&(pair.journey, pair.mentor)) {
            continue;
        }
        let low = (proposed.score < least_score).then_some(Obstacle::UnderFloor);
        match low.or_else(|| today.obstacle(write, pair)) {
            Some(obstacle) => not_made.push(NotProposed { pair, obstacle }),
            None => {
                today.promise(pair);
                let mut proposal = Proposal { round_id: Some(round), ..proposal(write, &settings, proposed) };
                ask::note(write, &settings, &mut proposal);
                made.push(proposal);
            }
        }
    }
    proposals::store::insert_proposals(write, &made).await?;
    settle::journeys(write, &made.iter().map(|proposal| proposal.journey_id).collect::<Vec<_>>()).await?;
    settle::proposals(write, &made.iter().map(|proposal| proposal.id).collect::<Vec<_>>()).await?;
    tell(write, by, hub, &made).await?;
    Ok(not_made)
}

/// A pair that the hub proposes next, and the round by whose settings and decisions it was found.
pub(super) struct Next {
    pub proposed: Proposed,
    pub round: Option<Id>,
}

/// Proposes a pair after another proposal of the same journey ended, unless something stands against it by now; says whether it did. It
/// needs no right of its own: it follows from that end.
pub(super) async fn follow(
    write: &Write,
    hub: Hub<'_>,
    ended: Id,
    Next { proposed, round }: &Next,
) -> Result<bool, Error> {
    hold_words(write, &[TURN]).await?;
    let pair = pair_of(proposed);
    let today = Today::read(write, *round, &[pair]).await?;
    if today.obstacle(write, pair).is_some() {
        return Ok(false);
    }
    let settings = settings::store::read(write.on()).await?;
    let mut next = Proposal { follows_id: Some(ended), ..proposal(write, &settings, proposed) };
    ask::note(write, &settings, &mut next);
    let made = [next];
    proposals::store::insert_proposals(write, &made).await?;
    settle::journeys(write, &[proposed.journey]).await?;
    settle::proposals(write, &[made[0].id]).await?;
    tell(write, &By::Hub, hub, &made).await?;
    Ok(true)
}

/// Proposes one pair that somebody chose outside any round, by the same rules and with the same scores; gives the proposal, or what
/// stands against it.
pub async fn by_hand(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    pair: Pair,
) -> Result<Result<Id, Obstacle>, Error> {
    if by.scope(Right::Propose) != Scope::Hub {
        return Err(Error::NotFound);
    }
    hold_words(write, &[TURN]).await?;
    let today = Today::read(write, None, &[pair]).await?;
    if let Some(obstacle) = today.obstacle(write, pair) {
        return Ok(Err(obstacle));
    }
    let Some((needs, offers)) = today.inputs(write, pair) else { return Ok(Err(Obstacle::Gone)) };
    let proposed = ByHand::of(needs, offers, BTreeSet::new(), BTreeSet::new()).proposed(pair);
    let settings = settings::store::read(write.on()).await?;
    let mut made = proposal(write, &settings, &proposed);
    ask::note(write, &settings, &mut made);
    let id = made.id;
    let made = [made];
    proposals::store::insert_proposals(write, &made).await?;
    settle::journeys(write, &[pair.journey]).await?;
    settle::proposals(write, &[id]).await?;
    tell(write, by, hub, &made).await?;
    Ok(Ok(id))
}

fn pair_of(proposed: &Proposed) -> Pair {
    Pair { journey: proposed.journey, mentor: proposed.mentor }
}

/// Writes to those sides of new proposals that are asked.
async fn tell(write: &Write, by: &By, hub: Hub<'_>, made: &[Proposal]) -> Result<(), Error> {
    for &party in Party::ALL {
        let asked = made.iter().filter(|proposal| proposal.asked_on().of(party).is_some());
        ask::tell(write, by, hub, &asked.cloned().collect::<Vec<_>>(), party).await?;
    }
    Ok(())
}

fn proposal(write: &Write, settings: &Settings, proposed: &Proposed) -> Proposal {
    Proposal {
        id: write.new_id(),
        round_id: None,
        journey_id: proposed.journey,
        mentor_id: proposed.mentor,
        score: proposed.score,
        reasons: proposed.reasons.clone(),
        proposed_on: write.today(),
        answer_days: settings.answer_days,
        mentee_asked_on: None,
        mentor_asked_on: None,
        reminded_on: Sides::default(),
        follows_id: None,
        mentee: None,
        mentor: None,
        withdrawn: None,
        begun_on: None,
        later: None,
    }
}
