//! Reads the files of the demonstration.

use std::collections::BTreeSet;
use std::str::FromStr;

use time::Date;

use super::Error;
use crate::contact::Phone;
use crate::french::parse_day;
use crate::people::profile::{Availability, Language, Languages, Level, Profile, Style, Topic};

/// One file of `data/demo`.
pub struct File {
    name: &'static str,
    text: &'static str,
}

/// Declares a file of `data/demo`.
macro_rules! file {
    ($name:literal) => {
        $crate::demo::files::File::new(
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo/", $name)),
        )
    };
}
pub(super) use file;

impl File {
    /// A file by its name, with its text.
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    /// Its rows, without the headings.
    pub fn rows(&self) -> Result<Vec<Row>, Error> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let wrong = |error: csv::Error| Error::File { file: self.name, reason: error.to_string() };
        let headings = reader.headers().map_err(wrong)?.clone();
        reader
            .records()
            .map(|record| {
                Ok(Row { file: self.name, headings: headings.clone(), record: record.map_err(wrong)? })
            })
            .collect()
    }
}

/// One row of a file, which knows its line for what is wrong.
pub struct Row {
    file: &'static str,
    headings: csv::StringRecord,
    record: csv::StringRecord,
}

impl Row {
    /// A cell; empty when there is no such column.
    pub fn get(&self, column: &str) -> &str {
        let position = self.headings.iter().position(|heading| heading == column);
        position.and_then(|position| self.record.get(position)).unwrap_or("")
    }

    /// A cell, or nothing when it is empty.
    pub fn optional(&self, column: &str) -> Option<String> {
        Some(self.get(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    /// The number of the column `phone`, in the international form.
    pub fn phone(&self) -> Option<String> {
        Phone::parse(self.get("phone")).ok().map(String::from)
    }

    /// The values of a cell, separated by bars.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split('|').filter(|value| !value.is_empty())
    }

    /// A cell that is a number.
    pub fn number<N: FromStr>(&self, column: &str) -> Result<N, Error> {
        self.get(column).parse().map_err(|_| self.wrong(column))
    }

    /// A day written as 2019-03-12.
    pub fn day(&self, column: &str) -> Result<Date, Error> {
        parse_day(self.get(column)).ok_or_else(|| self.wrong(column))
    }

    /// A day, or nothing when the cell is empty.
    pub fn optional_day(&self, column: &str) -> Result<Option<Date>, Error> {
        if self.get(column).is_empty() { Ok(None) } else { self.day(column).map(Some) }
    }

    /// A word of a vocabulary.
    pub fn word<T>(&self, column: &str, of: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
        of(self.get(column)).ok_or_else(|| self.wrong(column))
    }

    /// Yes, no, or not said.
    pub fn flag(&self, column: &str) -> Option<bool> {
        match self.get(column) {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        }
    }

    /// What is offered or needed.
    pub fn profile(&self) -> Result<Profile, Error> {
        let texts = |column: &str| self.list(column).map(str::to_owned).collect::<BTreeSet<_>>();
        Ok(Profile {
            trades: texts("trades"),
            sectors: texts("sectors"),
            topics: self.list("topics").filter_map(Topic::from_code).collect(),
            availabilities: self.list("availabilities").filter_map(Availability::from_code).collect(),
            in_person: self.flag("in_person") == Some(true),
            remote: self.flag("remote") == Some(true),
            travel_km: self.number("travel_km")?,
            style: self.style(),
        })
    }

    fn style(&self) -> Style {
        let mut style = Style::default();
        for (answer, value) in style.iter_mut().zip(self.list("style")) {
            *answer = value.parse().ok();
        }
        style
    }

    /// Languages, each with its level.
    pub fn languages(&self) -> Languages {
        self.list("languages")
            .filter_map(|value| {
                let (language, level) = value.split_once(':')?;
                Some((Language::from_code(language)?, Level::from_code(level)?))
            })
            .collect()
    }

    /// A rule refuses what the row says.
    pub fn refused(&self, rule: &impl std::fmt::Display) -> Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        Error::File { file: self.file, reason: format!("line {line}: {rule}") }
    }

    /// What is wrong with a cell.
    pub fn wrong(&self, column: &str) -> Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        Error::File { file: self.file, reason: format!("line {line}, {column}: {:?}", self.get(column)) }
    }
}
