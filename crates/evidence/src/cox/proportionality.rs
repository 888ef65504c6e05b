use super::risk_sets::{RiskSets, Step};
use super::{Cox, Proportionality};
use crate::linear::{Square, chi_squared};
use crate::survival::{LifeTable, Scale, kaplan_meier};
use crate::{Level, Result, Test};

/// The score tests of adding `x · g(t)` to the model, where g is one minus the Kaplan-Meier curve just before t,
/// centred over events (Grambsch and Therneau 1994; R's `cox.zph` since `survival` 3.0).
pub(super) fn tests(cox: &Cox, sets: &RiskSets, beta: &[f64]) -> Result<Vec<Proportionality>> {
    let width = beta.len();
    let interaction = TimeInteraction::new(cox, sets, beta)?;
    let mut tests: Vec<_> = (0..width)
        .map(|column| {
            let indices: Vec<usize> = (0..width).chain([width + column]).collect();
            Proportionality { name: sets.rows.name(column), test: interaction.test(&indices, 1) }
        })
        .collect();
    let all: Vec<usize> = (0..2 * width).collect();
    tests.push(Proportionality { name: "GLOBAL".into(), test: interaction.test(&all, width) });
    Ok(tests)
}

/// The score and information of the model that has, for every covariate, also its interaction with time: its product
/// with g(t).
struct TimeInteraction {
    score: Vec<f64>,
    information: Square,
}

impl TimeInteraction {
    fn new(cox: &Cox, sets: &RiskSets, beta: &[f64]) -> Result<Self> {
        let width = beta.len();
        let transform = TimeTransform::new(cox)?;
        let (mut score, mut blocks) = (vec![0.0; 2 * width], [0, 1, 2].map(|_| Square::zero(width)));
        sets.sweep(beta, |step| match step {
            Step::Event { time, row, .. } => {
                let g = transform.at(time);
                score[width..].iter_mut().zip(row).for_each(|(score, value)| *score += g * value);
            }
            Step::Term(term) => {
                let g = transform.at(term.time);
                let interactions = score[width..].iter_mut().zip(term.mean);
                interactions.for_each(|(score, mean)| *score -= term.count * g * mean);
                for (block, power) in blocks.iter_mut().zip([1.0, g, g * g]) {
                    block.add_scaled(term.count * power, term.variance);
                }
            }
        });
        Ok(Self { score, information: assemble(width, blocks.map(Square::mirror)) })
    }

    fn test(&self, indices: &[usize], df: usize) -> Option<Test> {
        let score: Vec<f64> = indices.iter().map(|&index| self.score[index]).collect();
        let chi2 = chi_squared(&score, &self.information.submatrix(indices))?;
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

/// The function g: instants with an event, and the share that had it just before each, centred over events.
struct TimeTransform {
    times: Vec<f64>,
    values: Vec<f64>,
}

impl TimeTransform {
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
