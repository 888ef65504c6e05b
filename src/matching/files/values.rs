//! What a cell stands for: a word, a list of words, a step of a scale, a point.

use std::collections::BTreeSet;

use geo::Point;

use super::criteria_file::PlaceColumns;
use super::error::FilesError;
use super::people::People;
use super::table::{Column, Row, Table};
use crate::territories::places::{self, Place};
use crate::territories::text::fold;

/// A value as it is written; two are equal when they differ only by case, accents, spaces, hyphens and apostrophes.
#[derive(Clone, Debug)]
pub(super) struct Word {
    key: String,
    pub shown: String,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Word {
    /// The word of a text, if it holds any.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self { key: key(text), shown: text.to_owned() })
    }
}

/// What equal values share. Signs such as those of "C++", "C#" or an e-mail address count.
pub(super) fn key(text: &str) -> String {
    let is_sign = |sign: char| sign.is_ascii_punctuation() && !matches!(sign, '-' | '\'');
    let mut key = String::with_capacity(text.len());
    for part in text.split_inclusive(is_sign) {
        key.push_str(&fold(part));
        key.extend(part.chars().last().filter(|sign| is_sign(*sign)));
    }
    key
}

/// How the cells of a list are cut into values.
pub(super) struct Lists<'a> {
    separators: &'a str,
    ignored: BTreeSet<String>,
}

impl<'a> Lists<'a> {
    /// Lists cut at each of these signs; the ignored words are taken out of every value.
    pub fn new(separators: &'a str, ignored: &[String]) -> Self {
        Self { separators, ignored: ignored.iter().map(|word| fold(word)).collect() }
    }

    /// The values of a cell, each once, in the order of the cell; `None` when there is none.
    pub fn read(&self, text: &str) -> Option<Vec<Word>> {
        let mut words: Vec<Word> = Vec::new();
        for value in text.split(|sign| self.separators.contains(sign) || sign == '\n') {
            let kept = value.split_whitespace().filter(|word| !self.ignored.contains(&fold(word)));
            let word = Word::new(&kept.collect::<Vec<_>>().join(" "));
            words.extend(word.filter(|word| !words.contains(word)));
        }
        (!words.is_empty()).then_some(words)
    }
}

/// A step of a scale, counted from its lowest value.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub height: usize,
    pub shown: String,
}

/// The step of each person; a value that is not on the scale is refused.
pub(super) fn steps(
    people: &People,
    title: &str,
    scale: &str,
    values: &[String],
) -> Result<Vec<Option<Step>>, FilesError> {
    let column = people.table.column(title)?;
    let keys: Vec<String> = values.iter().map(|value| key(value)).collect();
    let step = |row: &Row| {
        let shown = row.text(column);
        let height = keys.iter().position(|known| *known == key(shown));
        match height {
            Some(height) => Ok(Some(Step { height, shown: shown.to_owned() })),
            None if shown.is_empty() => Ok(None),
            None => Err(people.table.refuse(
                row,
                column,
                format!("« {shown} » n’est pas dans l’échelle « {scale} »"),
            )),
        }
    };
    people.table.rows.iter().map(step).collect()
}

/// What was left aside, by file and line.
pub(super) type Remarks = BTreeSet<FilesError>;

/// Where each person is, in degrees; a place that is not understood is remarked and counts as not known.
pub(super) fn points(
    people: &People,
    columns: &PlaceColumns,
    remarks: &mut Remarks,
) -> Result<Vec<Option<Point>>, FilesError> {
    let whereabouts = Whereabouts::new(&people.table, columns)?;
    Ok(people.each(|row| {
        whereabouts.point(row).unwrap_or_else(|(column, remedy)| {
            remarks.insert(people.table.refuse(row, column, remedy));
            None
        })
    }))
}

/// The columns of a table that tell where somebody is.
enum Whereabouts<'a> {
    Insee(Column<'a>),
    Postcode(Column<'a>, Option<Column<'a>>),
    Name(Column<'a>),
    Point(Column<'a>, Column<'a>),
}

impl<'a> Whereabouts<'a> {
    fn new(table: &Table, columns: &'a PlaceColumns) -> Result<Self, FilesError> {
        let column = |title: &'a String| table.column(title);
        Ok(match columns {
            PlaceColumns::Insee { insee } => Self::Insee(column(insee)?),
            PlaceColumns::Name { name } => Self::Name(column(name)?),
            PlaceColumns::Point { lon, lat } => Self::Point(column(lon)?, column(lat)?),
            PlaceColumns::Postcode { postcode, name } => {
                Self::Postcode(column(postcode)?, name.as_ref().map(column).transpose()?)
            }
        })
    }

    /// The point of a line, or the column that is not understood and why.
    fn point(&self, row: &Row) -> Result<Option<Point>, (Column<'a>, String)> {
        let known = |column: Column<'a>, place: fn(&str) -> Option<&'static Place>| match row.text(column) {
            "" => Ok(None),
            text => place(text).map(Some).ok_or_else(|| (column, unknown(text, "un lieu de la métropole"))),
        };
        let place = match *self {
            Self::Insee(column) => known(column, places::get)?,
            Self::Name(column) => known(column, places::by_name)?,
            Self::Postcode(postcode, Some(name)) if row.text(postcode).is_empty() => {
                known(name, places::by_name)?
            }
            Self::Postcode(postcode, name) => {
                let name = name.map_or("", |name| row.text(name));
                delivered(row.text(postcode), name).map_err(|remedy| (postcode, remedy))?
            }
            Self::Point(lon, lat) => {
                return Ok(degrees(row, lon, 180.0)?.zip(degrees(row, lat, 90.0)?).map(Point::from));
            }
        };
        Ok(place.map(|place| Point::new(place.lon, place.lat)))
    }
}

/// The place of a postcode, chosen by its name where the postcode serves several.
fn delivered(postcode: &str, name: &str) -> Result<Option<&'static Place>, String> {
    if postcode.is_empty() {
        return Ok(None);
    }
    match (places::by_postcode(postcode).as_slice(), places::by_name(name)) {
        ([], _) => Err(unknown(postcode, "un code postal de la métropole")),
        (_, Some(_)) => places::at(postcode, name).map(Some).ok_or_else(|| {
            format!("« {postcode} » et « {name} » ne vont pas ensemble : la distance n’est pas comptée")
        }),
        ([place], None) => Ok(Some(place)),
        (_, None) => Err(format!(
            "« {postcode} » sert plusieurs communes, il faut son nom : la distance n’est pas comptée"
        )),
    }
}

fn degrees<'a>(row: &Row, column: Column<'a>, most: f64) -> Result<Option<f64>, (Column<'a>, String)> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    let degrees = text.replace(',', ".").parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
    degrees
        .map(Some)
        .ok_or_else(|| (column, unknown(text, &format!("un nombre de degrés, de -{most} à {most}"))))
}

fn unknown(text: &str, expected: &str) -> String {
    format!("« {text} » n’est pas {expected} : la distance n’est pas comptée")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_equal_whatever_their_case_accents_and_hyphens_but_signs_count() {
        assert_eq!(Word::new("Développeur-web"), Word::new("developpeur  WEB"));
        assert_ne!(key("C++"), key("C#"));
        assert_ne!(key("a.b-c@x.test"), key("a-b.c@x.test"));
        assert!(Word::new("").is_none());
    }

    #[test]
    fn a_list_is_cut_at_every_separator_and_names_each_value_once() {
        let lists = Lists::new(",;", &["B1".to_owned(), "langue".to_owned(), "maternelle".to_owned()]);
        let shown =
            |text| lists.read(text).map(|words| words.into_iter().map(|word| word.shown).collect::<Vec<_>>());
        assert_eq!(
            shown("anglais B1 ; français (langue maternelle), Anglais"),
            Some(vec!["anglais".into(), "français".into()])
        );
        assert_eq!(shown("arabe A2"), Some(vec!["arabe A2".into()]));
        assert_eq!(shown(" ; ,"), None);
    }

    #[test]
    fn a_postcode_that_serves_several_places_needs_a_name() {
        let code = |postcode, name| delivered(postcode, name).map(|place| place.map(|place| place.code));
        assert_eq!(code("13013", "Marseille"), Ok(Some("13213")));
        assert_eq!(code("13013", ""), Ok(Some("13213")));
        assert_eq!(code("13100", "Le Tholonet"), Ok(Some("13109")));
        assert!(code("13100", "").is_err_and(|remedy| remedy.contains("plusieurs communes")));
        assert!(code("13013", "Pertuis").is_err_and(|remedy| remedy.contains("ne vont pas ensemble")));
        assert!(code("69001", "Lyon").is_err_and(|remedy| remedy.contains("code postal de la métropole")));
        assert_eq!(code("", ""), Ok(None));
    }
}
