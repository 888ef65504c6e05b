use super::risk_sets::{RiskSets, Step};
use super::{Cox, Proportionality};
use crate::linear::{Square, chi_squared};
use crate::survival::{LifeTable, Scale, kaplan_meier};
use crate::{Level, Result, Test};

/// The score tests of adding `x · g(t)` to the model, g being one minus the Kaplan-Meier curve just before t,
/// centred over events (Grambsch and Therneau 1994; Therneau's `cox.zph` since `survival` 3.0).
pub(super) fn tests(cox: &Cox, sets: &RiskSets, beta: &[f64]) -> Result<Vec<Proportionality>> {
    let width = beta.len();
    let drift = Drift::measure(cox, sets, beta)?;
    let mut tests: Vec<_> = (0..width)
        .map(|column| {
            let kept: Vec<usize> = (0..width).chain([width + column]).collect();
            Proportionality { name: sets.rows.name(column), test: drift.test(&kept, 1) }
        })
        .collect();
    let all: Vec<usize> = (0..2 * width).collect();
    tests.push(Proportionality { name: "GLOBAL".into(), test: drift.test(&all, width) });
    Ok(tests)
}

/// The score and information of the model with every trait doubled by its product with g(t).
struct Drift {
    score: Vec<f64>,
    information: Square,
}

impl Drift {
    fn measure(cox: &Cox, sets: &RiskSets, beta: &[f64]) -> Result<Self> {
        let width = beta.len();
        let clock = Clock::new(cox)?;
        let (mut score, mut blocks) = (vec![0.0; 2 * width], [0, 1, 2].map(|_| Square::zero(width)));
        sets.sweep(beta, |step| match step {
            Step::Event { time, row, .. } => {
                let g = clock.at(time);
                score[width..].iter_mut().zip(row).for_each(|(score, value)| *score += g * value);
            }
            Step::Term(term) => {
                let g = clock.at(term.time);
                let drifting = score[width..].iter_mut().zip(term.mean);
                drifting.for_each(|(score, mean)| *score -= term.count * g * mean);
                for (block, power) in blocks.iter_mut().zip([1.0, g, g * g]) {
                    block.add_scaled(term.count * power, term.variance);
                }
            }
        });
        Ok(Self { score, information: assemble(width, blocks.map(Square::mirror)) })
    }

    fn test(&self, kept: &[usize], df: usize) -> Option<Test> {
        let score: Vec<f64> = kept.iter().map(|&index| self.score[index]).collect();
        let chi2 = chi_squared(&score, &self.information.keep(kept))?;
        Some(Test::chi_squared(chi2, df))
    }
}

fn assemble(width: usize, [plain, once, twice]: [Square; 3]) -> Square {
    let mut whole = Square::zero(2 * width);
    for row in 0..width {
        for column in 0..width {
            whole.set(row, column, plain.at(row, column));
            whole.set(width + row, column, once.at(row, column));
            whole.set(row, width + column, once.at(row, column));
            whole.set(width + row, width + column, twice.at(row, column));
        }
    }
    whole
}

/// g(t): instants with an event, and the share that had it just before each, centred over events.
struct Clock {
    times: Vec<f64>,
    values: Vec<f64>,
}

impl Clock {
    fn new(cox: &Cox) -> Result<Self> {
        let table = LifeTable::new(&cox.spells())?;
        let curve = kaplan_meier(&table, Scale::Plain, Level::default());
        let points = curve.points();
        let before = std::iter::once(1.0).chain(points.iter().map(|point| point.survival));
        let gone: Vec<f64> = before.zip(points).map(|(survival, _)| 1.0 - survival).collect();
        let events: f64 = points.iter().map(|point| point.events).sum();
        let total: f64 = gone.iter().zip(points).map(|(gone, point)| gone * point.events).sum();
        let times = points.iter().map(|point| point.time).collect();
        Ok(Self { times, values: gone.into_iter().map(|gone| gone - total / events).collect() })
    }

    fn at(&self, time: f64) -> f64 {
        let index = self.times.partition_point(|known| *known <= time).saturating_sub(1);
        self.values.get(index).copied().unwrap_or_default()
    }
}
