//! The most rows of each importance that can be matched, and the columns that this makes scarce.
//!
//! Sets of rows that can be matched together form a transversal matroid: matching the most important rows
//! first, then adding the next class by augmenting paths, never unmatches a row. The rows left unmatched show what
//! is scarce: a column reached from them by alternating paths is full in every best answer.

use crate::graph::{Graph, Holders, NONE};
use crate::hopcroft_karp::{fill_free_places, match_rows};
use crate::threads::in_parts;

/// The scarcity level of each column, which a best answer must respect, and the importance of each row.
pub(crate) struct Levels {
    /// Importance of the most important unmatched row that reaches the column; 0 when none does.
    pub(crate) of_column: Vec<u8>,
    /// Importance of each row, compared before scores; 0 when only the score counts.
    pub(crate) importance: Vec<u8>,
    /// Level of the least scarce column.
    lowest: u8,
}

impl Levels {
    pub(crate) fn new(of_column: Vec<u8>, importance: Vec<u8>) -> Self {
        let lowest = of_column.iter().copied().min().unwrap_or(0);
        Self { of_column, importance, lowest }
    }

    /// Matches as many rows as possible of each importance, the highest first, and derives the levels.
    pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Self {
        let mut of_column = vec![0; graph.columns()];
        let highest = importance.iter().copied().max().unwrap_or(0);
        if highest > 0 {
            let mut holders = Holders::new(graph);
            for class in (1..=highest).rev() {
                match_rows(graph, &mut holders, |row| importance[row] == class);
            }
            mark_scarce(graph, &holders, &importance, &mut of_column);
        }
        Self::new(of_column, importance)
    }

    /// As [`Levels::solve`], from a matching that may already be the largest: only augmenting paths are searched.
    ///
    /// Only when all rows have the same importance: a matching of the best total may match the wrong class, so that
    /// several classes are solved from scratch.
    pub(crate) fn from_pairing(graph: &Graph, importance: Vec<u8>, column_of: &[u32]) -> Self {
        if !uniform(&importance) {
            return Self::solve(graph, importance);
        }
        let mut holders = Holders::from_columns(graph, column_of);
        let scarce = fill_free_places(graph, &mut holders);
        let level = importance.first().copied().unwrap_or(0);
        let of_column = scarce.into_iter().map(|scarce| if scarce { level } else { 0 }).collect();
        Self::new(of_column, importance)
    }

    /// Whether a matching respects the levels: rows that must be matched are, columns that must be filled are, and
    /// every edge is allowed.
    pub(crate) fn accept(&self, graph: &Graph, column_of: &[u32]) -> bool {
        let mut free = graph.capacities.clone();
        column_of.iter().filter(|&&column| column != NONE).for_each(|&column| free[column as usize] -= 1);
        let filled = free.iter().zip(&self.of_column).all(|(&free, &level)| level == 0 || free == 0);
        let fits = |row: usize| match (self.of_row(graph, row), column_of[row]) {
            (Some((_, must)), NONE) => !must,
            (Some((level, _)), column) => self.of_column[column as usize] == level,
            (None, column) => column == NONE,
        };
        filled
            && in_parts(graph.threads, graph.rows(), |mut rows| rows.all(fits)).into_iter().all(|fits| fits)
    }

    /// The edges that the levels allow.
    pub(crate) fn allowed(&self, graph: &Graph) -> Graph {
        let mut starts = Vec::with_capacity(graph.starts.len());
        let mut edges = Vec::new();
        starts.push(0);
        for row in 0..graph.rows() {
            if let Some((level, _)) = self.of_row(graph, row) {
                edges.extend(graph.row(row).iter().filter(|edge| self.of_column[edge.column()] == level));
            }
            starts.push(edges.len() as u32);
        }
        Graph::new(starts, edges, graph.capacities.clone())
    }

    /// The level of the columns that a row may use, and whether the row must be matched.
    /// None when the row has no edge, or all its columns are for more important rows.
    pub(crate) fn of_row(&self, graph: &Graph, row: usize) -> Option<(u8, bool)> {
        let mut levels = graph.row(row).iter().map(|edge| self.of_column[edge.column()]);
        let mut lowest = levels.next()?;
        while lowest > self.lowest
            && let Some(level) = levels.next()
        {
            lowest = lowest.min(level);
        }
        let importance = self.importance[row];
        (importance >= lowest).then_some((lowest, importance > lowest))
    }
}

/// Whether all rows have the same importance, so that there are at most two levels.
pub(crate) fn uniform(importance: &[u8]) -> bool {
    importance.iter().all(|&one| one == importance[0])
}

/// Gives every column that an unmatched row reaches the importance of that row, the most important rows first.
fn mark_scarce(graph: &Graph, holders: &Holders, importance: &[u8], of_column: &mut [u8]) {
    let mut unmatched: Vec<usize> =
        (0..graph.rows()).filter(|&row| importance[row] > 0 && holders.column(row).is_none()).collect();
    unmatched.sort_by_key(|&row| std::cmp::Reverse(importance[row]));
    let mut reached = Vec::new();
    for row in unmatched {
        let level = importance[row];
        reached.push(row);
        while let Some(row) = reached.pop() {
            for edge in graph.row(row) {
                let column = edge.column();
                if of_column[column] == 0 {
                    of_column[column] = level;
                    reached.extend(holders.of(column).iter().map(|&holder| holder as usize));
                }
            }
        }
    }
}
