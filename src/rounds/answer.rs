//! The optimal assignment of a round, over every pair that the rules allow.
//!
//! For a small hub, the instance holds every pair. For a large one it holds shortlists: each mentee's best mentors,
//! extended with the pairs that the dual prices show could improve the total, until there are none left (column
//! generation). Both give the optimum over all pairs.

use assignment::{Batch, Builder, Forced, Instance, Move, NotForced, Policy, Solution, SolveError};

use super::buckets::{Prices, Search};
use super::problem::{Problem, narrow};
use super::round::{AsGood, Error};

/// The largest number of pairs for which the instance holds them all.
const WHOLE_MAX_PAIRS: usize = 4_000_000;
/// How many mentors are on a mentee's first shortlist.
const FIRST_SHORTLIST: usize = 24;
/// How many mentors the first extension may add to a shortlist; each later one may add twice as many as the last.
const FIRST_EXTENSION: usize = 8;

/// Which pairs the instance holds while a round is solved. The result is optimal over all pairs either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every pair.
    Whole,
    /// Shortlists, each starting with this many mentors.
    Shortlists(usize),
}

impl Extent {
    /// The extent to use for these numbers of mentees and mentors: all pairs, as long as they fit in memory.
    pub fn for_pairs(mentees: usize, mentors: usize) -> Self {
        if mentees.saturating_mul(mentors) <= WHOLE_MAX_PAIRS {
            Self::Whole
        } else {
            Self::Shortlists(FIRST_SHORTLIST)
        }
    }
}

/// The optimal set of tandems, with its certificate.
pub(super) struct Answer {
    pub instance: Instance,
    pub solution: Solution,
    builder: Builder,
    extent: Extent,
}

/// What forcing or refusing one pair costs overall; `None` when the pins make it impossible.
pub(super) type Change = Option<Forced>;

/// A pair as mentee (row), column and score.
type Edge = (u32, u32, u16);

impl Answer {
    /// Solves a round with some (mentee, column) pairs pinned.
    pub fn find(problem: &Problem, pins: &[(usize, usize)], extent: Extent) -> Result<Self, Error> {
        let mut builder = Instance::builder(problem.inputs.mentees.len(), problem.capacities());
        let mut edges: Vec<Vec<(u32, u16)>> = match extent {
            Extent::Whole => problem.each_mentee(|needs, mentee| problem.open_columns(mentee, needs)),
            Extent::Shortlists(first) => {
                let prices = Prices::none(&problem.buckets);
                problem.each_mentee(|needs, mentee| {
                    let search = Search { above: -1, limit: first, tie_break: tie_break(problem, mentee) };
                    let mut found = Vec::new();
                    problem.buckets.best(problem.needs_of(mentee, needs), &prices, search, &mut found);
                    let mut edges: Vec<_> =
                        found.iter().map(|found| (problem.column(found.mentor), found.score)).collect();
                    edges.sort_unstable();
                    edges
                })
            }
        };
        for (row, mentee) in (0..).zip(&problem.inputs.mentees) {
            if let Some(class) = problem.settings.class(mentee.waits_since) {
                builder.class(row, class);
            }
        }
        for &(mentee, column) in pins {
            // A pinned mentor need not be on the shortlist, nor the pair reach the floor.
            let is_pinned = |&(other, _): &(u32, u16)| other == narrow(column);
            if !edges[mentee].iter().any(is_pinned) {
                edges[mentee].push((narrow(column), problem.score(mentee, column)));
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
                let mut more = FIRST_EXTENSION;
                builder.solve_in_batches(Policy::MostTandems, |batch, found| {
                    found.extend(candidates(problem, batch, more));
                    more *= 2;
                })?
            }
        };
        solution.certify(&instance)?;
        Ok(Self { instance, solution, builder, extent })
    }

    /// The mentees who have another mentor, or none, in another set that is as good, as far as the pairs held tell.
    pub fn others_as_good(&self) -> AsGood {
        let people = narrow(self.solution.movable(&self.instance).len());
        AsGood { people, at_least: self.extent != Extent::Whole }
    }

    /// The exact cost of forming a pair, over all pairs; `None` when the pinned pairs rule it out.
    pub fn cost_of_forming(&self, problem: &Problem, mentee: usize, column: usize) -> Result<Change, Error> {
        let (row, place) = (narrow(mentee), narrow(column));
        let cost = self.solution.cost_of_forcing(&self.instance, row, place);
        if self.extent == Extent::Whole {
            return Ok(cost.ok());
        }
        // The cheapest rearrangement may use pairs that are on no shortlist: solving with the pair pinned finds them.
        let mut extended = self.builder.clone();
        if cost == Err(NotForced::NoEdge) {
            extended.edge(row, place, problem.score(mentee, column));
        }
        let mut pinned = extended.clone();
        pinned.pin(row, place);
        let Some((_, added)) = self.resolve(problem, &mut pinned)? else { return Ok(None) };
        for (mentee, column, score) in added {
            extended.edge(mentee, column, score);
        }
        Ok(self.solution.cost_of_forcing(&extended.build()?, row, place).ok())
    }

    /// The exact cost of refusing a pair of the answer, over all pairs; `None` when it is pinned.
    pub fn cost_of_refusing(&self, problem: &Problem, mentee: usize, column: usize) -> Result<Change, Error> {
        let refused = (narrow(mentee), narrow(column));
        let mut changed = self.builder.clone();
        changed.forbid(refused.0, refused.1);
        let Some((other, mut added)) = self.resolve(problem, &mut changed)? else { return Ok(None) };
        // A mentee who gets another mentor instead: refusing this pair costs what forcing that one does.
        let Some(mentor) = other.mentor_of(refused.0) else {
            return Ok(Some(self.difference(&other, refused.0)));
        };
        added.retain(|&(mentee, column, _)| (mentee, column) != refused);
        if added.is_empty() {
            return Ok(self.solution.cost_of_forcing(&self.instance, refused.0, mentor).ok());
        }
        let mut extended = self.builder.clone();
        for (mentee, column, score) in added {
            extended.edge(mentee, column, score);
        }
        Ok(self.solution.cost_of_forcing(&extended.build()?, refused.0, mentor).ok())
    }

    /// Solves a changed instance over all pairs, starting from the current prices; `None` when the pins make it
    /// infeasible.
    ///
    /// Also returns the pairs added to the shortlists. They are all new: no pair already in the instance beats its
    /// mentee's bound at the current prices.
    fn resolve(
        &self,
        problem: &Problem,
        changed: &mut Builder,
    ) -> Result<Option<(Solution, Vec<Edge>)>, Error> {
        let mut added = Vec::new();
        let solved = match self.extent {
            Extent::Whole => changed
                .build()
                .map_err(SolveError::Refused)
                .and_then(|instance| instance.resolve(&self.solution)),
            Extent::Shortlists(_) => {
                let mut more = FIRST_EXTENSION;
                let solved = changed.resolve_in_batches(&self.solution, |batch, found| {
                    let new = candidates(problem, batch, more);
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

    /// What another solution costs, in which a mentee is left without a mentor.
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

/// The mentor that wins ties on a mentee's shortlist: a different one for each mentee, so that mentees with equal
/// scores do not all compete for the same mentors.
fn tie_break(problem: &Problem, mentee: usize) -> u32 {
    let mentors = problem.inputs.mentors.len().max(1);
    // Knuth's multiplicative hash: a prime close to 2^32 divided by the golden ratio.
    narrow(mentee.wrapping_mul(0x9E37_79B1) % mentors)
}

/// For each mentee of a batch, up to `more` pairs worth more than the mentee's bound, best first.
fn candidates(problem: &Problem, batch: Batch<'_>, more: usize) -> Vec<Edge> {
    // Mentors without a place have no column, hence no price: half of the maximum, as a score is subtracted from it.
    let mut of_mentor = vec![i64::MAX / 2; problem.inputs.mentors.len()];
    problem.columns.iter().zip(batch.prices).for_each(|(&mentor, &price)| of_mentor[mentor] = price);
    let prices = Prices::new(&problem.buckets, of_mentor);
    let found = problem.each(batch.bounds, |needs, &(mentee, above)| {
        let position = mentee as usize;
        let search = Search { above, limit: more, tie_break: tie_break(problem, position) };
        let mut found = Vec::new();
        problem.buckets.best(problem.needs_of(position, needs), &prices, search, &mut found);
        found.iter().map(|found| (mentee, problem.column(found.mentor), found.score)).collect::<Vec<Edge>>()
    });
    found.into_iter().flatten().collect()
}
