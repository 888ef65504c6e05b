//! The tables of what is set: each row holds until another replaces it.

mod values;
mod words;

use sea_orm::{ConnectionTrait, DbErr};

pub use values::{Change, forget, has_texts, list_changes, lock, read, save};
pub use words::{forget_words, list_edited, lock_words, read_words, save_words};

use crate::mail::messages::Wording;

/// The words of the messages of a kind, and who signs them.
pub async fn wording(db: &impl ConnectionTrait, kind: &str) -> Result<Wording, DbErr> {
    Ok(Wording { paragraphs: read_words(db, kind).await?, signature: read(db).await?.signature() })
}
