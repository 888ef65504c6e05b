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

/// A person coming or going: 16 bytes, so that sorting a million of them stays in the processor's cache.
#[derive(Clone, Copy)]
struct Move {
    time: f64,
    person: u32,
    /// The group, times four, plus what happens.
    tag: u32,
}

const CENSORING: u32 = 0;
const EVENT: u32 = 1;
const ENTRY: u32 = 2;

impl Move {
    fn group(self) -> usize {
        (self.tag / 4) as usize
    }

    fn what(self) -> u32 {
        self.tag % 4
    }
}

fn tables(spells: &Spells, group: impl Fn(usize) -> usize, groups: usize) -> Result<Vec<LifeTable>> {
    let moves = moves(spells, group, groups)?;
    let mut tables = vec![LifeTable { rows: Vec::new(), people: 0, events: 0 }; groups];
    let mut at_risk = vec![0.0; groups];
    // From the last instant back: sums of who is still to leave never cancel down to rounding noise.
    for step in moves.iter().rev() {
        let weight = spells.weight_of(step.person as usize);
        let (table, at_risk) = (&mut tables[step.group()], &mut at_risk[step.group()]);
        if table.rows.last().is_none_or(|row| row.time != step.time) {
            settle(table, at_risk);
            table.rows.push(Row { time: step.time, at_risk: *at_risk, events: 0.0, censored: 0.0 });
        }
        let Some(row) = table.rows.last_mut() else { continue };
        match step.what() {
            EVENT => row.events += weight,
            CENSORING => row.censored += weight,
            // Somebody who enters now is not at risk now, so is taken away from this row on.
            _ => row.at_risk -= weight,
        }
        table.people += usize::from(step.what() != ENTRY);
        table.events += usize::from(step.what() == EVENT);
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

/// Everybody's exit, and late entries, in time order.
fn moves(spells: &Spells, group: impl Fn(usize) -> usize, groups: usize) -> Result<Vec<Move>> {
    let (people, late) = (spells.time.len(), spells.entry.map_or(0, <[f64]>::len));
    if u32::try_from(people).is_err() || groups > 1 << 30 {
        return Err(Error::OutOfRange { what: "lignes".into(), why: "au plus quatre milliards" });
    }
    let step = |time: f64, person: usize, what: u32| Move {
        time,
        person: person as u32,
        tag: group(person) as u32 * 4 + what,
    };
    let mut moves = Vec::with_capacity(people + late);
    let exits = spells.time.iter().zip(spells.event).enumerate();
    moves.extend(
        exits.map(|(person, (&time, &event))| step(time, person, if event { EVENT } else { CENSORING })),
    );
    if let Some(entry) = spells.entry {
        let late = entry.iter().enumerate().filter(|(_, entry)| **entry > 0.0);
        moves.extend(late.map(|(person, &time)| step(time, person, ENTRY)));
    }
    // Times are finite and not negative, so their bits sort as they do.
    moves.sort_unstable_by_key(|step| (step.time + 0.0).to_bits());
    if instants::join(&mut moves, |step| &mut step.time) {
        refuse_vanished(&moves, people)?;
    }
    Ok(moves)
}

/// Refuses a person whose entry and exit have become one instant.
fn refuse_vanished(moves: &[Move], people: usize) -> Result<()> {
    let mut entered = vec![f64::NAN; people];
    for step in moves.iter().filter(|step| step.what() == ENTRY) {
        entered[step.person as usize] = step.time;
    }
    let vanished = |step: &&Move| step.what() != ENTRY && entered[step.person as usize] == step.time;
    match moves.iter().find(vanished) {
        Some(step) => Err(Error::EntryAfterExit { row: step.person as usize }),
        None => Ok(()),
    }
}
