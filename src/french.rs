//! Formats days, durations and numbers in French.

use time::{Date, Month, Weekday};

/// "jeudi 12 mars 2026"
pub fn day(day: &Date) -> String {
    format!("{} {}", weekday(day.weekday()), short_day(day))
}

/// "12 mars 2026"
pub fn short_day(day: &Date) -> String {
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{number} {} {}", month(day.month()), day.year())
}

/// "12 mars 2026 à 9 h 05"
pub fn moment(at: time::OffsetDateTime) -> String {
    format!("{} à {}", short_day(&at.date()), hour(at))
}

/// "9 h 05"
pub fn hour(at: time::OffsetDateTime) -> String {
    format!("{} h {:02}", at.hour(), at.minute())
}

/// The day as people type it, and as a field shows it: "12/03/2026".
pub fn typed_day(day: &Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), u8::from(day.month()), day.year())
}

/// The day as machines read it: "2026-03-12".
pub fn iso_day(day: &Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// Parses a day as machines write it, from 1900 on: before that, somebody mistyped.
pub fn parse_day(text: &str) -> Option<Date> {
    let day = Date::parse(text.trim(), time::macros::format_description!("[year]-[month]-[day]")).ok();
    day.filter(|day| day.year() >= 1900)
}

/// The time elapsed since a day: "aujourd’hui", "depuis 5 jours", "depuis 3 semaines", "depuis 4 mois".
pub fn since(day: &Date, today: &Date) -> String {
    match (*today - *day).whole_days() {
        days if days <= 0 => "aujourd’hui".to_owned(),
        1 => "depuis hier".to_owned(),
        days @ 2..=13 => format!("depuis {days} jours"),
        days @ 14..=59 => format!("depuis {} semaines", days / 7),
        days @ 60..=729 => format!("depuis {} mois", days / 30),
        days => format!("depuis {} ans", days / 365),
    }
}

/// How long one waits: "45 secondes" under a minute and a half, "12 minutes" beyond.
pub fn wait(seconds: i64) -> String {
    if seconds < 90 {
        format!("{}\u{a0}secondes", seconds.max(2))
    } else {
        format!("{}\u{a0}minutes", (seconds + 59) / 60)
    }
}

/// A whole number with French separators: "1 939 077", with narrow no-break spaces.
pub fn number(value: impl TryInto<i64>) -> String {
    let value: i64 = value.try_into().unwrap_or(i64::MAX);
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if value < 0 { format!("−{text}") } else { text }
}

/// A number of things with its noun: "1 personne", "3 personnes".
pub fn count(value: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(value as i64), if value < 2 { one } else { many })
}

/// Kilometres: "850 m" under one, "4,2 km" under ten, "23 km" beyond.
pub fn distance(km: f64) -> String {
    if km < 0.95 {
        format!("{:.0}\u{a0}m", (km * 20.0).round() * 50.0)
    } else if km < 9.95 {
        format!("{km:.1}\u{a0}km").replace('.', ",")
    } else {
        format!("{km:.0}\u{a0}km")
    }
}

/// The text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The text with typographic apostrophes: "l’étang" for "l'étang". A quote that stands between no letters stays.
pub fn typographic(text: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_apostrophe = letter == '\'' && before.is_alphabetic();
        let elides = is_apostrophe && letters.peek().is_some_and(|next| next.is_alphanumeric());
        typed.push(if elides { '’' } else { letter });
        before = letter;
    }
    typed
}

/// "de" before a word or a name: "de Karima", "d’Inès", "d’entreprise".
pub fn de(word: &str) -> String {
    if elides(word) { format!("d’{word}") } else { ["de", word].join(" ") }
}

/// "de" before a place, with its article: "de Marseille 8e", "d’Aubagne", "du Tholonet", "des Pennes-Mirabeau".
pub fn de_place(place: &str) -> String {
    with_article(place, "du", "des").unwrap_or_else(|| de(place))
}

/// "à" before a place, with its article: "à Marseille 8e", "au Tholonet", "aux Pennes-Mirabeau".
pub fn at_place(place: &str) -> String {
    with_article(place, "au", "aux").unwrap_or_else(|| format!("à {place}"))
}

/// The place behind a preposition that its article melts into, if it does: "La Ciotat" and "L’Estaque" keep theirs.
fn with_article(place: &str, one: &str, many: &str) -> Option<String> {
    let name = |article| place.strip_prefix(article);
    let melted = name("Le ").map(|name| (one, name)).or_else(|| name("Les ").map(|name| (many, name)));
    melted.map(|(word, name)| format!("{word} {name}"))
}

/// Words whose first letter keeps what stands before it whole, though it is a vowel or an h.
const WHOLE: [&str; 12] = [
    "hub",
    "huit",
    "huitième",
    "haut",
    "hasard",
    "handicap",
    "hockey",
    "hors",
    "onze",
    "onzième",
    "oui",
    "ouistiti",
];

/// Whether what stands before this word loses its vowel: it begins with a vowel or a mute h. A y is a vowel before a
/// consonant only: "d’Yves", "de Yasmine".
fn elides(word: &str) -> bool {
    let word = word.to_lowercase();
    let first = word.split([' ', '-', '’', ',']).next().unwrap_or_default();
    let is_vowel = |letter: char| "aàâäæeéèêëiîïoôöœuùûü".contains(letter);
    let mut letters = first.chars();
    match (letters.next(), letters.next()) {
        _ if WHOLE.contains(&first) => false,
        (Some('y'), second) => second.is_some_and(|second| second != 'y' && !is_vowel(second)),
        (Some('h'), second) => second.is_some_and(|second| second == 'y' || is_vowel(second)),
        (Some(letter), _) => is_vowel(letter),
        (None, _) => false,
    }
}

/// The initials of the first and last words of a name; one letter for a single word.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let chosen = [words.first(), words.last().filter(|_| words.len() > 1)];
    chosen.iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

fn month(month: Month) -> &'static str {
    match month {
        Month::January => "janvier",
        Month::February => "février",
        Month::March => "mars",
        Month::April => "avril",
        Month::May => "mai",
        Month::June => "juin",
        Month::July => "juillet",
        Month::August => "août",
        Month::September => "septembre",
        Month::October => "octobre",
        Month::November => "novembre",
        Month::December => "décembre",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn days_are_written_out_in_french() {
        assert_eq!(day(&date!(2026 - 03 - 12)), "jeudi 12 mars 2026");
        assert_eq!(day(&date!(2026 - 08 - 01)), "samedi 1er août 2026");
    }

    #[test]
    fn a_duration_is_in_the_unit_people_use() {
        let today = date!(2026 - 03 - 12);
        assert_eq!(since(&today, &today), "aujourd’hui");
        assert_eq!(since(&date!(2026 - 03 - 01), &today), "depuis 11 jours");
        assert_eq!(since(&date!(2026 - 02 - 19), &today), "depuis 3 semaines");
        assert_eq!(since(&date!(2025 - 12 - 12), &today), "depuis 3 mois");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(number(1_939_077), "1\u{202f}939\u{202f}077");
        assert_eq!(number(999), "999");
        assert_eq!(number(-1200), "−1\u{202f}200");
    }

    #[test]
    fn a_capital_may_have_an_accent() {
        assert_eq!(capitalised("école"), "École");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn a_vowel_or_a_mute_h_elides_what_stands_before() {
        for (word, said) in [
            ("entreprise immatriculée", "d’entreprise immatriculée"),
            ("retour à l’emploi durable", "de retour à l’emploi durable"),
            ("Élodie Azur", "d’Élodie Azur"),
            ("Œpre", "d’Œpre"),
            ("Hélène", "d’Hélène"),
            ("hub", "de hub"),
            ("Yves", "d’Yves"),
            ("Yasmine", "de Yasmine"),
            ("11 personnes", "de 11 personnes"),
            ("", "de "),
        ] {
            assert_eq!(de(word), said);
        }
    }

    #[test]
    fn the_article_of_a_place_melts_into_what_stands_before() {
        for (place, of, at) in [
            ("Marseille 8e", "de Marseille 8e", "à Marseille 8e"),
            ("Aubagne", "d’Aubagne", "à Aubagne"),
            ("Le Tholonet", "du Tholonet", "au Tholonet"),
            ("Les Pennes-Mirabeau", "des Pennes-Mirabeau", "aux Pennes-Mirabeau"),
            ("La Ciotat", "de La Ciotat", "à La Ciotat"),
        ] {
            assert_eq!((de_place(place), at_place(place)), (of.to_owned(), at.to_owned()));
        }
    }

    #[test]
    fn only_an_apostrophe_between_letters_is_made_typographic() {
        assert_eq!(typographic("Berre-l'Étang, 'cité' d'1 jour"), "Berre-l’Étang, 'cité' d’1 jour");
        assert_eq!(typographic("l’été"), "l’été");
    }

    #[test]
    fn distances_are_rounded_as_people_say_them() {
        assert_eq!(distance(0.43), "450\u{a0}m");
        assert_eq!(distance(4.23), "4,2\u{a0}km");
        assert_eq!(distance(22.7), "23\u{a0}km");
    }
}
