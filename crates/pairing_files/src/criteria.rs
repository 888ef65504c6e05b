//! The file that says which columns identify people, which are compared, and how much each comparison counts.

mod checks;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Side};

/// A criteria file, checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriteriaFile {
    /// Each of these characters separates the values of a list.
    #[serde(default = "default_separators")]
    pub separators: String,
    pub mentees: People,
    pub mentors: People,
    #[serde(default)]
    scales: BTreeMap<String, Spanned<Vec<String>>>,
    #[serde(default, rename = "rule")]
    rules: Vec<Spanned<Rule>>,
    #[serde(default, rename = "criterion")]
    criteria: Vec<Spanned<Criterion>>,
}

/// Which lines of a file are read, and which columns identify people there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    /// The column of an identifier that no two people share.
    pub id: String,
    /// The columns that make up the name.
    #[serde(default)]
    pub name: Vec<String>,
    /// The lines to read, when the file has others too.
    pub keep: Option<Keep>,
    /// How many mentees each mentor takes; one by default.
    capacity: Option<Spanned<Capacity>>,
}

/// Lines whose cell in this column is one of these values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keep {
    pub column: String,
    pub values: Vec<String>,
}

/// How many mentees a mentor takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a whole number of places, or the title of the column that holds it")]
pub(crate) enum Capacity {
    /// The same number for all.
    Places(u32),
    /// The number in this column.
    Column(String),
}

/// A comparison that a pair must pass.
#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    pub name: String,
    /// Whether a pair passes when the comparison does not hold.
    #[serde(default)]
    pub not: bool,
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// A comparison that gives points.
#[derive(Debug, Deserialize)]
pub(crate) struct Criterion {
    pub name: String,
    pub weight: u32,
    /// Whether points are given when the comparison does not hold.
    #[serde(default)]
    pub not: bool,
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// What is compared, and how. `mentee` and `mentor` are titles of columns.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Comparison {
    /// The two values are equal.
    Same { mentee: String, mentor: String },
    /// The value of one side is in the list of the other.
    OneOf { mentee: String, mentor: String, list: Side },
    /// The mentor stands at least as high on a scale, or some steps higher.
    AtLeast {
        mentee: String,
        mentor: String,
        scale: String,
        #[serde(default)]
        above: u32,
        at_most: Option<u32>,
        far: Option<u32>,
    },
    /// The mentor's list has values of the mentee's.
    Overlap {
        mentee: String,
        mentor: String,
        #[serde(default)]
        ignore: Vec<String>,
        common: Option<usize>,
    },
    /// The two places are near each other.
    Distance { mentee: PlaceColumns, mentor: PlaceColumns, far_km: f64 },
}

/// The columns that say where somebody is.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "{ insee = … }, { postcode = …, name = … }, { postcode = … }, { name = … } or { lon = …, lat = … }"
)]
pub(crate) enum PlaceColumns {
    /// The INSEE code of a municipality.
    Insee { insee: String },
    /// The postcode, with the name of the municipality in case the postcode serves several.
    Postcode { postcode: String, name: Option<String> },
    /// The name of a municipality.
    Name { name: String },
    /// Degrees of longitude and latitude.
    Point { lon: String, lat: String },
}

impl CriteriaFile {
    /// Reads and checks a criteria file.
    pub fn read(text: &str) -> Result<Self, Error> {
        let text = text.trim_start_matches('\u{feff}');
        let line = |at: usize| 1 + text.get(..at).unwrap_or_default().matches('\n').count();
        let file: Self = toml::from_str(text).map_err(|error| Error::Criteria {
            line: line(error.span().map_or(0, |span| span.start)),
            problem: error.message().trim_end_matches('.').replace('\n', " ; "),
        })?;
        checks::check(&file).map_err(|(at, problem)| Error::Criteria { line: line(at), problem })?;
        Ok(file)
    }

    /// The criteria, at least one, in the order of the file.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().map(Spanned::get_ref)
    }

    /// The rules in the order of the file, in which a refusal is also explained.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(Spanned::get_ref)
    }

    /// The values of a scale, lowest first.
    pub fn scale(&self, name: &str) -> &[String] {
        self.scales.get(name).map_or(&[], |scale| scale.get_ref())
    }

    /// How many mentees each mentor takes.
    pub fn capacity(&self) -> Capacity {
        self.mentors.capacity.as_ref().map_or(Capacity::Places(1), |capacity| capacity.get_ref().clone())
    }
}

fn default_separators() -> String {
    ",;|".to_owned()
}
