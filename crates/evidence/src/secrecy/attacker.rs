use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::{System, WIDTH};
use crate::{Error, Result};

/// The solver's answers are exact to about this much on counts.
const ROUNDING: f64 = 1e-6;

/// The least and the most that a hidden count can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) min: f64,
    /// Nothing if there is no limit.
    pub(super) max: Option<f64>,
}

impl Range {
    /// Whether it spans enough; whole counts only, where all are.
    pub(super) fn is_wide(self, whole: bool) -> bool {
        let Some(max) = self.max else { return true };
        let (min, max) = if whole {
            ((self.min - ROUNDING).ceil(), (max + ROUNDING).floor())
        } else {
            (self.min, max + ROUNDING)
        };
        max - min >= WIDTH
    }
}

/// What can be worked out of one hidden count.
pub(super) fn range(system: &System, hidden: &[bool], target: usize) -> Result<Range> {
    if !hidden[target] {
        return Ok(Range { min: system.values[target], max: Some(system.values[target]) });
    }
    let near = connected(system, hidden, target);
    let truth = system.values[target];
    let min = extreme(system, hidden, &near, target, OptimizationDirection::Minimize)?.unwrap_or(0.0);
    let max = extreme(system, hidden, &near, target, OptimizationDirection::Maximize)?;
    let slack = ROUNDING * (1.0 + truth);
    if min > truth + slack || max.is_some_and(|max| max < truth - slack) {
        return Err(Error::Solver { why: "bornes incohérentes".into() });
    }
    Ok(Range { min, max })
}

/// Hidden variables that the target depends on, through relations that hold hidden ones only.
fn connected(system: &System, hidden: &[bool], target: usize) -> Vec<usize> {
    let (mut seen, mut found) = (vec![false; hidden.len()], vec![target]);
    seen[target] = true;
    let mut next = 0;
    while let Some(&variable) = found.get(next) {
        next += 1;
        for &relation in &system.relations_of[variable] {
            for &(other, _) in &system.relations[relation].terms {
                if hidden[other] && !seen[other] {
                    seen[other] = true;
                    found.push(other);
                }
            }
        }
    }
    found
}

fn extreme(
    system: &System,
    hidden: &[bool],
    near: &[usize],
    target: usize,
    direction: OptimizationDirection,
) -> Result<Option<f64>> {
    let mut problem = Problem::new(direction);
    let mut of_variable: Vec<Option<Variable>> = vec![None; hidden.len()];
    for &variable in near {
        let objective = f64::from(u8::from(variable == target));
        of_variable[variable] = Some(problem.add_var(objective, (0.0, f64::INFINITY)));
    }
    let mut relations: Vec<usize> =
        near.iter().flat_map(|&variable| &system.relations_of[variable]).copied().collect();
    relations.sort_unstable();
    relations.dedup();
    for relation in relations.into_iter().map(|relation| &system.relations[relation]) {
        let unknown: Vec<(Variable, f64)> =
            relation.terms.iter().filter_map(|(v, factor)| Some((of_variable[*v]?, *factor))).collect();
        let visible = relation.terms.iter().filter(|(variable, _)| of_variable[*variable].is_none());
        let right = -visible.map(|(variable, factor)| factor * system.values[*variable]).sum::<f64>();
        let operator = if relation.equal { ComparisonOp::Eq } else { ComparisonOp::Le };
        problem.add_constraint(unknown, operator, right);
    }
    match problem.solve() {
        Ok(outcome) => match outcome.into_solution() {
            Ok(solution) => Ok(Some(neat(solution.objective()))),
            Err(_) => Err(Error::Solver { why: "interrompu".into() }),
        },
        Err(microlp::Error::Unbounded) => Ok(None),
        Err(error) => Err(Error::Solver { why: error.to_string() }),
    }
}

/// A whole number missed by the solver's rounding.
fn neat(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() < ROUNDING { whole + 0.0 } else { value }
}

/// The cheapest way to let a count move by `by` while all relations hold: the variables that must move with it, or
/// nothing where none can. Each candidate costs `cost` a unit moved; hidden ones are free.
pub(super) fn companions(
    system: &System,
    candidates: &[usize],
    cost: impl Fn(usize) -> f64,
    target: usize,
    by: f64,
) -> Result<Option<Vec<usize>>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut moves: Vec<Option<(Variable, Variable)>> = vec![None; system.values.len()];
    for &variable in candidates {
        let cost = cost(variable);
        let (mut up, mut down) = ((0.0, 1e7), (0.0, system.values[variable]));
        if variable == target {
            up = (by.max(0.0), by.max(0.0));
            down = ((-by).max(0.0), (-by).max(0.0));
        }
        moves[variable] = Some((problem.add_var(cost, up), problem.add_var(cost, down)));
    }
    for relation in &system.relations {
        let mut terms = Vec::new();
        for (variable, factor) in &relation.terms {
            if let Some((up, down)) = moves[*variable] {
                terms.extend([(up, *factor), (down, -factor)]);
            }
        }
        // An inequality has the room that the true counts leave it.
        let now: f64 =
            relation.terms.iter().map(|(variable, factor)| factor * system.values[*variable]).sum();
        match (terms.is_empty(), relation.equal) {
            (true, _) => {}
            (false, true) => problem.add_constraint(terms, ComparisonOp::Eq, 0.0),
            (false, false) => problem.add_constraint(terms, ComparisonOp::Le, (-now).max(0.0)),
        }
    }
    let solution = match problem.solve() {
        Ok(outcome) => outcome.into_solution().map_err(|_| Error::Solver { why: "interrompu".into() })?,
        Err(microlp::Error::Infeasible) => return Ok(None),
        Err(error) => return Err(Error::Solver { why: error.to_string() }),
    };
    let moved = |variable: &usize| {
        moves[*variable]
            .is_some_and(|(up, down)| solution.var_value(up) + solution.var_value(down) > ROUNDING)
    };
    Ok(Some(candidates.iter().copied().filter(moved).collect()))
}
