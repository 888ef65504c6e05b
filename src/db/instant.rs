//! Instants, in a form that both engines store and sort alike, and the calendar day in Paris.

use sea_orm::DeriveValueType;
use serde::Serialize;
use time::{Date, Duration, Month, OffsetDateTime, UtcOffset, Weekday};

/// An instant in UTC, to the second.
///
/// SQLite stores instants as text and drops the trailing zeros of a fraction, so that sorting by text and by time would
/// disagree. Without a fraction, every instant has the same length and the two orders agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, DeriveValueType)]
pub struct Instant(OffsetDateTime);

impl Instant {
    /// Truncates an instant to the second, in UTC.
    pub fn new(at: OffsetDateTime) -> Self {
        let utc = at.to_offset(UtcOffset::UTC);
        Self(utc.replace_nanosecond(0).unwrap_or(utc))
    }

    /// This instant plus a duration, which may be negative.
    pub fn plus(self, duration: Duration) -> Self {
        Self::new(self.0.saturating_add(duration))
    }

    /// How long after another instant this is; negative before it.
    pub fn since(self, other: Self) -> Duration {
        self.0 - other.0
    }

    /// Seconds since the Unix epoch.
    pub fn seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The night that ends a day: two or three o'clock in Paris, depending on the season.
    pub fn night_after(day: Date) -> Self {
        let next = day.next_day().unwrap_or(day);
        Self::new(next.midnight().assume_utc()).plus(Duration::HOUR)
    }

    /// Nine o'clock in Paris on a day.
    pub fn morning_of(day: Date) -> Self {
        // The clocks change at 01:00 UTC: by 09:00 UTC the offset is that of the whole morning.
        let nine = day.midnight() + Duration::hours(9);
        Self::new(nine.assume_offset(paris_offset(nine.assume_utc())))
    }

    /// The calendar day in Paris at this instant.
    pub fn day(self) -> Date {
        paris_day(self.0)
    }

    /// This instant with the UTC offset of Paris.
    pub fn in_paris(self) -> OffsetDateTime {
        self.0.to_offset(paris_offset(self.0))
    }
}

/// The calendar day in Paris at an instant.
pub fn paris_day(at: OffsetDateTime) -> Date {
    at.to_offset(paris_offset(at)).date()
}

/// Summer time runs from the last Sunday of March to the last Sunday of October, at 01:00 UTC
/// (directive 2000/84/EC).
fn paris_offset(at: OffsetDateTime) -> UtcOffset {
    let utc = at.to_offset(UtcOffset::UTC);
    let hour = Duration::HOUR;
    let summer = last_sunday(utc.year(), Month::March).midnight().assume_utc() + hour
        ..last_sunday(utc.year(), Month::October).midnight().assume_utc() + hour;
    UtcOffset::from_whole_seconds(if summer.contains(&utc) { 7200 } else { 3600 }).unwrap_or(UtcOffset::UTC)
}

fn last_sunday(year: i32, month: Month) -> Date {
    let last = Date::from_calendar_date(year, month, month.length(year)).unwrap_or(Date::MIN);
    if last.weekday() == Weekday::Sunday { last } else { last.prev_occurrence(Weekday::Sunday) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn the_day_turns_at_midnight_in_paris_in_winter_and_in_summer() {
        assert_eq!(paris_day(datetime!(2026-01-31 22:59 UTC)), date!(2026 - 01 - 31));
        assert_eq!(paris_day(datetime!(2026-01-31 23:00 UTC)), date!(2026 - 02 - 01));
        assert_eq!(paris_day(datetime!(2026-07-14 21:59 UTC)), date!(2026 - 07 - 14));
        assert_eq!(paris_day(datetime!(2026-07-14 22:00 UTC)), date!(2026 - 07 - 15));
    }

    #[test]
    fn summer_time_begins_and_ends_on_the_last_sunday() {
        assert_eq!(paris_offset(datetime!(2026-03-29 00:59 UTC)).whole_hours(), 1);
        assert_eq!(paris_offset(datetime!(2026-03-29 01:00 UTC)).whole_hours(), 2);
        assert_eq!(paris_offset(datetime!(2026-10-25 00:59 UTC)).whole_hours(), 2);
        assert_eq!(paris_offset(datetime!(2026-10-25 01:00 UTC)).whole_hours(), 1);
    }

    #[test]
    fn an_instant_has_no_fraction() {
        assert_eq!(
            Instant::new(datetime!(2026-01-01 10:00:00.5 UTC)),
            Instant::new(datetime!(2026-01-01 10:00 UTC))
        );
    }
}
