//! One line of a list being read, cell by cell.

use super::cells::formula::{formula, formula_beside};
use super::cells::home::Homes;
use super::cells::part::{Part, part, track};
use super::cells::{Reading, Remark, capacity, mentee_capacity};
use super::column::Column;
use super::registration::Role;
use super::table::{Cell, Row, Table};
use super::verdict::Item;
use crate::territories::text::fold;
use crate::track::Track;

/// Reads the cells of one line, gathering what is to be said of them.
pub(super) struct LineReader<'a> {
    table: &'a Table,
    row: &'a Row,
    /// Each with the place of its column in the file.
    items: Vec<(usize, Item)>,
}

impl<'a> LineReader<'a> {
    pub fn new(table: &'a Table, row: &'a Row) -> Self {
        Self { table, row, items: Vec::new() }
    }

    fn cell(&self, column: Column) -> &'a Cell {
        let index = self.table.headings.index(column);
        index.and_then(|index| self.row.cells.get(index)).unwrap_or(&Cell::Blank)
    }

    pub fn written(&self, column: Column) -> String {
        self.cell(column).text().into_owned()
    }

    pub fn remark(&mut self, column: Column, remark: Remark) {
        let headings = &self.table.headings;
        let title = headings.title(column).to_owned();
        let position = headings.index(column).unwrap_or(usize::MAX);
        let value = self.written(column);
        self.items
            .push((position, Item { code: remark.code, column: title, value, message: remark.message }));
    }

    /// What is to be said, from the first column to the last; what the file has no column for comes at the end.
    pub fn into_items(mut self) -> Vec<Item> {
        self.items.sort_by_key(|(position, _)| *position);
        self.items.into_iter().map(|(_, item)| item).collect()
    }

    pub fn has_error(&self) -> bool {
        self.items.iter().any(|(_, item)| item.code.is_error())
    }

    /// The cell of a column, unless it is a formula, of which nothing else is said.
    fn usable(&mut self, column: Column) -> Option<&'a Cell> {
        let cell = self.cell(column);
        match formula(column, cell) {
            None => Some(cell),
            Some(remark) => {
                self.remark(column, remark);
                None
            }
        }
    }

    pub fn read<T>(&mut self, column: Column, read: impl FnOnce(&Cell) -> Reading<T>) -> Option<T> {
        let reading = read(self.usable(column)?);
        if let Some(remark) = reading.remark {
            self.remark(column, remark);
        }
        Some(reading.value)
    }

    pub fn text(&mut self, column: Column) -> String {
        let cell = self.usable(column);
        cell.map_or_else(String::new, |cell| cell.text().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub fn home(&mut self, homes: &mut Homes) -> (Option<String>, Option<&'static str>) {
        let postcode = self.text(Column::Postcode);
        let place = self.text(Column::Place);
        let home = homes.read(&postcode, &place);
        for (column, code, message) in home.remarks {
            self.remark(column, Remark { code, message });
        }
        (home.postcode, home.place)
    }

    /// Whether the column of the birth asks for a year rather than a day.
    pub fn asks_for_year(&self) -> bool {
        let title = fold(self.table.headings.title(Column::Birth));
        title.contains("annee") || title.ends_with(" en")
    }

    pub fn role(&mut self) -> Option<Role> {
        let kind = self.text(Column::Kind);
        let track_cell = self.text(Column::Track);
        let takes_mentees = !self.cell(Column::Capacity).is_blank();
        match part(&kind, takes_mentees) {
            Part::Mentor => {
                let capacity = self.read(Column::Capacity, capacity).flatten()?;
                Some(Role::Mentor { capacity })
            }
            Part::Mentee => {
                self.read(Column::Capacity, mentee_capacity);
                let track = track(&track_cell).or_else(|| track(&kind)).unwrap_or(Track::Employment);
                Some(Role::Mentee { track })
            }
        }
    }

    /// Looks for traps in the columns that are not read.
    pub fn formulas_beside(&mut self) {
        for (index, cell) in self.row.cells.iter().enumerate() {
            if self.table.headings.is_read(index) {
                continue;
            }
            if let Some(remark) = formula_beside(cell) {
                let column = self.table.headings.title_at(index).to_owned();
                let value = cell.text().into_owned();
                self.items.push((index, Item { code: remark.code, column, value, message: remark.message }));
            }
        }
    }
}
