use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::{System, WIDTH};
use crate::{Error, Result};

/// The precision of the solver's answers on counts.
const ROUNDING: f64 = 1e-6;

/// The feasible interval of a hidden count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) min: f64,
    /// None if there is no limit.
    pub(super) max: Option<f64>,
}

impl Range {
    /// Whether it is at least [`WIDTH`] wide, over whole counts only where all counts are whole.
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

/// The feasible interval of a count: a single value unless it is hidden.
pub(super) fn range(system: &System, hidden: &[bool], target: usize) -> Result<Range> {
    if !hidden[target] {
        return Ok(Range { min: system.values[target], max: Some(system.values[target]) });
    }
    let connected = connected(system, hidden, target);
    let truth = system.values[target];
    let extreme = |direction| -> Result<Option<f64>> {
        let found = extreme(system, hidden, &connected, target, direction)?;
        Ok(found.and_then(|counts| counts.first().copied()))
    };
    let min = extreme(OptimizationDirection::Minimize)?.unwrap_or(0.0);
    let max = extreme(OptimizationDirection::Maximize)?;
    let slack = ROUNDING * (1.0 + truth);
    if min > truth + slack || max.is_some_and(|max| max < truth - slack) {
        return Err(Error::Solver { why: "bornes incohérentes".into() });
    }
    Ok(Range { min, max })
}

/// The values that counts were seen to have in the programmes solved so far: one solution tells of every count in it.
pub(super) struct Seen {
    ranges: Vec<(f64, f64)>,
}

impl Seen {
    pub(super) fn new(system: &System) -> Self {
        Self { ranges: system.values.iter().map(|value| (*value, *value)).collect() }
    }

    fn note(&mut self, connected: &[usize], counts: &[f64]) {
        for (&variable, &count) in connected.iter().zip(counts) {
            let (least, most) = self.ranges[variable];
            self.ranges[variable] = (least.min(count), most.max(count));
        }
    }

    fn is_wide(&self, target: usize, whole: bool) -> bool {
        let (min, max) = self.ranges[target];
        Range { min, max: Some(max) }.is_wide(whole)
    }
}

/// Whether the feasible interval of a hidden count is wide enough. What was seen stays true as long as nothing that is
/// hidden is shown again.
pub(super) fn is_wide(system: &System, hidden: &[bool], target: usize, seen: &mut Seen) -> Result<bool> {
    if seen.is_wide(target, system.whole) {
        return Ok(true);
    }
    let connected = connected(system, hidden, target);
    for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
        let Some(counts) = extreme(system, hidden, &connected, target, direction)? else { return Ok(true) };
        seen.note(&connected, &counts);
        if seen.is_wide(target, system.whole) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The hidden variables that relations link to the target, which comes first, directly or through other hidden variables.
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

/// The connected counts where the target is least or largest; none when there is no limit.
fn extreme(
    system: &System,
    hidden: &[bool],
    connected: &[usize],
    target: usize,
    direction: OptimizationDirection,
) -> Result<Option<Vec<f64>>> {
    let mut problem = Problem::new(direction);
    let mut of_variable: Vec<Option<Variable>> = vec![None; hidden.len()];
    for &variable in connected {
        let objective = f64::from(u8::from(variable == target));
        of_variable[variable] = Some(problem.add_var(objective, (0.0, f64::INFINITY)));
    }
    let mut relations: Vec<usize> =
        connected.iter().flat_map(|&variable| &system.relations_of[variable]).copied().collect();
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
            Ok(solution) => {
                let count = |variable: &usize| {
                    let at = of_variable[*variable];
                    at.map_or(system.values[*variable], |at| snapped(solution.var_value(at)))
                };
                Ok(Some(connected.iter().map(count).collect()))
            }
            Err(_) => Err(Error::Solver { why: "interrompu".into() }),
        },
        Err(microlp::Error::Unbounded) => Ok(None),
        Err(error) => Err(Error::Solver { why: error.to_string() }),
    }
}

/// The nearest whole number, if the solver's rounding can explain the difference.
fn snapped(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() < ROUNDING { whole + 0.0 } else { value }
}

/// The cheapest set of candidates that must change for a count to change by `by` while all relations hold; none where
/// it cannot. Each candidate costs `cost` for each unit by which it changes.
pub(super) fn complements(
    system: &System,
    candidates: &[usize],
    cost: impl Fn(usize) -> f64,
    target: usize,
    by: f64,
) -> Result<Option<Vec<usize>>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut changes: Vec<Option<(Variable, Variable)>> = vec![None; system.values.len()];
    for &variable in candidates {
        let cost = cost(variable);
        let (mut up, mut down) = ((0.0, 1e7), (0.0, system.values[variable]));
        if variable == target {
            up = (by.max(0.0), by.max(0.0));
            down = ((-by).max(0.0), (-by).max(0.0));
        }
        changes[variable] = Some((problem.add_var(cost, up), problem.add_var(cost, down)));
    }
    for relation in &system.relations {
        let mut terms = Vec::new();
        for (variable, factor) in &relation.terms {
            if let Some((up, down)) = changes[*variable] {
                terms.extend([(up, *factor), (down, -factor)]);
            }
        }
        // An inequality has the slack that the true counts leave.
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
    let changed = |variable: &usize| {
        changes[*variable]
            .is_some_and(|(up, down)| solution.var_value(up) + solution.var_value(down) > ROUNDING)
    };
    Ok(Some(candidates.iter().copied().filter(changed).collect()))
}
