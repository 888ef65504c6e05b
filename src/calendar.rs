//! Working days in France, and the hours in which the hub writes to people.

use std::ops::Range;

use time::{Date, Duration, Month, Weekday};

use crate::db::Instant;

/// Whether a day is one of the eleven public holidays of the whole country (article L. 3133-1 of the code du travail).
pub fn is_public_holiday(day: Date) -> bool {
    use Month::{August, December, January, July, May, November};
    const FIXED: [(Month, u8); 8] = [
        (January, 1),
        (May, 1),
        (May, 8),
        (July, 14),
        (August, 15),
        (November, 1),
        (November, 11),
        (December, 25),
    ];
    // Easter Monday, the Ascension, Whit Monday.
    let since_easter = easter(day.year()).map(|easter| (day - easter).whole_days());
    FIXED.contains(&(day.month(), day.day())) || since_easter.is_some_and(|days| [1, 39, 50].contains(&days))
}

/// Whether people work on a day: Monday to Friday, but for public holidays.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_public_holiday(day)
}

/// Whether a day is the first one of its week on which people work: a Monday, or the day after it where that is a public holiday.
pub fn begins_week(day: Date) -> bool {
    let since_monday = i64::from(day.weekday().number_days_from_monday());
    let mut before = (1..=since_monday).map(|days| day.saturating_sub(Duration::days(days)));
    is_working_day(day) && !before.any(is_working_day)
}

/// The first nine o'clock in Paris of a working day after an instant.
pub fn next_working_morning(after: Instant) -> Instant {
    let mut day = after.day();
    loop {
        let morning = Instant::morning_of(day);
        if is_working_day(day) && morning > after {
            return morning;
        }
        day = day.saturating_add(Duration::DAY);
    }
}

/// When a message that the hub begins at an instant may leave: at once in some hours of Paris, but on a Sunday or a public holiday;
/// otherwise at nine on the next working day, or at the first of these hours where nine is none of them.
pub fn may_leave_at(at: Instant, hours: &Range<u8>) -> Instant {
    let paris = at.in_paris();
    let is_quiet = paris.weekday() == Weekday::Sunday || is_public_holiday(paris.date());
    if !is_quiet && hours.contains(&paris.hour()) {
        return at;
    }
    let mut morning = next_working_morning(at);
    if !hours.contains(&9) {
        let of_day = |morning: Instant| morning.plus(Duration::hours(i64::from(hours.start) - 9));
        while of_day(morning) <= at {
            morning = next_working_morning(morning);
        }
        morning = of_day(morning);
    }
    morning
}

/// Easter Sunday of a year of the Gregorian calendar (Meeus, Astronomical Algorithms, 1991, chapter 8).
fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    let month = Month::try_from(u8::try_from(days / 31).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;
    use time::macros::{date, datetime};

    fn at(at: OffsetDateTime) -> Instant {
        Instant::new(at)
    }

    #[test]
    fn easter_falls_on_its_published_days() {
        for day in [
            date!(1961 - 04 - 02),
            date!(2000 - 04 - 23),
            // The earliest and the latest of two centuries.
            date!(2008 - 03 - 23),
            date!(2038 - 04 - 25),
            date!(2024 - 03 - 31),
            date!(2025 - 04 - 20),
            date!(2026 - 04 - 05),
            date!(2027 - 03 - 28),
            date!(2049 - 04 - 18),
        ] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn there_are_eleven_public_holidays_a_year() {
        let holidays: Vec<Date> = (1..=365)
            .map(|day| Date::from_ordinal_date(2026, day).unwrap())
            .filter(|&day| is_public_holiday(day))
            .collect();
        let published = [
            date!(2026 - 01 - 01),
            date!(2026 - 04 - 06),
            date!(2026 - 05 - 01),
            date!(2026 - 05 - 08),
            date!(2026 - 05 - 14),
            date!(2026 - 05 - 25),
            date!(2026 - 07 - 14),
            date!(2026 - 08 - 15),
            date!(2026 - 11 - 01),
            date!(2026 - 11 - 11),
            date!(2026 - 12 - 25),
        ];
        assert_eq!(holidays, published);
    }

    #[test]
    fn the_ascension_may_be_the_first_or_the_eighth_of_may() {
        assert!(is_public_holiday(date!(2008 - 05 - 01)));
        assert!(is_public_holiday(date!(2024 - 05 - 09)) && is_public_holiday(date!(2024 - 05 - 08)));
    }

    #[test]
    fn a_week_begins_on_its_first_working_day() {
        for day in [
            date!(2026 - 03 - 09),
            // After Easter Monday, and after Whit Monday.
            date!(2026 - 04 - 07),
            date!(2026 - 05 - 26),
            // The first Monday after each change of the clock.
            date!(2026 - 03 - 30),
            date!(2026 - 10 - 26),
        ] {
            let week = (0..7).map(|days| {
                let monday = i64::from(day.weekday().number_days_from_monday());
                day + Duration::days(days - monday)
            });
            assert_eq!(week.filter(|&day| begins_week(day)).collect::<Vec<_>>(), [day]);
        }
    }

    #[test]
    fn a_working_morning_is_nine_o_clock_in_paris_through_both_changes_of_the_clock() {
        for (after, morning) in [
            // In winter, in summer, and over the weekend of each change.
            (datetime!(2026-01-13 12:00 UTC), datetime!(2026-01-14 08:00 UTC)),
            (datetime!(2026-07-15 12:00 UTC), datetime!(2026-07-16 07:00 UTC)),
            (datetime!(2026-03-27 12:00 UTC), datetime!(2026-03-30 07:00 UTC)),
            (datetime!(2026-10-23 12:00 UTC), datetime!(2026-10-26 08:00 UTC)),
            // The same day before nine, and no more at nine.
            (datetime!(2026-03-12 07:59:59 UTC), datetime!(2026-03-12 08:00 UTC)),
            (datetime!(2026-03-12 08:00 UTC), datetime!(2026-03-13 08:00 UTC)),
            // Midnight has passed in Paris.
            (datetime!(2026-03-11 23:30 UTC), datetime!(2026-03-12 08:00 UTC)),
            // Easter, and a bridge of four days.
            (datetime!(2026-04-03 20:00 UTC), datetime!(2026-04-07 07:00 UTC)),
            (datetime!(2025-12-31 18:00 UTC), datetime!(2026-01-02 08:00 UTC)),
            // The 29th of February is a day like any other.
            (datetime!(2024-02-28 20:00 UTC), datetime!(2024-02-29 08:00 UTC)),
            (datetime!(2024-02-29 20:00 UTC), datetime!(2024-03-01 08:00 UTC)),
        ] {
            assert_eq!(next_working_morning(at(after)), at(morning), "after {after}");
        }
    }

    #[test]
    fn a_message_leaves_from_eight_to_twenty_but_on_sundays_and_public_holidays() {
        for leaves in [
            datetime!(2026-03-12 07:00 UTC),
            datetime!(2026-03-12 18:59:59 UTC),
            datetime!(2026-07-15 06:00 UTC),
            // A Saturday.
            datetime!(2026-03-14 12:00 UTC),
            datetime!(2024-02-29 12:00 UTC),
        ] {
            assert_eq!(may_leave_at(at(leaves), &(8..20)), at(leaves), "at {leaves}");
        }
        for (waits, until) in [
            (datetime!(2026-03-12 06:59:59 UTC), datetime!(2026-03-12 08:00 UTC)),
            (datetime!(2026-03-12 19:00 UTC), datetime!(2026-03-13 08:00 UTC)),
            (datetime!(2026-07-15 05:59 UTC), datetime!(2026-07-15 07:00 UTC)),
            // A Sunday, then the Monday of Easter.
            (datetime!(2026-04-05 10:00 UTC), datetime!(2026-04-07 07:00 UTC)),
            (datetime!(2026-07-14 10:00 UTC), datetime!(2026-07-15 07:00 UTC)),
            // A Saturday in the evening.
            (datetime!(2026-03-14 20:00 UTC), datetime!(2026-03-16 08:00 UTC)),
        ] {
            assert_eq!(may_leave_at(at(waits), &(8..20)), at(until), "at {waits}");
        }
    }

    #[test]
    fn hours_without_nine_o_clock_let_messages_leave_at_their_first() {
        for (hours, waits, until) in [
            (4..8, datetime!(2026-03-12 07:30 UTC), datetime!(2026-03-13 03:00 UTC)),
            (4..8, datetime!(2026-03-12 01:00 UTC), datetime!(2026-03-12 03:00 UTC)),
            (14..20, datetime!(2026-03-12 08:30 UTC), datetime!(2026-03-13 13:00 UTC)),
            (14..20, datetime!(2026-03-12 07:30 UTC), datetime!(2026-03-12 13:00 UTC)),
        ] {
            assert_eq!(may_leave_at(at(waits), &hours), at(until), "{hours:?} at {waits}");
        }
    }
}
