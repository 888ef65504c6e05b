use super::{Publication, System, Table, Total, pattern};
use crate::Result;

/// How many merges are tried, those of small categories first.
const MAX_MERGES: usize = 30;

/// What would make a table publishable, in French: a merge of two categories, or totals to hide, each tested before it
/// is suggested.
pub(super) fn for_table(publication: &Publication, system: &System, table: usize) -> Result<String> {
    let shown_before = system.cells(table).find(|(_, v)| system.must_hide[*v] && system.known[*v]);
    if let Some(((row, column), _)) = shown_before {
        let (row, column) = (row + 1, column + 1);
        return Ok(format!(
            "La case ligne {row}, colonne {column} a déjà été publiée : la masquer ne la protège plus. \
             Ne publiez pas ce tableau dans ce découpage."
        ));
    }
    let advice = [merge(publication, table)?, hide_totals(system, table)?];
    let suggestions: Vec<String> = advice.into_iter().flatten().collect();
    if suggestions.is_empty() {
        return Ok("Regroupez les petites catégories, ou ne publiez que le total général.".into());
    }
    Ok(suggestions.join(" Ou bien : "))
}

fn hide_totals(system: &System, table: usize) -> Result<Option<String>> {
    let group: Vec<usize> = system
        .independent_groups()
        .into_iter()
        .find(|group| system.cells(table).any(|(_, variable)| group.contains(&variable)))
        .unwrap_or_default();
    let Some(found) = pattern::with_totals(system, &group)? else { return Ok(None) };
    let names: Vec<String> =
        system.totals(table).filter(|(_, v)| found.contains(v)).map(|(total, _)| total_name(total)).collect();
    Ok(names.split_last().map(|(last, others)| match others {
        [] => format!("Masquez {last}."),
        others => format!("Masquez {} et {last}.", others.join(", ")),
    }))
}

fn total_name(total: Total) -> String {
    match total {
        Total::Row(row) => format!("le total de la ligne {}", row + 1),
        Total::Column(column) => format!("le total de la colonne {}", column + 1),
        Total::Grand => "le total général".into(),
    }
}

/// The first merge of two rows or columns, smallest first, that makes the table publishable. Tried only for a table on
/// its own: without links, rates, withheld totals or earlier editions.
fn merge(publication: &Publication, table: usize) -> Result<Option<String>> {
    let stands_alone = publication.links.is_empty() && publication.rates.is_empty();
    let Some(original) =
        publication.tables.get(table).filter(|table| stands_alone && table.hidden_totals.is_empty())
    else {
        return Ok(None);
    };
    let shown_before = publication.editions.iter().any(|edition| edition.name == original.name);
    if shown_before {
        return Ok(None);
    }
    let mut merges = merges(original);
    merges.sort_by(|a, b| a.people.total_cmp(&b.people));
    for merge in merges.into_iter().take(MAX_MERGES) {
        let merged = Publication { tables: vec![merge.apply(original)], ..Publication::default() };
        if possible(&merged)? {
            return Ok(Some(merge.sentence()));
        }
    }
    Ok(None)
}

fn possible(publication: &Publication) -> Result<bool> {
    let system = System::new(publication)?;
    if system.has_sensitive_total(0) {
        return Ok(false);
    }
    for group in system.independent_groups() {
        if !pattern::exists(&system, &group)? {
            return Ok(false);
        }
    }
    Ok(true)
}

struct Merge {
    rows: bool,
    first: usize,
    second: usize,
    people: f64,
}

impl Merge {
    fn apply(&self, table: &Table) -> Table {
        let cells = if self.rows { table.cells.clone() } else { transposed(&table.cells) };
        let mut merged = Vec::new();
        for (index, line) in cells.iter().enumerate().filter(|(index, _)| *index != self.second) {
            let other = cells.get(self.second).filter(|_| index == self.first);
            let sum = |(place, count): (usize, &f64)| count + other.map_or(0.0, |other| other[place]);
            merged.push(line.iter().enumerate().map(sum).collect());
        }
        let cells = if self.rows { merged } else { transposed(&merged) };
        Table { cells, largest_share: None, ..table.clone() }
    }

    fn sentence(&self) -> String {
        let what = if self.rows { "lignes" } else { "colonnes" };
        format!("Regroupez les {what} {} et {}.", self.first + 1, self.second + 1)
    }
}

fn merges(table: &Table) -> Vec<Merge> {
    let mut merges = Vec::new();
    for (rows, lines) in [(true, table.cells.clone()), (false, transposed(&table.cells))] {
        let sums: Vec<f64> = lines.iter().map(|line| line.iter().sum()).collect();
        for first in 0..lines.len() {
            for second in first + 1..lines.len() {
                merges.push(Merge { rows, first, second, people: sums[first] + sums[second] });
            }
        }
    }
    merges
}

fn transposed(cells: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let width = cells.first().map_or(0, Vec::len);
    (0..width).map(|column| cells.iter().map(|line| line[column]).collect()).collect()
}
