//! Submitted forms, with an error message for each invalid field. Invalid input is shown on the page again, it is not an
//! [`Error`].

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::{FromRequest, Request};

use crate::error::Error;

/// The values of a form, several for a group of checkboxes, and the error messages of its fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
}

/// An option of a form: a radio button, a checkbox, or an item of a list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The value submitted.
    pub value: String,
    /// The label shown.
    pub label: String,
    /// Whether it is selected.
    pub checked: bool,
    /// A short text next to the label; may be empty.
    pub hint: &'static str,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self { value: value.into(), label: label.into(), checked, hint: "" }
    }

    /// Options from pairs of value and label; the one whose value is `chosen` is selected.
    pub fn among<'a>(options: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Self> {
        options.into_iter().map(|(value, label)| Self::new(value, label, value == chosen)).collect()
    }
}

/// The error of one field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The name of the field.
    pub field: String,
    /// The message, in French.
    pub message: String,
}

impl Fields {
    /// Fields with given values, such as those of an object to edit.
    pub fn filled<K: Into<String>>(values: impl IntoIterator<Item = (K, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in values {
            fields.values.entry(name.into()).or_default().push(value);
        }
        fields
    }

    /// The first value of a field, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// Every value of a field, as submitted.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a checkbox was ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).iter().any(|sent| sent == value)
    }

    /// The fields whose name starts with `prefix`, such as the weights of a round: the rest of the name, and the value.
    pub fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values
            .iter()
            .filter_map(move |(name, values)| Some((name.strip_prefix(prefix)?, values.first()?.trim())))
    }

    /// Adds an error to a field, unless it already has one.
    pub fn refuse(&mut self, name: &str, sentence: impl Into<String>) {
        if self.error(name).is_empty() {
            self.errors.push(FieldError { field: name.to_owned(), message: sentence.into() });
        }
    }

    /// The error message of a field; empty when it has none.
    pub fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|error| error.field == name).map_or("", |error| error.message.as_str())
    }

    /// Whether no field has an error.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }

    /// Every error, in the order in which the fields were read, for the summary at the top of the form.
    pub fn errors(&self) -> Vec<FieldError> {
        self.errors.clone()
    }

    /// Reads a required text of at most `longest` characters.
    pub fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        let value = self.optional_text(name, longest);
        if value.is_none() && self.error(name).is_empty() {
            self.refuse(name, "Cette réponse est nécessaire.");
        }
        value
    }

    /// Reads an optional text of at most `longest` characters.
    pub fn optional_text(&mut self, name: &str, longest: usize) -> Option<String> {
        let value = self.get(name).to_owned();
        if value.chars().count() > longest {
            self.refuse(name, format!("Écrivez {longest} caractères au plus."));
            return None;
        }
        (!value.is_empty()).then_some(value)
    }

    /// Reads a required whole number, from `least` to `most`.
    pub fn number<N>(&mut self, name: &str, least: N, most: N) -> Option<N>
    where
        N: FromStr + PartialOrd + std::fmt::Display,
    {
        match self.get(name).parse::<N>() {
            Ok(value) if value >= least && value <= most => Some(value),
            _ => {
                self.refuse(name, format!("Écrivez un nombre entier de {least} à {most}."));
                None
            }
        }
    }

    /// Reads a required day.
    pub fn day(&mut self, name: &str) -> Option<time::Date> {
        let day = crate::french::parse_day(self.get(name));
        if day.is_none() {
            self.refuse(name, "Indiquez un jour, par exemple 2026-03-12.");
        }
        day
    }

    /// Reads an optional day.
    pub fn optional_day(&mut self, name: &str) -> Option<time::Date> {
        if self.get(name).is_empty() { None } else { self.day(name) }
    }

    /// Reads a required choice; `of` maps its value, if valid.
    pub fn choice<T>(&mut self, name: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let choice = of(self.get(name));
        if choice.is_none() {
            self.refuse(name, "Choisissez une des réponses proposées.");
        }
        choice
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let axum::extract::Form(pairs) =
            axum::extract::Form::<Vec<(String, String)>>::from_request(request, state)
                .await
                .map_err(|rejection| Error::Unreadable(rejection.to_string()))?;
        // PostgreSQL cannot store NUL in a text, and no keyboard types it.
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Error::Unreadable("a NUL in a form".to_owned()));
        }
        Ok(Self::filled(pairs))
    }
}
