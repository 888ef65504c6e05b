//! The hub is opened: from now on it writes to mentors and mentees, and what was held leaves if it is still true.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub as Named;
use crate::accounts::viewer::By;
use crate::acts::proposals::ask;
use crate::acts::settle;
use crate::acts::tandems::ask_to_sign;
use crate::db::{self, Deciding, Hub, HubDeed, Id, Instant, Snapshot, Write};
use crate::error::Error;
use crate::mail::{self, Mail};
use crate::people::reach::has_address;
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::step::party_of;
use crate::state::App;
use crate::steps::Subject;
use crate::tandems::step::signer_of;
use crate::{accounts, links, people, proposals, steps};

/// What becomes of the messages that are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// They are still true.
    pub will_leave: usize,
    /// They are not: their person or their link is gone.
    pub dropped: usize,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open from now on.
    Opened(Figures),
    /// It was open already.
    AlreadyOpen,
}

/// Why a mail was given up that an opening found untrue.
const REASON: &str = "untrue";

/// What an opening would do now.
pub async fn look(app: &App) -> Result<Figures, Error> {
    let snapshot = Snapshot::begin(&app.db).await?;
    Ok(sort(&snapshot, app.now()).await?.figures())
}

/// Opens the hub.
pub async fn run(write: &Write, by: &By, named: Named<'_>) -> Result<Opened, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    // The proposals and those they are about first, as whoever answers one.
    let sorted = sort(write, write.now()).await?;
    let mut asked = hold_asked(write, sorted.questions.union(&sorted.signatures)).await?;
    // Whoever writes a message that a rehearsal holds shares this: none is written between the look and the opening.
    accounts::store::lock_coordination(write).await?;
    let hub = db::find_hub(write.on()).await?.filter(Hub::is_in_rehearsal);
    let Some(hub) = hub else { return Ok(Opened::AlreadyOpen) };
    let sorted = sort(write, write.now()).await?;
    for mail in &sorted.leave {
        mail::store::release(write, mail).await?;
    }
    for mail in &sorted.stay {
        mail::store::save_given_up(write, mail, REASON).await?;
    }
    db::save_opened(write, true).await?;
    write.record(HubDeed::Opened, hub.identity);
    for (party, id) in &sorted.questions {
        if let Some(proposal) = asked.get_mut(id) {
            ask::anew(write, by, named, proposal, *party).await?;
        }
    }
    for (party, id) in &sorted.signatures {
        if let Some(proposal) = asked.get(id) {
            ask_to_sign::anew(write, named, proposal, *party).await?;
        }
    }
    // What was open before leaves everybody a week.
    settle::everything(write).await?;
    Ok(Opened::Opened(sorted.figures()))
}

async fn hold_asked(
    write: &Write,
    asked: impl Iterator<Item = &(Party, Id)>,
) -> Result<BTreeMap<Id, Proposal>, Error> {
    let ids: Vec<Id> = asked.map(|(_, id)| *id).collect();
    let pairs = proposals::store::pairs(write.on(), Scope::Hub, &ids).await?;
    let (mentors, journeys): (Vec<Id>, Vec<Id>) = pairs.values().copied().unzip();
    people::store::lock_mentors(write, &mentors).await?;
    people::store::lock_journeys(write, &journeys).await?;
    let mut held = BTreeMap::new();
    for id in pairs.into_keys() {
        held.extend(proposals::store::lock_proposal(write, Scope::Hub, id).await?.map(|one| (id, one)));
    }
    Ok(held)
}

/// What becomes of the messages that are held.
struct Sorted {
    /// They are still true, and leave as they are.
    leave: Vec<Mail>,
    /// The answers that the others ask for and that are still awaited: they are asked for anew, since nobody received the question.
    questions: BTreeSet<(Party, Id)>,
    /// The signatures, likewise.
    signatures: BTreeSet<(Party, Id)>,
    /// They do not leave.
    stay: Vec<Mail>,
}

impl Sorted {
    fn figures(&self) -> Figures {
        let asked = self.questions.len() + self.signatures.len();
        let will_leave = self.leave.len() + asked;
        Figures { will_leave, dropped: self.stay.len().saturating_sub(asked) }
    }
}

/// Looks at every message that is held.
async fn sort(of: &impl Deciding, now: Instant) -> Result<Sorted, Error> {
    let held = mail::store::list_held(of.on()).await?;
    let persons: Vec<_> = held.iter().filter_map(|mail| mail.person_id).collect();
    let known = people::store::list_by_id(of.on(), Scope::Hub, &persons).await?;
    let hashes: Vec<&str> = held.iter().filter_map(|mail| mail.link_hash.as_deref()).collect();
    let fresh: BTreeSet<String> = links::store::list_fresh(of, &hashes, now).await?;
    let subjects = held.iter().map(Mail::step).collect::<Result<Vec<_>, _>>()?;
    let subjects: Vec<Subject> = subjects.into_iter().flatten().map(|(subject, _)| subject).collect();
    let awaited = steps::store::list_about(of, &subjects).await?;
    let (leave, stay) = (Vec::new(), Vec::new());
    let (questions, signatures) = (BTreeSet::new(), BTreeSet::new());
    let mut sorted = Sorted { leave, questions, signatures, stay };
    for mail in held {
        let is_theirs = mail
            .person_id
            .is_none_or(|id| known.get(&id).is_some_and(|person| has_address(person, &mail.recipient)));
        let (subject, is_awaited) = match mail.step()? {
            None => (None, true),
            Some((subject, what)) => {
                (Some(subject), awaited.get(&subject).is_some_and(|step| step.what == what))
            }
        };
        let asked = subject.and_then(|subject| Some((party_of(subject.kind)?, subject.id)));
        let to_sign = subject.and_then(|subject| Some((signer_of(subject.kind)?, subject.id)));
        match (asked, to_sign) {
            (Some(asked), _) if is_theirs && is_awaited => {
                sorted.questions.insert(asked);
                sorted.stay.push(mail);
            }
            (_, Some(to_sign)) if is_theirs && is_awaited => {
                sorted.signatures.insert(to_sign);
                sorted.stay.push(mail);
            }
            (Some(_), _) | (_, Some(_)) => sorted.stay.push(mail),
            (None, None) => {
                let is_over = mail.last_on.is_some_and(|day| day < now.day());
                let serves = mail.link_hash.as_ref().is_none_or(|hash| fresh.contains(hash));
                let is_true = is_theirs && is_awaited && serves && !is_over;
                if is_true { sorted.leave.push(mail) } else { sorted.stay.push(mail) }
            }
        }
    }
    Ok(sorted)
}
