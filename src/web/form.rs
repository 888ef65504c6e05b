//! A form as it was sent, and what was wrong at each field: errors are part of the page, not failures.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::{FromRequest, Request};

use crate::error::Error;

/// The fields of a form, with several values where several boxes were ticked, and the sentences to show at them.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
}

/// A choice offered by a form.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
    /// A few words beside it.
    pub hint: &'static str,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self { value: value.into(), label: label.into(), checked, hint: "" }
    }

    /// The choices of a list of values and labels, of which one is chosen.
    pub fn among<'a>(options: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Self> {
        options.into_iter().map(|(value, label)| Self::new(value, label, value == chosen)).collect()
    }
}

/// What is wrong at a field, for the summary on top of a form.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// The sentence.
    pub message: String,
}

impl Fields {
    /// Fields filled beforehand, for the form of something that exists.
    pub fn filled<K: Into<String>>(values: impl IntoIterator<Item = (K, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in values {
            fields.values.entry(name.into()).or_default().push(value);
        }
        fields
    }

    /// The value of a field, without the spaces around it; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box was ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).iter().any(|sent| sent == value)
    }

    /// The names and values of the fields whose name begins so, such as the weights of a round.
    pub fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values
            .iter()
            .filter_map(move |(name, values)| Some((name.strip_prefix(prefix)?, values.first()?.trim())))
    }

    /// Notes what is wrong at a field; the first sentence stays.
    pub fn refuse(&mut self, name: &str, sentence: impl Into<String>) {
        if self.error(name).is_empty() {
            self.errors.push(FieldError { field: name.to_owned(), message: sentence.into() });
        }
    }

    /// What is wrong at a field; empty when nothing is.
    pub fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|error| error.field == name).map_or("", |error| error.message.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }

    /// Every error, in the order in which the fields were read, for the summary on top of the form.
    pub fn errors(&self) -> Vec<FieldError> {
        self.errors.clone()
    }

    /// A required text of at most `longest` characters.
    pub fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        let value = self.optional_text(name, longest);
        if value.is_none() && self.error(name).is_empty() {
            self.refuse(name, "Cette réponse est nécessaire.");
        }
        value
    }

    /// A text of at most `longest` characters, or nothing.
    pub fn optional_text(&mut self, name: &str, longest: usize) -> Option<String> {
        let value = self.get(name).to_owned();
        if value.chars().count() > longest {
            self.refuse(name, format!("Écrivez {longest} caractères au plus."));
            return None;
        }
        (!value.is_empty()).then_some(value)
    }

    /// A required whole number between two bounds.
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

    /// A required day.
    pub fn day(&mut self, name: &str) -> Option<time::Date> {
        let day = crate::french::parse_day(self.get(name));
        if day.is_none() {
            self.refuse(name, "Indiquez un jour, par exemple 2026-03-12.");
        }
        day
    }

    /// A day, or nothing.
    pub fn optional_day(&mut self, name: &str) -> Option<time::Date> {
        if self.get(name).is_empty() { None } else { self.day(name) }
    }

    /// A required choice in a list.
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
        // PostgreSQL keeps no NUL in a text, and no keyboard types one.
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Error::Unreadable("a NUL in a form".to_owned()));
        }
        Ok(Self::filled(pairs))
    }
}
