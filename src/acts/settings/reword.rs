//! The hub's responsible gives a kind of message other words, or its own again.

use std::collections::BTreeMap;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::mail::messages::{Kind, WordsError};
use crate::settings::store;
use crate::version::Version;

/// The words of paragraphs, by name.
pub type Paragraphs = BTreeMap<String, String>;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reworded {
    /// Messages of this kind have these words from now on.
    Saved,
    /// Somebody else saved meanwhile: the words now, where they are not the default.
    Changed(Paragraphs),
    /// A paragraph cannot have these words.
    Refused(Vec<(&'static str, WordsError)>),
}

/// Replaces the words of a kind of message; a paragraph that is not named has its default again. `seen` is the version of the words
/// that the form was filled from, if it says one.
pub async fn run(
    write: &Write,
    by: &By,
    kind: &Kind,
    paragraphs: &Paragraphs,
    seen: Option<&Version>,
) -> Result<Reworded, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let own = own_words(kind, paragraphs);
    let refused = kind.paragraphs.iter().filter_map(|paragraph| {
        let error = paragraph.check(own.get(paragraph.name)?).err()?;
        Some((paragraph.name, error))
    });
    let refused: Vec<_> = refused.collect();
    if !refused.is_empty() {
        return Ok(Reworded::Refused(refused));
    }
    let before = store::lock_words(write, kind.code).await?;
    if Version::of(&before).is_newer_than(seen) && own != before {
        return Ok(Reworded::Changed(before));
    }
    for paragraph in kind.paragraphs {
        let words = own.get(paragraph.name);
        if words != before.get(paragraph.name) {
            store::save_words(write, kind.code, paragraph.name, words.map(String::as_str)).await?;
        }
    }
    Ok(Reworded::Saved)
}

/// The words that are not the default, of the paragraphs that the kind has.
fn own_words(kind: &Kind, paragraphs: &Paragraphs) -> Paragraphs {
    let own = kind.paragraphs.iter().filter_map(|paragraph| {
        let words = paragraphs.get(paragraph.name).filter(|words| *words != paragraph.default)?;
        Some((paragraph.name.to_owned(), words.clone()))
    });
    own.collect()
}
