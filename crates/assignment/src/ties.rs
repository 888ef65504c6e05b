//! Other answers that are as good: who has another mentor, or none, in one of them.
//!
//! Two best answers differ by rearrangements of no cost, and each of these is a cycle of arcs of no length in the residual
//! graph. An arc lies on such a cycle exactly when both its ends are in one strongly connected component of these arcs.

use crate::graph::NONE;
use crate::residual::Residual;
use crate::{Instance, Policy, Solution};

impl Solution {
    /// The mentees whose mentor is another, or who have one in one answer only, in some other answer that is as good; in order.
    /// Empty exactly when the answer is the only best one. Empty when it is stable or belongs to another instance.
    #[must_use]
    pub fn movable(&self, instance: &Instance) -> Vec<u32> {
        if self.policy == Policy::Stable || !self.fits(instance) {
            return Vec::new();
        }
        let residual = Residual::new(instance, self);
        let nodes = residual.outside() + 1;
        let mut arcs = Arcs { forward: vec![Vec::new(); nodes], backward: vec![Vec::new(); nodes] };
        let mut movers = Vec::new();
        for node in 0..nodes {
            residual.for_each_arc(node, None, |to, cost, mover| {
                if cost == 0 {
                    arcs.forward[node].push(to as u32);
                    arcs.backward[to].push(node as u32);
                    if mover != NONE && self.mentor_at(instance, node) != self.mentor_at(instance, to) {
                        movers.push((mover, node, to));
                    }
                }
            });
        }
        let component = arcs.components();
        let moves = movers.into_iter().filter(|&(_, from, to)| component[from] == component[to]);
        let mut mentees: Vec<u32> = moves.map(|(mover, ..)| mover).collect();
        mentees.sort_unstable();
        mentees.dedup();
        mentees
    }

    /// The mentor of a node; none outside.
    fn mentor_at(&self, instance: &Instance, node: usize) -> Option<u32> {
        (node < instance.graph.columns()).then(|| instance.mentor_of_column(node as u32))
    }
}

/// Arcs between nodes, both ways.
struct Arcs {
    forward: Vec<Vec<u32>>,
    backward: Vec<Vec<u32>>,
}

impl Arcs {
    /// The strongly connected component of each node (Kosaraju: in the reverse order of their ends, against the arcs).
    fn components(&self) -> Vec<u32> {
        let mut component = vec![NONE; self.forward.len()];
        for (number, &node) in (0..).zip(self.by_end().iter().rev()) {
            let mut waiting = vec![node];
            while let Some(node) = waiting.pop() {
                if component[node as usize] == NONE {
                    component[node as usize] = number;
                    waiting.extend(&self.backward[node as usize]);
                }
            }
        }
        component
    }

    /// The nodes in the order in which a search in depth leaves them.
    fn by_end(&self) -> Vec<u32> {
        let (mut seen, mut left) = (vec![false; self.forward.len()], Vec::new());
        for first in 0..self.forward.len() {
            let mut path = Vec::new();
            if !std::mem::replace(&mut seen[first], true) {
                path.push((first as u32, 0));
            }
            while let Some((node, next)) = path.last_mut() {
                match self.forward[*node as usize].get(*next) {
                    Some(&to) => {
                        *next += 1;
                        if !std::mem::replace(&mut seen[to as usize], true) {
                            path.push((to, 0));
                        }
                    }
                    None => left.extend(path.pop().map(|(node, _)| node)),
                }
            }
        }
        left
    }
}
