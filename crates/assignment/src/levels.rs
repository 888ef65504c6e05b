//! How many mentees of each importance can be paired at most, and which places that makes scarce.
//!
//! Sets of rows that can be matched together form a transversal matroid: matching the most important rows
//! first, then adding the next class by alternating paths, never loses a row already matched. The rows left
//! over show what is scarce: a column reached from them by alternating paths is full in every best answer.

use crate::graph::{Graph, Holders, NONE};

/// The scarcity of each column and a pairing that respects it.
pub(crate) struct Levels {
    /// Importance of the most important unmatched row that reaches the column; 0 when none does.
    pub(crate) of_column: Vec<u8>,
    /// Importance of each row: what counts before scores do. 0 when only the score counts.
    pub(crate) importance: Vec<u8>,
}

impl Levels {
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
        Self { of_column, importance }
    }

    /// The same from a pairing that is already good: only what it lacks is searched for.
    ///
    /// Classes beyond the first start from nothing: a pairing of the best total may pair the wrong class.
    pub(crate) fn from_best_total(graph: &Graph, importance: Vec<u8>, column_of: &[u32]) -> Self {
        if importance.iter().any(|&one| one != importance[0]) {
            return Self::solve(graph, importance);
        }
        let mut holders = Holders::from_columns(graph, column_of);
        let scarce = grow(graph, &mut holders, |_| true);
        let level = importance.first().copied().unwrap_or(0);
        let of_column = scarce.into_iter().map(|scarce| if scarce { level } else { 0 }).collect();
        Self { of_column, importance }
    }

    /// Whether a pairing pairs all who must be and fills all that must be, within the levels.
    pub(crate) fn accept(&self, graph: &Graph, column_of: &[u32]) -> bool {
        let mut free = graph.capacities.clone();
        column_of.iter().filter(|&&column| column != NONE).for_each(|&column| free[column as usize] -= 1);
        let filled = free.iter().zip(&self.of_column).all(|(&free, &level)| level == 0 || free == 0);
        filled
            && column_of.iter().enumerate().all(|(row, &column)| match self.of_row(graph, row) {
                Some((level, must)) => {
                    if column == NONE {
                        !must
                    } else {
                        self.of_column[column as usize] == level
                    }
                }
                None => column == NONE,
            })
    }

    /// The edges that the levels leave to choose among.
    pub(crate) fn allowed(&self, graph: &Graph) -> Graph {
        let mut allowed = Graph {
            starts: Vec::with_capacity(graph.starts.len()),
            edges: Vec::new(),
            capacities: graph.capacities.clone(),
        };
        allowed.starts.push(0);
        for row in 0..graph.rows() {
            if let Some((level, _)) = self.of_row(graph, row) {
                let kept = graph.row(row).iter().filter(|edge| self.of_column[edge.column()] == level);
                allowed.edges.extend(kept);
            }
            allowed.starts.push(allowed.edges.len() as u32);
        }
        allowed
    }

    /// The level of the columns a row may use, and whether the row must then be paired.
    /// None when the row has no edge or every column is kept for rows more important than it.
    pub(crate) fn of_row(&self, graph: &Graph, row: usize) -> Option<(u8, bool)> {
        let lowest = graph.row(row).iter().map(|edge| self.of_column[edge.column()]).min()?;
        let importance = self.importance[row];
        (importance >= lowest).then_some((lowest, importance > lowest))
    }
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

/// Adds as many of the wanted rows as possible by shortest alternating paths (Hopcroft and Karp, 1973).
/// Returns which columns those still left out reach: all of them full.
pub(crate) fn grow(graph: &Graph, holders: &mut Holders, wanted: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut left_out: Vec<u32> = (0..graph.rows())
        .filter(|&row| holders.column(row).is_none() && !graph.row(row).is_empty() && wanted(row))
        .map(|row| row as u32)
        .collect();
    let mut phase = Phase::new(graph);
    while phase.layer(graph, holders, &left_out) {
        left_out.retain(|&row| !phase.augment(graph, holders, row));
    }
    phase.depth_of.into_iter().map(|depth| depth != NONE).collect()
}

struct Phase {
    depth_of: Vec<u32>,
    next_holder: Vec<u32>,
    next_edge: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<(u32, u32)>,
}

impl Phase {
    fn new(graph: &Graph) -> Self {
        Self {
            depth_of: vec![NONE; graph.columns()],
            next_holder: vec![0; graph.columns()],
            next_edge: vec![0; graph.rows()],
            queue: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Numbers the columns by their distance from the rows left out; false when no free place is reached.
    fn layer(&mut self, graph: &Graph, holders: &Holders, left_out: &[u32]) -> bool {
        self.depth_of.fill(NONE);
        self.next_holder.fill(0);
        self.queue.clear();
        for &row in left_out {
            self.number(graph, row, 0);
        }
        let mut found = NONE;
        let mut at = 0;
        while at < self.queue.len() {
            let column = self.queue[at] as usize;
            at += 1;
            let depth = self.depth_of[column];
            if depth > found {
                break;
            }
            if holders.has_free_place(column, graph) {
                found = depth;
                continue;
            }
            for &row in holders.of(column) {
                self.number(graph, row, depth + 1);
            }
        }
        found != NONE
    }

    fn number(&mut self, graph: &Graph, row: u32, depth: u32) {
        self.next_edge[row as usize] = 0;
        for edge in graph.row(row as usize) {
            let column = edge.column();
            if self.depth_of[column] == NONE {
                self.depth_of[column] = depth;
                self.queue.push(column as u32);
            }
        }
    }

    /// Follows the layers depth first from a row to a free place and shifts everyone along the path.
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

    /// The next column one layer down from a row.
    fn step(&mut self, graph: &Graph, row: u32) -> Option<usize> {
        let depth = self.path.len() as u32;
        let edges = graph.row(row as usize);
        let next = &mut self.next_edge[row as usize];
        while let Some(edge) = edges.get(*next as usize) {
            *next += 1;
            if self.depth_of[edge.column()] == depth {
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
