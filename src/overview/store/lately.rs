//! What is counted over the whole hub, as it was counted lately: see [`crate::limits::Cache`] for how long it is shown.
//!
//! Each is kept by what it was asked for, the scope included, so that nobody is shown the counts of another scope.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::DbErr;
use time::Date;

use super::{Brought, PublicPage, Shown, Wait};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::limits::Lately;
use crate::overview::areas::Area;
use crate::overview::hints::{LastRound, Missing};
use crate::overview::steps::{Chosen as ChosenSteps, InHand, StepLine};
use crate::overview::supply::{Narrowed, Supply};
use crate::people::person::{JourneyState, Person};
use crate::people::store::{Filter as People, Found};
use crate::proposals::store::Sought;
use crate::rounds::store::StoredRound;
use crate::steps::{Filter, SubjectKind};
use crate::tandems::store::{Chosen, Homes};
use crate::territories::need::Need;
use crate::track::Track;
use crate::{people, rounds};

/// Who is unmatched and what is offered.
pub async fn supply(
    of: Lately<'_>,
    scope: Scope,
    narrowed: Narrowed<'_>,
    today: Date,
) -> Result<Arc<Supply>, DbErr> {
    let name = format!("supply {scope:?} {narrowed:?}");
    of.get_of_pool(name, super::find_supply(of.db, scope, narrowed, today)).await
}

/// The need in each area on each track.
pub async fn needs_by_area(
    of: Lately<'_>,
    scope: Scope,
    today: Date,
) -> Result<Arc<BTreeMap<Area, BTreeMap<Track, Need>>>, DbErr> {
    let name = format!("needs by area {scope:?}");
    of.get_of_pool(name, super::find_needs_by_area(of.db, scope, today)).await
}

/// The first mentors whose file lacks something, with what it lacks.
pub async fn incomplete_mentors(
    of: Lately<'_>,
    scope: Scope,
    most: usize,
) -> Result<Arc<Vec<(Person, Vec<Missing>)>>, DbErr> {
    let name = format!("incomplete mentors {scope:?} {most}");
    of.get_of_pool(name, super::list_incomplete(of.db, scope, most)).await
}

/// The newest round, if it found its pairs.
pub async fn last_round(of: Lately<'_>, scope: Scope) -> Result<Option<LastRound>, DbErr> {
    let work = super::find_last_round(of.db, scope);
    Ok(*of.get_of_pool(format!("last round {scope:?}"), work).await?)
}

/// A finished round: its draft takes megabytes, and each page shows fifty lines of it.
pub async fn find_round(of: Lately<'_>, scope: Scope, id: Id) -> Result<Arc<Option<StoredRound>>, DbErr> {
    let work = rounds::store::find_round(of.db, scope, id);
    of.get_of_pool(format!("round {id} {scope:?}"), work).await
}

/// How many tandems are open.
pub async fn count_open_tandems(of: Lately<'_>, scope: Scope) -> Result<u64, DbErr> {
    let work = super::count_open_tandems(of.db, scope);
    Ok(*of.get_of_pool(format!("open tandems {scope:?}"), work).await?)
}

/// How many proposals await an answer.
pub async fn count_unanswered_proposals(of: Lately<'_>, scope: Scope) -> Result<usize, DbErr> {
    let work = super::count_unanswered_proposals(of.db, scope);
    Ok(*of.get_of_pool(format!("pending proposals {scope:?}"), work).await?)
}

/// How many proposals a band has.
pub async fn count_band(of: Lately<'_>, scope: Scope, sought: &Sought) -> Result<usize, DbErr> {
    let work = crate::proposals::store::count_band(of.db, scope, sought);
    Ok(*of.get_of_pool(format!("band {scope:?} {sought:?}"), work).await?)
}

/// The first due steps of each of some lists.
pub async fn first_steps(
    of: Lately<'_>,
    scope: Scope,
    lists: &[Filter],
    most: usize,
) -> Result<Arc<Vec<StepLine>>, DbErr> {
    let name = format!("first steps {scope:?} {lists:?} {most}");
    of.get(name, super::list_first_steps(of.db, scope, lists, most)).await
}

/// How many people wait for a first meeting.
pub async fn count_waiting(of: Lately<'_>, scope: Scope, today: Date) -> Result<u64, DbErr> {
    let work = super::count_mentees(of.db, scope, Shown::Waiting, today);
    Ok(*of.get(format!("waiting {scope:?}"), work).await?)
}

/// How many people are unmatched.
pub async fn count_unmatched(of: Lately<'_>, scope: Scope, today: Date) -> Result<u64, DbErr> {
    let work = super::count_mentees(of.db, scope, Shown::State(JourneyState::Unmatched), today);
    Ok(*of.get_of_pool(format!("unmatched {scope:?}"), work).await?)
}

/// Those who have waited longest for a first meeting.
pub async fn longest_waiting(
    of: Lately<'_>,
    scope: Scope,
    most: usize,
    today: Date,
) -> Result<Arc<Vec<Wait>>, DbErr> {
    let work = super::list_longest_waiting(of.db, scope, most, today);
    of.get(format!("longest waiting {scope:?} {most}"), work).await
}

/// Those who have been unmatched longest.
pub async fn longest_unmatched(
    of: Lately<'_>,
    scope: Scope,
    most: usize,
    today: Date,
) -> Result<Arc<Vec<Wait>>, DbErr> {
    let work = super::list_longest_unmatched(of.db, scope, most, today);
    of.get_of_pool(format!("longest unmatched {scope:?} {most}"), work).await
}

/// How many steps there are.
pub async fn count_steps(of: Lately<'_>, scope: Scope, filter: &Filter) -> Result<u64, DbErr> {
    let work = super::count_steps(of.db, scope, filter);
    Ok(*of.get(format!("steps {scope:?} {filter:?}"), work).await?)
}

/// How many steps there are of each kind.
pub async fn count_steps_by_kind(
    of: Lately<'_>,
    scope: Scope,
    filter: &Filter,
) -> Result<Arc<BTreeMap<SubjectKind, u64>>, DbErr> {
    let name = format!("steps by kind {scope:?} {filter:?}");
    of.get(name, super::count_steps_by_kind(of.db, scope, filter)).await
}

/// How many of some chosen steps there are of each kind.
pub async fn count_chosen_steps(
    of: Lately<'_>,
    scope: Scope,
    chosen: &ChosenSteps,
) -> Result<Arc<BTreeMap<SubjectKind, u64>>, DbErr> {
    let name = format!("chosen steps {scope:?} {chosen:?}");
    of.get(name, super::count_chosen_steps(of.db, scope, chosen)).await
}

/// What each account and organisation has in hand.
pub async fn in_hand(of: Lately<'_>, scope: Scope, today: Date) -> Result<Arc<Vec<InHand>>, DbErr> {
    of.get(format!("in hand {scope:?} {today}"), super::list_in_hand(of.db, scope, today)).await
}

/// The keys of the people on a page of the list of mentors.
pub async fn find_mentors(of: Lately<'_>, scope: Scope, filter: &People) -> Result<Arc<Found>, DbErr> {
    let work = people::store::find_mentors(of.db, scope, filter);
    of.get_of_pool(format!("mentors {scope:?} {filter:?}"), work).await
}

/// The keys of the people on a page of the list of mentees.
pub async fn find_mentees(
    of: Lately<'_>,
    scope: Scope,
    filter: &People,
    shown: Option<Shown>,
    today: Date,
) -> Result<Arc<Found>, DbErr> {
    let work = super::find_mentees(of.db, scope, filter, shown, today);
    let name = format!("mentees {scope:?} {filter:?} {shown:?}");
    // Whoever waits does so until a meeting is noted.
    match shown {
        Some(Shown::Waiting) => of.get(name, work).await,
        _ => of.get_of_pool(name, work).await,
    }
}

/// Where the mentees of the open or of the closed tandems live, and the branches that brought them.
pub async fn tandem_homes(of: Lately<'_>, scope: Scope, closed: bool) -> Result<Arc<Homes>, DbErr> {
    let name = format!("homes of tandems {scope:?} {closed}");
    of.get_of_pool(name, crate::tandems::store::list_homes(of.db, scope, closed)).await
}

/// How many people organisations and their branches brought.
pub async fn count_brought(of: Lately<'_>, scope: Scope) -> Result<Arc<Brought>, DbErr> {
    of.get_of_pool(format!("brought {scope:?}"), super::count_brought(of.db, scope)).await
}

/// How many tandems a list has.
pub async fn count_tandems(of: Lately<'_>, scope: Scope, chosen: &Chosen) -> Result<u64, DbErr> {
    let work = crate::tandems::store::count_chosen(of.db, scope, chosen);
    Ok(*of.get_of_pool(format!("tandems {scope:?} {chosen:?}"), work).await?)
}

/// What the public pages show of the hub.
pub async fn public_page(of: Lately<'_>) -> Result<Arc<PublicPage>, DbErr> {
    of.get_of_pool("public page".to_owned(), super::find_public_page(of.db)).await
}
