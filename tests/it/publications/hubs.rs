//! Random hubs, small enough for almost everybody in them to be told from the others.

use std::collections::BTreeMap;

use tandem::publications::counts::{Counted, Counts, NamedRow};
use tandem::publications::publication::{Publication, PublishedCounts};
use tandem::track::Track;

use super::attack::{File, Line};

/// Numbers that seem drawn, the same on every machine.
struct Dice(u64);

impl Dice {
    /// A number below another (splitmix64).
    fn below(&mut self, number: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % number
    }

    /// A number below another, small ones more often.
    fn low(&mut self, number: u64) -> u64 {
        let first = self.below(number);
        first.min(self.below(number))
    }
}

/// A hub of 5 to 250 people in up to 7 branches and 15 places.
pub fn hub(number: u64) -> Counted {
    let mut dice = Dice(number);
    let people = [12, 30, 80, 250][dice.below(4) as usize] - dice.below(8);
    let (branches, places) = (1 + dice.below(7), 1 + dice.below(15));
    hub_of(&mut dice, people, branches, places)
}

/// A hub of a whole metropolis.
pub fn metropolis() -> Counted {
    hub_of(&mut Dice(1), 6_000, 40, 108)
}

fn hub_of(dice: &mut Dice, people: u64, branches: u64, places: u64) -> Counted {
    let (states, tracks) = (1 + dice.below(3), 1 + dice.below(3));
    let young = dice.below(4);
    let (mut total, mut of_track) = (Counts::default(), BTreeMap::new());
    let (mut of_branch, mut of_place) = (BTreeMap::new(), BTreeMap::new());
    for _ in 0..people {
        let branch = dice.low(branches);
        // Most live where their branch is, as in a town.
        let place = if dice.below(3) == 0 { dice.low(places) } else { branch % places };
        let track = Track::ALL[dice.low(tracks) as usize];
        let mut one = Counts { welcomed: 1, ..Counts::default() };
        match dice.low(states) {
            0 => one.closed = 1,
            1 => one.waiting = 1,
            _ => one.meeting = 1,
        }
        if dice.below(4) >= young {
            let year = one.at_one_year.entry(track).or_default();
            year.population = 1;
            match dice.below(5) {
                0 | 1 => year.reached = 1,
                2 => year.not_known = 1,
                _ => {}
            }
        }
        total.merge(&one);
        of_track.entry(track).or_insert_with(Counts::default).merge(&one);
        of_branch.entry(branch).or_insert_with(Counts::default).merge(&one);
        of_place.entry(place).or_insert_with(Counts::default).merge(&one);
    }
    let named = |rows: BTreeMap<u64, Counts>| {
        rows.into_iter().map(|(key, counts)| NamedRow { name: key.to_string(), counts }).collect()
    };
    let row = |(track, counts): (Track, Counts)| NamedRow { name: track.label().to_owned(), counts };
    Counted {
        mentors: u32::try_from(dice.below(20)).unwrap(),
        total,
        tracks: of_track.into_iter().map(row).collect(),
        branches: named(of_branch),
        places: named(of_place),
    }
}

/// What was counted, as a file that hides nothing.
pub fn told(counted: &Counted) -> File {
    let tables = [("tracks", &counted.tracks), ("branches", &counted.branches), ("places", &counted.places)];
    let rows = |rows: &Vec<NamedRow>| {
        rows.iter().map(|row| (row.name.clone(), line(&PublishedCounts::from(&row.counts)))).collect()
    };
    File {
        total: line(&PublishedCounts::from(&counted.total)),
        tables: tables.map(|(name, table)| (name.to_owned(), rows(table))).into(),
    }
}

/// What is published, as the file that is downloaded has it.
pub fn published(publication: &Publication) -> File {
    let tables = publication.tables.iter().map(|table| {
        let name = serde_json::to_value(table.breakdown).unwrap().as_str().unwrap().to_owned();
        let rows = table
            .rows
            .iter()
            .map(|row| (row.name.clone().unwrap_or_else(|| "autres".to_owned()), line(&row.counts)));
        (name, rows.collect())
    });
    File { total: line(&publication.total), tables: tables.collect() }
}

fn line(counts: &PublishedCounts) -> Line {
    let figures = [counts.welcomed, counts.waiting, counts.meeting, counts.closed];
    let years = Track::ALL.iter().flat_map(|track| {
        let year = counts.at_one_year.get(track);
        year.map_or([Some(0); 3], |year| [year.reached, year.population, year.not_known])
    });
    figures.into_iter().chain(years).collect()
}
