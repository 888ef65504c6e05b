use crate::numbers::{all_finite, same_length};
use crate::{Error, Result};

/// How long each person was observed, and whether observation ended with the event.
///
/// Times are durations since each person's own origin, all in the same unit, whatever it is. A person whose `event` is
/// false was still without the event when observation ended (censored). A person with a late `entry` is only known from
/// then on.
#[derive(Debug, Clone, Copy)]
pub struct Spells<'a> {
    /// When observation ended, 0 or more.
    pub time: &'a [f64],
    /// Whether it ended with the event.
    pub event: &'a [bool],
    /// When observation began, if later than the origin; 0 is the origin itself.
    pub entry: Option<&'a [f64]>,
    /// The weight of each person, 0 or more; 1 for all if absent.
    pub weight: Option<&'a [f64]>,
}

impl<'a> Spells<'a> {
    /// People observed from their origin, unweighted.
    pub fn new(time: &'a [f64], event: &'a [bool]) -> Self {
        Self { time, event, entry: None, weight: None }
    }

    /// The same people, each known only from `entry` on.
    pub fn with_entry(self, entry: &'a [f64]) -> Self {
        Self { entry: Some(entry), ..self }
    }

    /// The same people, weighted.
    pub fn with_weight(self, weight: &'a [f64]) -> Self {
        Self { weight: Some(weight), ..self }
    }

    /// The weight of a person.
    pub(crate) fn weight_of(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }

    /// Refuses columns of different lengths, times that are negative or not finite, entries that do not precede exits,
    /// and unusable weights.
    pub fn check(&self) -> Result<()> {
        let people = self.time.len();
        if people == 0 {
            return Err(Error::Empty);
        }
        same_length("event", people, self.event.len())?;
        not_negative("time", self.time)?;
        if let Some(entry) = self.entry {
            same_length("entry", people, entry.len())?;
            not_negative("entry", entry)?;
            let backwards = |(&entry, &time): (&f64, &f64)| entry > 0.0 && entry >= time;
            if let Some(row) = entry.iter().zip(self.time).position(backwards) {
                return Err(Error::EntryAfterExit { row });
            }
        }
        self.weight.map_or(Ok(()), |weight| check_weights(weight, people))
    }
}

fn not_negative(what: &str, times: &[f64]) -> Result<()> {
    all_finite(what, times)?;
    times.iter().position(|time| *time < 0.0).map_or(Ok(()), |row| Err(Error::NegativeTime { row }))
}

fn check_weights(weight: &[f64], people: usize) -> Result<()> {
    same_length("weight", people, weight.len())?;
    all_finite("weight", weight)?;
    let usable = weight.iter().all(|weight| *weight >= 0.0) && weight.iter().any(|weight| *weight > 0.0);
    usable.then_some(()).ok_or(Error::BadWeight)
}
