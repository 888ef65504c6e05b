//! Suppression against the worked examples, and against enumeration of every table of whole counts that agrees with
//! what is shown.

use evidence::secrecy::figures::{self, Figures, Kind};
use evidence::secrecy::{Edition, Place, Protection, Publication, Rate, Table, Total, Unit, protect};
use proptest::prelude::*;

use crate::support::json;

fn alone(table: Table) -> Publication {
    Publication { tables: vec![table], ..Publication::default() }
}

fn protect_one(table: Table) -> Protection {
    protect(&alone(table)).unwrap().remove(0)
}

fn people(cells: &[&[f64]]) -> Table {
    Table::new("t", Unit::People, cells.iter().map(|line| line.to_vec()).collect())
}

/// The least and largest value of each hidden cell over all tables of whole counts with the same visible cells and
/// totals.
fn reachable(cells: &[Vec<f64>], hidden: &[(usize, usize)]) -> Vec<(f64, f64)> {
    let mut row_left: Vec<f64> = vec![0.0; cells.len()];
    let mut column_left: Vec<f64> = vec![0.0; cells[0].len()];
    for &(row, column) in hidden {
        row_left[row] += cells[row][column];
        column_left[column] += cells[row][column];
    }
    let mut seen = vec![(f64::INFINITY, f64::NEG_INFINITY); hidden.len()];
    let mut chosen = Vec::new();
    fill(hidden, &mut row_left, &mut column_left, &mut chosen, &mut seen);
    seen
}

fn fill(
    hidden: &[(usize, usize)],
    rows: &mut [f64],
    columns: &mut [f64],
    chosen: &mut Vec<f64>,
    seen: &mut [(f64, f64)],
) {
    let Some(&(row, column)) = hidden.get(chosen.len()) else {
        if rows.iter().chain(columns.iter()).all(|left| *left == 0.0) {
            seen.iter_mut().zip(chosen).for_each(|(seen, v)| *seen = (seen.0.min(*v), seen.1.max(*v)));
        }
        return;
    };
    let last_of_row = !hidden[chosen.len() + 1..].iter().any(|cell| cell.0 == row);
    let most = rows[row].min(columns[column]);
    let from = if last_of_row { rows[row] } else { 0.0 };
    let mut value = from;
    while value <= most {
        (rows[row], columns[column]) = (rows[row] - value, columns[column] - value);
        chosen.push(value);
        fill(hidden, rows, columns, chosen, seen);
        chosen.pop();
        (rows[row], columns[column]) = (rows[row] + value, columns[column] + value);
        value += 1.0;
    }
}

#[test]
fn the_worked_examples_are_protected_with_as_few_and_as_small_cells() {
    for example in json("confidentialite_exemples.json").as_array().unwrap() {
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let index = |value: &serde_json::Value| value.as_u64().unwrap() as usize;
        let line = |line: &serde_json::Value| line.as_array().unwrap().iter().map(number).collect();
        let cells: Vec<Vec<f64>> = example["table"].as_array().unwrap().iter().map(line).collect();
        let pair = |pair: &serde_json::Value| (index(&pair[0]), index(&pair[1]));
        let primary: Vec<_> = example["primaires"].as_array().unwrap().iter().map(pair).collect();
        let solution = example["une_solution"].as_array().unwrap().iter().map(pair);
        let mut expected: Vec<_> = primary.iter().copied().chain(solution).collect();
        expected.sort_unstable();
        let found = protect_one(Table::new("example", Unit::People, cells.clone()));
        assert!(found.possible && found.advice.is_none());
        assert_eq!(found.hidden, expected);
        let complementary: Vec<_> = found.hidden.iter().filter(|cell| !primary.contains(cell)).collect();
        assert_eq!(complementary.len(), index(&example["nb_complementaires_minimal"]));
        let sum: f64 = complementary.iter().map(|(row, column)| cells[*row][*column]).sum();
        assert_eq!(sum, number(&example["somme_complementaires_minimale"]));
        for interval in example["intervalles"].as_array().unwrap() {
            let cell = found.feasible.iter().find(|f| f.cell == pair(&interval["cellule"])).unwrap();
            assert_eq!((cell.min, cell.max), (number(&interval["min"]), interval["max"].as_f64()));
        }
    }
}

#[test]
fn a_table_without_small_counts_is_published_in_full() {
    let found = protect_one(people(&[&[5.0, 0.0], &[12.0, 30.0]]));
    assert!(found.possible && found.hidden.is_empty() && found.hidden_totals.is_empty());
}

#[test]
fn a_small_total_cannot_be_covered_and_the_advice_names_a_merge() {
    let found = protect_one(people(&[&[3.0, 0.0, 0.0], &[20.0, 30.0, 25.0], &[10.0, 11.0, 12.0]]));
    assert!(!found.possible);
    assert!(found.hidden.contains(&(0, 0)) && found.hidden_totals.contains(&Total::Row(0)));
    assert!(found.advice.unwrap().starts_with("Regroupez les lignes 1 et 3."));
}

#[test]
fn one_row_with_its_totals_discloses_everything() {
    let found = protect_one(people(&[&[2.0, 30.0, 40.0]]));
    assert!(!found.possible);
    assert!(found.advice.unwrap().contains("Masquez le total de la colonne 1"));
}

#[test]
fn withholding_totals_can_make_a_table_possible() {
    let mut table = people(&[&[2.0, 30.0, 40.0]]);
    table.hidden_totals = vec![Total::Column(0), Total::Column(1)];
    let found = protect_one(table);
    assert!(found.possible, "{found:?}");
    assert_eq!(found.hidden, [(0, 0), (0, 1)]);
}

#[test]
fn a_withheld_total_is_not_printed_even_if_it_was_known() {
    let mut table = people(&[&[12.0, 30.0], &[18.0, 22.0]]);
    table.hidden_totals = vec![Total::Row(1)];
    let cells = vec![vec![Some(12.0), Some(30.0)], vec![Some(18.0), Some(22.0)]];
    let editions = vec![Edition { name: "t".into(), cells, hidden_totals: Vec::new() }];
    let found = protect(&Publication { editions, ..alone(table) }).unwrap().remove(0);
    assert!(found.possible);
    assert_eq!(found.hidden_totals, [Total::Row(1)]);
}

#[test]
fn an_earlier_edition_decides_which_cells_can_still_be_hidden() {
    let cells = [&[12.0, 3.0, 25.0][..], &[18.0, 22.0, 9.0], &[30.0, 14.0, 17.0]];
    let mut publication = alone(people(&cells));
    // Published before with another pattern, which showed (0, 0).
    let mut shown: Vec<Vec<Option<f64>>> =
        cells.iter().map(|line| line.iter().copied().map(Some).collect()).collect();
    for (row, column) in [(0, 1), (0, 2), (1, 1), (1, 2)] {
        shown[row][column] = None;
    }
    publication.editions = vec![Edition { name: "t".into(), cells: shown, hidden_totals: Vec::new() }];
    let found = protect(&publication).unwrap().remove(0);
    assert!(found.possible);
    assert_eq!(found.hidden, [(0, 1), (0, 2), (1, 1), (1, 2)]);
}

#[test]
fn a_small_count_shown_before_cannot_be_taken_back() {
    let mut publication = alone(people(&[&[12.0, 3.0], &[18.0, 22.0]]));
    let cells = vec![vec![Some(12.0), Some(3.0)], vec![Some(18.0), Some(22.0)]];
    publication.editions = vec![Edition { name: "t".into(), cells, hidden_totals: Vec::new() }];
    let found = protect(&publication).unwrap().remove(0);
    assert!(!found.possible);
    assert!(found.hidden.contains(&(0, 1)));
    assert!(found.advice.unwrap().contains("déjà été publiée"));
}

#[test]
fn a_linked_cell_is_hidden_in_both_tables_or_in_neither() {
    let mut row = people(&[&[2.0, 30.0, 40.0]]);
    row.hidden_totals = vec![Total::Column(0), Total::Column(1)];
    let other = Table { name: "other".into(), ..people(&[&[30.0, 60.0], &[50.0, 70.0]]) };
    let place = |table, row, column| Place { table, row, column };
    let links = vec![(place(0, Some(0), Some(1)), place(1, Some(0), Some(0)))];
    let found = protect(&Publication { tables: vec![row, other], links, ..Publication::default() }).unwrap();
    assert!(found[0].possible && found[1].possible);
    // Either the linked cell is hidden in both tables, or another one is hidden instead.
    assert_eq!(found[0].hidden.contains(&(0, 1)), found[1].hidden.contains(&(0, 0)));
}

#[test]
fn a_precise_rate_discloses_a_hidden_count() {
    let cells = [&[3.0, 17.0][..], &[22.0, 28.0]];
    let place = |row, column| Place { table: 0, row, column };
    let rate =
        |half_unit| Rate { numerator: place(Some(0), Some(0)), denominator: place(Some(0), None), half_unit };
    let with = |half_unit| Publication { rates: vec![rate(half_unit)], ..alone(people(&cells)) };
    assert!(!protect(&with(0.005)).unwrap()[0].possible);
    assert!(protect(&with(0.25)).unwrap()[0].possible);
}

#[test]
fn a_cell_dominated_by_one_business_is_hidden() {
    let cells = vec![vec![40.0, 12.0, 9.0], vec![30.0, 20.0, 8.0], vec![7.0, 25.0, 31.0]];
    let mut table = Table::new("businesses", Unit::Businesses, cells);
    assert!(protect_one(table.clone()).hidden.is_empty());
    table.largest_share = Some(vec![vec![None, Some(0.85), None], vec![None; 3], vec![None; 3]]);
    let found = protect_one(table);
    assert!(found.possible && found.hidden.contains(&(0, 1)) && found.hidden.len() == 4);
}

#[test]
fn a_table_of_a_whole_metropolis_is_protected() {
    let cells: Vec<Vec<f64>> = (0..92)
        .map(|row: usize| {
            (0..3).map(|column: usize| ((row * 7 + column * 11 + row * column) % 37) as f64).collect()
        })
        .collect();
    let found = protect_one(Table::new("municipalities", Unit::People, cells.clone()));
    for (row, line) in cells.iter().enumerate() {
        for (column, count) in line.iter().enumerate() {
            let small = *count > 0.0 && *count < 5.0;
            assert!(!small || found.hidden.contains(&(row, column)));
        }
    }
    let narrow = found.feasible.iter().any(|cell| cell.max.unwrap() - cell.min < 5.0);
    assert_eq!(narrow, !found.possible && found.hidden_totals.is_empty());
}

#[test]
fn what_is_not_a_table_of_counts_is_refused() {
    let refused =
        |cells: Vec<Vec<f64>>| protect(&alone(Table::new("t", Unit::People, cells))).unwrap_err().code();
    assert_eq!(refused(vec![]), "ragged_table");
    assert_eq!(refused(vec![vec![1.0], vec![1.0, 2.0]]), "ragged_table");
    assert_eq!(refused(vec![vec![f64::NAN]]), "not_a_number");
    assert_eq!(refused(vec![vec![-1.0]]), "out_of_range");
    assert_eq!(protect(&Publication::default()).unwrap_err().code(), "empty");
}

/// Two tables of one total: what is hidden in one is not told by the other.
#[test]
fn figures_of_two_tables_with_one_total_are_protected_together() {
    let mut figures = Figures::default();
    let total = figures.add(60, Kind::Total);
    let mut rows = Vec::new();
    for table in [[3, 27, 30], [20, 20, 20]] {
        let counts = table.map(|count| figures.add(count, Kind::Cell));
        figures.add_sum(total, counts.to_vec());
        rows.push(counts);
    }
    let hidden = figures::protect(&figures).unwrap().unwrap();
    assert_eq!(rows[0].map(|row| hidden[row]), [true, true, false]);
    assert_eq!(rows[1].map(|row| hidden[row]), [false; 3]);
    assert!(!hidden[total]);
}

#[test]
fn a_figure_that_is_never_shown_is_protected_through_the_others() {
    let mut figures = Figures::default();
    let population = figures.add(40, Kind::Subtotal);
    let parts = [(25, Kind::Cell), (12, Kind::Cell), (3, Kind::Never)].map(|(n, kind)| figures.add(n, kind));
    figures.add_sum(population, parts.to_vec());
    let hidden = figures::protect(&figures).unwrap().unwrap();
    assert_eq!(parts.map(|part| hidden[part]), [false, true, true]);
    assert!(!hidden[population]);
}

#[test]
fn a_figure_marked_as_telling_is_hidden_at_any_size_and_an_empty_one_covers_it_last() {
    let mut figures = Figures::default();
    let welcomed = figures.add(52, Kind::Total);
    let parts = [52, 0, 0].map(|count| figures.add(count, Kind::Cell));
    figures.add_sum(welcomed, parts.to_vec());
    figures.hide(parts[0]);
    let hidden = figures::protect(&figures).unwrap().unwrap();
    assert!(hidden[parts[0]] && (hidden[parts[1]] || hidden[parts[2]]) && !hidden[welcomed]);
}

#[test]
fn figures_that_nothing_protects_are_not_published() {
    let mut figures = Figures::default();
    let nobody = figures.add(0, Kind::Cell);
    figures.add_sum(nobody, Vec::new());
    assert_eq!(figures::protect(&figures).unwrap(), Some(vec![false]));
    figures.hide(nobody);
    assert_eq!(figures::protect(&figures).unwrap(), None);
    let few = figures.add(3, Kind::Cell);
    figures.add_sum(nobody, vec![few]);
    assert_eq!(figures::protect(&figures).unwrap_err().code(), "inconsistent_totals");
}

fn tables() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2_usize..4, 2_usize..4).prop_flat_map(|(rows, columns)| {
        let count = prop_oneof![1 => Just(0_u8), 2 => 1_u8..5, 4 => 5_u8..12].prop_map(f64::from);
        prop::collection::vec(prop::collection::vec(count, columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_linear_programme_says_is_what_can_be_enumerated(cells in tables()) {
        let found = protect_one(Table::new("t", Unit::People, cells.clone()));
        let seen = reachable(&cells, &found.hidden);
        if found.hidden_totals.is_empty() {
            for (feasible, seen) in found.feasible.iter().zip(&seen) {
                prop_assert_eq!((feasible.min, feasible.max), (seen.0, Some(seen.1)));
            }
            let wide = seen.iter().all(|(least, most)| most - least >= 5.0);
            prop_assert_eq!(found.possible, wide);
        }
        for (row, line) in cells.iter().enumerate() {
            for (column, count) in line.iter().enumerate() {
                prop_assert!(!(1.0..5.0).contains(count) || found.hidden.contains(&(row, column)));
            }
        }
    }

    #[test]
    fn a_pattern_is_found_whenever_one_exists_and_none_is_smaller(cells in tables()) {
        let found = protect_one(Table::new("t", Unit::People, cells.clone()));
        prop_assume!(cells.len() * cells[0].len() <= 6 || cells.iter().flatten().sum::<f64>() < 40.0);
        let places: Vec<(usize, usize)> =
            (0..cells.len()).flat_map(|row| (0..cells[0].len()).map(move |column| (row, column))).collect();
        let sensitive = |(row, column): (usize, usize)| (1.0..5.0).contains(&cells[row][column]);
        let fewest = (0_u32..1 << places.len())
            .map(|mask| places.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, p)| *p).collect::<Vec<_>>())
            .filter(|hidden| places.iter().all(|place| !sensitive(*place) || hidden.contains(place)))
            .filter(|hidden| reachable(&cells, hidden).iter().all(|(least, most)| most - least >= 5.0))
            .map(|hidden| hidden.len())
            .min();
        prop_assert_eq!(found.possible, fewest.is_some());
        if let Some(fewest) = fewest {
            let uses_empty = found.hidden.iter().any(|(row, column)| cells[*row][*column] == 0.0);
            prop_assert!(found.hidden.len() == fewest || (!uses_empty && found.hidden.len() >= fewest));
        }
    }
}
