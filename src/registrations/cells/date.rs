//! Days as people write them.

use time::{Date, Duration, Month};

use super::{Reading, Remark, quoted};
use crate::registrations::table::Cell;
use crate::registrations::verdict::Code;
use crate::territories::text::fold;

/// The ages between which a year of birth is believed.
const AGES: std::ops::RangeInclusive<i32> = 14..=110;

/// The year of birth of a cell that holds a day, or only a year.
pub(in crate::registrations) fn birth_year(
    cell: &Cell,
    is_year_asked: bool,
    today: Date,
) -> Reading<Option<u16>> {
    if cell.is_blank() {
        return Reading::of(None);
    }
    let youngest = today.year() - AGES.start();
    // The latest year that makes an age one believes: 10 is 2010 rather than 1910, 65 is 1965.
    let century = |year: i32| if 2000 + year <= youngest { 2000 + year } else { 1900 + year };
    let Some(written) = Written::read(cell, century) else { return not_a_date(cell) };
    let (year, age) = match written.day {
        Day::Whole(day) => (day.year(), age(day, today)),
        Day::Year(year) => (year, today.year() - year),
    };
    if !AGES.contains(&age) {
        return out_of_age(cell, age);
    }
    let is_usual = written.is_usual || (is_year_asked && matches!(written.day, Day::Year(_)));
    let remark = (!is_usual).then(|| other_format(cell, &written.day));
    Reading { value: u16::try_from(year).ok(), remark }
}

/// The day of a registration.
pub(in crate::registrations) fn registered_on(cell: &Cell, today: Date) -> Reading<Option<Date>> {
    if cell.is_blank() {
        let message = "La date d’inscription manque : la date de l’import en tiendra lieu.";
        return Reading::with(None, Remark::new(Code::TimestampMissing, message));
    }
    let Some(Written { day: Day::Whole(day), is_usual }) = Written::read(cell, |year| 2000 + year) else {
        return not_a_date(cell);
    };
    // A day more, for those whose clock is ahead of ours.
    if day > today.saturating_add(Duration::DAY) {
        let message =
            format!("{} est après aujourd’hui : vérifiez la date d’inscription.", quoted(&cell.text()));
        return Reading::with(None, Remark::new(Code::Date, message));
    }
    let remark = (!is_usual).then(|| other_format(cell, &Day::Whole(day)));
    Reading { value: Some(day), remark }
}

fn age(born_on: Date, today: Date) -> i32 {
    let is_before_birthday = (today.month(), today.day()) < (born_on.month(), born_on.day());
    today.year() - born_on.year() - i32::from(is_before_birthday)
}

fn not_a_date<T>(cell: &Cell) -> Reading<Option<T>> {
    let message = format!(
        "{} n’est pas une date. Écrivez jour/mois/année, par exemple 28/02/1965.",
        quoted(&cell.text())
    );
    Reading::with(None, Remark::new(Code::Date, message))
}

fn out_of_age<T>(cell: &Cell, age: i32) -> Reading<Option<T>> {
    let text = quoted(&cell.text());
    let message = if age < 0 {
        format!("{text} est après aujourd’hui : vérifiez la date de naissance.")
    } else {
        format!("{text} donnerait un âge de {age} ans : vérifiez la date de naissance.")
    };
    Reading::with(None, Remark::new(Code::Date, message))
}

fn other_format(cell: &Cell, day: &Day) -> Remark {
    let understood = match day {
        Day::Whole(day) => format!("le {:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year()),
        Day::Year(year) => format!("l’année {year}"),
    };
    let message = format!(
        "{} est compris comme {understood}. Vérifiez, ou écrivez jour/mois/année.",
        quoted(&cell.text())
    );
    Remark::new(Code::DateFormat, message)
}

#[derive(Debug, PartialEq, Eq)]
enum Day {
    Whole(Date),
    Year(i32),
}

/// A day as it was written.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    day: Day,
    /// Whether in the format asked for, jour/mois/année, or as a real date of a workbook.
    is_usual: bool,
}

impl Written {
    /// `century` completes a year of two digits. None when it is no date, or one that does not exist.
    fn read(cell: &Cell, century: impl Fn(i32) -> i32) -> Option<Self> {
        let other = |day| Self { day, is_usual: false };
        match cell {
            Cell::Moment(moment) => Some(Self { day: Day::Whole(moment.date()), is_usual: true }),
            Cell::Number(number) => serial(*number).map(other),
            Cell::Text(text) if is_plain_number(text) => {
                text.replace(',', ".").parse().ok().and_then(serial).map(other)
            }
            Cell::Text(text) => Self::of_text(text, century),
            Cell::Blank | Cell::Formula(_) => None,
        }
    }

    fn of_text(text: &str, century: impl Fn(i32) -> i32) -> Option<Self> {
        let tokens = tokens(text)?;
        let (first, rest) = tokens.split_first()?;
        if let (8, Some(number)) = (first.digits, first.number) {
            let day = eight_digits(number).filter(|_| is_time(rest))?;
            return Some(Self { day: Day::Whole(day), is_usual: false });
        }
        let (second, rest) = rest.split_first()?;
        let (third, rest) = rest.split_first()?;
        let month = second.number.or_else(|| month_of(&second.word))?;
        let (year, day) = match (first.digits, third.digits) {
            (4, 1 | 2) => (first.number?, third.number?),
            (1 | 2, 4) => (third.number?, first.number?),
            (1 | 2, 2) => (century(third.number?), first.number?),
            _ => return None,
        };
        let is_usual =
            second.number.is_some() && third.digits == 4 && (second.sign, third.sign) == ('/', '/');
        let day = calendar_date(year, month, day).filter(|_| is_time(rest))?;
        Some(Self { day: Day::Whole(day), is_usual })
    }
}

/// Whether a text is a number of days or a year, rather than the eight digits of a whole date.
fn is_plain_number(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    is_number && (4..=5).contains(&digits) && text.matches(['.', ',']).count() <= 1
}

fn calendar_date(year: i32, month: i32, day: i32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok().filter(|date| date.year() >= 1000)
}

/// The day of `19650201` or of `01021965`.
fn eight_digits(number: i32) -> Option<Date> {
    let year_first = calendar_date(number / 10_000, number / 100 % 100, number % 100);
    let day_first = || calendar_date(number % 10_000, number / 10_000 % 100, number / 1_000_000);
    year_first.filter(|day| (1900..2100).contains(&day.year())).or_else(day_first)
}

/// The day of a number that a spreadsheet shows as a date: days since December 30, 1899; or a mere year.
fn serial(number: f64) -> Option<Day> {
    const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
    let days = number.trunc();
    if !(1900.0..=80_000.0).contains(&days) {
        return None;
    }
    let days = days as i32;
    if YEARS.contains(&days) {
        return (number.fract() == 0.0).then_some(Day::Year(days));
    }
    let origin = calendar_date(1899, 12, 30)?;
    origin.checked_add(Duration::days(days.into())).map(Day::Whole)
}

/// A number or a word of a date, with the sign before it.
#[derive(Debug)]
struct Token {
    sign: char,
    number: Option<i32>,
    digits: usize,
    word: String,
}

/// The numbers and words of a date, without the day of the week, articles and ordinals.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut signs = text.chars().peekable();
    let mut sign = ' ';
    while let Some(first) = signs.peek().copied() {
        if first.is_ascii_digit() {
            let digits: String = take_while(&mut signs, |sign| sign.is_ascii_digit());
            let number = digits.parse().ok()?;
            tokens.push(Token { sign, number: Some(number), digits: digits.len(), word: String::new() });
            sign = ' ';
        } else if is_letter(first) {
            let word = fold(&take_while(&mut signs, is_letter));
            if !is_filler(&word) {
                tokens.push(Token { sign, number: None, digits: 0, word });
            }
            sign = ' ';
        } else {
            signs.next();
            sign = if first.is_whitespace() { sign } else { first };
        }
    }
    Some(tokens)
}

/// A letter, or an accent written apart from its letter.
fn is_letter(sign: char) -> bool {
    sign.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&sign)
}

fn take_while(signs: &mut std::iter::Peekable<std::str::Chars<'_>>, keep: impl Fn(char) -> bool) -> String {
    std::iter::from_fn(|| signs.next_if(|sign| keep(*sign))).collect()
}

fn is_filler(word: &str) -> bool {
    const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    matches!(word, "le" | "er" | "lun" | "mer" | "jeu" | "ven" | "sam" | "dim") || DAYS.contains(&word)
}

/// The month of a name in French, whole or cut short ("févr.", "sept").
fn month_of(word: &str) -> Option<i32> {
    const MONTHS: [&str; 12] = [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ];
    let mut fitting = (1..).zip(MONTHS).filter(|(_, month)| word.len() >= 3 && month.starts_with(word));
    fitting.next().filter(|_| fitting.next().is_none()).map(|(number, _)| number)
}

/// Whether what follows a day is a time of day, or nothing.
fn is_time(tokens: &[Token]) -> bool {
    const WORDS: [&str; 12] = ["a", "t", "h", "min", "s", "z", "am", "pm", "utc", "gmt", "cet", "cest"];
    let numbers: Vec<i32> = tokens.iter().filter_map(|token| token.number).collect();
    let words_known =
        tokens.iter().all(|token| token.number.is_some() || WORDS.contains(&token.word.as_str()));
    let within = numbers.iter().zip([24, 60, 60]).all(|(number, limit)| *number < limit);
    words_known && within && numbers.len() <= 6
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 22);

    fn year_of(text: &str) -> (Option<u16>, Option<Code>) {
        let reading = birth_year(&Cell::of(text), false, TODAY);
        (reading.value, reading.remark.map(|remark| remark.code))
    }

    fn day_of(text: &str) -> (Option<Date>, Option<Code>) {
        let reading = registered_on(&Cell::of(text), TODAY);
        (reading.value, reading.remark.map(|remark| remark.code))
    }

    #[test]
    fn a_date_in_the_format_of_the_model_needs_no_remark() {
        for text in ["01/02/1965", "1/2/1965", " 01/02/1965 ", "01/02/1965 00:00:00", "29/02/1964"] {
            let (year, code) = year_of(text);
            assert!(year.is_some(), "{text}");
            assert_eq!(code, None, "{text}");
        }
        for text in [
            "01/01/2019 08:00",
            "01/01/2019 8h00",
            "01/01/2019",
            "01/01/2019 à 8:00:05",
            "01/01/2019 08:00 UTC+2",
        ] {
            assert_eq!(day_of(text), (Some(date!(2019 - 01 - 01)), None), "{text}");
        }
    }

    #[test]
    fn a_date_in_another_format_is_understood_and_remarked() {
        for text in [
            "1965-02-01",
            "1965/02/01",
            "01-02-1965",
            "01.02.1965",
            "01 02 1965",
            "1 février 1965",
            "1er février 1965",
            "lundi 1 février 1965",
            "1 FEVRIER 1965",
            "1 févr. 1965",
            "1-févr.-65",
            "01/02/65",
            "19650201",
            "01021965",
            "23774",
            "23774,0",
            "1965-02-01T00:00:00Z",
            "1965",
            "le 1er fe\u{301}vrier 1965",
        ] {
            assert_eq!(year_of(text), (Some(1965), Some(Code::DateFormat)), "{text}");
        }
        for text in [
            "2019-01-01 08:00:00",
            "2019-01-01T08:00:00.000+02:00",
            "43466,3333",
            "43466",
            "1 janvier 2019 à 8h",
            "01/01/19 08:00",
        ] {
            assert_eq!(day_of(text), (Some(date!(2019 - 01 - 01)), Some(Code::DateFormat)), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_one_that_does_not_exist_is_an_error() {
        for text in [
            "31/02/1965",
            "29/02/1965",
            "31/04/1965",
            "32/01/1965",
            "00/01/1965",
            "01/00/1965",
            "01/13/1965",
            "12/31/1965",
            "99/99/9999",
            "1965-02-30",
            "30 février 1965",
            "abc",
            "01/02",
            "02/1965",
            "65",
            "1 fructidor 1965",
            "?",
            "01/02/1965 25:00",
            "01/02/196",
            "01/02/19655",
            "1/2/3/4",
            "1900-01-00",
            "nan",
            "99999999999999999999",
        ] {
            assert_eq!(year_of(text), (None, Some(Code::Date)), "{text}");
            assert_eq!(day_of(text), (None, Some(Code::Date)), "{text}");
        }
        assert_eq!(day_of("2019"), (None, Some(Code::Date)));
        assert_eq!(day_of("01/01/2019 08:60"), (None, Some(Code::Date)));
    }

    #[test]
    fn an_age_one_cannot_believe_is_an_error() {
        for text in ["01/01/2030", "23/11/2012", "01/01/2020", "22/11/1915", "01/01/1865", "2013", "1915"] {
            assert_eq!(year_of(text), (None, Some(Code::Date)), "{text}");
        }
        assert_eq!(year_of("22/11/2012"), (Some(2012), None));
        assert_eq!(year_of("23/11/1915"), (Some(1915), None));
    }

    #[test]
    fn a_year_of_two_digits_makes_an_age_one_believes() {
        assert_eq!(year_of("01/01/10").0, Some(2010));
        assert_eq!(year_of("01/01/12").0, Some(2012));
        assert_eq!(year_of("01/01/30").0, Some(1930));
        assert_eq!(year_of("01/01/13"), (None, Some(Code::Date)));
    }

    #[test]
    fn a_column_that_asks_for_a_year_takes_one() {
        let reading = birth_year(&Cell::of("1965"), true, TODAY);
        assert_eq!((reading.value, reading.remark), (Some(1965), None));
        assert_eq!(birth_year(&Cell::Number(1965.0), true, TODAY).remark, None);
    }

    #[test]
    fn a_real_date_of_a_workbook_needs_no_remark_and_its_number_does() {
        let moment = Cell::Moment(datetime!(1965-02-01 0:00));
        assert_eq!(birth_year(&moment, false, TODAY), Reading::of(Some(1965)));
        let number = birth_year(&Cell::Number(23_774.0), false, TODAY);
        assert_eq!(number.value, Some(1965));
        assert_eq!(number.remark.map(|remark| remark.code), Some(Code::DateFormat));
    }

    #[test]
    fn a_registration_is_neither_missing_nor_to_come() {
        assert_eq!(day_of(""), (None, Some(Code::TimestampMissing)));
        assert_eq!(day_of("23/11/2026 00:30"), (Some(date!(2026 - 11 - 23)), None));
        assert_eq!(day_of("24/11/2026"), (None, Some(Code::Date)));
    }

    #[test]
    fn the_message_says_what_was_understood() {
        let remark = birth_year(&Cell::of("1 février 1965"), false, TODAY).remark;
        let message = remark.map(|remark| remark.message).unwrap_or_default();
        assert_eq!(
            message,
            "« 1 février 1965 » est compris comme le 01/02/1965. Vérifiez, ou écrivez jour/mois/année."
        );
    }
}
