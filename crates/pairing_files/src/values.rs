//! What a cell stands for: a value, a list of values, a step of a scale.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::people::People;
use crate::table::Row;
use crate::text::{fold, value_key};

/// A value as it is written. Two are equal when they differ only by case, accents, spaces, hyphens and apostrophes.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    key: String,
    pub text: String,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Value {
    /// The value of a text; `None` when it is empty.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self { key: value_key(text), text: text.to_owned() })
    }
}

/// How a cell is split into the values of a list.
pub(crate) struct ListFormat<'a> {
    separators: &'a str,
    ignored: BTreeSet<String>,
}

impl<'a> ListFormat<'a> {
    /// Splits at each of these characters, and leaves these words out of every value.
    pub fn new(separators: &'a str, ignored: &[String]) -> Self {
        Self { separators, ignored: ignored.iter().map(|word| fold(word)).collect() }
    }

    /// The values of a cell, each once, in the order of the cell; `None` when there are none.
    fn read(&self, text: &str) -> Option<Vec<Value>> {
        let mut values: Vec<Value> = Vec::new();
        for part in text.split(|character| self.separators.contains(character) || character == '\n') {
            let words = part.split_whitespace().filter(|word| !self.ignored.contains(&fold(word)));
            let value = Value::new(&words.collect::<Vec<_>>().join(" "));
            values.extend(value.filter(|value| !values.contains(value)));
        }
        (!values.is_empty()).then_some(values)
    }
}

/// A step of a scale, with its rank from the lowest, which is 0.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub rank: usize,
    pub text: String,
}

impl People {
    /// The value of each person in a column.
    pub fn values(&self, title: &str) -> Result<Vec<Option<Value>>, Error> {
        let column = self.table.column(title)?;
        Ok(self.read_each(|row| Value::new(row.text(column))))
    }

    /// The list of each person in a column.
    pub fn lists(&self, title: &str, format: &ListFormat<'_>) -> Result<Vec<Option<Vec<Value>>>, Error> {
        let column = self.table.column(title)?;
        Ok(self.read_each(|row| format.read(row.text(column))))
    }

    /// The step of each person on a scale, given by its name and its values; a value that is not on it is refused.
    pub fn steps(&self, title: &str, scale: &str, values: &[String]) -> Result<Vec<Option<Step>>, Error> {
        let column = self.table.column(title)?;
        let keys: Vec<String> = values.iter().map(|value| value_key(value)).collect();
        let step = |row: &Row| {
            let text = row.text(column);
            let key = value_key(text);
            match keys.iter().position(|known| *known == key) {
                Some(rank) => Ok(Some(Step { rank, text: text.to_owned() })),
                None if text.is_empty() => Ok(None),
                None => {
                    let problem = format!("« {text} » n’est pas dans l’échelle « {scale} »");
                    Err(self.table.cell_error(row, column, problem).into())
                }
            }
        };
        self.table.rows.iter().map(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_equal_but_for_case_accents_and_hyphens() {
        assert_eq!(Value::new("Développeur-web"), Value::new("developpeur  WEB"));
        assert_ne!(Value::new("C++"), Value::new("C#"));
        assert!(Value::new("").is_none());
    }

    #[test]
    fn a_list_is_split_at_every_separator_and_has_each_value_once() {
        let format = ListFormat::new(",;", &["B1".to_owned(), "langue".to_owned(), "maternelle".to_owned()]);
        let texts = |cell| {
            format.read(cell).map(|values| values.into_iter().map(|value| value.text).collect::<Vec<_>>())
        };
        assert_eq!(
            texts("anglais B1 ; français (langue maternelle), Anglais"),
            Some(vec!["anglais".into(), "français".into()])
        );
        assert_eq!(texts("arabe A2"), Some(vec!["arabe A2".into()]));
        assert_eq!(texts(" ; ,"), None);
    }
}
