//! The day of a hub that is simulated is set: it is nine in Paris from then on, and the clock goes on.

use time::Date;

use crate::db::{self, Instant, Mark, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaySet {
    /// It is that day now.
    Set,
    /// It was that day already: the clock goes on.
    Already,
    /// It is later already, this day or beyond: time does not go back.
    Past(Date),
    /// It is a real hub, whose day is that of the system.
    Real,
}

/// Sets the day. `at` is the instant of the system's clock. The first day of a simulation may be any.
pub async fn run(write: &Write, day: Date, at: Instant) -> Result<DaySet, Error> {
    let hub = db::find_hub(write.on()).await?;
    let last = match &hub {
        Some(hub) if hub.mark == Mark::Real => return Ok(DaySet::Real),
        None => return Ok(DaySet::Real),
        Some(hub) => hub.simulated.map(|(day, _)| day),
    };
    let begins_today = hub.is_some_and(|hub| hub.mark == Mark::Demonstration);
    let earliest = last.or(begins_today.then(|| write.today()));
    if let Some(earliest) = earliest.filter(|earliest| day < *earliest) {
        return Ok(DaySet::Past(earliest));
    }
    let is_set = db::save_simulated_day(write, day, at).await?;
    Ok(if is_set { DaySet::Set } else { DaySet::Already })
}
