//! The largest pairings, by alternating paths in phases (Hopcroft and Karp, 1973).

use crate::graph::{Graph, Holders, NONE};

/// The height of the columns next to a row left out, when heights are given from there.
const TOP: u32 = u32::MAX - 1;

/// Adds as many of the wanted rows as possible, searching from the rows left out.
pub(crate) fn grow(graph: &Graph, holders: &mut Holders, wanted: impl Fn(usize) -> bool) {
    let mut left_out = left_out(graph, holders);
    left_out.retain(|&row| wanted(row as usize));
    let mut phase = Phase::new(graph);
    while phase.descend(graph, holders, &left_out) {
        left_out.retain(|&row| !phase.augment(graph, holders, row));
    }
}

/// Adds as many rows as possible, searching from the free places.
/// Returns which columns are scarce: no place can be freed in them, whoever moves.
pub(crate) fn grow_into(graph: &Graph, holders: &mut Holders) -> Vec<bool> {
    let mut left_out = left_out(graph, holders);
    let mut phase = Phase::new(graph);
    while phase.climb(graph, holders) {
        left_out.retain(|&row| !phase.augment(graph, holders, row));
    }
    phase.height_of.into_iter().map(|height| height == NONE).collect()
}

fn left_out(graph: &Graph, holders: &Holders) -> Vec<u32> {
    let left_out = |&row: &usize| holders.column(row).is_none() && !graph.row(row).is_empty();
    (0..graph.rows()).filter(left_out).map(|row| row as u32).collect()
}

/// One round of disjoint paths, each going down in height from column to column.
struct Phase {
    height_of: Vec<u32>,
    next_holder: Vec<u32>,
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

    fn reach(&mut self, column: usize, height: u32) {
        if self.height_of[column] == NONE {
            self.height_of[column] = height;
            self.queue.push(column as u32);
        }
    }

    /// Gives columns heights from the rows left out downwards; false when no free place is reached.
    fn descend(&mut self, graph: &Graph, holders: &Holders, left_out: &[u32]) -> bool {
        self.clear();
        for &row in left_out {
            graph.row(row as usize).iter().for_each(|edge| self.reach(edge.column(), TOP));
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
                graph.row(row as usize).iter().for_each(|edge| self.reach(edge.column(), height - 1));
            }
        }
        lowest.is_some()
    }

    /// Gives columns heights from the free places upwards; false when no row left out is reached.
    fn climb(&mut self, graph: &Graph, holders: &Holders) -> bool {
        self.clear();
        (0..graph.columns()).filter(|&column| holders.has_free_place(column, graph)).for_each(|column| {
            self.reach(column, 0);
        });
        if !self.is_wanted(graph, holders) {
            return false;
        }
        let mut found = false;
        let mut at = 0;
        while let Some(&column) = self.queue.get(at) {
            at += 1;
            let height = self.height_of[column as usize] + 1;
            for edge in graph.applicants().of(column as usize) {
                match holders.column(edge.column()) {
                    Some(held) => self.reach(held, height),
                    None => found = true,
                }
            }
        }
        found
    }

    /// Whether a row that holds no place of the columns reached could have one. Often none could, and reading the
    /// rows once costs less than putting all edges in order of column.
    fn is_wanted(&self, graph: &Graph, holders: &Holders) -> bool {
        let reached = |column: usize| self.height_of[column] != NONE;
        let wants = |row: usize| {
            !holders.column(row).is_some_and(reached)
                && graph.row(row).iter().any(|edge| reached(edge.column()))
        };
        !self.queue.is_empty() && (0..graph.rows()).any(wants)
    }

    /// Follows the heights down, depth first, from a row to a free place and shifts everyone along the path.
    fn augment(&mut self, graph: &Graph, holders: &mut Holders, from: u32) -> bool {
        self.path.clear();
        let mut row = from;
        loop {
            match self.step(graph, row) {
                Some(column) if holders.has_free_place(column, graph) => {
                    self.path.push((row, column as u32));
                    self.shift(holders);
                    return true;
                }
                Some(column) => self.path.push((row, column as u32)),
                None if self.path.is_empty() => return false,
                None => {}
            }
            match self.deeper(holders) {
                Some(next) => row = next,
                None => return false,
            }
        }
    }

    /// The next column a row reaches that is lower than the last one of the path.
    fn step(&mut self, graph: &Graph, row: u32) -> Option<usize> {
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

    /// The next holder of the last column of the path; backs up past columns whose holders are used up.
    fn deeper(&mut self, holders: &Holders) -> Option<u32> {
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
