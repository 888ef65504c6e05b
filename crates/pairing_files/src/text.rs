//! Texts compared as people type them.

/// A text in lower case, without accents or ligatures, where each run of other characters is one space.
///
/// Titles of columns are compared this way, and so are the words of a value; a caller that looks places up by name may
/// want the same.
///
/// ```
/// # use pairing_files::fold;
/// assert_eq!(fold("L’Œuvre — Éguilles"), "l oeuvre eguilles");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match unaccented(character) {
            Some(letters) => folded.push_str(letters),
            None if character.is_alphanumeric() => folded.push(character),
            None if is_combining(character) => {}
            None if folded.is_empty() || folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What equal values have in common: the text folded, with the punctuation that sets "C++" apart from "C#" and one e-mail
/// address from another.
pub(crate) fn value_key(text: &str) -> String {
    let counts = |character: char| character.is_ascii_punctuation() && !matches!(character, '-' | '\'');
    let mut key = String::with_capacity(text.len());
    for part in text.split_inclusive(counts) {
        key.push_str(&fold(part));
        key.extend(part.chars().last().filter(|last| counts(*last)));
    }
    key
}

/// The plain letters of an accented letter or a ligature.
fn unaccented(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        _ => return None,
    })
}

/// Whether a character is an accent apart from its letter, as in files from a Mac.
fn is_combining(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_ligatures_and_hyphens_make_no_difference() {
        assert_eq!(fold("  L’Œuvre — ÉGUILLES  "), "l oeuvre eguilles");
        assert_eq!(fold("Se\u{301}nas"), "senas");
        assert_eq!(fold("---"), "");
        assert_eq!(value_key("Développeur-web"), value_key("developpeur  WEB"));
    }

    #[test]
    fn punctuation_sets_values_apart() {
        assert_ne!(value_key("C++"), value_key("C#"));
        assert_ne!(value_key("a.b-c@x.test"), value_key("a-b.c@x.test"));
    }
}
