//! Submitted forms, with an error message for each invalid field. Invalid input is shown on the page again, it is not an
//! [`Error`].

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use axum::extract::{FromRequest, Request};
use time::{Date, Month};

use super::kept_form::OnlyShows;
use crate::error::Error;

/// The values of a form, several for a group of checkboxes, and the error messages of its fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
    /// Whether they are only shown: nobody pressed the button yet.
    only_shown: bool,
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

/// A field that says one thing as it is stored and another as it was typed, when somebody else saved meanwhile.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields say what they are by their name")]
pub struct Difference {
    pub label: String,
    pub saved: String,
    pub typed: String,
}

impl Difference {
    /// The two words of a field, unless they are the same.
    pub fn between(label: &str, saved: String, typed: String) -> Option<Self> {
        let words = |text: String| if text.is_empty() { "rien".to_owned() } else { text };
        (saved != typed).then(|| Self { label: label.to_owned(), saved: words(saved), typed: words(typed) })
    }
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

    /// The same fields, one of which says something else.
    pub fn with(mut self, name: &str, value: String) -> Self {
        self.values.insert(name.to_owned(), vec![value]);
        self
    }

    /// The first value of a field, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// Whether a field was sent, even empty.
    pub fn has_value(&self, name: &str) -> bool {
        self.values.contains_key(name)
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

    /// Whether no field has an error, and they were sent to be obeyed.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty() && !self.only_shown
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
    pub fn day(&mut self, name: &str) -> Option<Date> {
        match typed_day(self.get(name)) {
            Ok(day) => Some(day),
            Err(sentence) => {
                self.refuse(name, sentence);
                None
            }
        }
    }

    /// The day in a field, where it can be read: nothing is refused.
    pub fn readable_day(&self, name: &str) -> Option<Date> {
        typed_day(self.get(name)).ok()
    }

    /// Reads an optional day.
    pub fn optional_day(&mut self, name: &str) -> Option<Date> {
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

    /// Reads an optional choice; a value that is none of those offered is refused rather than dropped.
    pub fn optional_choice<T>(&mut self, name: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.get(name).is_empty() { None } else { self.choice(name, of) }
    }

    /// Reads the ticked boxes of a group; a value that is none of those offered is refused rather than dropped.
    pub fn choices<T: Ord>(&mut self, name: &str, of: impl Fn(&str) -> Option<T>) -> BTreeSet<T> {
        let ticked: Option<BTreeSet<T>> = self.all(name).iter().map(|value| of(value)).collect();
        ticked.unwrap_or_else(|| {
            self.refuse(name, "Choisissez parmi les réponses proposées.");
            BTreeSet::new()
        })
    }
}

/// The day that somebody typed, whatever the language of their browser: 12/03/2026, 1/3/2026, 12.03.2026, 12-03-2026, 12032026
/// where the keyboard has no stroke, and 2026-03-12. From 1900 on: before that, somebody mistyped.
fn typed_day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Indiquez le jour, par exemple 12/03/2026.".to_owned());
    }
    let unread = || {
        let start: String = text.chars().take(20).collect();
        format!("«\u{a0}{start}\u{a0}» n’est pas un jour. Écrivez-le ainsi\u{a0}: 12/03/2026.")
    };
    let parts: Vec<&str> = match text.len() {
        8 if is_digits(text) => vec![&text[..2], &text[2..4], &text[4..]],
        _ => text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect(),
    };
    let &[first, month, last] = parts.as_slice() else { return Err(unread()) };
    if !parts.iter().all(|part| is_digits(part)) || month.len() > 2 {
        return Err(unread());
    }
    let (day, year) = match (first.len(), last.len()) {
        (4, 1 | 2) => (last, first),
        (1 | 2, 4) => (first, last),
        (1 | 2, 1 | 2) => {
            return Err("Écrivez l’année en quatre chiffres, par exemple 12/03/2026.".to_owned());
        }
        _ => return Err(unread()),
    };
    match calendar_day(year, month, day) {
        Some(day) if day.year() >= 1900 => Ok(day),
        Some(_) => Err("L’année est trop ancienne\u{a0}: écrivez un jour depuis 1900.".to_owned()),
        None => Err(format!("Le {day}/{month}/{year} n’existe pas\u{a0}: vérifiez le jour et le mois.")),
    }
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<Date> {
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let only_shown = request.extensions().get::<OnlyShows>().is_some();
        let axum::extract::Form(pairs) =
            axum::extract::Form::<Vec<(String, String)>>::from_request(request, state)
                .await
                .map_err(|rejection| Error::Unreadable(rejection.to_string()))?;
        // PostgreSQL cannot store NUL in a text, and no keyboard types it.
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Error::Unreadable("a NUL in a form".to_owned()));
        }
        Ok(Self { only_shown, ..Self::filled(pairs) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_day_is_read_however_it_is_typed() {
        let ways = [
            "12/03/2026",
            "12/3/2026",
            " 12.03.2026 ",
            "12-03-2026",
            "12 / 03 / 2026",
            "12032026",
            "2026-03-12",
        ];
        for typed in ways {
            assert_eq!(typed_day(typed), Ok(date!(2026 - 03 - 12)), "{typed}");
        }
        assert_eq!(typed_day("1/3/2026"), Ok(date!(2026 - 03 - 01)), "the day goes before the month");
    }

    #[test]
    fn a_day_that_is_not_understood_is_answered_with_what_to_write() {
        let sentence = |typed| typed_day(typed).unwrap_err();
        assert_eq!(sentence(""), "Indiquez le jour, par exemple 12/03/2026.");
        assert_eq!(sentence("12/03/26"), "Écrivez l’année en quatre chiffres, par exemple 12/03/2026.");
        assert_eq!(sentence("31/02/2026"), "Le 31/02/2026 n’existe pas\u{a0}: vérifiez le jour et le mois.");
        assert_eq!(sentence("12/03/1026"), "L’année est trop ancienne\u{a0}: écrivez un jour depuis 1900.");
        for typed in ["demain", "12", "12/mars/2026", "1/2/3/2026", "2026/3", "99999/1/1", "١٢/٠٣/٢٠٢٦"]
        {
            assert!(sentence(typed).contains("n’est pas un jour"), "{typed}");
        }
    }

    #[test]
    fn a_day_refused_is_shown_again_as_it_was_typed() {
        let mut fields = Fields::filled([("on", "31/02/2026".to_owned())]);
        assert_eq!(fields.day("on"), None);
        assert!(fields.error("on").contains("n’existe pas"));
        assert_eq!(fields.get("on"), "31/02/2026");
    }
}
