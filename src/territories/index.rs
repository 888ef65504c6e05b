//! Finding a name among thousands while one types, whatever its accents, gender, number and slips.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::text::{fold, has_digit, near, near_word};

/// How many characters of what is typed are searched.
const LONGEST_TYPED: usize = 100;
/// More characters than any name has: what is longer is none of them, and is not compared with each.
const LONGER_THAN_NAMES: usize = 200;

/// Names ready to be searched; each belongs to an item, known by its place in the list it comes from.
#[derive(Default)]
pub(super) struct Index {
    names: Vec<Name>,
    /// The items of each sequence of stems, with the order of the name.
    items: HashMap<String, BTreeSet<(u8, usize)>>,
    vocabulary: BTreeSet<String>,
}

/// A name that answers, and whose it is.
pub(super) struct Hit {
    pub(super) item: usize,
    pub(super) name: &'static str,
}

struct Name {
    item: usize,
    name: &'static str,
    /// Among names that answer as well, the lowest come first.
    order: u8,
    words: Vec<Word>,
    /// Every word, small ones and both genders too.
    folded: Vec<String>,
}

/// How a name answers what was typed, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Exact,
    Beginning,
    EveryWord,
    Slips,
}

impl Index {
    /// Adds one of the names of an item.
    pub(super) fn add(&mut self, item: usize, name: &'static str, order: u8) {
        let words = Word::all(name);
        let spelled = words.iter().filter(|word| !has_digit(&word.stem));
        self.vocabulary.extend(spelled.map(|word| word.stem.clone()));
        self.items.entry(stems(&words)).or_default().insert((order, item));
        self.names.push(Name { item, name, order, words, folded: folded_words(&without_brackets(name)) });
    }

    /// The best name of each item that answers what was typed, best first.
    ///
    /// The names that are exactly it come first, then those that begin with it, then those that hold every word
    /// of it; only if there are none, those that hold every word but for typing errors.
    pub(super) fn search(&self, typed: &str, limit: usize) -> Vec<Hit> {
        // No name is longer; what is would only take long.
        let typed = typed.char_indices().nth(LONGEST_TYPED).map_or(typed, |(end, _)| &typed[..end]);
        let words = Word::all(typed);
        let mut answers: Vec<(Answer, &Name)> =
            self.names.iter().filter_map(|name| Some((name.answer(&words)?, name))).collect();
        if answers.is_empty() {
            answers = self.answers_with_slips(&words);
        }
        answers.sort_by_key(|(answer, name)| {
            (*answer, name.order, name.words.len(), name.folded.len(), name.name, name.item)
        });
        let mut seen = HashSet::new();
        let best = answers.into_iter().filter(|(_, name)| seen.insert(name.item));
        best.take(limit).map(|(_, name)| Hit { item: name.item, name: name.name }).collect()
    }

    /// The one item with this name, exactly or else but for typing errors; none where several fit as well.
    pub(super) fn only(&self, name: &str) -> Option<usize> {
        if name.chars().nth(LONGER_THAN_NAMES).is_some() {
            return None;
        }
        let asked = stems(&Word::all(name));
        if let Some(items) = self.items.get(&asked) {
            return only_first(items);
        }
        let close = self.items.iter().filter(|(stems, _)| near(stems, &asked));
        only_first(&close.flat_map(|(_, items)| items.iter().copied()).collect())
    }

    fn answers_with_slips(&self, words: &[Word]) -> Vec<(Answer, &Name)> {
        let meant = |word: &Word| -> HashSet<&str> {
            self.vocabulary
                .iter()
                .map(String::as_str)
                .filter(|known| begins_near(known, &word.stem))
                .collect()
        };
        let meant: Vec<HashSet<&str>> = words.iter().map(meant).collect();
        let answers = |name: &&Name| {
            let mut asked = words.iter().zip(&meant);
            !words.is_empty()
                && asked.all(|(word, meant)| {
                    name.holds(word) || name.words.iter().any(|own| meant.contains(own.stem.as_str()))
                })
        };
        self.names.iter().filter(answers).map(|name| (Answer::Slips, name)).collect()
    }
}

impl Name {
    fn answer(&self, typed: &[Word]) -> Option<Answer> {
        let (last, whole) = typed.split_last()?;
        if !typed.iter().all(|word| self.holds(word)) {
            return None;
        }
        let Some((own_last, after)) = self.words.get(whole.len()..).and_then(<[Word]>::split_first) else {
            return Some(Answer::EveryWord);
        };
        let same_start = self.words.iter().zip(whole).all(|(own, word)| own.stem == word.stem);
        Some(if same_start && after.is_empty() && own_last.stem == last.stem {
            Answer::Exact
        } else if same_start && own_last.begins(last) {
            Answer::Beginning
        } else {
            Answer::EveryWord
        })
    }

    /// Whether a word of this name begins as it is typed, or has its stem.
    fn holds(&self, typed: &Word) -> bool {
        self.folded.iter().any(|own| own.starts_with(&typed.folded))
            || self.words.iter().any(|own| own.stem == typed.stem)
    }
}

/// A word that counts, as it is typed and by its stem.
struct Word {
    folded: String,
    stem: String,
}

impl Word {
    /// Whether this word begins as another is typed, or has its stem.
    fn begins(&self, typed: &Word) -> bool {
        self.folded.starts_with(&typed.folded) || self.stem == typed.stem
    }

    /// The words that count in a text; small ones count only where there is no other.
    ///
    /// A word after a slash is left out where it only gives the other gender of one before:
    /// "Abatteur / Abatteuse de carrière" has two words.
    fn all(text: &str) -> Vec<Self> {
        let mut words: Vec<Self> = Vec::new();
        for side in without_brackets(text).split('/') {
            let mut before: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
            for folded in counting_words(side) {
                let stem = stem(&folded);
                let other_gender = before.iter().position(|other| *other == stem);
                if other_gender.map(|index| before.swap_remove(index)).is_none() {
                    words.push(Self { folded, stem });
                }
            }
        }
        words
    }
}

/// The one item among those of the first order, if there is only one.
fn only_first(items: &BTreeSet<(u8, usize)>) -> Option<usize> {
    let (order, item) = items.first()?;
    items.iter().nth(1).is_none_or(|(other, _)| other != order).then_some(*item)
}

fn stems(words: &[Word]) -> String {
    words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ")
}

fn counting_words(text: &str) -> Vec<String> {
    const SMALL: [&str; 15] =
        ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "f", "h", "l", "la", "le", "les"];
    let mut words = folded_words(text);
    if words.iter().any(|word| !SMALL.contains(&word.as_str())) {
        words.retain(|word| !SMALL.contains(&word.as_str()));
    }
    words
}

fn folded_words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(String::from).collect()
}

/// A text without what stands in brackets: "Attaché(e) commercial(e)" is "Attaché commercial".
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            sign if depth == 0 => outside.push(sign),
            _ => {}
        }
    }
    outside
}

/// What a word shares with its feminine and its plural: "boulangères" and "boulanger" have the same stem.
fn stem(folded: &str) -> String {
    if folded.len() <= 3 || has_digit(folded) {
        return folded.to_owned();
    }
    let stem = folded.strip_suffix(['s', 'x']).unwrap_or(folded).trim_end_matches('e');
    const ENDINGS: [(&str, &str); 11] = [
        ("ress", "r"),
        ("tess", "t"),
        ("eus", "eur"),
        ("tric", "teur"),
        ("iv", "if"),
        ("au", "al"),
        ("enn", "en"),
        ("onn", "on"),
        ("ell", "el"),
        ("ett", "et"),
        ("eff", "ef"),
    ];
    let ending = ENDINGS.iter().find_map(|(from, to)| Some((stem.strip_suffix(from)?, to)));
    ending.map_or_else(|| stem.to_owned(), |(start, to)| format!("{start}{to}"))
}

/// Whether a known word begins, but for typing errors, with a stem.
fn begins_near(known: &str, stem: &str) -> bool {
    let lengths = stem.len().saturating_sub(1)..=stem.len() + 1;
    lengths.filter_map(|length| known.get(..length)).any(|start| near_word(start, stem))
        || near_word(known, stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(names: &[&'static str]) -> Index {
        let mut index = Index::default();
        names.iter().enumerate().for_each(|(item, name)| index.add(item, name, 0));
        index
    }

    fn found(index: &Index, typed: &str) -> Vec<&'static str> {
        index.search(typed, 9).into_iter().map(|hit| hit.name).collect()
    }

    #[test]
    fn gender_and_number_make_no_difference() {
        for (one, other) in [
            ("boulangères", "boulanger"),
            ("coiffeuse", "coiffeurs"),
            ("directrices", "directeur"),
            ("technicienne", "technicien"),
            ("musicales", "musical"),
            ("sportive", "sportif"),
            ("cheffe", "chef"),
            ("maîtresse", "maître"),
            ("commerciaux", "commercial"),
            ("ingénieure", "ingénieur"),
            ("employées", "employé"),
        ] {
            assert_eq!(stem(&fold(one)), stem(&fold(other)));
        }
    }

    #[test]
    fn exact_names_come_before_beginnings_before_scattered_words() {
        let index = index(&["Chef boulanger", "Boulanger-pâtissier", "Boulanger / Boulangère"]);
        assert_eq!(
            found(&index, "boulangère"),
            ["Boulanger / Boulangère", "Boulanger-pâtissier", "Chef boulanger"]
        );
        assert_eq!(found(&index, "boulan").len(), 3);
        assert_eq!(found(&index, "patissier boul"), ["Boulanger-pâtissier"]);
    }

    #[test]
    fn slips_are_forgiven_only_when_nothing_else_answers() {
        let index = index(&["Développeur / Développeuse web", "Boulanger / Boulangère"]);
        assert_eq!(found(&index, "develloppeur web"), ["Développeur / Développeuse web"]);
        assert_eq!(found(&index, "bolanger"), ["Boulanger / Boulangère"]);
        assert_eq!(found(&index, "bolang"), ["Boulanger / Boulangère"]);
        assert!(found(&index, "xyz").is_empty());
        assert!(found(&index, " - ").is_empty());
    }

    #[test]
    fn an_item_answers_once_with_its_best_name() {
        let mut index = Index::default();
        index.add(7, "Chef boulanger", 0);
        index.add(7, "Boulanger", 0);
        assert_eq!(found(&index, "boulanger"), ["Boulanger"]);
    }

    #[test]
    fn what_is_longer_than_any_name_is_none_but_is_searched_by_its_beginning() {
        let index = index(&["Boulanger / Boulangère"]);
        let padded = format!("boulanger{}", " ".repeat(LONGER_THAN_NAMES));
        assert_eq!(index.only(&padded), None);
        assert_eq!(found(&index, &padded), ["Boulanger / Boulangère"]);
    }

    #[test]
    fn a_name_of_several_items_is_nobodys() {
        let mut index = index(&["Comptable", "Comptables"]);
        assert_eq!(index.only("comptable"), None);
        index.add(2, "Coiffeuse", 1);
        assert_eq!(index.only("coiffeurs"), Some(2));
        assert_eq!(index.only("coifeur"), Some(2));
        assert_eq!(index.only(""), None);
    }
}
