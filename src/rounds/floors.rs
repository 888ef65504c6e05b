//! How many tandems each floor leaves: what a coordinator looks at before choosing one.

use assignment::{Instance, Policy, SolveError};
use serde::{Deserialize, Serialize};

use super::criteria::FULL_SCORE;
use super::problem::{Problem, narrow};
use super::round::Error;
use super::settings::Floor;

/// From one floor to the next, in points.
const STEP: usize = 50;

/// How many tandems the best set has at a floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtFloor {
    /// The floor.
    #[serde(flatten)]
    pub floor: Floor,
    /// The most tandems.
    pub tandems: u32,
}

/// The most tandems at each floor in points, up to the first that leaves none; then where one need at least is covered. Pinned
/// pairs hold at every floor.
pub(super) fn curve(problem: &Problem, pins: &[(usize, usize)]) -> Result<Vec<AtFloor>, Error> {
    let rows = |floor| problem.each_mentee(|needs, mentee| problem.columns_at(mentee, floor, needs));
    let mut curve = Vec::new();
    let every = rows(Floor::default());
    for points in (0..=FULL_SCORE).step_by(STEP) {
        let tandems = most_tandems(problem, &every, pins, points)?;
        curve.push(AtFloor { floor: Floor { points, one_need: false }, tandems });
        if tandems == 0 {
            break;
        }
    }
    let floor = Floor { points: 0, one_need: true };
    curve.push(AtFloor { floor, tandems: most_tandems(problem, &rows(floor), pins, 0)? });
    Ok(curve)
}

fn most_tandems(
    problem: &Problem,
    rows: &[Vec<(u32, u16)>],
    pins: &[(usize, usize)],
    least: u32,
) -> Result<u32, Error> {
    let mut builder = Instance::builder(rows.len(), problem.capacities());
    for (mentee, row) in (0..).zip(rows) {
        for &(column, score) in row.iter().filter(|(_, score)| u32::from(*score) >= least) {
            builder.edge(mentee, column, score);
        }
    }
    for &(mentee, column) in pins {
        let score = problem.score(mentee, column);
        let held = rows[mentee].contains(&(narrow(column), score)) && u32::from(score) >= least;
        if !held {
            builder.edge(narrow(mentee), narrow(column), score);
        }
        builder.pin(narrow(mentee), narrow(column));
    }
    let instance = builder.into_instance().map_err(SolveError::Refused)?;
    Ok(narrow(instance.solve(Policy::MostTandems)?.pair_count()))
}
