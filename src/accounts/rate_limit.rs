//! The rate limit on files: how many different people's files a partner's account opens, and how many names of lists it reads, before
//! its second factor is asked for again, and before it is stopped; and how many files beyond its branch.

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
    /// Names on pages of lists in an hour, before the second factor is asked for again.
    pub names_per_hour: usize,
    /// The same in a day, before no list is shown any more.
    pub names_per_day: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_hour: 50,
            per_day: 200,
            exceptional_per_day: 10,
            names_per_hour: 500,
            names_per_day: 2_000,
        }
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

/// How much an account read lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// Different people's files.
    pub files: usize,
    /// Names on pages of lists, with those of the page that is asked for.
    pub names: usize,
}

/// Decides on a page of a list. Who may open no file more reads no list either.
pub fn decide_list(in_hour: Read, in_day: Read, limits: Limits) -> Verdict {
    if in_day.names > limits.names_per_day || in_day.files >= limits.per_day {
        Verdict::Stopped
    } else if in_hour.names > limits.names_per_hour || in_hour.files >= limits.per_hour {
        Verdict::ProveAgain
    } else {
        Verdict::Opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_not_shown_to_who_may_open_no_file_more_or_read_many_names() {
        let limits = Limits::default();
        let decided = |in_hour: (usize, usize), in_day: (usize, usize)| {
            let read = |(files, names)| Read { files, names };
            decide_list(read(in_hour), read(in_day), limits)
        };
        assert_eq!(decided((49, 500), (199, 2_000)), Verdict::Opened);
        assert_eq!(decided((50, 50), (50, 50)), Verdict::ProveAgain);
        assert_eq!(decided((0, 501), (0, 501)), Verdict::ProveAgain);
        assert_eq!(decided((0, 50), (200, 50)), Verdict::Stopped);
        assert_eq!(decided((0, 50), (0, 2_001)), Verdict::Stopped);
    }

    #[test]
    fn the_fifty_first_file_asks_again_and_the_two_hundred_and_first_stops() {
        let limits = Limits::default();
        assert_eq!(decide(50, 50, limits), Verdict::Opened);
        assert_eq!(decide(51, 51, limits), Verdict::ProveAgain);
        assert_eq!(decide(1, 200, limits), Verdict::Opened);
        assert_eq!(decide(1, 201, limits), Verdict::Stopped);
    }
}
