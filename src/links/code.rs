//! The code of a link that is printed on paper: ten signs that somebody reads and types.

use crate::secret;

/// Digits and letters of which none looks like another when printed or written by hand: no 0 O, 1 I L, 2 Z, 5 S, 8 B.
const SIGNS: &[u8; 25] = b"ACDEFGHJKMNPQRTUVWXY34679";
/// How many signs a code has: of 25 signs, one in 95 million million.
const LENGTH: usize = 10;
/// The purpose of the fingerprints of codes.
const PURPOSE: &str = "code of a link";

/// The code of the link of a token. Whoever has the token works it out; nobody works the token out from it.
pub fn code_of(token: &str) -> String {
    let print = secret::fingerprint("signs of a code", token);
    let digits = print.as_bytes().chunks_exact(4).take(LENGTH);
    let sign = |digits: &[u8]| {
        // Of four hexadecimal digits: 65,536 is 25 times 2,621 and a rest that favours no sign by more than one in two thousand.
        let number = digits.iter().fold(0, |sum, digit| sum * 16 + usize::from(hexadecimal(*digit)));
        char::from(SIGNS[number % SIGNS.len()])
    };
    digits.map(sign).collect()
}

fn hexadecimal(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit.wrapping_sub(b'a').wrapping_add(10),
    }
}

/// A code as it is printed: two groups of five.
pub fn printed(code: &str) -> String {
    let (first, last) = code.split_at(code.len() / 2);
    format!("{first}-{last}")
}

/// A code as somebody types it, in any case, with spaces or hyphens; `None` when it cannot be one.
pub fn typed(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || !(sign.is_whitespace() || "-–—‑.".contains(*sign)))
        .collect();
    let code = code.to_ascii_uppercase();
    let is_code = code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
    is_code.then_some(code)
}

/// What stands in the table for a code.
pub fn code_hash(code: &str) -> String {
    secret::fingerprint(PURPOSE, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = code_of("0123456789abcdef");
        assert_eq!(code.len(), LENGTH);
        assert_eq!(code, code_of("0123456789abcdef"));
        assert_ne!(code, code_of("0123456789abcdee"));
        let shown = printed(&code);
        for text in [shown.clone(), shown.to_lowercase(), format!(" {} ", shown.replace('-', " "))] {
            assert_eq!(typed(&text), Some(code.clone()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for text in ["", "ACDEF-GHJK", "ACDEF-GHJKMN", "ACDEF-GHJK0", "ACDEF-GHJKé", "👋"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn every_sign_comes_up_about_as_often() {
        let mut counts = [0_u32; 25];
        for number in 0..5_000 {
            for sign in code_of(&number.to_string()).bytes() {
                counts[SIGNS.iter().position(|&other| other == sign).unwrap()] += 1;
            }
        }
        assert!(counts.iter().all(|&count| (1_800..2_200).contains(&count)), "{counts:?}");
    }
}
