//! A round is run over all the waiting mentees.
//!
//! A long act. One short transaction inserts the round and a job that any copy of the hub may claim; the job reads a
//! snapshot, solves outside any transaction, and stores the result in another. A large round continues after the response
//! to its visitor.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tracing::Instrument as _;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::jobs::postpone;
use crate::db::{Id, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::limits;
use crate::measures;
use crate::overview::store::gather;
use crate::rounds::criteria::Weights;
use crate::rounds::inputs::Inputs;
use crate::rounds::round::{self, Draft, Round};
use crate::rounds::settings::{Floor, Settings};
use crate::rounds::store;
use crate::state::App;

/// The kind of job that runs a round; the key of the job is the id of the round.
pub const JOB: &str = "round";

/// How long the request waits for the result before it shows the progress page instead.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How often the request looks whether a worker has finished the round.
const POLL_EVERY: Duration = Duration::from_millis(200);
/// The attempts after which a round that cannot be run is a failure, shown as such.
const MAX_ATTEMPTS: i32 = 5;
/// How often the lease of the job is renewed while the round is solved; shorter than the lease.
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// The parameters of a new round.
#[derive(Clone, Debug, Default)]
pub struct NewRound {
    /// The weight of each criterion.
    pub weights: Weights,
    /// The least that a pair must reach.
    pub floor: Floor,
    /// Whether those who have waited longest are served first.
    pub longest_first: bool,
    /// The round to recompute, whose decisions on pairs are inherited.
    pub previous: Option<Id>,
}

/// Requests a round and starts it. Returns its id when it is finished, or after a few seconds if it is not.
pub async fn run(app: &App, by: &By, new: NewRound) -> Result<Id, Error> {
    let write = app.write(by).await?;
    let id = request(&write, by, &new).await?;
    write.commit().await?;
    let own = app.clone();
    let running = async move {
        if let Err(error) = run_or_await(&own, id).await {
            tracing::error!(%error, round = %id, "a round failed");
        }
    };
    let running = tokio::spawn(running.in_current_span());
    let _ = timeout(LONGEST_WAIT, running).await;
    Ok(id)
}

/// Runs a requested round, or awaits its end where a worker was faster to claim it.
async fn run_or_await(app: &App, id: Id) -> Result<(), Error> {
    if let Some(claim) = jobs::store::claim_one(&app.db, JOB, &id.to_string(), app.now()).await? {
        let done = resume(app, &claim).await;
        measures::note_job(JOB, done.is_ok());
        if let Err(error) = done {
            let write = app.write(&By::Hub).await?;
            postpone::run(&write, &claim, &error.to_string()).await?;
            write.commit().await?;
            return Err(error);
        }
        return Ok(());
    }
    while store::find_progress(&app.db, Scope::Hub, id).await?.is_some_and(|progress| !progress.is_over()) {
        sleep(POLL_EVERY).await;
    }
    Ok(())
}

/// Inserts a round, and schedules the job that will run it.
pub async fn request(write: &Write, by: &By, new: &NewRound) -> Result<Id, Error> {
    if by.scope(Right::Propose) != Scope::Hub {
        return Err(Error::NotFound);
    }
    if let Some(previous) = new.previous
        && store::find_progress(write.on(), Scope::Hub, previous).await?.is_none()
    {
        return Err(Error::NotFound);
    }
    let id = write.new_id();
    let settings = Settings {
        weights: new.weights,
        floor: new.floor,
        longest_first: new.longest_first.then(|| write.today()),
    };
    store::insert_round(write, id, &settings, new.previous).await?;
    if let Some(previous) = new.previous {
        store::carry_decisions(write, previous, id).await?;
    }
    jobs::store::schedule(write, JOB, &id.to_string(), write.now()).await?;
    Ok(id)
}

/// Runs a requested round from the stage it has reached: its inputs may have been stored by a copy that crashed since. A round
/// that fails again and again is a failure, so that nobody waits for it.
pub async fn resume(app: &App, claim: &Claim) -> Result<(), Error> {
    let id: Id = claim.key.parse().map_err(|_| Error::Broken(format!("{} is no round", claim.key)))?;
    // More attempts than this were begun by copies that died of it.
    let attempted = if claim.attempts > MAX_ATTEMPTS {
        Err(Error::Broken(format!("round {id} never ended")))
    } else {
        attempt(app, claim, id).await
    };
    match attempted {
        Err(error) if claim.attempts >= MAX_ATTEMPTS => {
            tracing::error!(%error, round = %id, attempts = claim.attempts, "a round is given up");
            finish(app, claim, async |write| Ok(store::save_failure(write, id, FAILED).await?)).await
        }
        done => done,
    }
}

async fn attempt(app: &App, claim: &Claim, id: Id) -> Result<(), Error> {
    let progress = store::find_progress(&app.db, Scope::Hub, id).await?;
    let Some(progress) = progress.filter(|progress| !progress.is_over()) else {
        return finish(app, claim, async |_| Ok(())).await;
    };
    let inputs = match progress.read {
        Some(_) => store::find_inputs(&app.db, Scope::Hub, id).await?.ok_or(Error::NotFound)?,
        None => read(app, claim, id).await?,
    };
    let settings = progress.settings;
    let solve = move || solved(inputs, settings).map(|draft| store::WrittenDraft::of(&draft));
    match while_renewing(app, claim, limits::SOLVING.run(solve)).await?? {
        Ok(draft) => {
            let draft = draft.map_err(|error| Error::Broken(error.to_string()))?;
            finish(app, claim, async |write| Ok(store::save_draft(write, id, draft).await?)).await
        }
        Err(error) => {
            tracing::error!(%error, round = %id, "a round cannot be solved");
            finish(app, claim, async |write| Ok(store::save_failure(write, id, FAILED).await?)).await
        }
    }
}

fn solved(inputs: Inputs, settings: Settings) -> Result<Draft, round::Error> {
    let round = Round::run(inputs, settings)?;
    Ok(Draft { floors: round.floors()?, ..round.draft() })
}

const FAILED: &str =
    "Le calcul n’a pas abouti. Relancez-le ; si cela se répète, prévenez la personne responsable du hub.";

/// Reads the inputs as they are at one instant, and stores them.
async fn read(app: &App, claim: &Claim, id: Id) -> Result<Inputs, Error> {
    let inputs = gather(Snapshot::begin_three(&app.db).await?, &app.secret, Some(id), app.today()).await?;
    let sort = move || {
        let inputs = inputs.sorted();
        inputs.to_json().map(|json| (inputs, json))
    };
    let (inputs, json) =
        limits::SOLVING.run(sort).await?.map_err(|error| Error::Broken(error.to_string()))?;
    let write = app.write(&By::Hub).await?;
    if !jobs::store::hold(write.on(), claim, app.now()).await? {
        return Err(taken_up(claim));
    }
    store::save_inputs(&write, id, &inputs, json).await?;
    write.commit().await?;
    Ok(inputs)
}

/// Awaits `work`, renewing the lease of the job meanwhile.
async fn while_renewing<T>(app: &App, claim: &Claim, work: impl Future<Output = T>) -> Result<T, Error> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done),
            () = sleep(RENEW_EVERY) => {
                // A database that does not answer for a moment does not cost what was computed so far.
                if let Ok(false) = jobs::store::hold(&app.db, claim, app.now()).await {
                    return Err(taken_up(claim));
                }
            }
        }
    }
}

fn taken_up(claim: &Claim) -> Error {
    Error::Broken(format!("round {} was taken up by another copy", claim.key))
}

/// Ends the job and stores the result, unless another copy has claimed the job since.
async fn finish(
    app: &App,
    claim: &Claim,
    save: impl AsyncFnOnce(&Write) -> Result<(), Error>,
) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    if jobs::store::finish(&write, claim).await? {
        save(&write).await?;
        write.commit().await?;
    }
    Ok(())
}
