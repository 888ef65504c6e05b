use super::{LifeTable, Spells};
use crate::{Error, Result};

/// The cumulative incidence of one cause: the share that had it up to each instant.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence {
    /// The number of the cause, from 1.
    pub cause: usize,
    /// For every instant with an event of any cause, that instant and the share, in [0, 1].
    pub points: Vec<(f64, f64)>,
}

/// The cumulative incidence of each of `causes` competing events (Aalen and Johansen 1978): the sum over events of
/// `S(t−) · d/n`, where S is the share without any event. `cause` holds 0 for a censored person, otherwise 1 to
/// `causes`.
pub fn cumulative_incidence(
    time: &[f64],
    entry: Option<&[f64]>,
    cause: &[usize],
    causes: usize,
) -> Result<Vec<CumulativeIncidence>> {
    if cause.iter().any(|&cause| cause > causes) {
        return Err(Error::OutOfRange { what: "cause".into(), why: "de 0 (censure) au nombre de causes" });
    }
    let tables =
        (1..=causes).map(|this| cause_table(time, entry, cause, this)).collect::<Result<Vec<_>>>()?;
    let mut incidences: Vec<_> =
        (1..=causes).map(|cause| CumulativeIncidence { cause, points: Vec::new() }).collect();
    let (mut survival, mut reached) = (1.0, vec![0.0; causes]);
    // The tables have the same instants and differ only in which exits count as events.
    for instant in 0..tables.first().map_or(0, |table| table.rows().len()) {
        let rows: Vec<_> = tables.iter().map(|table| table.rows()[instant]).collect();
        let leaving: f64 = rows.iter().map(|row| row.events).sum();
        if leaving == 0.0 {
            continue;
        }
        for ((row, reached), incidence) in rows.iter().zip(&mut reached).zip(&mut incidences) {
            *reached += survival * row.events / row.at_risk;
            incidence.points.push((row.time, *reached));
        }
        survival *= rows.first().map_or(1.0, |row| 1.0 - leaving / row.at_risk);
    }
    Ok(incidences)
}

fn cause_table(time: &[f64], entry: Option<&[f64]>, cause: &[usize], this: usize) -> Result<LifeTable> {
    let event: Vec<bool> = cause.iter().map(|&cause| cause == this).collect();
    LifeTable::new(&Spells { time, event: &event, entry, weight: None })
}
