//! The instances of the matching benchmarks: a compact file of mentees, mentors, capacities and scores.
//!
//! Little endian: `TMB1`, u32 mentees, u32 mentors, u32 flags (0), u64 edges; u32 capacity of each mentor;
//! u64 start of each mentee's edges, and their end; u32 mentor of each edge, ascending for a mentee; u16 score of each edge.

use assignment::Instance;

/// Why a file is not an instance.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not begin with `TMB1`.
    #[error("this is not a TMB1 file")]
    Magic,
    /// Flags that this program does not know.
    #[error("its flags are {0}, where only 0 is known")]
    Flags(u32),
    /// It is shorter or longer than its heading says.
    #[error("it has {found} bytes where its heading says {expected}")]
    Length {
        /// What the heading says.
        expected: u128,
        /// What there is.
        found: usize,
    },
    /// The edges of a mentee begin after they end, or the last do not end where all edges do.
    #[error("the edges of mentee {0} are out of bounds")]
    Starts(usize),
    /// The mentors of a mentee are not in ascending order.
    #[error("the mentors of mentee {0} are not in ascending order")]
    Unordered(u32),
    /// The instance itself is refused.
    #[error("{0}")]
    Instance(#[from] assignment::Error),
}

const HEADING: usize = 24;

/// Reads an instance.
pub fn read(bytes: &[u8]) -> Result<Instance, Error> {
    if !bytes.starts_with(b"TMB1") {
        return Err(Error::Magic);
    }
    let length = |expected: u128| Error::Length { expected, found: bytes.len() };
    let heading = bytes.get(4..HEADING).ok_or_else(|| length(HEADING as u128))?;
    let words: Vec<u32> = words(heading).collect();
    let &[mentees, mentors, flags, edges_low, edges_high] = words.as_slice() else {
        return Err(length(HEADING as u128));
    };
    if flags != 0 {
        return Err(Error::Flags(flags));
    }
    let edges = u64::from(edges_high) << 32 | u64::from(edges_low);
    let expected =
        HEADING as u128 + 4 * u128::from(mentors) + 8 * (u128::from(mentees) + 1) + 6 * u128::from(edges);
    if expected != bytes.len() as u128 {
        return Err(length(expected));
    }
    Body { bytes, mentees: mentees as usize, mentors: mentors as usize, edges: edges as usize }.build()
}

/// A file whose length is what its heading says.
struct Body<'a> {
    bytes: &'a [u8],
    mentees: usize,
    mentors: usize,
    edges: usize,
}

impl Body<'_> {
    fn build(&self) -> Result<Instance, Error> {
        let (capacities, rest) = self.bytes[HEADING..].split_at(4 * self.mentors);
        let (starts, rest) = rest.split_at(8 * (self.mentees + 1));
        let (mentors, scores) = rest.split_at(4 * self.edges);
        let spans = spans(starts, self.edges)?;
        let mut builder = Instance::builder(self.mentees, words(capacities).collect());
        builder.reserve_edges(self.edges);
        let ((mut mentors, _), (mut scores, _)) = (mentors.as_chunks::<4>(), scores.as_chunks::<2>());
        let (mut row, mut row_scores) = (Vec::new(), Vec::new());
        for (mentee, span) in (0_u32..).zip(spans) {
            let ((mine, others), (my_scores, other_scores)) = (mentors.split_at(span), scores.split_at(span));
            (mentors, scores) = (others, other_scores);
            row.clear();
            row.extend(mine.iter().copied().map(u32::from_le_bytes));
            row_scores.clear();
            row_scores.extend(my_scores.iter().copied().map(u16::from_le_bytes));
            if !row.is_sorted() {
                return Err(Error::Unordered(mentee));
            }
            builder.edges(mentee, &row, &row_scores);
        }
        Ok(builder.into_instance()?)
    }
}

/// How many edges each mentee has.
fn spans(starts: &[u8], edges: usize) -> Result<Vec<usize>, Error> {
    let low_high: Vec<u32> = words(starts).collect();
    let starts: Vec<u64> =
        low_high.chunks_exact(2).map(|two| u64::from(two[1]) << 32 | u64::from(two[0])).collect();
    if starts.first() != Some(&0) {
        return Err(Error::Starts(0));
    }
    let mentees = starts.len() - 1;
    if starts.last() != Some(&(edges as u64)) {
        return Err(Error::Starts(mentees.saturating_sub(1)));
    }
    let span = |(mentee, pair): (usize, &[u64])| {
        pair[1].checked_sub(pair[0]).map(|span| span as usize).ok_or(Error::Starts(mentee))
    };
    starts.windows(2).enumerate().map(span).collect()
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use assignment::Policy;

    /// Two mentees, two mentors of one place: the best whole gives 1 to 0 and 0 to 1.
    fn file() -> Vec<u8> {
        let mut bytes = b"TMB1".to_vec();
        for word in [2_u32, 2, 0, 3, 0, 1, 1] {
            bytes.extend(word.to_le_bytes());
        }
        for start in [0_u64, 2, 3] {
            bytes.extend(start.to_le_bytes());
        }
        for mentor in [0_u32, 1, 0] {
            bytes.extend(mentor.to_le_bytes());
        }
        for score in [900_u16, 100, 500] {
            bytes.extend(score.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_sound_file_is_an_instance() {
        let solution = read(&file()).unwrap().solve(Policy::MostTandems).unwrap();
        assert_eq!((solution.pair_count(), solution.total()), (2, 600));
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let whole = file();
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length}");
        }
        assert!(read(&[whole, vec![0]].concat()).is_err());
    }

    #[test]
    fn a_broken_file_is_refused_with_its_reason() {
        let broken = |at: usize, byte: u8| {
            let mut bytes = file();
            bytes[at] = byte;
            read(&bytes).map(|_| ())
        };
        assert_eq!(broken(0, b'X'), Err(Error::Magic));
        assert_eq!(broken(12, 1), Err(Error::Flags(1)));
        assert_eq!(broken(40, 9), Err(Error::Starts(1)));
        assert!(matches!(broken(24, 0), Err(Error::Instance(_))), "a capacity of 0");
        assert!(matches!(broken(60, 7), Err(Error::Instance(_))), "a mentor who does not exist");
        let mut unordered = file();
        unordered.swap(56, 60);
        assert_eq!(read(&unordered).map(|_| ()), Err(Error::Unordered(0)));
    }
}
