use super::Spells;
use crate::{Error, Result, instants};

/// One instant of a life table; numbers are sums of weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The instant, in the unit of the spells.
    pub time: f64,
    /// The number at risk just before it: who entered before and leaves then or later.
    pub at_risk: f64,
    /// The number of events at it.
    pub events: f64,
    /// The number censored at it, after its events.
    pub censored: f64,
}

/// The people of one group by instant: everything that the survival estimators need.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTable {
    rows: Vec<Row>,
    people: usize,
    events: usize,
}

impl LifeTable {
    /// One table for all people. Refuses what [`Spells::check`] refuses.
    pub fn new(spells: &Spells) -> Result<Self> {
        spells.check()?;
        let mut tables = tables(spells, |_| 0, 1)?;
        tables.pop().ok_or(Error::Empty)
    }

    /// One table for each group, sorting people once; `group` holds each person's group, from 0 to `groups − 1`.
    pub fn by_group(spells: &Spells, group: &[usize], groups: usize) -> Result<Vec<Self>> {
        spells.check()?;
        crate::numbers::same_length("group", spells.time.len(), group.len())?;
        if group.iter().any(|&group| group >= groups) {
            return Err(Error::OutOfRange { what: "group".into(), why: "un numéro de groupe connu" });
        }
        tables(spells, |row| group[row], groups)
    }

    /// The instants at which somebody entered late, had the event or was censored, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The number of people, unweighted.
    pub fn people(&self) -> usize {
        self.people
    }

    /// The number of people who had the event, unweighted.
    pub fn events(&self) -> usize {
        self.events
    }

    /// The number at risk just before `time`, as a sum of weights.
    pub fn at_risk(&self, time: f64) -> f64 {
        let next = self.rows.partition_point(|row| row.time < time);
        self.rows.get(next).map_or(0.0, |row| row.at_risk)
    }
}

/// A person's entry or exit: 16 bytes, so that sorting a million of them stays in the processor's cache.
#[derive(Clone, Copy)]
struct Transition {
    time: f64,
    person: u32,
    /// Four times the group, plus the kind of transition.
    tag: u32,
}

const CENSORING: u32 = 0;
const EVENT: u32 = 1;
const ENTRY: u32 = 2;

impl Transition {
    fn group(self) -> usize {
        (self.tag / 4) as usize
    }

    fn kind(self) -> u32 {
        self.tag % 4
    }
}

fn tables(spells: &Spells, group: impl Fn(usize) -> usize, groups: usize) -> Result<Vec<LifeTable>> {
    let transitions = transitions(spells, group, groups)?;
    let mut tables = vec![LifeTable { rows: Vec::new(), people: 0, events: 0 }; groups];
    let mut at_risk = vec![0.0; groups];
    // From the last instant back, numbers at risk are sums, not differences that rounding errors could dominate.
    for step in transitions.iter().rev() {
        let weight = spells.weight_of(step.person as usize);
        let (table, at_risk) = (&mut tables[step.group()], &mut at_risk[step.group()]);
        if table.rows.last().is_none_or(|row| row.time != step.time) {
            complete(table, at_risk);
            table.rows.push(Row { time: step.time, at_risk: *at_risk, events: 0.0, censored: 0.0 });
        }
        let Some(row) = table.rows.last_mut() else { continue };
        match step.kind() {
            EVENT => row.events += weight,
            CENSORING => row.censored += weight,
            // Who enters at this instant is not at risk just before it, so is subtracted from this row on.
            _ => row.at_risk -= weight,
        }
        table.people += usize::from(step.kind() != ENTRY);
        table.events += usize::from(step.kind() == EVENT);
    }
    for (table, at_risk) in tables.iter_mut().zip(&mut at_risk) {
        complete(table, at_risk);
        table.rows.reverse();
    }
    Ok(tables)
}

/// Completes the last row: those who leave at an instant were at risk just before it.
fn complete(table: &mut LifeTable, at_risk: &mut f64) {
    if let Some(row) = table.rows.last_mut() {
        let leaving = row.events + row.censored;
        // Rounding in subtracted weights could leave a sum below the weights of those who leave.
        row.at_risk = (row.at_risk + leaving).max(leaving);
        *at_risk = row.at_risk;
    }
}

/// Exits and late entries, in order of time.
fn transitions(spells: &Spells, group: impl Fn(usize) -> usize, groups: usize) -> Result<Vec<Transition>> {
    let (people, late) = (spells.time.len(), spells.entry.map_or(0, <[f64]>::len));
    if u32::try_from(people).is_err() || groups > 1 << 30 {
        return Err(Error::OutOfRange { what: "lignes".into(), why: "au plus quatre milliards" });
    }
    let step = |time: f64, person: usize, kind: u32| Transition {
        time,
        person: person as u32,
        tag: group(person) as u32 * 4 + kind,
    };
    let mut transitions = Vec::with_capacity(people + late);
    let exits = spells.time.iter().zip(spells.event).enumerate();
    transitions.extend(
        exits.map(|(person, (&time, &event))| step(time, person, if event { EVENT } else { CENSORING })),
    );
    if let Some(entry) = spells.entry {
        let late = entry.iter().enumerate().filter(|(_, entry)| **entry > 0.0);
        transitions.extend(late.map(|(person, &time)| step(time, person, ENTRY)));
    }
    // Times are finite and not negative, so that their bits are in the same order as they are.
    transitions.sort_unstable_by_key(|step| (step.time + 0.0).to_bits());
    if instants::merge_ties(&mut transitions, |step| &mut step.time) {
        refuse_empty_spells(&transitions, people)?;
    }
    Ok(transitions)
}

/// Refuses a person whose entry and exit have become one instant.
fn refuse_empty_spells(transitions: &[Transition], people: usize) -> Result<()> {
    let mut entered = vec![f64::NAN; people];
    for step in transitions.iter().filter(|step| step.kind() == ENTRY) {
        entered[step.person as usize] = step.time;
    }
    let empty = |step: &&Transition| step.kind() != ENTRY && entered[step.person as usize] == step.time;
    match transitions.iter().find(empty) {
        Some(step) => Err(Error::EntryAfterExit { row: step.person as usize }),
        None => Ok(()),
    }
}
