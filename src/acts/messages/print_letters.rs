//! The letters that wait are printed together: each is looked at once more, as any message before it leaves, and its link gets a code.

use super::take::needless;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::registrations::follow_invitation;
use crate::db::{self, Write};
use crate::error::Error;
use crate::links;
use crate::mail::restraint::is_full;
use crate::mail::{self, Mail, Sheet};
use crate::people;
use crate::proposals::proposal::Party;
use crate::{proposals, requests, tandems};

/// The most letters printed at once.
pub const MOST: usize = 100;
/// How many of the oldest are looked at: some are dropped, some wait on.
const LOOKED_AT: u64 = 2 * MOST as u64;
/// The word that whoever prints or posts letters holds.
pub(super) const WORD: &str = "letters of the hub";

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Printed {
    /// So many are ready to be printed.
    Ready(usize),
    /// Some were printed before, and nobody has said what became of them: nothing changes.
    Before,
}

/// Takes the oldest letters that may leave now. What is no longer so is dropped; what is not yet to leave waits on.
pub async fn run(write: &Write, by: &By, base_url: &str) -> Result<Printed, Error> {
    may_print(by)?;
    db::hold_words(write, &[WORD]).await?;
    if !mail::store::list_printed(write.on()).await?.is_empty() {
        return Ok(Printed::Before);
    }
    let found = mail::store::list_unprinted(write.on(), LOOKED_AT).await?;
    let mut letters = Vec::new();
    for letter in found {
        letters.push((letter.step()?.map(|(subject, _)| subject), letter));
    }
    // The steps that they serve are held in the order in which every act holds them.
    letters.sort_by_key(|(subject, _)| *subject);
    let mut printed = 0;
    for (_, letter) in letters {
        if printed == MOST {
            break;
        }
        printed += usize::from(take(write, &letter, base_url).await?);
    }
    Ok(Printed::Ready(printed))
}

/// Whether somebody prints letters for the whole hub.
pub(super) fn may_print(by: &By) -> Result<(), Error> {
    if by.scope(Right::PrintLetters) == Scope::Hub { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes one letter; says whether it is to be printed.
async fn take(write: &Write, letter: &Mail, base_url: &str) -> Result<bool, Error> {
    let nature = letter.nature()?;
    if nature.is_begun_by_hub() {
        mail::store::hold_recipient(write, letter).await?;
    }
    if let Some(reason) = needless(write, letter).await? {
        mail::store::save_dropped(write, letter, reason).await?;
        follow_invitation::dropped(write, letter).await?;
        return Ok(false);
    }
    // A letter disturbs nobody at night: its hour is that of the post.
    if nature.is_begun_by_hub() && is_full(&mail::store::list_taken(write, letter).await?, write.now()) {
        return Ok(false);
    }
    let text = letter.text(write.secret()).unwrap_or_default();
    let link = Sheet::of(&text, base_url).link.map(|(_, link)| link);
    if let Some((_, token)) = link.as_deref().and_then(|link| links::parts(base_url, link)) {
        links::store::give_code(write, &purposes(), token).await?;
    }
    mail::store::save_taken(write, letter).await?;
    follow_invitation::left(write, letter).await?;
    Ok(true)
}

/// What the links of letters are for: somebody's own duty, and no more.
fn purposes() -> Vec<&'static str> {
    let of_pairs = Party::ALL
        .iter()
        .flat_map(|&party| [proposals::link::purpose_of(party), tandems::link::purpose_of(party)]);
    of_pairs.chain([people::link::PURPOSE, requests::request::PURPOSE]).collect()
}
