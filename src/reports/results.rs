//! The counting: journeys in, tables out.

use std::collections::BTreeMap;

use time::Date;

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::Branch;
use crate::outcomes::outcome::AtOneYear;
use crate::publications::counts::{Counts, NamedRow};
use crate::territories::places;
use crate::track::Track;

/// Where a journey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not ended, and no first meeting held in an open tandem.
    Waiting,
    /// In an open tandem whose two people have met.
    Meeting,
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

fn add(counts: &mut Counts, line: &Line) {
    counts.welcomed += 1;
    match line.stage {
        Stage::Waiting => counts.waiting += 1,
        Stage::Meeting => counts.meeting += 1,
        Stage::Closed => counts.closed += 1,
    }
    if line.at_one_year == AtOneYear::TooEarly {
        return;
    }
    let year = counts.at_one_year.entry(line.track).or_default();
    year.population += 1;
    match line.at_one_year {
        AtOneYear::Reached => year.reached += 1,
        AtOneYear::NotKnown => year.not_known += 1,
        AtOneYear::NotReached | AtOneYear::TooEarly => {}
    }
}

/// A table: its rows, and all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K> {
    /// The rows, in the order of their keys.
    pub rows: Vec<(K, Counts)>,
    /// The same over all rows.
    pub total: Counts,
}

/// Counts journeys by a key.
pub fn count<K: Ord>(lines: &[Line], by: impl Fn(&Line) -> K) -> Table<K> {
    let mut rows: BTreeMap<K, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for line in lines {
        add(rows.entry(by(line)).or_default(), line);
        add(&mut total, line);
    }
    Table { rows: rows.into_iter().collect(), total }
}

/// The rows by track, by branch and by place, each with its name. A branch that is none of those known is an error: a row
/// without a name would be read as something else.
pub fn named_rows(lines: &[Line], branches: &[Branch]) -> Result<[Vec<NamedRow>; 3], Error> {
    let names: BTreeMap<Id, &str> = branches.iter().map(|branch| (branch.id, branch.name.as_str())).collect();
    let of_branch = |branch: &Option<Id>| match branch {
        None => Ok("Sans antenne".to_owned()),
        Some(id) => names.get(id).map(|&name| name.to_owned()).ok_or_else(|| {
            Error::Broken(format!("people of the branch {id} are counted, and nobody knows its name"))
        }),
    };
    Ok([
        rows(count(lines, |line| line.track), |track| Ok(french::capitalised(track.label())))?,
        rows(count(lines, |line| line.branch), of_branch)?,
        rows(count(lines, |line| line.place.clone()), |place| {
            Ok(french::capitalised(places::name_of(place.as_deref())))
        })?,
    ])
}

fn rows<K>(table: Table<K>, name: impl Fn(&K) -> Result<String, Error>) -> Result<Vec<NamedRow>, Error> {
    table.rows.into_iter().map(|(key, counts)| Ok(NamedRow { name: name(&key)?, counts })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::counts::OneYear;
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

    #[test]
    fn a_branch_that_nobody_knows_has_no_row_without_a_name() {
        let line = line("13055", Stage::Waiting, AtOneYear::TooEarly);
        let [_, branches, _] = named_rows(std::slice::from_ref(&line), &[]).unwrap();
        assert_eq!(branches[0].name, "Sans antenne");
        let unknown = Line { branch: Some(crate::db::new_id()), ..line };
        assert!(matches!(named_rows(&[unknown], &[]), Err(Error::Broken(_))));
    }

    fn place(line: &Line) -> String {
        line.place.clone().unwrap_or_default()
    }

    #[test]
    fn those_welcomed_are_waiting_meeting_or_closed() {
        let lines = [
            line("a", Stage::Waiting, AtOneYear::TooEarly),
            line("a", Stage::Meeting, AtOneYear::NotKnown),
            line("a", Stage::Closed, AtOneYear::NotReached),
            line("a", Stage::Closed, AtOneYear::Reached),
        ];
        let total = count(&lines, place).total;
        assert_eq!((total.welcomed, total.waiting, total.meeting, total.closed), (4, 1, 1, 2));
        let year = OneYear { reached: 1, population: 3, not_known: 1 };
        assert_eq!(total.at_one_year.get(&Track::Employment), Some(&year));
    }

    #[test]
    fn results_of_different_tracks_are_not_added_up() {
        let business = Line { track: Track::YoungBusiness, ..line("a", Stage::Closed, AtOneYear::Reached) };
        let table = count(&[business, line("a", Stage::Closed, AtOneYear::Reached)], place);
        assert_eq!(table.total.at_one_year.len(), 2);
    }
}
