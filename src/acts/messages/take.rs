//! A message is taken to leave: the last look at whether it still should, and whether it is its turn.
//!
//! Whoever sends it begins before this transaction ends. The step it serves is held until then, so that nobody settles it between this
//! look and the first word to the mail server; so is its recipient, whose messages are counted.

use time::Duration;

use super::{coordinator, send};
use crate::accounts::access::Scope;
use crate::acts::problems::contact;
use crate::acts::registrations::follow_invitation;
use crate::calendar;
use crate::db::{self, Id, Instant, Keys, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::mail::messages::{DropReason, Nature};
use crate::mail::restraint::waits_until;
use crate::mail::{self, Channel, Mail};
use crate::people::messages::texts_used_up;
use crate::people::reach::has_address;
use crate::steps::{self, Subject, SubjectKind};
use crate::{organisations, people, proposals, settings, tandems};

/// What becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// It leaves now. Replies to it go to whoever coordinates for the person, if there is somebody.
    Leaves(Box<Mail>, Option<String>),
    /// It waits for its hour, or for its turn among those of its recipient.
    PutBack,
    /// It says what is no longer so.
    Dropped(DropReason),
    /// Another copy of the hub has claimed the job since.
    NotOurs,
}

/// Why a text message waits beyond what its organisation sends in a month.
const BUDGET: &str = "budget";

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
    let is_text = mail.recipient()?.channel == Channel::Text;
    if nature.is_begun_by_hub() {
        mail::store::hold_recipient(write, &mail).await?;
    }
    if let Some(reason) = needless(write, &mail).await? {
        mail::store::save_dropped(write, &mail, reason).await?;
        follow_invitation::dropped(write, &mail).await?;
        jobs::store::finish(write, claim).await?;
        return Ok(Taken::Dropped(reason));
    }
    if nature.is_begun_by_hub()
        && let Some(until) = turn(write, &mail, nature).await?
    {
        jobs::store::put_back(write, claim, until).await?;
        return Ok(Taken::PutBack);
    }
    if is_text && let Some(until) = turn_of_text(write, &mail).await? {
        jobs::store::put_back(write, claim, until).await?;
        return Ok(Taken::PutBack);
    }
    mail::store::save_taken(write, &mail).await?;
    follow_invitation::left(write, &mail).await?;
    let replies_to = in_charge(write, &mail).await?;
    Ok(Taken::Leaves(Box::new(mail), replies_to))
}

/// The address of whoever coordinates what a message to a person is about, else for the person, else by default.
async fn in_charge(write: &Write, mail: &Mail) -> Result<Option<String>, Error> {
    let Some(person) = mail.person_id else { return Ok(None) };
    let about = match mail.step()? {
        Some((Subject { kind: SubjectKind::Journey | SubjectKind::ResultContact, id }, _)) => Some(id),
        Some((Subject { kind: SubjectKind::Tandem, id }, _)) => {
            tandems::store::find(write.on(), Scope::Hub, id).await?.map(|tandem| tandem.journey_id)
        }
        Some((subject, _)) => proposals::store::find_proposal(write.on(), Scope::Hub, subject.id)
            .await?
            .map(|proposal| proposal.journey_id),
        None => None,
    };
    let journeys = match about {
        Some(journey) => vec![journey],
        None => people::store::journeys_of_person(write, person).await?,
    };
    let journeys = people::store::list_journeys_to_settle(write, Keys::These(&journeys)).await?;
    let chosen = journeys.iter().rev().find(|journey| journey.is_open).and_then(|one| one.coordinator_id);
    coordinator::email(write, chosen).await
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
        if person.stopped.of(mail.recipient()?.channel.into()).is_some() {
            return Ok(Some(DropReason::Stopped));
        }
        if is_unreachable(write, mail).await? {
            return Ok(Some(DropReason::Unreachable));
        }
    }
    if let Some(pair) = mail.contact_of
        && contact::is_hidden(write, pair).await?
    {
        return Ok(Some(DropReason::Outdated));
    }
    if follow_invitation::is_stopped(write, mail).await? {
        return Ok(Some(DropReason::Outdated));
    }
    let Some((subject, what)) = mail.step()? else { return Ok(None) };
    let is_awaited = steps::store::lock_awaited(write, subject, what).await?;
    Ok((!is_awaited).then_some(DropReason::StepSettled))
}

/// Whether a mail is for an address that receives nothing any more. Whoever just asked for it says that it does.
async fn is_unreachable(write: &Write, mail: &Mail) -> Result<bool, Error> {
    if mail.recipient()?.channel != Channel::Mail || mail.nature()? == Nature::Awaited {
        return Ok(false);
    }
    Ok(!mail::store::list_unreachable(write.on(), &[&mail.recipient]).await?.is_empty())
}

/// Until when a text message waits, if at all: a telephone rings at no other hour, whatever the message is, and each organisation has so
/// many a month. With the last of them, whoever coordinates is told.
async fn turn_of_text(write: &Write, mail: &Mail) -> Result<Option<Instant>, Error> {
    let settings = settings::store::read(write.on()).await?;
    let hours = settings.hours();
    let leaves_at = calendar::may_leave_at(write.now(), &hours);
    if leaves_at > write.now() {
        return Ok(Some(leaves_at));
    }
    let Some(id) = mail.person_id else { return Ok(None) };
    let person = people::store::find(write.on(), Scope::Hub, id).await?.ok_or(Error::NotFound)?;
    db::hold_words(write, &[&format!("texts {}", person.organisation_id)]).await?;
    let own = people::store::ids_within(Scope::Organisation(person.organisation_id));
    let first = write.today().replace_day(1).unwrap_or(write.today());
    let since = Instant::morning_of(first).plus(-Duration::hours(9));
    let sent = mail::store::count_texts(write, mail, own, since).await?;
    let most = u64::from(settings.texts_per_month);
    if sent >= most {
        mail::store::save_failure(write, mail, BUDGET).await?;
        let tomorrow = Instant::morning_of(write.today().saturating_add(Duration::DAY));
        return Ok(Some(calendar::may_leave_at(tomorrow, &hours)));
    }
    if sent + 1 == most && mail.taken_at.is_none() {
        tell_budget(write, person.organisation_id, most).await?;
    }
    Ok(None)
}

/// Tells whoever coordinates by default, or is responsible for the hub, that the last text message of the month leaves.
async fn tell_budget(write: &Write, organisation: Id, most: u64) -> Result<(), Error> {
    let organisation = organisations::store::find(write.on(), organisation).await?;
    let name = organisation.map(|organisation| organisation.name).unwrap_or_default();
    for email in coordinator::by_default(write).await? {
        send::run(write, texts_used_up(email, &name, most)?).await?;
    }
    Ok(())
}

/// Until when a message that the hub begins waits, if at all.
async fn turn(write: &Write, mail: &Mail, nature: Nature) -> Result<Option<Instant>, Error> {
    let taken = mail::store::list_taken(write, mail).await?;
    let hours = settings::store::read(write.on()).await?.hours();
    if let Some(until) = waits_until(&taken, write.now(), &hours) {
        return Ok(Some(until));
    }
    let before: Vec<Nature> = Nature::BEGUN_BY_HUB.into_iter().filter(|other| *other < nature).collect();
    let is_preceded = mail::store::is_preceded(write, mail, &before).await?;
    Ok(is_preceded.then(|| write.now().plus(YIELDS)))
}
