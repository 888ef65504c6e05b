//! The rate limit on files: how many different people's files a partner's account opens before its second factor is asked for
//! again, and before it is stopped; and how many beyond its branch.

use time::Duration;

use super::viewer::By;
use crate::db::Id;

/// The window of the first bound.
pub const HOUR: Duration = Duration::hours(1);
/// The window of the second bound.
pub const DAY: Duration = Duration::hours(24);

/// How many different people's files may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In an hour, before the second factor is asked for again.
    pub per_hour: usize,
    /// In a day, before nothing more is opened.
    pub per_day: usize,
    /// In a day, exceptionally: beyond one's branch.
    pub exceptional_per_day: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_hour: 50, per_day: 200, exceptional_per_day: 10 }
    }
}

/// A request to open the files of some people.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Who asks.
    pub by: By,
    /// Whose files.
    pub people: Vec<Id>,
}

/// What becomes of a request to open some files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The files are opened.
    Opened,
    /// The second factor first.
    ProveAgain,
    /// No more files are opened today.
    Stopped,
}

/// Decides on opening files: `in_hour` and `in_day` count the different people opened with these.
pub fn decide(in_hour: usize, in_day: usize, limits: Limits) -> Verdict {
    if in_day > limits.per_day {
        Verdict::Stopped
    } else if in_hour > limits.per_hour {
        Verdict::ProveAgain
    } else {
        Verdict::Opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifty_first_file_asks_again_and_the_two_hundred_and_first_stops() {
        let limits = Limits::default();
        assert_eq!(decide(50, 50, limits), Verdict::Opened);
        assert_eq!(decide(51, 51, limits), Verdict::ProveAgain);
        assert_eq!(decide(1, 200, limits), Verdict::Opened);
        assert_eq!(decide(1, 201, limits), Verdict::Stopped);
    }
}
