//! Those whom one file brought, and the hub's invitation to them, which leaves by waves.

use time::{Date, Duration};

use crate::db::{Id, Instant};
use crate::organisations::Origin;

/// How many are invited on one working morning.
pub const WAVE: u64 = 50;
/// How long whoever brought them has to tell them so (article 14 of the GDPR: a month at most).
pub const TO_TELL: Duration = Duration::days(30);
/// Of so many invitations one that comes back is tolerated: 2 in 100.
const ONE_RETURN_OF: u64 = 50;

/// What one file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its key, which was that of the file.
    pub id: Id,
    /// Who brought them.
    pub origin: Origin,
    /// Who sent the file.
    pub account_id: Id,
    /// Its name.
    pub file_name: String,
    /// The day it was confirmed.
    pub arrived_on: Date,
    /// When inviting began, or was taken up again: what came back counts from here.
    pub begun_at: Option<Instant>,
    /// When too much came back; none while inviting goes on.
    pub stopped_at: Option<Instant>,
    /// The day its people were told where the hub has their address from.
    pub told_on: Option<Date>,
}

impl Arrival {
    /// Whether invitations leave.
    pub fn is_inviting(&self) -> bool {
        self.begun_at.is_some() && self.stopped_at.is_none()
    }

    /// The day by which they are to be told.
    pub fn tell_by(&self) -> Date {
        self.arrived_on.saturating_add(TO_TELL)
    }
}

/// How far the invitation is with one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Arrived {
    pub person_id: Id,
    pub arrival_id: Id,
    pub invited_at: Option<Instant>,
    /// Whether the hub has no way to write to them: somebody calls.
    pub to_call: bool,
    pub left_at: Option<Instant>,
    pub returned_at: Option<Instant>,
}

/// How many mentors stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what they are by their name")]
pub struct Delivery {
    /// Not invited yet, or invited by a message that has not left.
    pub waiting: u64,
    pub sent: u64,
    pub returned: u64,
    pub to_call: u64,
}

/// Where one of them is counted.
pub fn delivery<'a>(arrived: impl IntoIterator<Item = &'a Arrived>) -> Delivery {
    let mut delivery = Delivery::default();
    for one in arrived {
        *match one {
            Arrived { to_call: true, .. } => &mut delivery.to_call,
            Arrived { returned_at: Some(_), .. } => &mut delivery.returned,
            Arrived { left_at: Some(_), .. } => &mut delivery.sent,
            _ => &mut delivery.waiting,
        } += 1;
    }
    delivery
}

/// Whether invitations stop: more than 2 % of those that left came back. Of fewer than fifty, one that comes back may still be one of
/// fifty, which is 2 %; two cannot, whatever follows.
pub fn stops(left: u64, returned: u64) -> bool {
    returned * ONE_RETURN_OF > left.max(ONE_RETURN_OF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_two_in_a_hundred_stop_it_and_two_of_the_first_fifty_do() {
        for (left, returned, expected) in [
            (0, 0, false),
            (1, 1, false),
            (2, 2, true),
            (50, 1, false),
            (50, 2, true),
            (99, 2, true),
            (100, 2, false),
            (149, 3, true),
            (150, 3, false),
        ] {
            assert_eq!(stops(left, returned), expected, "{returned} of {left}");
        }
    }
}
