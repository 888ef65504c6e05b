use crate::numbers::same_length;
use crate::survival::Spells;
use crate::{Error, Result};

/// People still without the event at the landmark, each in the group they were in that day.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    /// Who they are: rows of the input.
    pub person: Vec<usize>,
    /// Whether exposed by the landmark; what happens later does not change the group.
    pub exposed: Vec<bool>,
    /// Time from the landmark on.
    pub time: Vec<f64>,
    /// Whether it ended with the event.
    pub event: Vec<bool>,
}

/// The cohort of a landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted as mentored for having lived
/// long enough to become so. `exposed_from` is the instant of each person's exposure, if any.
pub fn landmark(time: &[f64], event: &[bool], exposed_from: &[Option<f64>], at: f64) -> Result<Landmark> {
    Spells::new(time, event).check()?;
    same_length("exposed_from", time.len(), exposed_from.len())?;
    if !(at.is_finite() && at >= 0.0) {
        return Err(Error::OutOfRange { what: "at".into(), why: "une durée positive" });
    }
    let person: Vec<usize> = (0..time.len()).filter(|&person| time[person] > at).collect();
    if person.is_empty() {
        return Err(Error::Empty);
    }
    let by_then = |&person: &usize| exposed_from[person].is_some_and(|from| from <= at);
    Ok(Landmark {
        exposed: person.iter().map(by_then).collect(),
        time: person.iter().map(|&person| time[person] - at).collect(),
        event: person.iter().map(|&person| event[person]).collect(),
        person,
    })
}
