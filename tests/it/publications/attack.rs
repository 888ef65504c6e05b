//! What a patient reader works out of published tables, by linear programming.
//!
//! It knows only what the file says of itself: its columns, that rows add up to « Ensemble », that parts add up to the whole they are
//! counted in, and that nobody is counted below nought. It shares nothing with the code that protects.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// The columns of the file: four counts, then x, N and M of each of three tracks.
const WIDTH: usize = 13;
/// What no column says, but follows: those not reached, for each track, and those welcomed less than a year ago.
const UNSAID: usize = 4;
/// How far apart the least and the largest value of a hidden count must at least be.
const LEAST_RANGE: f64 = 5.0;

/// A line of the file: absent where it says that a figure is not published.
pub type Line = Vec<Option<u32>>;

/// The file, by table and name of the row.
#[derive(Clone, Debug, Default)]
pub struct File {
    pub total: Line,
    pub tables: BTreeMap<String, BTreeMap<String, Line>>,
}

impl File {
    /// Reads the file that is downloaded. Without a line « Ensemble », the tracks are added up.
    pub fn read(text: &str) -> Self {
        let mut file = Self::default();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(';').collect();
            let figures: Line = cells[2..].iter().map(|cell| cell.parse().ok()).collect();
            assert_eq!(figures.len(), WIDTH, "{line}");
            match cells[0] {
                "Ensemble" => file.total = figures,
                table => {
                    file.tables.entry(table.to_owned()).or_default().insert(cells[1].to_owned(), figures);
                }
            }
        }
        if file.total.is_empty() {
            file.total = sum(file.tables["Parcours"].values());
        }
        file
    }

    /// The same rows with every figure, out of the tables as they were counted; a row that is not among them is made of all those
    /// that are not shown.
    pub fn told_by(&self, counted: &Self) -> Self {
        let table = |(name, rows): (&String, &BTreeMap<String, Line>)| {
            let all = &counted.tables[name];
            let others = sum(all.iter().filter(|(row, _)| !rows.contains_key(*row)).map(|(_, line)| line));
            let told = |row: &String| (row.clone(), all.get(row).unwrap_or(&others).clone());
            (name.clone(), rows.keys().map(told).collect())
        };
        Self { total: counted.total.clone(), tables: self.tables.iter().map(table).collect() }
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(&self.total).chain(self.tables.values().flat_map(BTreeMap::values))
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Line {
    let mut sum = vec![Some(0); WIDTH];
    for line in lines {
        sum.iter_mut().zip(line).for_each(|(sum, count)| *sum = sum.zip(*count).map(|(a, b)| a + b));
    }
    sum
}

/// Each count of a line that is not said, as what it is and what it is worth.
fn unsaid(line: &[Option<u32>]) -> [u32; UNSAID] {
    let at = |column: usize| line[column].expect("everything was counted");
    let not_reached = |track: usize| at(5 + 3 * track) - at(4 + 3 * track) - at(6 + 3 * track);
    [not_reached(0), not_reached(1), not_reached(2), at(0) - at(5) - at(8) - at(11)]
}

/// The parts of each whole of a line, by column; columns past the last are those unsaid.
const PARTS: [(usize, &[usize]); 5] =
    [(0, &[1, 2, 3]), (5, &[4, 6, 13]), (8, &[7, 9, 14]), (11, &[10, 12, 15]), (0, &[5, 8, 11, 16])];

/// Everything the reader should not have been able to work out: where, what it is, and between which values they know it to be.
pub fn attack(shown: &File, truth: &File) -> Vec<String> {
    let reader = Reader::of(shown);
    let mut found = Vec::new();
    for (line, counts) in truth.lines().enumerate() {
        let all: Vec<u32> = counts.iter().map(|count| count.unwrap()).chain(unsaid(counts)).collect();
        for (column, &count) in all.iter().enumerate() {
            let few = (1..5).contains(&count);
            // The last whole is not a whole of states: nobody is told by having been welcomed long ago.
            let everybody = PARTS[..4].iter().any(|(whole, parts)| {
                parts.contains(&column) && count > 0 && count == all[*whole] && column < 16
            });
            if !few && !everybody {
                continue;
            }
            let (least, most) = reader.range(line, column);
            if most - least < LEAST_RANGE {
                found.push(format!("line {line}, column {column}: {count} is in [{least}; {most}]"));
            }
        }
    }
    found
}

/// A line and a column.
type Place = (usize, usize);

/// What the reader knows: every count of every line, as a value or as something to be worked out.
struct Reader {
    known: Vec<Vec<Option<u32>>>,
    /// What adds up: the whole, and its parts.
    sums: Vec<(Place, Vec<Place>)>,
}

impl Reader {
    fn of(shown: &File) -> Self {
        let mut known: Vec<Vec<Option<u32>>> = Vec::new();
        for line in shown.lines() {
            known.push(line.iter().copied().chain([None; UNSAID]).collect());
        }
        let mut sums = Vec::new();
        for line in 0..known.len() {
            for (whole, parts) in PARTS {
                sums.push(((line, whole), parts.iter().map(|part| (line, *part)).collect()));
            }
        }
        let mut first = 1;
        for table in shown.tables.values() {
            let rows = first..first + table.len();
            for column in 0..WIDTH + UNSAID {
                sums.push(((0, column), rows.clone().map(|row| (row, column)).collect()));
            }
            first = rows.end;
        }
        Self { known, sums }
    }

    /// The least and the largest whole value that one count can have.
    fn range(&self, line: usize, column: usize) -> (f64, f64) {
        if let Some(known) = self.known[line][column] {
            return (known.into(), known.into());
        }
        let most = self.extreme((line, column), OptimizationDirection::Maximize);
        let least = self.extreme((line, column), OptimizationDirection::Minimize);
        ((least - 1e-6).ceil(), (most + 1e-6).floor())
    }

    fn extreme(&self, target: Place, direction: OptimizationDirection) -> f64 {
        let mut problem = Problem::new(direction);
        let mut variables: BTreeMap<Place, Variable> = BTreeMap::new();
        for (line, counts) in self.known.iter().enumerate() {
            for column in (0..counts.len()).filter(|column| counts[*column].is_none()) {
                let objective = f64::from(u8::from((line, column) == target));
                variables.insert((line, column), problem.add_var(objective, (0.0, f64::INFINITY)));
            }
        }
        for (whole, parts) in &self.sums {
            let mut right = 0.0;
            let mut terms = Vec::new();
            for (place, sign) in parts.iter().map(|part| (part, 1.0)).chain([(whole, -1.0)]) {
                match self.known[place.0][place.1] {
                    Some(count) => right -= sign * f64::from(count),
                    None => terms.push((variables[place], sign)),
                }
            }
            if terms.is_empty() {
                assert_eq!(right, 0.0, "what is published does not add up: {whole:?}");
            } else {
                problem.add_constraint(terms, ComparisonOp::Eq, right);
            }
        }
        match problem.solve() {
            Ok(outcome) => outcome.into_solution().expect("the programme ends").objective(),
            Err(microlp::Error::Unbounded) => f64::INFINITY,
            Err(error) => panic!("{target:?}: {error}"),
        }
    }
}
