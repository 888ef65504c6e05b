//! The counting: journeys in, tables out; and what those who only read figures may not see.

use std::collections::BTreeMap;

use time::Date;

use crate::db::Id;
use crate::outcomes::outcome::AtOneYear;
use crate::track::Track;

/// Where a journey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Neither ended nor in a tandem.
    Waiting,
    /// In an open tandem.
    InTandem,
    /// Ended, whatever came of it.
    Closed,
}

/// What the tables need of a journey: nothing one could be recognised by alone.
#[derive(Clone, Debug)]
pub struct Line {
    /// The track of the journey.
    pub track: Track,
    /// The branch that brought the person.
    pub branch: Option<Id>,
    /// Where the person lives, by INSEE code.
    pub place: Option<String>,
    /// The day of welcome.
    pub welcomed_on: Date,
    /// How far it has come.
    pub stage: Stage,
    /// Its result at one year.
    pub at_one_year: AtOneYear,
}

/// A result at one year: "x sur N, dont M sans réponse".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OneYear {
    /// x: those who reached it.
    pub reached: u32,
    /// N: those welcomed a year ago or more.
    pub population: u32,
    /// M: those of whom nothing is known.
    pub not_known: u32,
}

/// The figures of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Journeys that began, each with a day of welcome.
    pub welcomed: u32,
    /// Of which neither ended nor in a tandem.
    pub waiting: u32,
    /// Of which are in a tandem.
    pub in_tandem: u32,
    /// Of which have ended.
    pub closed: u32,
    /// The result at one year of each track; tracks are never added up, since their results differ.
    pub at_one_year: BTreeMap<Track, OneYear>,
}

impl Counts {
    fn add(&mut self, line: &Line) {
        self.welcomed += 1;
        match line.stage {
            Stage::Waiting => self.waiting += 1,
            Stage::InTandem => self.in_tandem += 1,
            Stage::Closed => self.closed += 1,
        }
        if line.at_one_year == AtOneYear::TooEarly {
            return;
        }
        let year = self.at_one_year.entry(line.track).or_default();
        year.population += 1;
        match line.at_one_year {
            AtOneYear::Reached => year.reached += 1,
            AtOneYear::NotKnown => year.not_known += 1,
            AtOneYear::NotReached | AtOneYear::TooEarly => {}
        }
    }

    fn merge(&mut self, other: &Self) {
        self.welcomed += other.welcomed;
        self.waiting += other.waiting;
        self.in_tandem += other.in_tandem;
        self.closed += other.closed;
        for (track, theirs) in &other.at_one_year {
            let year = self.at_one_year.entry(*track).or_default();
            year.reached += theirs.reached;
            year.population += theirs.population;
            year.not_known += theirs.not_known;
        }
    }

    /// Whether one of its populations is so small that a person could be recognised in it.
    fn is_telling(&self) -> bool {
        is_few(self.welcomed) || self.at_one_year.values().any(|year| is_few(year.population))
    }
}

/// The fewest people a figure shown to those outside may speak of.
pub const FEWEST_SHOWN: u32 = 5;

/// Whether a population is one to four people: too few to be shown outside.
pub fn is_few(population: u32) -> bool {
    (1..FEWEST_SHOWN).contains(&population)
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group<K> {
    /// One track, branch or place.
    One(K),
    /// Several, too small to be shown one by one.
    Others,
}

/// A table: its rows, and all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K> {
    /// The rows, in the order of their keys; the merged one last.
    pub rows: Vec<(Group<K>, Counts)>,
    /// The same over all rows.
    pub total: Counts,
}

/// Counts journeys by a key.
pub fn count<K: Ord>(lines: &[Line], by: impl Fn(&Line) -> K) -> Table<K> {
    let mut rows: BTreeMap<K, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for line in lines {
        rows.entry(by(line)).or_default().add(line);
        total.add(line);
    }
    Table { rows: rows.into_iter().map(|(key, counts)| (Group::One(key), counts)).collect(), total }
}

/// Merges the rows in which somebody could be recognised, so that no figure of one to four people is shown.
///
/// A single hidden row could be found again by taking the others from the total: as long as the merged row is still
/// too small, the smallest row that remains joins it. Figures shown elsewhere (another period, another day) are not
/// guarded against here; so those outside are shown one period only.
pub fn protect<K>(table: Table<K>) -> Table<K> {
    let Table { rows, total } = table;
    let (telling, mut shown): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(_, counts)| counts.is_telling());
    let mut others = Counts::default();
    for (_, counts) in &telling {
        others.merge(counts);
    }
    while others.is_telling() && !shown.is_empty() {
        let smallest = shown.iter().enumerate().min_by_key(|(_, (_, counts))| counts.welcomed);
        let Some(position) = smallest.map(|(position, _)| position) else { break };
        let (_, counts) = shown.remove(position);
        others.merge(&counts);
    }
    if others.welcomed > 0 {
        shown.push((Group::Others, others));
    }
    Table { rows: shown, total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn line(place: &str, stage: Stage, at_one_year: AtOneYear) -> Line {
        Line {
            track: Track::Employment,
            branch: None,
            place: Some(place.to_owned()),
            welcomed_on: date!(2019 - 01 - 10),
            stage,
            at_one_year,
        }
    }

    fn place(line: &Line) -> String {
        line.place.clone().unwrap_or_default()
    }

    fn several(place: &str, number: usize) -> Vec<Line> {
        vec![line(place, Stage::Closed, AtOneYear::Reached); number]
    }

    fn names(table: &Table<String>) -> Vec<&str> {
        let groups = table.rows.iter().map(|(group, _)| group);
        groups.map(|group| if let Group::One(key) = group { key.as_str() } else { "others" }).collect()
    }

    #[test]
    fn those_welcomed_are_waiting_in_a_tandem_or_closed() {
        let lines = [
            line("a", Stage::Waiting, AtOneYear::TooEarly),
            line("a", Stage::InTandem, AtOneYear::NotKnown),
            line("a", Stage::Closed, AtOneYear::NotReached),
            line("a", Stage::Closed, AtOneYear::Reached),
        ];
        let total = count(&lines, place).total;
        assert_eq!((total.welcomed, total.waiting, total.in_tandem, total.closed), (4, 1, 1, 2));
        let year = OneYear { reached: 1, population: 3, not_known: 1 };
        assert_eq!(total.at_one_year.get(&Track::Employment), Some(&year));
    }

    #[test]
    fn results_of_different_tracks_are_not_added_up() {
        let business = Line { track: Track::YoungBusiness, ..line("a", Stage::Closed, AtOneYear::Reached) };
        let table = count(&[business, line("a", Stage::Closed, AtOneYear::Reached)], place);
        assert_eq!(table.total.at_one_year.len(), 2);
    }

    #[test]
    fn a_small_row_joins_the_others_and_takes_one_more_when_alone() {
        let lines = [several("a", 20), several("b", 2), several("c", 9), several("d", 4)].concat();
        assert_eq!(names(&protect(count(&lines, place))), ["a", "c", "others"]);
        let lines = [several("a", 20), several("b", 2), several("c", 9)].concat();
        let table = protect(count(&lines, place));
        assert_eq!(names(&table), ["a", "others"]);
        assert_eq!(table.rows.last().map(|(_, counts)| counts.welcomed), Some(11));
    }

    #[test]
    fn a_row_whose_one_year_population_is_small_is_small() {
        let mut lines = [several("a", 20), several("c", 12)].concat();
        lines.extend(vec![line("b", Stage::Waiting, AtOneYear::TooEarly); 30]);
        lines.push(line("b", Stage::Closed, AtOneYear::NotReached));
        assert_eq!(names(&protect(count(&lines, place))), ["a", "others"]);
    }

    #[test]
    fn rows_large_enough_stay_as_they_are() {
        let lines = [several("a", 5), several("b", 6)].concat();
        let table = count(&lines, place);
        assert_eq!(protect(table.clone()), table);
    }

    proptest! {
        #[test]
        fn nobody_is_found_by_subtraction(sizes in proptest::collection::vec(0_usize..12, 1..9)) {
            let lines: Vec<Line> =
                sizes.iter().enumerate().flat_map(|(index, size)| several(&index.to_string(), *size)).collect();
            let table = protect(count(&lines, place));
            let sum: u32 = table.rows.iter().map(|(_, counts)| counts.welcomed).sum();
            prop_assert_eq!(sum, table.total.welcomed);
            if !is_few(table.total.welcomed) {
                prop_assert!(table.rows.iter().all(|(_, counts)| !counts.is_telling()));
            }
        }
    }
}
