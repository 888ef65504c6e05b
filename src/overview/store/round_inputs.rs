//! What a round reads: who waits, who has places left, and which pairs must not be formed.

use sea_orm::DbErr;
use tokio::task::JoinHandle;

use super::used_places;
use crate::accounts::access::Scope;
use crate::db::{Deciding as _, Id, Snapshot};
use crate::rounds::inputs::{Inputs, MenteeInput, MentorInput, Pair};
use crate::rounds::store::Decision;
use crate::secret::Secret;
use crate::{people, proposals, rounds, tandems};

/// Everything a round reads, of everybody at one instant: who waits, the places left, exclusions, and what was decided on
/// pairs of the round.
///
/// It takes three snapshots of one state: on a large hub most of the time goes into reading people, mentors and journeys, which are
/// read at the same time.
pub async fn gather(of: [Snapshot; 3], secret: &Secret, round: Option<Id>) -> Result<Inputs, DbErr> {
    let [of, of_journeys, of_mentors] = of;
    let busy = [tandems::store::paired_journeys(), proposals::store::proposed_journeys()];
    let waiting =
        tokio::spawn(
            async move { people::store::waiting_journeys(of_journeys.on(), Scope::Hub, busy).await },
        );
    let mentors = tokio::spawn(async move { people::store::open_mentors(of_mentors.on(), Scope::Hub).await });
    let people = people::store::everybody(of.on(), Scope::Hub).await?;
    let used = used_places(of.on()).await?;
    let (waiting, mentors) = (joined(waiting).await?, joined(mentors).await?);
    let mut inputs = Inputs {
        mentors: mentors
            .iter()
            .filter_map(|mentor| {
                let used = used.get(&mentor.id).copied().unwrap_or(0);
                Some(MentorInput::new(people.get(&mentor.person_id)?, mentor, used, secret))
            })
            .collect(),
        mentees: waiting
            .iter()
            .filter_map(|journey| Some(MenteeInput::new(people.get(&journey.person_id)?, journey, secret)))
            .collect(),
        exclusions: rounds::store::list_exclusions(of.on()).await?,
        ..Inputs::default()
    };
    let declined = proposals::store::declined_pairs(of.on()).await?;
    inputs.refused.extend(declined.into_iter().map(|(journey, mentor)| Pair { journey, mentor }));
    if let Some(round) = round {
        inputs.pinned = rounds::store::list_decisions(of.on(), round, Decision::Pinned).await?;
        inputs.refused.extend(rounds::store::list_decisions(of.on(), round, Decision::Refused).await?);
    }
    Ok(inputs)
}

async fn joined<T>(reading: JoinHandle<Result<T, DbErr>>) -> Result<T, DbErr> {
    reading.await.map_err(|error| DbErr::Custom(error.to_string()))?
}
