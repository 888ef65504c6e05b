use super::figures::{Figures, Kind};
use super::pattern::TOTAL_COST;
use super::{Edition, Place, Publication, Table, Total, check};
use crate::{Error, Result};

/// The counts of all tables, totals included, as variables of a linear system, and the relations between them.
#[derive(Debug, Clone)]
pub(crate) struct System {
    /// The true counts.
    pub(crate) values: Vec<f64>,
    /// Whether each count is too sensitive to be shown.
    pub(crate) must_hide: Vec<bool>,
    /// Whether each count is known from an earlier edition, whatever is hidden now.
    pub(crate) known: Vec<bool>,
    /// Whether a pattern may hide each count: it may hide cells, not totals.
    pub(crate) may_hide: Vec<bool>,
    /// What hiding each count costs a pattern.
    pub(crate) cost: Vec<f64>,
    /// Whether each count is a total that its table does not publish.
    pub(crate) withheld: Vec<bool>,
    /// The relations between counts: sums, links and rates.
    pub(crate) relations: Vec<Relation>,
    /// The relations that each count is a term of.
    pub(crate) relations_of: Vec<Vec<usize>>,
    /// Whether all counts are whole.
    pub(crate) whole: bool,
    blocks: Vec<Block>,
}

/// `Σ factor · count` is 0 if `equal`, at most 0 otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) terms: Vec<(usize, f64)>,
    pub(crate) equal: bool,
}

/// The variables of a table, row by row: each row is followed by its total, the last row by those of the columns.
#[derive(Debug, Clone, Copy)]
struct Block {
    start: usize,
    rows: usize,
    columns: usize,
}

impl Block {
    fn at(&self, row: usize, column: usize) -> usize {
        self.start + row * (self.columns + 1) + column
    }

    fn total(&self, total: Total) -> usize {
        match total {
            Total::Row(row) => self.at(row, self.columns),
            Total::Column(column) => self.at(self.rows, column),
            Total::Grand => self.at(self.rows, self.columns),
        }
    }
}

impl System {
    pub(crate) fn new(publication: &Publication) -> Result<Self> {
        if publication.tables.is_empty() {
            return Err(Error::Empty);
        }
        let mut system = Self::empty();
        for table in &publication.tables {
            check(table)?;
            system.add_table(table)?;
        }
        for edition in &publication.editions {
            let same_name =
                publication.tables.iter().zip(&system.blocks).find(|(t, _)| t.name == edition.name);
            if let Some((_, &block)) = same_name {
                system.add_edition(edition, block)?;
            }
        }
        system.add_links(publication)?;
        Ok(system.indexed())
    }

    /// Counts of any shape, with the sums between them.
    pub(crate) fn of_figures(figures: &Figures) -> Self {
        let mut system = Self::empty();
        for figure in &figures.figures {
            system.values.push(f64::from(figure.count));
            system.must_hide.push(figure.telling);
            system.known.push(false);
            system.may_hide.push(figure.kind != Kind::Never);
            system.withheld.push(figure.kind == Kind::Never);
            system.cost.push(figure.kind.cost());
        }
        for (total, parts) in &figures.sums {
            system.add_sum(parts.iter().copied(), *total);
        }
        system.indexed()
    }

    fn empty() -> Self {
        Self {
            values: Vec::new(),
            must_hide: Vec::new(),
            known: Vec::new(),
            may_hide: Vec::new(),
            cost: Vec::new(),
            withheld: Vec::new(),
            relations: Vec::new(),
            relations_of: Vec::new(),
            whole: true,
            blocks: Vec::new(),
        }
    }

    fn indexed(mut self) -> Self {
        self.whole = self.values.iter().all(|value| value.fract() == 0.0);
        self.relations_of = vec![Vec::new(); self.values.len()];
        for (index, relation) in self.relations.iter().enumerate() {
            relation.terms.iter().for_each(|(variable, _)| self.relations_of[*variable].push(index));
        }
        self
    }

    /// The cells of a table with their variables.
    pub(crate) fn cells(&self, table: usize) -> impl Iterator<Item = ((usize, usize), usize)> {
        let block = self.blocks[table];
        let rows = (0..block.rows).flat_map(move |row| (0..block.columns).map(move |column| (row, column)));
        rows.map(move |(row, column)| ((row, column), block.at(row, column)))
    }

    /// The totals of a table with their variables.
    pub(crate) fn totals(&self, table: usize) -> impl Iterator<Item = (Total, usize)> {
        let block = self.blocks[table];
        let rows = (0..block.rows).map(Total::Row);
        let all = rows.chain((0..block.columns).map(Total::Column)).chain([Total::Grand]);
        all.map(move |total| (total, block.total(total)))
    }

    /// Whether a total is published that is itself too small.
    pub(crate) fn has_sensitive_total(&self, table: usize) -> bool {
        self.totals(table).any(|(_, variable)| self.must_hide[variable] && !self.withheld[variable])
    }

    /// What is hidden before any complementary suppression.
    pub(crate) fn sensitive_and_withheld(&self) -> Vec<bool> {
        let hide = |variable: usize| {
            let asked = self.withheld[variable] || (self.must_hide[variable] && self.may_hide[variable]);
            asked && !self.known[variable]
        };
        (0..self.values.len()).map(hide).collect()
    }

    /// The variables by group of tables that links or rates connect.
    pub(crate) fn independent_groups(&self) -> Vec<Vec<usize>> {
        let mut group: Vec<usize> = (0..self.values.len()).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for relation in &self.relations {
                let least = relation.terms.iter().map(|(variable, _)| group[*variable]).min().unwrap_or(0);
                for (variable, _) in &relation.terms {
                    changed |= group[*variable] != least;
                    group[*variable] = least;
                }
            }
        }
        let mut groups = vec![Vec::new(); self.values.len()];
        group.iter().enumerate().for_each(|(variable, of)| groups[*of].push(variable));
        groups.retain(|group| !group.is_empty());
        groups
    }

    /// The variable of a place; none if there is no such place.
    pub(crate) fn variable(&self, place: Place) -> Option<usize> {
        let block = self.blocks.get(place.table)?;
        let row = place.row.map_or(Some(block.rows), |row| (row < block.rows).then_some(row))?;
        let column = place.column.map_or(Some(block.columns), |c| (c < block.columns).then_some(c))?;
        Some(block.at(row, column))
    }

    fn add_table(&mut self, table: &Table) -> Result<()> {
        let (rows, columns) = (table.cells.len(), table.cells.first().map_or(0, Vec::len));
        let block = Block { start: self.values.len(), rows, columns };
        for row in 0..=rows {
            for column in 0..=columns {
                let value = count(table, row, column);
                let share = table.largest_share.as_ref().and_then(|shares| *shares.get(row)?.get(column)?);
                self.values.push(value);
                self.must_hide.push(table.is_sensitive(value, share));
                self.known.push(false);
                self.withheld.push(false);
                let is_cell = row < rows && column < columns;
                self.may_hide.push(is_cell);
                self.cost.push(if is_cell { 1.0 } else { TOTAL_COST });
            }
        }
        for row in 0..=rows {
            self.add_sum((0..columns).map(|column| block.at(row, column)), block.at(row, columns));
        }
        for column in 0..=columns {
            self.add_sum((0..rows).map(|row| block.at(row, column)), block.at(rows, column));
        }
        self.blocks.push(block);
        for total in &table.hidden_totals {
            let variable = self.total_of(block, *total, &table.name)?;
            self.withheld[variable] = true;
        }
        Ok(())
    }

    fn total_of(&self, block: Block, total: Total, name: &str) -> Result<usize> {
        let inside = match total {
            Total::Row(row) => row < block.rows,
            Total::Column(column) => column < block.columns,
            Total::Grand => true,
        };
        if inside { Ok(block.total(total)) } else { Err(Error::RaggedTable { table: name.into() }) }
    }

    fn add_sum(&mut self, parts: impl Iterator<Item = usize>, total: usize) {
        let terms = parts.map(|part| (part, 1.0)).chain([(total, -1.0)]).collect();
        self.relations.push(Relation { terms, equal: true });
    }

    /// Marks as known the cells that an edition showed with the same count and, if no cell has changed since, the
    /// totals it showed.
    fn add_edition(&mut self, edition: &Edition, block: Block) -> Result<()> {
        let ragged = || Error::RaggedTable { table: edition.name.clone() };
        if edition.cells.len() != block.rows || edition.cells.iter().any(|line| line.len() != block.columns) {
            return Err(ragged());
        }
        let mut unchanged = true;
        for (row, line) in edition.cells.iter().enumerate() {
            for (column, shown) in line.iter().enumerate() {
                let variable = block.at(row, column);
                let same = shown.is_some_and(|shown| shown == self.values[variable]);
                self.known[variable] |= same;
                unchanged &= same || shown.is_none();
            }
        }
        let rows = (0..block.rows).map(Total::Row);
        let totals = rows.chain((0..block.columns).map(Total::Column)).chain([Total::Grand]);
        for total in totals.filter(|total| unchanged && !edition.hidden_totals.contains(total)) {
            self.known[block.total(total)] = true;
        }
        Ok(())
    }

    fn add_links(&mut self, publication: &Publication) -> Result<()> {
        let find = |system: &Self, place: Place| {
            let unknown = Error::OutOfRange { what: "links".into(), why: "des cases qui existent" };
            system.variable(place).ok_or(unknown)
        };
        for (left, right) in &publication.links {
            let (left, right) = (find(self, *left)?, find(self, *right)?);
            if self.values[left] != self.values[right] {
                return Err(Error::OutOfRange { what: "links".into(), why: "des cases de même effectif" });
            }
            self.relations.push(Relation { terms: vec![(left, 1.0), (right, -1.0)], equal: true });
        }
        for rate in &publication.rates {
            let (numerator, denominator) = (find(self, rate.numerator)?, find(self, rate.denominator)?);
            self.add_rate(numerator, denominator, rate.half_unit)?;
        }
        Ok(())
    }

    /// Adds what a published rate discloses: it is within `half_unit` of the true one, two inequalities on the counts.
    fn add_rate(&mut self, numerator: usize, denominator: usize, half_unit: f64) -> Result<()> {
        if !(half_unit.is_finite() && half_unit >= 0.0) || self.values[denominator] == 0.0 {
            return Err(Error::OutOfRange { what: "rates".into(), why: "un taux et son arrondi" });
        }
        let unit = 2.0 * half_unit;
        let exact = self.values[numerator] / self.values[denominator];
        let shown = if unit > 0.0 { (exact / unit).round() * unit } else { exact };
        let terms = |sign: f64, rate: f64| vec![(numerator, sign), (denominator, -sign * rate)];
        self.relations.push(Relation { terms: terms(1.0, shown + half_unit), equal: false });
        self.relations.push(Relation { terms: terms(-1.0, shown - half_unit), equal: false });
        Ok(())
    }
}

/// The count of a cell, or a total where the row or column is one past the last.
fn count(table: &Table, row: usize, column: usize) -> f64 {
    let lines = table.cells.get(row).map_or(&table.cells[..], std::slice::from_ref);
    let of_line = |line: &Vec<f64>| line.get(column).map_or_else(|| line.iter().sum(), |count| *count);
    lines.iter().map(of_line).sum()
}
