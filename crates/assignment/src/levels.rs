//! How many mentees of each importance can be paired at most, and which places that makes scarce.
//!
//! Sets of rows that can be matched together form a transversal matroid: matching the most important rows
//! first, then adding the next class by alternating paths, never loses a row already matched. The rows left
//! over show what is scarce: a column reached from them by alternating paths is full in every best answer.

use crate::graph::{Graph, Holders, NONE};
use crate::growth::{grow, grow_into};
use crate::threads::in_parts;

/// The scarcity of each column and a pairing that respects it.
pub(crate) struct Levels {
    /// Importance of the most important unmatched row that reaches the column; 0 when none does.
    pub(crate) of_column: Vec<u8>,
    /// Importance of each row: what counts before scores do. 0 when only the score counts.
    pub(crate) importance: Vec<u8>,
    /// The level of the least scarce column.
    lowest: u8,
}

impl Levels {
    pub(crate) fn new(of_column: Vec<u8>, importance: Vec<u8>) -> Self {
        let lowest = of_column.iter().copied().min().unwrap_or(0);
        Self { of_column, importance, lowest }
    }

    /// Matches as many rows as possible of each importance, the highest first, and reads off the levels.
    pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Self {
        let mut of_column = vec![0; graph.columns()];
        let highest = importance.iter().copied().max().unwrap_or(0);
        if highest > 0 {
            let mut holders = Holders::new(graph);
            for class in (1..=highest).rev() {
                grow(graph, &mut holders, |row| importance[row] == class);
            }
            spread(graph, &holders, &importance, &mut of_column);
        }
        Self::new(of_column, importance)
    }

    /// The same from a pairing that is already good: only what it lacks is searched for.
    ///
    /// Classes beyond the first start from nothing: a pairing of the best total may pair the wrong class.
    pub(crate) fn from_pairing(graph: &Graph, importance: Vec<u8>, column_of: &[u32]) -> Self {
        if !uniform(&importance) {
            return Self::solve(graph, importance);
        }
        let mut holders = Holders::from_columns(graph, column_of);
        let scarce = grow_into(graph, &mut holders);
        let level = importance.first().copied().unwrap_or(0);
        let of_column = scarce.into_iter().map(|scarce| if scarce { level } else { 0 }).collect();
        Self::new(of_column, importance)
    }

    /// Whether a pairing pairs all who must be and fills all that must be, within the levels.
    pub(crate) fn accept(&self, graph: &Graph, column_of: &[u32]) -> bool {
        let mut free = graph.capacities.clone();
        column_of.iter().filter(|&&column| column != NONE).for_each(|&column| free[column as usize] -= 1);
        let filled = free.iter().zip(&self.of_column).all(|(&free, &level)| level == 0 || free == 0);
        let suits = |row: usize| match (self.of_row(graph, row), column_of[row]) {
            (Some((_, must)), NONE) => !must,
            (Some((level, _)), column) => self.of_column[column as usize] == level,
            (None, column) => column == NONE,
        };
        filled
            && in_parts(graph.threads, graph.rows(), |mut rows| rows.all(suits)).into_iter().all(|suit| suit)
    }

    /// The edges that the levels leave to choose among.
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

    /// The level of the columns a row may use, and whether the row must then be paired.
    /// None when the row has no edge or every column is kept for rows more important than it.
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

/// Whether every row counts alike: levels are then two at most.
pub(crate) fn uniform(importance: &[u8]) -> bool {
    importance.iter().all(|&one| one == importance[0])
}

/// Marks every column that an unmatched row reaches, the most important rows first.
fn spread(graph: &Graph, holders: &Holders, importance: &[u8], of_column: &mut [u8]) {
    let mut left_out: Vec<usize> =
        (0..graph.rows()).filter(|&row| importance[row] > 0 && holders.column(row).is_none()).collect();
    left_out.sort_by_key(|&row| std::cmp::Reverse(importance[row]));
    let mut reached = Vec::new();
    for row in left_out {
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
