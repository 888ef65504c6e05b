//! Lists taken away as files, as the journal records them.

use crate::accounts::deeds::FileDeed;
use crate::db::{Id, Write};

/// Records that a list took the files of some people away.
pub fn note_export(write: &Write, people: impl IntoIterator<Item = Id>) {
    people.into_iter().for_each(|person| write.record(FileDeed::Exported, person));
}
