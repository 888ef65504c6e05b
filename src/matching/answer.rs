//! The best set of tandems of a round, over every pair that the rules allow.
//!
//! A small hub holds every pair. A large one holds shortlists: each mentee's best mentors, then those that the
//! prices ask for, until no pair left out could improve the whole. Both give the optimum over all pairs.

use assignment::{Batch, Builder, Forced, Instance, Move, NotForced, Policy, Solution, SolveError};

use super::hall::{Hall, narrow};
use super::lanes::{Prices, Search};
use super::round::Error;

/// Up to this many pairs are all held.
const PAIRS_HELD: usize = 4_000_000;
/// How many mentors a first shortlist names.
const FIRST: usize = 24;
/// How many more mentors may be added to a shortlist at once, the first time; then twice as many, and so on.
const MORE: usize = 8;

/// Which pairs are held while a round is solved. The answer is the best over all pairs either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every pair.
    Whole,
    /// Shortlists, with so many mentors each to begin with.
    Shortlists(usize),
}

impl Extent {
    /// What suits so many mentees and mentors.
    pub fn for_pairs(mentees: usize, mentors: usize) -> Self {
        if mentees.saturating_mul(mentors) <= PAIRS_HELD { Self::Whole } else { Self::Shortlists(FIRST) }
    }
}

/// The best set of tandems, with its proof.
pub(super) struct Answer {
    pub instance: Instance,
    pub solution: Solution,
    builder: Builder,
    extent: Extent,
}

/// What a change to one pair costs the whole, in mentees and columns.
pub(super) type Change = Option<Forced>;

/// Mentee, column and score.
type Edge = (u32, u32, u16);

impl Answer {
    /// Solves a round with these pairs of mentee and column pinned.
    pub fn find(hall: &Hall, pins: &[(usize, usize)], extent: Extent) -> Result<Self, Error> {
        let mut builder = Instance::builder(hall.inputs.mentees.len(), hall.capacities());
        let mut edges: Vec<Vec<(u32, u16)>> = match extent {
            Extent::Whole => hall.each_mentee(|needs, mentee| hall.open_columns(mentee, needs)),
            Extent::Shortlists(first) => {
                let prices = Prices::none(&hall.lanes);
                hall.each_mentee(|needs, mentee| {
                    let search = Search { above: -1, limit: first, first: turn(hall, mentee) };
                    let mut found = Vec::new();
                    hall.lanes.best(hall.read(mentee, needs), &prices, search, &mut found);
                    let mut edges: Vec<_> =
                        found.iter().map(|found| (hall.column(found.mentor), found.score)).collect();
                    edges.sort_unstable();
                    edges
                })
            }
        };
        for &(mentee, column) in pins {
            let column_known = |&(known, _): &(u32, u16)| known == narrow(column);
            if !edges[mentee].iter().any(column_known) {
                edges[mentee].push((narrow(column), hall.score(mentee, column)));
            }
            builder.pin(narrow(mentee), narrow(column));
        }
        builder.reserve_edges(edges.iter().map(Vec::len).sum());
        for (mentee, edges) in (0..).zip(edges) {
            edges.into_iter().for_each(|(column, score)| {
                builder.edge(mentee, column, score);
            });
        }
        let (instance, solution) = match extent {
            Extent::Whole => {
                let instance = builder.build()?;
                let solution = instance.solve(Policy::MostTandems)?;
                (instance, solution)
            }
            Extent::Shortlists(_) => {
                let mut more = MORE;
                builder.solve_in_batches(Policy::MostTandems, |batch, found| {
                    found.extend(candidates(hall, batch, more));
                    more *= 2;
                })?
            }
        };
        solution.certify(&instance)?;
        Ok(Self { instance, solution, builder, extent })
    }

    /// The exact cost of forming a pair, over all pairs; none when pinned pairs leave no way to.
    pub fn cost_of_forming(&self, hall: &Hall, mentee: usize, column: usize) -> Result<Change, Error> {
        let (row, place) = (narrow(mentee), narrow(column));
        let held = self.solution.cost_of_forcing(&self.instance, row, place);
        if self.extent == Extent::Whole {
            return Ok(held.ok());
        }
        let mut with = self.builder.clone();
        if held == Err(NotForced::NoEdge) {
            with.edge(row, place, hall.score(mentee, column));
        }
        let mut pinned = with.clone();
        pinned.pin(row, place);
        let Some((_, added)) = self.again(hall, &mut pinned)? else { return Ok(None) };
        for (mentee, column, score) in added {
            with.edge(mentee, column, score);
        }
        Ok(self.solution.cost_of_forcing(&with.build()?, row, place).ok())
    }

    /// The exact cost of doing without a pair of the answer, over all pairs; none when it is pinned.
    pub fn cost_of_refusing(&self, hall: &Hall, mentee: usize, column: usize) -> Result<Change, Error> {
        let refused = (narrow(mentee), narrow(column));
        let mut changed = self.builder.clone();
        changed.forbid(refused.0, refused.1);
        let Some((other, mut added)) = self.again(hall, &mut changed)? else { return Ok(None) };
        let Some(mentor) = other.mentor_of(refused.0) else {
            return Ok(Some(self.difference(&other, refused.0)));
        };
        added.retain(|&(mentee, column, _)| (mentee, column) != refused);
        if added.is_empty() {
            return Ok(self.solution.cost_of_forcing(&self.instance, refused.0, mentor).ok());
        }
        let mut with = self.builder.clone();
        for (mentee, column, score) in added {
            with.edge(mentee, column, score);
        }
        Ok(self.solution.cost_of_forcing(&with.build()?, refused.0, mentor).ok())
    }

    /// Solves a changed round again over all pairs, from the present prices; none when pins leave no answer.
    /// Gives also what was added to the shortlists: nothing known beats the prices, so all of it is new.
    fn again(&self, hall: &Hall, changed: &mut Builder) -> Result<Option<(Solution, Vec<Edge>)>, Error> {
        let mut added = Vec::new();
        let solved = match self.extent {
            Extent::Whole => changed
                .build()
                .map_err(SolveError::Refused)
                .and_then(|instance| instance.resolve(&self.solution)),
            Extent::Shortlists(_) => {
                let mut more = MORE;
                let solved = changed.resolve_in_batches(&self.solution, |batch, found| {
                    let new = candidates(hall, batch, more);
                    added.extend_from_slice(&new);
                    found.extend(new);
                    more *= 2;
                });
                solved.map(|(_, solution)| solution)
            }
        };
        match solved {
            Ok(solution) => Ok(Some((solution, added))),
            Err(SolveError::Refused(
                assignment::Error::PinWithoutEdge { .. } | assignment::Error::TooManyPins { .. },
            )) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What another answer, in which a mentee goes without, costs.
    fn difference(&self, other: &Solution, mentee: u32) -> Forced {
        let moved = |row: &u32| self.solution.mentor_of(*row) != other.mentor_of(*row);
        let mut chain: Vec<Move> = (0..narrow(self.instance.mentee_count()))
            .filter(moved)
            .map(|mentee| Move { mentee, from: self.solution.mentor_of(mentee), to: other.mentor_of(mentee) })
            .collect();
        chain.sort_by_key(|step| step.mentee != mentee);
        Forced {
            pairs_lost: self.solution.pair_count() as i64 - other.pair_count() as i64,
            score_lost: self.solution.total() as i64 - other.total() as i64,
            chain,
        }
    }
}

/// The mentor whom a mentee is shown first among equals: another for each, so that not all ask for the same.
fn turn(hall: &Hall, mentee: usize) -> u32 {
    let mentors = hall.inputs.mentors.len().max(1);
    narrow(mentee.wrapping_mul(0x9E37_79B1) % mentors)
}

/// Up to `more` pairs for each mentee that beat their bound, the best first.
fn candidates(hall: &Hall, batch: Batch<'_>, more: usize) -> Vec<Edge> {
    let mut of_mentor = vec![i64::MAX / 2; hall.inputs.mentors.len()];
    hall.columns.iter().zip(batch.prices).for_each(|(&mentor, &price)| of_mentor[mentor] = price);
    let prices = Prices::new(&hall.lanes, of_mentor);
    let found = hall.each(batch.bounds, |needs, &(mentee, above)| {
        let position = mentee as usize;
        let search = Search { above, limit: more, first: turn(hall, position) };
        let mut found = Vec::new();
        hall.lanes.best(hall.read(position, needs), &prices, search, &mut found);
        found.iter().map(|found| (mentee, hall.column(found.mentor), found.score)).collect::<Vec<Edge>>()
    });
    found.into_iter().flatten().collect()
}
