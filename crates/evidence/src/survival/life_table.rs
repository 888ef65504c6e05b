use super::Spells;
use crate::{Error, Result, instants};

/// What happened at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The instant.
    pub time: f64,
    /// Those observed just before it and not yet gone: entered before, leaving then or later.
    pub at_risk: f64,
    /// Those who had the event.
    pub events: f64,
    /// Those who left without it; the event precedes the censoring.
    pub censored: f64,
}

/// The people of one group in the order of their exits: everything the estimators of survival need.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTable {
    rows: Vec<Row>,
    people: usize,
    events: usize,
}

impl LifeTable {
    /// Everybody in one table.
    pub fn new(spells: &Spells) -> Result<Self> {
        spells.check()?;
        let mut tables = tables(spells, |_| 0, 1)?;
        tables.pop().ok_or(Error::Empty)
    }

    /// One table per group, people sorted once; `group` holds each person's group from 0 to `groups − 1`.
    pub fn by_group(spells: &Spells, group: &[usize], groups: usize) -> Result<Vec<Self>> {
        spells.check()?;
        crate::numbers::same_length("group", spells.time.len(), group.len())?;
        if group.iter().any(|&group| group >= groups) {
            return Err(Error::OutOfRange { what: "group".into(), why: "un numéro de groupe connu" });
        }
        tables(spells, |row| group[row], groups)
    }

    /// The instants at which somebody entered late, had the event or left, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many people, whatever their weights.
    pub fn people(&self) -> usize {
        self.people
    }

    /// How many of them had the event.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Those observed just before `time`.
    pub fn at_risk(&self, time: f64) -> f64 {
        let next = self.rows.partition_point(|row| row.time < time);
        self.rows.get(next).map_or(0.0, |row| row.at_risk)
    }
}

/// A person coming or going.
#[derive(Clone, Copy)]
struct Move {
    time: f64,
    person: u32,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Entry,
    Event,
    Censoring,
}

fn tables(spells: &Spells, group: impl Fn(usize) -> usize, groups: usize) -> Result<Vec<LifeTable>> {
    let moves = moves(spells)?;
    let mut tables = vec![LifeTable { rows: Vec::new(), people: 0, events: 0 }; groups];
    let mut at_risk = vec![0.0; groups];
    // From the last instant back: sums of who is still to leave never cancel down to rounding noise.
    for step in moves.iter().rev() {
        let (person, of) = (step.person as usize, group(step.person as usize));
        let (table, weight) = (&mut tables[of], spells.weight_of(person));
        if table.rows.last().is_none_or(|row| row.time != step.time) {
            settle(table, &mut at_risk[of]);
            table.rows.push(Row { time: step.time, at_risk: at_risk[of], events: 0.0, censored: 0.0 });
        }
        let Some(row) = table.rows.last_mut() else { continue };
        match step.what {
            What::Event => row.events += weight,
            What::Censoring => row.censored += weight,
            // Somebody who enters now is not at risk now, so is taken away from this row on.
            What::Entry => row.at_risk -= weight,
        }
        table.people += usize::from(step.what != What::Entry);
        table.events += usize::from(step.what == What::Event);
    }
    for (table, at_risk) in tables.iter_mut().zip(&mut at_risk) {
        settle(table, at_risk);
        table.rows.reverse();
    }
    Ok(tables)
}

/// Completes the row being filled: those who leave then were at risk then.
fn settle(table: &mut LifeTable, at_risk: &mut f64) {
    if let Some(row) = table.rows.last_mut() {
        let leaving = row.events + row.censored;
        // Subtracted weights may leave a rounding error below those who certainly were there.
        row.at_risk = (row.at_risk + leaving).max(leaving);
        *at_risk = row.at_risk;
    }
}

fn moves(spells: &Spells) -> Result<Vec<Move>> {
    let late = spells.entry.map_or(0, <[f64]>::len);
    if u32::try_from(spells.time.len()).is_err() {
        return Err(Error::OutOfRange { what: "lignes".into(), why: "au plus quatre milliards" });
    }
    let mut moves = Vec::with_capacity(spells.time.len() + late);
    let exits = spells.time.iter().zip(spells.event).zip(0..);
    moves.extend(exits.map(|((&time, &event), person)| {
        let what = if event { What::Event } else { What::Censoring };
        Move { time, person, what }
    }));
    if let Some(entry) = spells.entry {
        let late = entry.iter().zip(0..).filter(|(entry, _)| **entry > 0.0);
        moves.extend(late.map(|(&time, person)| Move { time, person, what: What::Entry }));
    }
    // Times are finite and not negative, so their bits sort as they do.
    moves.sort_unstable_by_key(|step| (step.time + 0.0).to_bits());
    if instants::join(&mut moves, |step| &mut step.time) {
        refuse_vanished(&moves, spells.time.len())?;
    }
    Ok(moves)
}

/// Refuses a person whose entry and exit have become one instant.
fn refuse_vanished(moves: &[Move], people: usize) -> Result<()> {
    let mut entered = vec![f64::NAN; people];
    for step in moves.iter().filter(|step| step.what == What::Entry) {
        entered[step.person as usize] = step.time;
    }
    let vanished = |step: &&Move| step.what != What::Entry && entered[step.person as usize] == step.time;
    match moves.iter().find(vanished) {
        Some(step) => Err(Error::EntryAfterExit { row: step.person as usize }),
        None => Ok(()),
    }
}
