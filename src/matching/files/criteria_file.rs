//! The file that says which columns to compare, and how much each comparison counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::error::{FilesError, Side};
use crate::territories::text::fold;

/// The criteria for two files with the columns of the hub's own registrations.
pub(super) const REGISTRATIONS: &str = include_str!("registrations.toml");

/// The greatest weight of a criterion.
const LARGEST_WEIGHT: u32 = 100;

/// A file of criteria, checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriteriaFile {
    /// Each of these signs parts the values of a list.
    #[serde(default = "usual_separators")]
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

/// Which columns tell who somebody is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// The column that no two people share.
    pub id: String,
    /// The columns that make the name.
    #[serde(default)]
    pub name: Vec<String>,
    /// The lines to read, when the file holds others.
    pub keep: Option<Keep>,
    /// How many mentees each mentor takes; one when nothing is said.
    pub capacity: Option<Spanned<Capacity>>,
}

/// Keeps the lines whose cell is one of these values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keep {
    pub column: String,
    pub values: Vec<String>,
}

/// How many mentees a mentor takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a whole number of places, or the title of the column that holds it")]
pub(super) enum Capacity {
    /// The same number for all.
    Places(u32),
    /// A number in this column.
    Column(String),
}

/// A comparison that a pair must pass.
#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub name: String,
    /// Whether a pair passes when the comparison does not hold.
    #[serde(default)]
    pub not: bool,
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// A comparison that gives points.
#[derive(Debug, Deserialize)]
pub(super) struct Criterion {
    pub name: String,
    pub weight: u32,
    /// Whether points are given for what the comparison does not find.
    #[serde(default)]
    pub not: bool,
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// What is compared, and how; each text is the title of a column.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Comparison {
    /// The two values are equal.
    Same { mentee: String, mentor: String },
    /// The value of one side is in the list of the other.
    OneOf { mentee: String, mentor: String, list: Side },
    /// The mentor stands at least as high on a scale, or higher by some steps.
    AtLeast {
        mentee: String,
        mentor: String,
        scale: String,
        #[serde(default)]
        above: u32,
        at_most: Option<u32>,
        far: Option<u32>,
    },
    /// The mentor's list holds values of the mentee's.
    Overlap {
        mentee: String,
        mentor: String,
        #[serde(default)]
        ignore: Vec<String>,
        common: Option<usize>,
    },
    /// The two places are near.
    Distance { mentee: PlaceColumns, mentor: PlaceColumns, far_km: f64 },
}

/// The columns that tell where somebody is.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "{ insee = … }, { postcode = …, name = … }, { postcode = … }, { name = … } or { lon = …, lat = … }"
)]
pub(super) enum PlaceColumns {
    /// The INSEE code of a municipality or an arrondissement.
    Insee { insee: String },
    /// The postcode, with the name of the municipality where it serves several.
    Postcode { postcode: String, name: Option<String> },
    /// The name of a municipality or an arrondissement.
    Name { name: String },
    /// Degrees of longitude and latitude.
    Point { lon: String, lat: String },
}

impl CriteriaFile {
    /// Reads and checks a file of criteria.
    pub fn read(text: &str) -> Result<Self, FilesError> {
        let text = text.trim_start_matches('\u{feff}');
        let line = |at: usize| 1 + text.get(..at).unwrap_or_default().matches('\n').count();
        let file: Self = toml::from_str(text).map_err(|error| FilesError::Criteria {
            line: line(error.span().map_or(0, |span| span.start)),
            remedy: error.message().trim_end_matches('.').replace('\n', " ; "),
        })?;
        file.check().map_err(|(at, remedy)| FilesError::Criteria { line: line(at), remedy })?;
        Ok(file)
    }

    /// The criteria, at least one, in the order of the file.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().map(Spanned::get_ref)
    }

    /// The hard rules in the order of the file, in which they are also told.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(Spanned::get_ref)
    }

    /// A scale, from its lowest value to its highest.
    pub fn scale(&self, name: &str) -> &[String] {
        self.scales.get(name).map_or(&[], |scale| scale.get_ref())
    }

    /// How many mentees each mentor takes.
    pub fn capacity(&self) -> Capacity {
        self.mentors.capacity.as_ref().map_or(Capacity::Places(1), |capacity| capacity.get_ref().clone())
    }

    /// Says what is wrong and where it stands, in bytes.
    fn check(&self) -> Result<(), (usize, String)> {
        if let Some(capacity) = &self.mentees.capacity {
            return Err((
                capacity.span().start,
                "« capacity » se dit des mentors, pas des mentorés".to_owned(),
            ));
        }
        for scale in self.scales.values() {
            check_scale(scale.get_ref()).map_err(|remedy| (scale.span().start, remedy))?;
        }
        for rule in &self.rules {
            let remedy =
                |remedy| (rule.span().start, format!("règle « {} » : {remedy}", rule.get_ref().name));
            self.check_comparison(&rule.get_ref().comparison).map_err(remedy)?;
            if let Comparison::AtLeast { far: Some(_), .. } = rule.get_ref().comparison {
                return Err(remedy("« far » ne sert que dans un critère".to_owned()));
            }
        }
        self.check_criteria()
    }

    fn check_criteria(&self) -> Result<(), (usize, String)> {
        let mut titles = BTreeSet::from(super::proposals::TITLES.map(str::to_owned));
        for spanned in &self.criteria {
            let criterion = spanned.get_ref();
            let remedy =
                |remedy| (spanned.span().start, format!("critère « {} » : {remedy}", criterion.name));
            self.check_comparison(&criterion.comparison).map_err(remedy)?;
            if let Comparison::Overlap { common: Some(_), .. } = criterion.comparison {
                return Err(remedy("« common » ne sert que dans une règle".to_owned()));
            }
            if criterion.weight > LARGEST_WEIGHT {
                return Err(remedy(format!("le poids est un nombre entier de 0 à {LARGEST_WEIGHT}")));
            }
            if !titles.insert(criterion.name.clone()) {
                return Err(remedy("ce nom est déjà celui d’une colonne du résultat".to_owned()));
            }
        }
        if self.criteria().all(|criterion| criterion.weight == 0) {
            return Err((
                0,
                "donnez un poids à un critère au moins, sinon aucune paire ne vaut mieux qu’une autre"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    fn check_comparison(&self, comparison: &Comparison) -> Result<(), String> {
        match comparison {
            Comparison::AtLeast { scale, .. } if !self.scales.contains_key(scale) => {
                Err(format!("l’échelle « {scale} » n’est pas sous [scales]"))
            }
            Comparison::AtLeast { above, at_most: Some(most), .. } if most < above => {
                Err("« at_most » est plus petit que « above »".to_owned())
            }
            Comparison::AtLeast { above, far: Some(far), .. } if far <= above => {
                Err("« far » est plus grand que « above »".to_owned())
            }
            Comparison::Overlap { common: Some(0), .. } => Err("« common » est au moins 1".to_owned()),
            Comparison::Distance { far_km, .. } if !(far_km.is_finite() && *far_km > 0.0) => {
                Err("« far_km » est un nombre de kilomètres, plus grand que 0".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// A value of a scale stands once, or nobody knows which step it is.
fn check_scale(values: &[String]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if values.len() < 2 {
        return Err("une échelle a au moins deux valeurs, de la plus basse à la plus haute".to_owned());
    }
    match values.iter().find(|value| !seen.insert(fold(value))) {
        Some(value) => Err(format!("la valeur « {value} » est deux fois dans l’échelle")),
        None => Ok(()),
    }
}

fn usual_separators() -> String {
    ",;|".to_owned()
}
