//! A reference file embedded in the program.

use csv::StringRecord;
use serde::Deserialize;

use crate::french;

/// The text of a file of the folder `data/`, embedded in the program.
macro_rules! embedded {
    ($file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $file))
    };
}
pub(super) use embedded;

/// The lines of a comma-separated file, kept for as long as the program runs so that values borrow from it.
pub(super) struct Table {
    headings: StringRecord,
    lines: Vec<StringRecord>,
}

impl Table {
    /// Reads a file with headings; a line that cannot be read is left out. Public files write straight apostrophes, pages
    /// never show them.
    pub(super) fn read(text: &str) -> Self {
        let text = french::typographic(text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().cloned().unwrap_or_default();
        Self { headings, lines: reader.into_records().filter_map(Result::ok).collect() }
    }

    /// Every line as a row, without those that lack a value; the nouns' tests count the rows of every file.
    pub(super) fn rows<R: Deserialize<'static>>(&'static self) -> impl Iterator<Item = R> {
        self.lines.iter().filter_map(|line| line.deserialize(Some(&self.headings)).ok())
    }
}
