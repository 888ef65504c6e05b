//! Languages with their levels: "français C2, arabe B2", "anglais B1 ; français C1", "français (langue maternelle)".

use std::sync::LazyLock;

use super::{Reading, Remark, quoted};
use crate::people::profile::{Language, Languages, Level};
use crate::registrations::verdict::Code;
use crate::territories::text::{fold, near_word};

/// The languages of a cell.
///
/// A language known here needs a level, since matching asks how well both speak; a mother tongue counts as C2.
/// A language unknown here is left out, its level checked all the same.
pub(in crate::registrations) fn languages(text: &str) -> Reading<Languages> {
    let mut languages = Languages::new();
    for part in parts(text) {
        match Part::read(&part) {
            Ok(found) => {
                found.into_iter().for_each(|(language, level)| keep_best(&mut languages, language, level))
            }
            Err(message) => return Reading::with(Languages::new(), Remark::new(Code::CefrLevel, message)),
        }
    }
    Reading::of(languages)
}

fn keep_best(languages: &mut Languages, language: Language, level: Level) {
    let best = languages.entry(language).or_insert(level);
    *best = level.max(*best);
}

/// What stands between commas and the like.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace(" et ", ",").replace(" ET ", ",");
    let parts: Vec<String> = text.split([',', ';', '/', '|', '\n', '&']).map(str::to_owned).collect();
    parts.into_iter()
}

/// A part being read word by word: a language waits for its level, a level written first for its language.
#[derive(Default)]
struct Part {
    found: Vec<(Language, Level)>,
    language: Option<Language>,
    level: Option<Level>,
}

impl Part {
    fn read(text: &str) -> Result<Vec<(Language, Level)>, String> {
        let mut part = Self::default();
        let folded =
            fold(text).replace("langue des signes francaise", "lsf").replace("langue des signes", "lsf");
        let words: Vec<&str> = folded.split(' ').collect();
        let mut position = 0;
        while let Some(word) = words.get(position) {
            position += 1;
            if let Some(code) = level_like(word, words.get(position).copied()) {
                position += usize::from(code.len() > word.len());
                part.set(level_of(&code).ok_or_else(|| unknown_level(text, &code))?);
            } else if let Some(language) = language_of(word) {
                part.close(text)?;
                part.language = Some(language);
            } else if is_mother_tongue(word) {
                part.set(Level::C2);
            }
        }
        part.close(text)?;
        Ok(part.found)
    }

    fn set(&mut self, level: Level) {
        match self.language.take() {
            Some(language) => self.found.push((language, level)),
            None if self.found.is_empty() => self.level = Some(level),
            // "B1-B2" between two levels: the first, which is the lower.
            None => {}
        }
    }

    /// Ends the language being read, with the level that stood before it if any.
    fn close(&mut self, text: &str) -> Result<(), String> {
        match (self.language.take(), self.level.take()) {
            (Some(language), Some(level)) => self.found.push((language, level)),
            (Some(language), None) => return Err(missing_level(text, language)),
            (None, level) => self.level = level,
        }
        Ok(())
    }
}

fn unknown_level(text: &str, code: &str) -> String {
    format!(
        "{} : le niveau {} n’existe pas. Écrivez A1, A2, B1, B2, C1, C2 ou langue maternelle.",
        quoted(text),
        code.to_uppercase(),
    )
}

fn missing_level(text: &str, language: Language) -> String {
    format!(
        "{} ne dit pas le niveau. Écrivez par exemple « {language} B2 », de A1 à C2, ou « {language} (langue maternelle) ».",
        quoted(text),
    )
}

/// The language of a folded word, in French, in either gender, with few typing errors.
fn language_of(word: &str) -> Option<Language> {
    let by = |passes: &dyn Fn(&str) -> bool| {
        NAMES.iter().find(|(name, _)| passes(name)).map(|(_, language)| *language)
    };
    by(&|name| name == word).or_else(|| by(&|name| near_word(name, word)))
}

static NAMES: LazyLock<Vec<(String, Language)>> = LazyLock::new(|| {
    const OTHERS: [(&str, Language); 11] = [
        ("english", Language::English),
        ("francaise", Language::French),
        ("anglaise", Language::English),
        ("espagnole", Language::Spanish),
        ("italienne", Language::Italian),
        ("allemande", Language::German),
        ("turque", Language::Turkish),
        ("comorienne", Language::Comorian),
        ("chinoise", Language::Chinese),
        ("mandarin", Language::Chinese),
        ("lsf", Language::FrenchSign),
    ];
    let labels = Language::ALL.iter().map(|language| (fold(language.label()), *language));
    labels.chain(OTHERS.map(|(name, language)| (name.to_owned(), language))).collect()
});

fn is_mother_tongue(word: &str) -> bool {
    matches!(word, "maternelle" | "maternel" | "natif" | "native" | "bilingue")
        || near_word(word, "maternelle")
}

/// A word like a level, a letter and a digit, even parted by a space; which letter and digit is another matter.
fn level_like(word: &str, next: Option<&str>) -> Option<String> {
    let is_level = |text: &str| {
        let mut signs = text.chars();
        let (letter, digits) = (signs.next(), signs.as_str());
        letter.is_some_and(|letter| letter.is_ascii_alphabetic())
            && (1..=2).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if is_level(word) {
        return Some(word.to_owned());
    }
    let joined = format!("{word}{}", next?);
    (word.len() == 1 && is_level(&joined)).then_some(joined)
}

fn level_of(code: &str) -> Option<Level> {
    Level::from_code(&code.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(Language, Level)>> {
        let reading = languages(text);
        reading.remark.is_none().then(|| reading.value.into_iter().collect())
    }

    #[test]
    fn languages_are_read_as_people_write_them() {
        use Language::{Arabic, English, French, FrenchSign};
        use Level::{B1, B2, C1, C2};
        for (text, expected) in [
            ("français C2, arabe B2", vec![(French, C2), (Arabic, B2)]),
            ("anglais B1 ; français C1", vec![(French, C1), (English, B1)]),
            ("français (langue maternelle)", vec![(French, C2)]),
            ("", vec![]),
            ("FRANCAIS c2", vec![(French, C2)]),
            ("français : C2 / anglais : B1", vec![(French, C2), (English, B1)]),
            ("français (C2) et anglais (B1)", vec![(French, C2), (English, B1)]),
            ("français-C2", vec![(French, C2)]),
            ("français C 2", vec![(French, C2)]),
            ("C2 français, B1 anglais", vec![(French, C2), (English, B1)]),
            ("français C2 anglais B1", vec![(French, C2), (English, B1)]),
            ("francais langue maternelle\nanglais niveau B1", vec![(French, C2), (English, B1)]),
            ("langue maternelle : français", vec![(French, C2)]),
            ("français natif, arabe bilingue", vec![(French, C2), (Arabic, C2)]),
            ("anglais B1+", vec![(English, B1)]),
            ("anglais B1/B2", vec![(English, B1)]),
            ("anglais B1-B2.", vec![(English, B1)]),
            ("anglai B1", vec![(English, B1)]),
            ("langue des signes française C1", vec![(FrenchSign, C1)]),
            ("LSF B2", vec![(FrenchSign, B2)]),
            ("anglais B1, anglais B2", vec![(English, B2)]),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_level_that_does_not_exist_is_an_error() {
        for text in [
            "français C3",
            "anglais D1",
            "français C2, arabe B7",
            "anglais A0",
            "anglais Z9",
            "klingon C3",
            "français C22",
            "anglais B 3",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_known_language_needs_a_level() {
        for text in ["français", "français, arabe B2", "anglais courant", "anglais niveau 5", "anglais B"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_language_unknown_here_is_left_out_without_a_word() {
        assert_eq!(read("tamoul C1, français B2"), Some(vec![(Language::French, Level::B2)]));
        for text in ["klingon", "aucune", "C2", "oui"] {
            assert_eq!(read(text), Some(vec![]), "{text}");
        }
    }
}
