//! Every night what is late goes to somebody else: first to whoever stands in for its owner, then to whoever is responsible for the hub.
//!
//! What a mentor does not do in their tandem goes to whoever coordinates the journey, and what a partner does not do to whoever is
//! responsible there. The answers to a proposal and the signatures are pursued otherwise. While the hub is in rehearsal nothing goes anywhere. A long act: it
//! finds the steps in a snapshot, and looks again at each in a short transaction of some of them.

use std::collections::BTreeMap;

use time::Duration;

use crate::accounts::access::Scope;
use crate::accounts::coordination::Coordination;
use crate::accounts::standing_in::StandIns;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{self, Deciding as _, Hub, Id, Instant, Keys, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::state::App;
use crate::steps::{Because, Owner, OwnerKind, Patience, Step, Subject, SubjectKind, store};
use crate::{accounts, people, problems, requests, settings, tandems};

/// The kind of job that looks for what is late.
pub const JOB: &str = "escalation";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";

/// The things whose steps go to somebody else.
const KINDS: [SubjectKind; 5] = [
    SubjectKind::Report,
    SubjectKind::Request,
    SubjectKind::Journey,
    SubjectKind::Tandem,
    SubjectKind::ResultContact,
];

/// How many go in one transaction.
const AT_ONCE: usize = 100;

/// Gives what is late to others, and schedules the next night.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    if !db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal) {
        for kind in KINDS {
            for some in find_late(app, kind).await?.chunks(AT_ONCE) {
                // What cannot be given keeps nothing else.
                if let Err(error) = escalate_some(app, kind, some).await {
                    tracing::error!(%error, kind = kind.code(), "what is late cannot be given to others");
                }
            }
        }
    }
    let write = app.write(&By::Hub).await?;
    jobs::store::repeat(&write, claim, Instant::night_after(write.today())).await?;
    Ok(write.commit().await?)
}

/// The things of a kind whose steps are to go to somebody else, in the order in which they are locked.
async fn find_late(app: &App, kind: SubjectKind) -> Result<Vec<Id>, Error> {
    let of = Snapshot::begin(&app.db).await?;
    let patience = settings::store::read(of.on()).await?.patience();
    let least: Duration = patience.deputy.min(patience.responsible - patience.deputy);
    let late = store::list_to_escalate(&of, kind, app.today().saturating_sub(least)).await?;
    let late = late.iter().filter(|step| step.escalates(patience, app.today()).is_some());
    Ok(late.map(|step| step.subject.id).collect())
}

async fn escalate_some(app: &App, kind: SubjectKind, ids: &[Id]) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    escalate(&write, kind, ids).await?;
    Ok(write.commit().await?)
}

/// Gives the steps of some things to others, as everything is now.
async fn escalate(write: &Write, kind: SubjectKind, ids: &[Id]) -> Result<(), Error> {
    hold(write, kind, ids).await?;
    let patience: Patience = settings::store::read(write.on()).await?.patience();
    let about: Vec<Subject> = ids.iter().map(|&id| Subject { kind, id }).collect();
    let steps = store::list_about(write, &about).await?;
    let others = Others::find(write, kind, ids).await?;
    for step in steps.into_values() {
        let Some(because) = step.escalates(patience, write.today()) else { continue };
        let Some(to) = others.above(&step, because) else { continue };
        store::save_escalation(write, &step.escalated(to, because, write.today())).await?;
    }
    Ok(())
}

/// Holds some things, as whoever settles their steps does.
async fn hold(write: &Write, kind: SubjectKind, ids: &[Id]) -> Result<(), Error> {
    if matches!(kind, SubjectKind::Journey | SubjectKind::ResultContact) {
        return settle::hold_journeys(write, ids).await;
    }
    for &id in ids {
        match kind {
            SubjectKind::Tandem => tandems::store::lock(write, Scope::Hub, id).await.map(|_| ())?,
            SubjectKind::Report => problems::store::lock(write, Scope::Hub, id).await.map(|_| ())?,
            _ => requests::store::lock_request(write, id).await.map(|_| ())?,
        }
    }
    Ok(accounts::store::share_coordination(write).await?)
}

/// Those to whom steps go.
struct Others {
    coordination: Coordination,
    stand_ins: StandIns,
    /// Who was chosen to coordinate the journey of each tandem; nobody leaves it to the default.
    chosen: BTreeMap<Id, Option<Id>>,
}

impl Others {
    async fn find(write: &Write, kind: SubjectKind, ids: &[Id]) -> Result<Self, Error> {
        let mut chosen = BTreeMap::new();
        if kind == SubjectKind::Tandem {
            let tandems = tandems::store::list_to_settle(write, Keys::These(ids)).await?;
            let journeys: Vec<Id> = tandems.iter().map(|tandem| tandem.journey_id).collect();
            let journeys = people::store::list_journeys_to_settle(write, Keys::These(&journeys)).await?;
            let of_journey: BTreeMap<Id, Option<Id>> =
                journeys.into_iter().map(|journey| (journey.id, journey.coordinator_id)).collect();
            let of_tandem =
                tandems.iter().filter_map(|tandem| Some((tandem.id, *of_journey.get(&tandem.journey_id)?)));
            chosen.extend(of_tandem);
        }
        Ok(Self {
            coordination: accounts::store::find_coordination(write.on()).await?,
            stand_ins: accounts::store::find_stand_ins(write).await?,
            chosen,
        })
    }

    /// The account to which a step goes; none where nobody else is there.
    fn above(&self, step: &Step, because: Because) -> Option<Id> {
        let to = match (because, step.owner.kind) {
            (Because::VeryLate, _) => self.stand_ins.responsible(),
            (_, OwnerKind::Account) => self.stand_ins.in_place_of(step.owner.id),
            (_, OwnerKind::Organisation) => self.stand_ins.above_organisation(step.owner.id),
            (_, OwnerKind::Person) => {
                let coordinator = self.coordination.of(*self.chosen.get(&step.subject.id)?)?;
                self.stand_ins.taker(coordinator.id)
            }
        };
        to.filter(|to| Owner::account(*to) != step.owner)
    }
}
