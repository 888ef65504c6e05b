//! What can be wrong with an instance or with a question about it.

use std::fmt;

/// Why an instance was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the indices and the score as they were given")]
pub enum Error {
    /// There is no mentee or no mentor.
    EmptySide,
    /// There are more than 2²² − 1 mentees, more than 2²² − 1 mentors and reserved shares, or more than 2³² − 1 edges.
    TooLarge,
    /// A mentor has no place.
    CapacityZero { mentor: u32 },
    /// A mentee or mentor index is not below the number of mentees or mentors. An index the call did not name is 0.
    IndexOutOfRange { mentee: u32, mentor: u32 },
    /// A score is above 1000.
    ScoreOutOfRange { mentee: u32, mentor: u32, score: u16 },
    /// The same pair was given twice.
    DuplicateEdge { mentee: u32, mentor: u32 },
    /// Lists of edges do not match: there is not exactly one list for each mentee, a list does not begin where the one
    /// before ends, entries are left over, or the numbers of mentors and of scores differ.
    UnevenLists,
    /// A priority class is 0; classes start at 1.
    ClassZero { mentee: u32 },
    /// There are more than 16 distinct priority classes.
    TooManyClasses,
    /// A pinned pair has no edge, or is also forbidden.
    PinWithoutEdge { mentee: u32, mentor: u32 },
    /// A mentee is pinned to two mentors.
    PinnedTwice { mentee: u32 },
    /// More mentees are pinned to a mentor than it has places open to them.
    TooManyPins { mentor: u32 },
    /// More places are reserved at a mentor than it has, or places are reserved twice for one group.
    BadReservation { mentor: u32 },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::EmptySide => write!(f, "an instance needs at least one mentee and one mentor"),
            Self::TooLarge => {
                write!(f, "the instance has more mentees, mentors or edges than can be indexed")
            }
            Self::CapacityZero { mentor } => write!(f, "mentor {mentor} has no place"),
            Self::IndexOutOfRange { mentee, mentor } => {
                write!(f, "mentee {mentee} or mentor {mentor} is out of range")
            }
            Self::ScoreOutOfRange { mentee, mentor, score } => {
                write!(f, "score {score} of mentee {mentee} with mentor {mentor} is above 1000")
            }
            Self::DuplicateEdge { mentee, mentor } => {
                write!(f, "mentee {mentee} and mentor {mentor} have two edges")
            }
            Self::UnevenLists => write!(f, "the lists of pairs do not fit together"),
            Self::ClassZero { mentee } => write!(f, "mentee {mentee} has class 0; classes start at 1"),
            Self::TooManyClasses => write!(f, "there are more than 16 distinct priority classes"),
            Self::PinWithoutEdge { mentee, mentor } => {
                write!(f, "mentee {mentee} is pinned to mentor {mentor} without an allowed edge")
            }
            Self::PinnedTwice { mentee } => write!(f, "mentee {mentee} is pinned to two mentors"),
            Self::TooManyPins { mentor } => write!(f, "mentor {mentor} has more pinned mentees than places"),
            Self::BadReservation { mentor } => {
                write!(f, "the places reserved at mentor {mentor} exceed its capacity or repeat a group")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Why no answer was returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SolveError {
    /// The instance itself was refused.
    Refused(Error),
    /// No solver's answer passed its own check, so none is returned: a defect of this crate.
    Unproven(crate::Violation),
    /// A stable answer cannot be found from shortlists: it has no prices by which to extend them.
    NoPrices,
}

impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Unproven(violation) => write!(f, "no answer could be proven optimal: {violation}"),
            Self::NoPrices => write!(f, "a stable answer needs every pair at once"),
        }
    }
}

impl std::error::Error for SolveError {}

/// Why a forced pair has no cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotForced {
    /// The pair has no edge, is forbidden, or an index is out of range.
    NoEdge,
    /// The mentee is pinned to another mentor, or pinned mentees take every place that this mentee could have.
    Pinned,
    /// The answer has no prices, because it was made by the stable policy.
    NoPrices,
    /// The answer was found for an instance of another size.
    OtherInstance,
}

impl fmt::Display for NotForced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEdge => "the pair has no edge",
            Self::Pinned => "pinned pairs leave no way to form this one",
            Self::NoPrices => "a stable answer has no prices",
            Self::OtherInstance => "the answer belongs to another instance",
        })
    }
}

impl std::error::Error for NotForced {}
