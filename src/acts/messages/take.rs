//! A message is taken to leave: the last look at whether it still should, and whether it is its turn.
//!
//! Whoever sends it begins before this transaction ends. The step it serves is held until then, so that nobody settles it between this
//! look and the first word to the mail server; so is its recipient, whose messages are counted.

use time::Duration;

use crate::accounts::access::Scope;
use crate::acts::problems::contact;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::mail::messages::{DropReason, Nature};
use crate::mail::restraint::waits_until;
use crate::mail::{self, Channel, Mail};
use crate::people;
use crate::people::reach::has_address;
use crate::settings;
use crate::steps;

/// What becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// It leaves now.
    Leaves(Box<Mail>),
    /// It waits for its hour, or for its turn among those of its recipient.
    PutBack,
    /// It says what is no longer so.
    Dropped(DropReason),
    /// Another copy of the hub has claimed the job since.
    NotOurs,
}

/// How long a message waits for another to the same recipient that goes before it, and is about to be taken.
const YIELDS: Duration = Duration::MINUTE;

/// Takes the message of a claimed job.
pub async fn run(write: &Write, claim: &Claim) -> Result<Taken, Error> {
    let id: Id = claim.key.parse().map_err(|_| Error::Broken(format!("{} is no message", claim.key)))?;
    if !jobs::store::hold(write.on(), claim, write.now()).await? {
        return Ok(Taken::NotOurs);
    }
    let found = mail::store::find(write.on(), id).await?;
    let mail = found.ok_or_else(|| Error::Broken(format!("message {id} is gone")))?;
    let nature = mail.nature()?;
    if nature.is_begun_by_hub() {
        mail::store::hold_recipient(write, &mail).await?;
    }
    if let Some(reason) = needless(write, &mail).await? {
        mail::store::save_dropped(write, &mail, reason).await?;
        jobs::store::finish(write, claim).await?;
        return Ok(Taken::Dropped(reason));
    }
    if nature.is_begun_by_hub()
        && let Some(until) = turn(write, &mail, nature).await?
    {
        jobs::store::put_back(write, claim, until).await?;
        return Ok(Taken::PutBack);
    }
    mail::store::save_taken(write, &mail).await?;
    Ok(Taken::Leaves(Box::new(mail)))
}

/// Why a message should not leave any more.
pub(super) async fn needless(write: &Write, mail: &Mail) -> Result<Option<DropReason>, Error> {
    if mail.last_on.is_some_and(|day| day < write.today()) {
        return Ok(Some(DropReason::DayOver));
    }
    if let Some(person) = mail.person_id {
        let person = people::store::find(write.on(), Scope::Hub, person).await?;
        let Some(person) = person.filter(|person| has_address(person, &mail.recipient)) else {
            return Ok(Some(DropReason::NotTheirs));
        };
        if mail.recipient()?.channel == Channel::Text && person.text_stopped_at.is_some() {
            return Ok(Some(DropReason::Stopped));
        }
    }
    if let Some(pair) = mail.contact_of
        && contact::is_hidden(write, pair).await?
    {
        return Ok(Some(DropReason::Outdated));
    }
    let Some((subject, what)) = mail.step()? else { return Ok(None) };
    let is_awaited = steps::store::lock_awaited(write, subject, what).await?;
    Ok((!is_awaited).then_some(DropReason::StepSettled))
}

/// Until when a message that the hub begins waits, if at all.
pub(super) async fn turn(write: &Write, mail: &Mail, nature: Nature) -> Result<Option<Instant>, Error> {
    let taken = mail::store::list_taken(write, mail).await?;
    let hours = settings::store::read(write.on()).await?.hours();
    if let Some(until) = waits_until(&taken, write.now(), &hours) {
        return Ok(Some(until));
    }
    let before: Vec<Nature> = Nature::BEGUN_BY_HUB.into_iter().filter(|other| *other < nature).collect();
    let is_preceded = mail::store::is_preceded(write, mail, &before).await?;
    Ok(is_preceded.then(|| write.now().plus(YIELDS)))
}
