//! The lists of mentors and of mentees, with what tandems and proposals say of each.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::places::used_places;
use super::{matched_journeys, tandem_or_proposal};
use crate::accounts::access::Scope;
use crate::db::{Id, Keys};
use crate::people::person::{Journey, JourneyState, Mentor, Person};
use crate::people::store::{self, Filter, Found};
use crate::proposals::proposal::Proposal;
use crate::{follow_ups, proposals, tandems};

/// A mentor of a list.
#[derive(Clone, Debug)]
pub struct ListedMentor {
    /// Who they are.
    pub person: Person,
    /// What they offer.
    pub mentor: Mentor,
    /// How many of their places tandems take or proposals promise.
    pub used: u32,
}

/// The mentors of a page of the list.
pub async fn list_mentors(
    db: &impl ConnectionTrait,
    scope: Scope,
    found: &Found,
) -> Result<Vec<ListedMentor>, DbErr> {
    let lines = store::list_mentors(db, scope, &found.people).await?;
    let mentors: Vec<Id> = lines.iter().map(|(_, mentor)| mentor.id).collect();
    let used = used_places(db, Keys::These(&mentors)).await?;
    let line = |(person, mentor): (Person, Mentor)| ListedMentor {
        used: used.get(&mentor.id).copied().unwrap_or(0),
        person,
        mentor,
    };
    Ok(lines.into_iter().map(line).collect())
}

/// A journey, and where it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The journey.
    pub journey: Journey,
    /// Where it stands.
    pub state: JourneyState,
    /// When its open tandem began.
    pub paired_on: Option<Date>,
    /// When its pending proposal was made.
    pub proposed_on: Option<Date>,
    /// Since when they wait, once no tandem or proposal is open: the last ending of one, else the welcome.
    pub waits_since: Date,
    /// Whether they wait for a first meeting.
    pub is_waiting: bool,
}

/// Which mentees a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those with a journey that stands there.
    State(JourneyState),
    /// Those who wait for a first meeting.
    Waiting,
}

impl Shown {
    /// Every choice, in the order of the screens.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Waiting).chain(JourneyState::ALL.iter().copied().map(Self::State))
    }

    /// The code in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::State(state) => state.code(),
            Self::Waiting => "waiting",
        }
    }

    /// The words on a screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::State(state) => state.label(),
            Self::Waiting => "en attente d’une première rencontre",
        }
    }

    /// The choice of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|shown| shown.code() == code)
    }

    /// Whether it shows a journey.
    pub fn keeps(self, standing: &Standing) -> bool {
        match self {
            Self::State(state) => standing.state == state,
            Self::Waiting => standing.is_waiting,
        }
    }
}

/// How many people of a scope a list would show.
pub async fn count_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    shown: Shown,
    today: Date,
) -> Result<u64, DbErr> {
    store::count_mentees(db, scope, &narrowed(&Filter::default(), Some(shown), today)).await
}

/// Somebody of the list of mentees.
#[derive(Clone, Debug)]
pub struct ListedMentee {
    /// Who they are.
    pub person: Person,
    /// All their journeys, oldest first.
    pub journeys: Vec<Standing>,
}

/// Who is on a page of the mentees of a scope, of those with a journey that stands somewhere when that is asked for.
pub async fn find_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    shown: Option<Shown>,
    today: Date,
) -> Result<Found, DbErr> {
    store::find_mentees(db, scope, &narrowed(filter, shown, today)).await
}

/// The mentees of a page of the list.
pub async fn list_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    found: &Found,
    today: Date,
) -> Result<Vec<ListedMentee>, DbErr> {
    let lines = store::list_mentees(db, scope, &found.people).await?;
    let ids: Vec<Id> = lines.iter().flat_map(|(_, journeys)| journeys).map(|one| one.id).collect();
    let tandems = tandems::store::list_of_journeys(db, scope, &ids).await?;
    let proposals = proposals::store::proposals_of(db, scope, &ids).await?;
    let open = || tandems.iter().filter(|tandem| tandem.is_open());
    let paired: BTreeMap<Id, Date> = open().map(|tandem| (tandem.journey_id, tandem.started_on)).collect();
    let open_ids: Vec<Id> = open().map(|tandem| tandem.id).collect();
    let meetings = follow_ups::store::list_of(db, scope, &open_ids).await?;
    let met: BTreeSet<Id> =
        open().filter(|tandem| meetings.contains_key(&tandem.id)).map(|tandem| tandem.journey_id).collect();
    let proposed = |id| {
        let pending = proposals.iter().find(|one| one.journey_id == id && one.state().is_open());
        pending.map(|one| one.proposed_on)
    };
    let ended_on = |id| {
        let closed = tandems.iter().filter(|one| one.journey_id == id).filter_map(|one| one.closed);
        let ended = proposals.iter().filter(|one| one.journey_id == id).filter_map(Proposal::ended_on);
        closed.map(|(on, _)| on).chain(ended).max()
    };
    let standing = |journey: Journey| {
        let (paired_on, proposed_on) = (paired.get(&journey.id).copied(), proposed(journey.id));
        Standing {
            state: journey.state(paired_on.is_some(), proposed_on.is_some(), today),
            paired_on,
            proposed_on,
            waits_since: journey.waits_since(ended_on(journey.id)),
            is_waiting: journey.ended.is_none() && !met.contains(&journey.id) && !journey.is_later(today),
            journey,
        }
    };
    let line = |(person, journeys): (Person, Vec<Journey>)| ListedMentee {
        person,
        journeys: journeys.into_iter().map(standing).collect(),
    };
    Ok(lines.into_iter().map(line).collect())
}

/// A filter narrowed to the journeys that are shown.
fn narrowed(filter: &Filter, shown: Option<Shown>, today: Date) -> Filter {
    let later = || store::later_journeys(today);
    let mut filter = filter.clone();
    filter.open_only = shown.is_some_and(|shown| shown != Shown::State(JourneyState::Ended));
    match shown {
        Some(Shown::Waiting) => filter.without = vec![follow_ups::store::met_journeys(), later()],
        Some(Shown::State(JourneyState::Unmatched)) => filter.without = matched_journeys(today).to_vec(),
        Some(Shown::State(JourneyState::Later)) => {
            filter.without = tandem_or_proposal().to_vec();
            filter.among = Some(later());
        }
        Some(Shown::State(JourneyState::Proposed)) => {
            filter.among = Some(proposals::store::proposed_journeys());
        }
        Some(Shown::State(JourneyState::Paired)) => filter.among = Some(tandems::store::paired_journeys()),
        Some(Shown::State(JourneyState::Ended)) => filter.ended_only = true,
        None => {}
    }
    filter
}
