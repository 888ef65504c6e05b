//! Moments of the week: "lundi soir, samedi matin", "tous les soirs", "du lundi au vendredi".

use std::collections::BTreeSet;

use crate::people::profile::{Availability, Day, DayPart};
use crate::territories::text::{fold, near_word};

/// The moments of a cell; words it does not understand say nothing.
///
/// Days wait for the parts that follow them ("lundi, mardi et jeudi soir" is three evenings). A day without part is the
/// whole day, a part without day is that of every day from Monday to Friday. A cell that excepts something ("sauf") says
/// nothing, since reading the rest would say the contrary.
pub(in crate::registrations) fn availabilities(text: &str) -> BTreeSet<Availability> {
    let mut reader = Reader::default();
    for word in fold(text).split(' ') {
        match word_of(word) {
            Some(Word::Except) => return BTreeSet::new(),
            Some(Word::Days(days)) => reader.days(days),
            Some(Word::Part(part)) => reader.parts.extend(part),
            Some(Word::To) => reader.is_range = true,
            None => {}
        }
    }
    reader.flush();
    reader.moments
}

enum Word {
    Days(&'static [Day]),
    Part(Option<DayPart>),
    To,
    Except,
}

#[derive(Default)]
struct Reader {
    moments: BTreeSet<Availability>,
    days: Vec<Day>,
    parts: Vec<DayPart>,
    is_range: bool,
}

impl Reader {
    fn days(&mut self, days: &'static [Day]) {
        if !self.parts.is_empty() && !self.days.is_empty() {
            self.flush();
        }
        let first = self.days.last().copied().filter(|_| self.is_range);
        self.is_range = false;
        match (first, days) {
            (Some(first), [last]) => {
                self.days.extend(Day::ALL.iter().filter(|day| (first..=*last).contains(day)))
            }
            _ => self.days.extend(days),
        }
    }

    fn flush(&mut self) {
        let days = std::mem::take(&mut self.days);
        let parts = std::mem::take(&mut self.parts);
        let days = if days.is_empty() && !parts.is_empty() { WORKING_DAYS } else { &days };
        let parts = if parts.is_empty() { DayPart::ALL } else { &parts };
        self.moments
            .extend(days.iter().flat_map(|&day| parts.iter().map(move |&part| Availability { day, part })));
    }
}

const WORKING_DAYS: &[Day] = &[Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];

fn word_of(word: &str) -> Option<Word> {
    let part = |part| Some(Word::Part(Some(part)));
    match word {
        "sauf" | "hors" | "pas" | "excepte" => Some(Word::Except),
        "au" => Some(Word::To),
        "week" | "weekend" | "weekends" => Some(Word::Days(&[Day::Saturday, Day::Sunday])),
        "semaine" => Some(Word::Days(WORKING_DAYS)),
        "jours" => Some(Word::Days(Day::ALL)),
        "journee" | "journees" => Some(Word::Part(None)),
        "matin" | "matins" | "matinee" | "matinees" | "am" => part(DayPart::Morning),
        "midi" | "aprem" | "apres" | "midis" | "pm" => part(DayPart::Afternoon),
        "soir" | "soirs" | "soiree" | "soirees" => part(DayPart::Evening),
        _ => day_of(word).map(Word::Days),
    }
}

/// The day of a word, whole, in the plural, with a typing error, or cut to three letters.
fn day_of(word: &str) -> Option<&'static [Day]> {
    let is_day = |day: &&Day| {
        let name = day.label();
        word == name
            || word.strip_suffix('s') == Some(name)
            || name.get(..3) == Some(word)
            || near_word(word, name)
    };
    let position = Day::ALL.iter().position(|day| is_day(&day))?;
    Day::ALL.get(position..=position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> String {
        availabilities(text).into_iter().map(Availability::code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn moments_are_read_as_people_write_them() {
        for (text, expected) in [
            ("lundi soir, samedi matin", "mon-eve sat-am"),
            ("Lundi soir ; Samedi matin", "mon-eve sat-am"),
            ("lundi soir\nsamedi matin", "mon-eve sat-am"),
            ("LUNDIS SOIRS et samedi après-midi", "mon-eve sat-pm"),
            ("lundi matin et soir", "mon-am mon-eve"),
            ("lundi, mardi et jeudi soir", "mon-eve tue-eve thu-eve"),
            ("lun. soir", "mon-eve"),
            ("mercerdi matin", "wed-am"),
            ("vendredi", "fri-am fri-pm fri-eve"),
            ("samedi toute la journée", "sat-am sat-pm sat-eve"),
            ("week-end matin", "sat-am sun-am"),
            ("soir", "mon-eve tue-eve wed-eve thu-eve fri-eve"),
            ("du lundi au mercredi soir", "mon-eve tue-eve wed-eve"),
            ("tous les jours le matin", "mon-am tue-am wed-am thu-am fri-am sat-am sun-am"),
            ("", ""),
            ("à voir", ""),
            ("tous les soirs sauf lundi", ""),
        ] {
            assert_eq!(codes(text), expected, "{text}");
        }
    }
}
