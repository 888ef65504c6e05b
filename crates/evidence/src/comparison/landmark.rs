use crate::numbers::same_length;
use crate::survival::Spells;
use crate::{Error, Result};

/// The people still without the event at the landmark, with the group each was in at that time.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    /// The row of each person in the input.
    pub person: Vec<usize>,
    /// Whether each was exposed by the landmark; later exposure does not change the group.
    pub exposed: Vec<bool>,
    /// The time observed after the landmark.
    pub time: Vec<f64>,
    /// Whether observation ended with the event.
    pub event: Vec<bool>,
}

/// The cohort of a landmark analysis (Anderson, Cain and Gelber 1983), in which nobody counts as mentored for having
/// waited long enough to become so. `exposed_from` is the time of each person's exposure, if any; `at` that of the
/// landmark.
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
