//! What a round reads: who is unmatched, who has places left, and which pairs must not be formed.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;
use time::Date;
use tokio::task::JoinHandle;

use super::{matched_journeys, used_places};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Snapshot};
use crate::rounds::inputs::{Inputs, MenteeInput, MentorInput, Pair};
use crate::rounds::store::Decision;
use crate::secret::Secret;
use crate::{people, proposals, rounds, tandems};

/// Everything a round reads, of everybody at one instant: who is unmatched, the places left, exclusions, and what was decided on
/// pairs of the round. Whoever asked to wait until a later day is left out, on both sides.
///
/// It takes three snapshots of one state: on a large hub most of the time goes into reading people, mentors and journeys, which are
/// read at the same time.
pub async fn gather(
    of: [Snapshot; 3],
    secret: &Secret,
    round: Option<Id>,
    today: Date,
) -> Result<Inputs, DbErr> {
    let [of, of_journeys, of_mentors] = of;
    let unmatched = tokio::spawn(async move {
        people::store::open_journeys(of_journeys.on(), Scope::Hub, matched_journeys(today)).await
    });
    let mentors = tokio::spawn(async move { people::store::open_mentors(of_mentors.on(), Scope::Hub).await });
    let people = people::store::list_facts(&of).await?;
    let used = used_places(of.on(), Keys::All).await?;
    let ended = tandems::store::last_closures(of.on(), Scope::Hub, Keys::All).await?;
    let (unmatched, mentors) = (joined(unmatched).await?, joined(mentors).await?);
    let mut inputs = Inputs {
        mentors: mentors
            .iter()
            .filter(|mentor| !mentor.is_later(today))
            .filter_map(|mentor| {
                let used = used.get(&mentor.id).copied().unwrap_or(0);
                Some(MentorInput::new(people.get(&mentor.person_id)?, mentor, used, secret))
            })
            .collect(),
        mentees: unmatched
            .iter()
            .filter_map(|journey| {
                let mentee = MenteeInput::new(people.get(&journey.person_id)?, journey, secret);
                Some(mentee.since_tandem(ended.get(&journey.id).copied()))
            })
            .collect(),
        exclusions: rounds::store::list_exclusions(of.on()).await?,
        ..Inputs::default()
    };
    let declined = declined(&of).await?;
    let pairs = inputs.mentees.iter().flat_map(|mentee| {
        let mentors = declined.get(&mentee.side.person).into_iter().flatten();
        mentors.map(|&mentor| Pair { journey: mentee.id, mentor })
    });
    inputs.refused.extend(pairs.collect::<Vec<_>>());
    if let Some(round) = round {
        inputs.pinned = rounds::store::list_decisions(of.on(), round, Decision::Pinned).await?;
        inputs.refused.extend(rounds::store::list_decisions(of.on(), round, Decision::Refused).await?);
    }
    Ok(inputs)
}

/// The mentors who must not be proposed to each person again, since one of the two said no, in whichever journey.
pub async fn declined(of: &impl Deciding) -> Result<BTreeMap<Id, BTreeSet<Id>>, DbErr> {
    let pairs = proposals::store::declined_pairs(of.on()).await?;
    let people = people::store::people_of_journeys(of, Keys::All).await?;
    let mut declined: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (journey, mentor) in pairs {
        if let Some(&person) = people.get(&journey) {
            declined.entry(person).or_default().insert(mentor);
        }
    }
    Ok(declined)
}

async fn joined<T>(reading: JoinHandle<Result<T, DbErr>>) -> Result<T, DbErr> {
    reading.await.map_err(|error| DbErr::Custom(error.to_string()))?
}
