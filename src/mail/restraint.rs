//! How much the hub begins to write to one mentor or mentee, whatever goes wrong in what writes it.

use std::ops::Range;

use time::Duration;

use crate::calendar;
use crate::db::Instant;

/// The most messages that the hub begins to one recipient in any seven days; and one a day.
const MOST_IN_SEVEN_DAYS: usize = 4;

/// How far back the messages of a recipient count.
pub const LOOKS_BACK: Duration = Duration::days(7);

/// Until when a message that the hub begins waits, if it may not leave now. `taken` is when the others of its recipient were taken to
/// leave, in the seven days before: one that failed may have arrived, and counts.
pub fn waits_until(taken: &[Instant], now: Instant, hours: &Range<u8>) -> Option<Instant> {
    let leaves_at = calendar::may_leave_at(now, hours);
    if leaves_at > now {
        return Some(leaves_at);
    }
    is_full(taken, now)
        .then(|| calendar::may_leave_at(Instant::morning_of(now.day().saturating_add(Duration::DAY)), hours))
}

/// Whether nothing more leaves to a recipient today.
pub fn is_full(taken: &[Instant], now: Instant) -> bool {
    taken.len() >= MOST_IN_SEVEN_DAYS || taken.iter().any(|at| at.day() == now.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;
    use time::macros::datetime;

    fn at(at: OffsetDateTime) -> Instant {
        Instant::new(at)
    }

    #[test]
    fn one_message_a_day_leaves_and_the_rest_waits_for_the_next() {
        let (thursday, friday) = (datetime!(2026-03-12 09:30 UTC), datetime!(2026-03-13 08:00 UTC));
        assert_eq!(waits_until(&[], at(thursday), &(8..20)), None);
        assert_eq!(
            waits_until(&[at(datetime!(2026-03-12 07:05 UTC))], at(thursday), &(8..20)),
            Some(at(friday))
        );
        assert_eq!(waits_until(&[at(datetime!(2026-03-11 18:59 UTC))], at(thursday), &(8..20)), None);
        // After a Saturday comes a Monday.
        let saturday = at(datetime!(2026-03-14 09:30 UTC));
        assert_eq!(waits_until(&[saturday], saturday, &(8..20)), Some(at(datetime!(2026-03-16 08:00 UTC))));
    }

    #[test]
    fn a_fifth_message_in_seven_days_waits() {
        let days: Vec<Instant> =
            (6..10).map(|day| at(datetime!(2026-03-01 12:00 UTC)).plus(Duration::days(day))).collect();
        let wednesday = at(datetime!(2026-03-11 12:00 UTC));
        assert_eq!(waits_until(&days, wednesday, &(8..20)), Some(at(datetime!(2026-03-12 08:00 UTC))));
        assert_eq!(waits_until(&days[1..], wednesday, &(8..20)), None);
    }

    #[test]
    fn nothing_leaves_in_the_quiet_hours() {
        let night = at(datetime!(2026-03-12 19:30 UTC));
        assert_eq!(waits_until(&[], night, &(8..20)), Some(at(datetime!(2026-03-13 08:00 UTC))));
    }
}
