//! Reads one cell: what it says, and what to remark about how it says it.

pub(super) mod availabilities;
pub(super) mod date;
pub(super) mod formula;
pub(super) mod home;
pub(super) mod languages;
pub(super) mod part;
pub(super) mod trade;

use super::table::Cell;
use super::verdict::Code;
use crate::contact::{Email, EmailError, Phone};
use crate::people::person::LARGEST_CAPACITY;

/// What a cell says, if it says something usable, and what to remark.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading<T> {
    pub value: T,
    pub remark: Option<Remark>,
}

/// Something a person should know about a cell, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remark {
    pub code: Code,
    pub message: String,
}

impl Remark {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl<T> Reading<T> {
    pub fn of(value: T) -> Self {
        Self { value, remark: None }
    }

    pub fn with(value: T, remark: Remark) -> Self {
        Self { value, remark: Some(remark) }
    }
}

/// A text of a cell as messages quote it: on one line, and not for ever.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("« {}… »", &words[..end]),
        None => format!("« {words} »"),
    }
}

/// The address of a person, without which nobody is imported.
pub(super) fn email(cell: &Cell) -> Reading<Option<Email>> {
    let text = cell.text();
    match Email::parse(&text) {
        Ok(email) => Reading::of(Some(email)),
        Err(error @ EmailError::Missing) => Reading::with(None, Remark::new(Code::Email, error.to_string())),
        Err(error) => {
            let message = format!("{} n’est pas une adresse e-mail. {error}", quoted(&text));
            Reading::with(None, Remark::new(Code::Email, message))
        }
    }
}

/// A telephone number in its canonical form, or as it was written where it cannot be read: somebody may still make it out.
pub(super) fn phone(cell: &Cell) -> Reading<Option<String>> {
    let text = cell.text();
    let written = without_apostrophe(&text);
    let number = Phone::parse(written).map_or_else(|_| written.to_owned(), String::from);
    Reading::of(Some(number).filter(|number| !number.is_empty()))
}

/// The text after the apostrophe that makes spreadsheets leave digits alone.
pub(super) fn without_apostrophe(text: &str) -> &str {
    text.strip_prefix(['\'', '’']).unwrap_or(text).trim()
}

/// A whole number as people and spreadsheets write it: `2`, ` 3 `, `2,0`, `2.0`, `+2`.
pub(super) fn whole_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = is_digits(whole) && is_digits(fraction) && fraction.bytes().all(|byte| byte == b'0');
    whole.parse().ok().filter(|_| is_whole)
}

/// How many mentees a mentor takes, 1 to 20.
pub(super) fn capacity(cell: &Cell) -> Reading<Option<u8>> {
    let text = cell.text();
    let largest = u32::from(LARGEST_CAPACITY);
    let number = whole_number(&text).filter(|number| (1..=largest).contains(number));
    match number.and_then(|number| u8::try_from(number).ok()) {
        Some(capacity) => Reading::of(Some(capacity)),
        None if text.is_empty() => Reading::with(
            None,
            Remark::new(
                Code::Capacity,
                format!(
                    "Le nombre de personnes que ce mentor peut accompagner manque : écrivez un nombre de 1 à {LARGEST_CAPACITY}."
                ),
            ),
        ),
        None => Reading::with(
            None,
            Remark::new(
                Code::Capacity,
                format!(
                    "{} ne convient pas : écrivez un seul nombre entier, de 1 à {LARGEST_CAPACITY}.",
                    quoted(&text)
                ),
            ),
        ),
    }
}

/// Remarks a capacity written for a mentee, which is of no use; only an impossible one is worth a word.
pub(super) fn mentee_capacity(cell: &Cell) -> Reading<()> {
    let is_none = cell.is_blank() || whole_number(&cell.text()) == Some(0);
    let remark = if is_none { None } else { capacity(cell).remark };
    Reading { value: (), remark }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity_of(text: &str) -> Option<u8> {
        let reading = capacity(&Cell::of(text));
        assert_eq!(reading.value.is_none(), reading.remark.is_some(), "{text}");
        reading.value
    }

    #[test]
    fn a_capacity_is_a_whole_number_from_1_to_20() {
        for (text, capacity) in
            [("1", 1), (" 3 ", 3), ("2,0", 2), ("2.0", 2), ("20", 20), ("03", 3), ("+4", 4)]
        {
            assert_eq!(capacity_of(text), Some(capacity), "{text}");
        }
        for text in [
            "",
            "0",
            "21",
            "-1",
            "2 à 3",
            "2-3",
            "1,5",
            "deux",
            "2 personnes",
            "999999999999",
            "1e1",
            ",",
            ".",
        ] {
            assert_eq!(capacity_of(text), None, "{text}");
        }
        assert_eq!(capacity(&Cell::Number(3.0)).value, Some(3));
        assert_eq!(capacity(&Cell::Number(2.5)).value, None);
    }

    #[test]
    fn a_mentee_may_leave_the_capacity_blank_or_zero() {
        for text in ["", "0", "2"] {
            assert_eq!(mentee_capacity(&Cell::of(text)).remark, None, "{text}");
        }
        assert!(mentee_capacity(&Cell::of("50")).remark.is_some());
    }

    #[test]
    fn a_number_that_cannot_be_read_is_kept_as_written() {
        assert_eq!(phone(&Cell::of("06 12 34 56 78")).value.as_deref(), Some("+33612345678"));
        assert_eq!(phone(&Cell::of("'0612345678")).value.as_deref(), Some("+33612345678"));
        assert_eq!(phone(&Cell::Number(612_345_678.0)).value.as_deref(), Some("+33612345678"));
        assert_eq!(phone(&Cell::of("poste 12")).value.as_deref(), Some("poste 12"));
        assert_eq!(phone(&Cell::of(" - ")).value, None);
    }

    #[test]
    fn a_long_text_is_quoted_short() {
        assert_eq!(quoted("un\ndeux"), "« un deux »");
        assert_eq!(quoted(&"é".repeat(70)), format!("« {}… »", "é".repeat(60)));
    }
}
