//! Trades, by code or by name.

use std::collections::{BTreeSet, HashMap};

use super::{Reading, Remark, quoted};
use crate::registrations::verdict::Code;
use crate::territories::trades;

/// How many names that are no trade a list may hold before the next are left unread: each is compared, slip by slip, with
/// eleven thousand.
const MOST_UNKNOWN: usize = 100;
/// For how many of them the nearest trades are suggested, which takes longer still.
const MOST_HINTS: usize = 10;

/// Reads trades; a list names few trades many times.
#[derive(Debug, Default)]
pub(in crate::registrations) struct TradeReader {
    known: HashMap<String, Result<&'static str, String>>,
    unknown: usize,
}

impl TradeReader {
    /// The ROME codes of a cell: codes, alone or beside their names, or else the name of one trade.
    pub fn read(&mut self, text: &str) -> Reading<BTreeSet<String>> {
        if text.is_empty() {
            return Reading::of(BTreeSet::new());
        }
        let joined: String = text.split_whitespace().collect();
        let text = if is_code(&joined) { &joined } else { text };
        let codes: Vec<&str> = words(text).filter(|word| is_code(word)).collect();
        if codes.is_empty() {
            return self.named(text);
        }
        match codes.iter().find(|code| trades::get(code).is_none()) {
            None => Reading::of(codes.into_iter().map(str::to_ascii_uppercase).collect()),
            Some(code) => Reading::with(BTreeSet::new(), unknown_code(code)),
        }
    }

    fn named(&mut self, text: &str) -> Reading<BTreeSet<String>> {
        if is_meant_as_code(text) {
            return Reading::with(BTreeSet::new(), unknown_code(text));
        }
        match self.found(text) {
            Ok(code) => {
                let name = trades::get(code).map_or("", |trade| trade.name);
                let message = format!(
                    "{} est compris comme {code} ({name}). Vérifiez, ou écrivez le code.",
                    quoted(text)
                );
                Reading::with([code.to_owned()].into(), Remark::new(Code::RomeByName, message))
            }
            Err(message) => Reading::with(BTreeSet::new(), Remark::new(Code::RomeUnknown, message)),
        }
    }

    fn found(&mut self, text: &str) -> Result<&'static str, String> {
        if let Some(found) = self.known.get(text) {
            return found.clone();
        }
        let found = self.find(text);
        self.unknown += usize::from(found.is_err());
        self.known.insert(text.to_owned(), found.clone());
        found
    }

    fn find(&self, text: &str) -> Result<&'static str, String> {
        if self.unknown >= MOST_UNKNOWN {
            return Err(format!(
                "{} n’a pas été cherché, car la liste a déjà {MOST_UNKNOWN} métiers inconnus : écrivez leurs codes (ROME).",
                quoted(text)
            ));
        }
        trades::by_name(text).map(|trade| trade.code).ok_or_else(|| self.unknown_name(text))
    }

    fn unknown_name(&self, text: &str) -> String {
        let found = if self.unknown < MOST_HINTS { trades::search(text, 3) } else { Vec::new() };
        let near: Vec<String> =
            found.iter().map(|found| format!("{} ({})", found.trade.code, found.appellation)).collect();
        match near.as_slice() {
            [] => format!(
                "{} n’est pas un métier connu : écrivez son code (ROME), par exemple D1102.",
                quoted(text)
            ),
            near => format!(
                "{} peut être plusieurs métiers : écrivez un code (ROME), par exemple {}.",
                quoted(text),
                near.join(" ou ")
            ),
        }
    }
}

fn unknown_code(code: &str) -> Remark {
    let message = format!(
        "{} n’est pas un code de métier (ROME) connu : écrivez une lettre de A à N et quatre chiffres, par exemple D1102.",
        quoted(code)
    );
    Remark::new(Code::RomeUnknown, message)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A letter and four digits.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(|first: char| first.is_ascii_alphabetic()).unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text that is no code was meant as one: a single short word with a digit, such as `M16O7` or `1607`.
fn is_meant_as_code(text: &str) -> bool {
    text.len() <= 10 && text.contains(|sign: char| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Option<Code>) {
        let reading = TradeReader::default().read(text);
        (reading.value.into_iter().collect(), reading.remark.map(|remark| remark.code))
    }

    #[test]
    fn a_code_is_read_in_any_case_and_beside_its_name() {
        for text in
            ["D1106", "d1106", " D1106 ", "D1106 - Vente en alimentation", "Vente (D1106)", "ROME : D1106"]
        {
            assert_eq!(read(text), (vec!["D1106".into()], None), "{text}");
        }
        assert_eq!(read("M1607, D1106"), (vec!["D1106".into(), "M1607".into()], None));
        assert_eq!(read(""), (vec![], None));
    }

    #[test]
    fn a_trade_given_by_its_name_is_resolved_and_remarked() {
        for (text, code) in [
            ("boulanger", "D1102"),
            ("Boulangère", "D1102"),
            ("Boulanger / Boulangère", "D1102"),
            ("Vente en alimentation", "D1106"),
            ("secretariat", "M1607"),
        ] {
            assert_eq!(read(text), (vec![code.into()], Some(Code::RomeByName)), "{text}");
        }
    }

    #[test]
    fn an_unknown_code_or_a_name_that_is_no_trade_is_an_error() {
        for text in [
            "Z9999",
            "M9999",
            "M160",
            "M16077",
            "M16O7",
            "1607",
            "M16",
            "M1607, Z9999",
            "xyzzy",
            "chasseur de licornes",
        ] {
            assert_eq!(read(text), (vec![], Some(Code::RomeUnknown)), "{text}");
        }
    }
}
