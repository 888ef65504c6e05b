//! Names as people really type them: without accents, in capitals, with another hyphen, with a slip of the finger.

pub use pairing_files::fold;

/// The name of a place, [folded](fold), where "St" reads "saint" and "s/" reads "sur".
///
/// Left out, because people write them or not: the leading article, the word "cedex" and the department in brackets.
pub fn fold_place(text: &str) -> String {
    let folded = fold(&text.replace("(13)", " "));
    let words = folded.split(' ').filter(|word| *word != "cedex").map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        "s" => "sur",
        other => other,
    });
    let words: Vec<&str> = words.collect();
    let articles = usize::from(matches!(words.as_slice(), ["le" | "la" | "les" | "l", _, ..]));
    words.into_iter().skip(articles).collect::<Vec<_>>().join(" ")
}

/// The number of typing errors between two words, in characters: one for a letter too many, missing, wrong,
/// or swapped with its neighbour (optimal string alignment).
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut line = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut errors = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(line[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                errors = errors.min(before_last[j - 1] + 1);
            }
            line.push(errors);
        }
        before_last = std::mem::replace(&mut last, line);
    }
    last[b.len()]
}

/// Whether two folded texts differ only by typing errors, word by word or by their spaces.
///
/// A word of 4 letters or less forgives none, up to 8 letters one, beyond that two: otherwise Sens would be Sénas.
pub fn near(a: &str, b: &str) -> bool {
    let count = |text: &str| text.split(' ').count();
    let letters = |text: &str| text.len() + 1 - count(text);
    let same_words = || count(a) == count(b) && a.split(' ').zip(b.split(' ')).all(|(a, b)| near_word(a, b));
    let same_letters = || {
        letters(a) == letters(b) && a.split(' ').flat_map(str::chars).eq(b.split(' ').flat_map(str::chars))
    };
    same_words() || same_letters()
}

/// Whether two folded words differ only by the typing errors a word of this length may hold; a code or a number
/// holds none, because another code means something else.
pub fn near_word(a: &str, b: &str) -> bool {
    let tolerance = match a.len().min(b.len()) {
        0..=4 => 0,
        _ if has_digit(a) || has_digit(b) => 0,
        5..=8 => 1,
        _ => 2,
    };
    a == b || (a.len().abs_diff(b.len()) <= tolerance && tolerance > 0 && distance(a, b) <= tolerance)
}

/// Whether a word holds a digit, as codes and numbers do.
pub fn has_digit(word: &str) -> bool {
    word.contains(|sign: char| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_ligatures_and_hyphens_make_no_difference() {
        assert_eq!(fold("  L’Œuvre — ÉGUILLES  "), "l oeuvre eguilles");
        assert_eq!(fold("Saint-Paul-lès-Durance"), "saint paul les durance");
        assert_eq!(fold("Se\u{301}nas"), "senas");
        assert_eq!(fold("---"), "");
    }

    #[test]
    fn the_name_of_a_place_is_the_same_however_saint_and_the_article_are_written() {
        assert_eq!(fold_place("ST-CHAMAS"), "saint chamas");
        assert_eq!(fold_place("Le Puy Ste. Réparade"), "puy sainte reparade");
        assert_eq!(fold_place("Fos s/ Mer"), "fos sur mer");
        assert_eq!(fold_place("fos-s/mer"), "fos sur mer");
        assert_eq!(fold_place("Marseille (13)"), "marseille");
        assert_eq!(fold_place("L"), "l");
    }

    #[test]
    fn each_kind_of_slip_counts_for_one() {
        assert_eq!(distance("marseille", "marseille"), 0);
        assert_eq!(distance("marseile", "marseille"), 1);
        assert_eq!(distance("marsseille", "marseille"), 1);
        assert_eq!(distance("marzeille", "marseille"), 1);
        assert_eq!(distance("amrseille", "marseille"), 1);
        assert_eq!(distance("", "été"), 3);
    }

    #[test]
    fn a_short_word_forgives_nothing() {
        assert!(!near("sens", "senas"));
        assert!(!near("m1805", "m1806"));
        assert!(near("cassi", "cassis"));
        assert!(near("marsseile", "marseille"));
        assert!(near("aixen provence", "aix en provence"));
        assert!(!near("saint victor", "saint victoret"));
    }
}
