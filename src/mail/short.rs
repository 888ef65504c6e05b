//! A message as a text message: a sentence, its link, and who signs, in the letters that every telephone shows.

/// The most that two text messages hold together, in signs of the GSM alphabet (3GPP 23.038, each two of its extension).
const LONGEST: usize = 306;
/// What says that the end is missing.
const CUT: &str = "...";

/// Writes a text. The link is whole, whatever else is cut: first the signature gives way to that of the hub, then the end of the words.
pub fn text(words: &str, link: Option<&str>, signature: &str, hub: &str) -> String {
    let words = in_gsm(&words.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
    let link = link.map(|link| format!("\n{link}")).unwrap_or_default();
    let whole = |words: &str, signature: &str| format!("{words}{link}\n{}", in_gsm(signature));
    for signature in [signature, hub] {
        let text = whole(&words, signature);
        if length(&text) <= LONGEST {
            return text;
        }
    }
    let mut words = words;
    while words.pop().is_some() {
        let text = whole(&format!("{}{CUT}", words.trim_end()), hub);
        if length(&text) <= LONGEST {
            return text;
        }
    }
    whole("", hub)
}

/// How many signs of the GSM alphabet a text takes.
pub fn length(text: &str) -> usize {
    text.chars().map(|sign| if "^{}\\[~]|€".contains(sign) { 2 } else { 1 }).sum()
}

/// The letters of the GSM alphabet that others lack. One sign beyond it would more than halve what a message holds.
const LETTERS: &str = "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà¡¤€";

fn in_gsm(words: &str) -> String {
    let mut written = String::new();
    for sign in words.replace("«\u{a0}", "\"").replace("\u{a0}»", "\"").chars() {
        let instead = match sign {
            '’' | '‘' => "'",
            '«' | '»' | '“' | '”' => "\"",
            '–' | '—' | '‑' => "-",
            '…' => CUT,
            'œ' => "oe",
            'Œ' => "OE",
            'á' | 'â' | 'ã' => "a",
            'ê' | 'ë' => "e",
            'í' | 'î' | 'ï' => "i",
            'ó' | 'ô' | 'õ' => "o",
            'ú' | 'û' => "u",
            'ý' | 'ÿ' => "y",
            'ç' => "c",
            'À' | 'Á' | 'Â' | 'Ã' => "A",
            'È' | 'Ê' | 'Ë' => "E",
            'Ì' | 'Í' | 'Î' | 'Ï' => "I",
            'Ò' | 'Ó' | 'Ô' | 'Õ' => "O",
            'Ù' | 'Ú' | 'Û' => "U",
            '`' => "'",
            _ if sign.is_whitespace() => " ",
            _ if sign.is_ascii() || LETTERS.contains(sign) => {
                written.push(sign);
                continue;
            }
            _ => "?",
        };
        written.push_str(instead);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://hub.test/answers/0123456789012345678901234567890123456789012";

    #[test]
    fn a_text_is_a_sentence_its_link_and_who_signs() {
        let said = text("Nous  vous proposons\u{a0}: Désiré.", Some(LINK), "Colette", "Le hub");
        assert_eq!(said, format!("Nous vous proposons : Désiré.\n{LINK}\nColette"));
        assert_eq!(
            text("C’est «\u{a0}noté\u{a0}», ça…", None, "Zoë", "Le hub"),
            "C'est \"noté\", ca...\nZoe"
        );
    }

    #[test]
    fn two_messages_hold_whatever_is_said_and_the_link_is_whole() {
        let said = text(&"Très long. ".repeat(40), Some(LINK), &"é".repeat(200), "Le hub");
        assert!((300..=LONGEST).contains(&length(&said)), "{}", length(&said));
        assert!(said.ends_with(&format!("...\n{LINK}\nLe hub")), "{said}");
        assert_eq!(length(&text(&"€".repeat(400), None, "", "")), LONGEST);
    }
}
