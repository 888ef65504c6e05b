//! Somebody says what became of the letters that were printed: they are in the post, or they wait again.

use super::print_letters::{WORD, may_print};
use crate::accounts::viewer::By;
use crate::db::{self, Write};
use crate::error::Error;
use crate::mail;

/// Notes that the letters that were printed are in the post; returns how many. Their words are erased if `forget_words`.
pub async fn run(write: &Write, by: &By, forget_words: bool) -> Result<usize, Error> {
    may_print(by)?;
    db::hold_words(write, &[WORD]).await?;
    let printed = mail::store::list_printed(write.on()).await?;
    for letter in &printed {
        mail::store::save_sent(write, letter, forget_words).await?;
    }
    Ok(printed.len())
}

/// Puts them back among those that wait: they did not leave. Returns how many.
pub async fn put_back(write: &Write, by: &By) -> Result<u64, Error> {
    may_print(by)?;
    db::hold_words(write, &[WORD]).await?;
    Ok(mail::store::save_unprinted(write).await?)
}
