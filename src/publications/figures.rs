//! The counts of a publication with the sums between them, as `evidence` reads them.

use std::collections::BTreeMap;

use evidence::secrecy::figures::{Figures, Kind};

use super::counts::{Breakdown, Counted, Counts};
use super::publication::Table;
use crate::track::Track;

/// Where the counts of a result stand among the figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Year {
    pub(super) reached: usize,
    pub(super) population: usize,
    pub(super) not_known: usize,
}

/// Where the counts of a row stand among the figures.
#[derive(Clone, Debug)]
pub(super) struct RowPlaces {
    pub(super) welcomed: usize,
    pub(super) waiting: usize,
    pub(super) meeting: usize,
    pub(super) closed: usize,
    pub(super) at_one_year: BTreeMap<Track, Year>,
}

/// Where every count of the publication stands among the figures.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) mentors: usize,
    pub(super) total: RowPlaces,
    pub(super) tables: Vec<Vec<RowPlaces>>,
}

/// The figures of the whole publication. The total is the same in all tables, so it stands there once.
pub(super) fn figures_of(counted: &Counted, tables: &[Table]) -> (Figures, Places) {
    let mut figures = Figures::default();
    let mentors = figures.add(counted.mentors, Kind::Total);
    let total = add_row(&mut figures, &counted.total, Kind::Subtotal, None);
    let mut places = Vec::new();
    for table in tables {
        // What came of a track is the same in its row and in the total.
        let of_tracks = (table.breakdown == Breakdown::Tracks).then_some(&total.at_one_year);
        let rows: Vec<RowPlaces> =
            table.rows.iter().map(|row| add_row(&mut figures, &row.counts, Kind::Cell, of_tracks)).collect();
        add_sums(&mut figures, &total, &rows, of_tracks.is_none());
        places.push(rows);
    }
    (figures, Places { mentors, total, tables: places })
}

/// Adds the counts of a row: each is the sum of its parts, of which some are never shown.
fn add_row(
    figures: &mut Figures,
    counts: &Counts,
    kind: Kind,
    known: Option<&BTreeMap<Track, Year>>,
) -> RowPlaces {
    let welcomed = figures.add(counts.welcomed, Kind::Total);
    let [waiting, meeting, closed] =
        add_parts(figures, welcomed, [counts.waiting, counts.meeting, counts.closed].map(|n| (n, kind)));
    let mut at_one_year = BTreeMap::new();
    for (track, year) in &counts.at_one_year {
        let place = known.and_then(|known| known.get(track)).copied().unwrap_or_else(|| {
            let population = figures.add(year.population, Kind::Subtotal);
            let parts = [(year.reached, kind), (year.not_known, kind), (year.not_reached(), Kind::Never)];
            let [reached, not_known, _] = add_parts(figures, population, parts);
            Year { reached, population, not_known }
        });
        at_one_year.insert(*track, place);
    }
    let too_early = figures.add(counts.too_early(), Kind::Never);
    let populations = at_one_year.values().map(|year| year.population);
    figures.add_sum(welcomed, populations.chain([too_early]).collect());
    RowPlaces { welcomed, waiting, meeting, closed, at_one_year }
}

/// Adds the parts of a count. A part that is everybody tells something of each of them, so it is not shown.
fn add_parts(figures: &mut Figures, whole: usize, parts: [(u32, Kind); 3]) -> [usize; 3] {
    let sum: u32 = parts.iter().map(|(count, _)| count).sum();
    let places = parts.map(|(count, kind)| {
        let place = figures.add(count, kind);
        if sum > 0 && count == sum {
            figures.hide(place);
        }
        place
    });
    figures.add_sum(whole, places.to_vec());
    places
}

/// The rows of a table add up to the total, count by count.
fn add_sums(figures: &mut Figures, total: &RowPlaces, rows: &[RowPlaces], years_too: bool) {
    let counts: [fn(&RowPlaces) -> usize; 4] =
        [|row| row.welcomed, |row| row.waiting, |row| row.meeting, |row| row.closed];
    for count in counts {
        figures.add_sum(count(total), rows.iter().map(count).collect());
    }
    for (track, year) in total.at_one_year.iter().filter(|_| years_too) {
        let counts: [fn(&Year) -> usize; 3] =
            [|year| year.population, |year| year.reached, |year| year.not_known];
        for count in counts {
            let parts = rows.iter().filter_map(|row| row.at_one_year.get(track)).map(count).collect();
            figures.add_sum(count(year), parts);
        }
    }
}
