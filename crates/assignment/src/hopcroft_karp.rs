//! Maximum matchings, by augmenting paths in phases (Hopcroft and Karp, 1973).

use crate::graph::{Graph, Holders, NONE};

/// The height of the columns next to an unmatched row, when heights are given from the rows down.
const TOP: u32 = u32::MAX - 1;

/// Matches as many of the wanted rows as possible, searching from the unmatched rows.
pub(crate) fn match_rows(graph: &Graph, holders: &mut Holders, wanted: impl Fn(usize) -> bool) {
    let mut unmatched = unmatched(graph, holders);
    unmatched.retain(|&row| wanted(row as usize));
    let mut phase = Phase::new(graph);
    while phase.label_from_rows(graph, holders, &unmatched) {
        unmatched.retain(|&row| !phase.augment(graph, holders, row));
    }
}

/// Matches as many rows as possible, searching from the free places. Returns which columns are scarce: no
/// alternating path from a free place reaches them, so that none of their places can be freed.
pub(crate) fn fill_free_places(graph: &Graph, holders: &mut Holders) -> Vec<bool> {
    let mut unmatched = unmatched(graph, holders);
    let mut phase = Phase::new(graph);
    while phase.label_from_places(graph, holders) {
        unmatched.retain(|&row| !phase.augment(graph, holders, row));
    }
    phase.height_of.into_iter().map(|height| height == NONE).collect()
}

fn unmatched(graph: &Graph, holders: &Holders) -> Vec<u32> {
    let unmatched = |&row: &usize| holders.column(row).is_none() && !graph.row(row).is_empty();
    (0..graph.rows()).filter(unmatched).map(|row| row as u32).collect()
}

/// One phase: disjoint augmenting paths, each descending in height from column to column.
struct Phase {
    /// Height of each column in the layered graph; `NONE` where it was not reached.
    height_of: Vec<u32>,
    /// For each column, which of its holders to try next.
    next_holder: Vec<u32>,
    /// For each row, which of its edges to try next.
    next_edge: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<(u32, u32)>,
}

impl Phase {
    fn new(graph: &Graph) -> Self {
        Self {
            height_of: vec![NONE; graph.columns()],
            next_holder: vec![0; graph.columns()],
            next_edge: vec![0; graph.rows()],
            queue: Vec::new(),
            path: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.height_of.fill(NONE);
        self.next_holder.fill(0);
        self.next_edge.fill(0);
        self.queue.clear();
    }

    fn label(&mut self, column: usize, height: u32) {
        if self.height_of[column] == NONE {
            self.height_of[column] = height;
            self.queue.push(column as u32);
        }
    }

    /// Gives columns heights from the unmatched rows down; false when no free place is reached.
    fn label_from_rows(&mut self, graph: &Graph, holders: &Holders, unmatched: &[u32]) -> bool {
        self.clear();
        for &row in unmatched {
            graph.row(row as usize).iter().for_each(|edge| self.label(edge.column(), TOP));
        }
        let mut lowest = None;
        let mut at = 0;
        while let Some(&column) = self.queue.get(at) {
            at += 1;
            let height = self.height_of[column as usize];
            if lowest.is_some_and(|lowest| height < lowest) {
                break;
            }
            if holders.has_free_place(column as usize, graph) {
                lowest = Some(height);
                continue;
            }
            for &row in holders.of(column as usize) {
                graph.row(row as usize).iter().for_each(|edge| self.label(edge.column(), height - 1));
            }
        }
        lowest.is_some()
    }

    /// Gives columns heights from the free places up; false when no unmatched row is reached.
    fn label_from_places(&mut self, graph: &Graph, holders: &Holders) -> bool {
        self.clear();
        (0..graph.columns()).filter(|&column| holders.has_free_place(column, graph)).for_each(|column| {
            self.label(column, 0);
        });
        if !self.can_extend(graph, holders) {
            return false;
        }
        let mut found = false;
        let mut at = 0;
        while let Some(&column) = self.queue.get(at) {
            at += 1;
            let height = self.height_of[column as usize] + 1;
            for edge in graph.by_column().of(column as usize) {
                match holders.column(edge.column()) {
                    Some(held) => self.label(held, height),
                    None => found = true,
                }
            }
        }
        found
    }

    /// Whether some row has an edge to the columns reached and holds none of their places. Often none has, and finding
    /// that out by reading the rows once costs less than transposing the graph.
    fn can_extend(&self, graph: &Graph, holders: &Holders) -> bool {
        let reached = |column: usize| self.height_of[column] != NONE;
        let extends = |row: usize| {
            !holders.column(row).is_some_and(reached)
                && graph.row(row).iter().any(|edge| reached(edge.column()))
        };
        !self.queue.is_empty() && (0..graph.rows()).any(extends)
    }

    /// Searches depth first, down the heights, for a path from a row to a free place, and shifts every row along it.
    fn augment(&mut self, graph: &Graph, holders: &mut Holders, from: u32) -> bool {
        self.path.clear();
        let mut row = from;
        loop {
            match self.next_column(graph, row) {
                Some(column) if holders.has_free_place(column, graph) => {
                    self.path.push((row, column as u32));
                    self.shift(holders);
                    return true;
                }
                Some(column) => self.path.push((row, column as u32)),
                None if self.path.is_empty() => return false,
                None => {}
            }
            match self.next_row(holders) {
                Some(next) => row = next,
                None => return false,
            }
        }
    }

    /// The next column of a row that is lower than the last one of the path.
    fn next_column(&mut self, graph: &Graph, row: u32) -> Option<usize> {
        let height = self.path.last().map_or(NONE, |&(_, column)| self.height_of[column as usize]);
        let edges = graph.row(row as usize);
        let next = &mut self.next_edge[row as usize];
        while let Some(edge) = edges.get(*next as usize) {
            *next += 1;
            if self.height_of[edge.column()] < height {
                return Some(edge.column());
            }
        }
        None
    }

    /// The next holder of the last column of the path, or the row before when the column has no more holders to try.
    fn next_row(&mut self, holders: &Holders) -> Option<u32> {
        let &(row, column) = self.path.last()?;
        let next = &mut self.next_holder[column as usize];
        match holders.of(column as usize).get(*next as usize) {
            Some(&holder) => {
                *next += 1;
                Some(holder)
            }
            None => {
                self.path.pop();
                Some(row)
            }
        }
    }

    fn shift(&self, holders: &mut Holders) {
        for &[(newcomer, _), (holder, _)] in self.path.array_windows() {
            holders.replace(holder as usize, newcomer as usize);
        }
        if let Some(&(row, column)) = self.path.last() {
            holders.add(row as usize, column as usize);
        }
    }
}
