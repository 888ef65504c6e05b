//! The lists of mentors and of mentees, with what tandems and proposals say of each.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::places::used_places;
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::person::{Journey, JourneyState, Mentor, Person};
use crate::people::store::{self, Filter, Page};
use crate::proposals::proposal::State;
use crate::{proposals, tandems};

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

/// One page of the mentors of a scope.
pub async fn list_mentors(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
) -> Result<Page<ListedMentor>, DbErr> {
    let found = store::list_mentors(db, scope, filter).await?;
    let used = used_places(db).await?;
    let line = |(person, mentor): (Person, Mentor)| ListedMentor {
        used: used.get(&mentor.id).copied().unwrap_or(0),
        person,
        mentor,
    };
    Ok(Page { lines: found.lines.into_iter().map(line).collect(), total: found.total })
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
}

/// Somebody of the list of mentees.
#[derive(Clone, Debug)]
pub struct ListedMentee {
    /// Who they are.
    pub person: Person,
    /// All their journeys, oldest first.
    pub journeys: Vec<Standing>,
}

/// One page of the mentees of a scope, of those with a journey that stands somewhere when that is asked for.
pub async fn list_mentees(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    state: Option<JourneyState>,
) -> Result<Page<ListedMentee>, DbErr> {
    let found = store::list_mentees(db, scope, &narrowed(filter, state)).await?;
    let ids: Vec<Id> = found.lines.iter().flat_map(|(_, journeys)| journeys).map(|one| one.id).collect();
    let tandems = tandems::store::list_of_journeys(db, scope, &ids).await?;
    let proposals = proposals::store::proposals_of(db, scope, &ids).await?;
    let open = tandems.iter().filter(|tandem| tandem.is_open());
    let paired: BTreeMap<Id, Date> = open.map(|tandem| (tandem.journey_id, tandem.started_on)).collect();
    let is_pending = |id| proposals.iter().any(|one| one.journey_id == id && one.state() == State::Pending);
    let standing = |journey: Journey| {
        let paired_on = paired.get(&journey.id).copied();
        Standing { state: journey.state(paired_on.is_some(), is_pending(journey.id)), paired_on, journey }
    };
    let line = |(person, journeys): (Person, Vec<Journey>)| ListedMentee {
        person,
        journeys: journeys.into_iter().map(standing).collect(),
    };
    Ok(Page { lines: found.lines.into_iter().map(line).collect(), total: found.total })
}

/// A filter narrowed to the journeys that stand somewhere.
fn narrowed(filter: &Filter, state: Option<JourneyState>) -> Filter {
    let mut filter = filter.clone();
    filter.open_only = state.is_some_and(|state| state != JourneyState::Ended);
    match state {
        Some(JourneyState::Waiting) => {
            filter.without = vec![tandems::store::paired_journeys(), proposals::store::proposed_journeys()];
        }
        Some(JourneyState::Proposed) => filter.among = Some(proposals::store::proposed_journeys()),
        Some(JourneyState::Paired) => filter.among = Some(tandems::store::paired_journeys()),
        Some(JourneyState::Ended) => filter.ended_only = true,
        None => {}
    }
    filter
}
