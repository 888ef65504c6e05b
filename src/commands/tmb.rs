//! Reads TMB1, the binary format of the matching benchmarks: mentees, mentors, capacities and scores.
//!
//! Little endian: `TMB1`, u32 mentees, u32 mentors, u32 flags (0), u64 edges; u32 capacity of each mentor;
//! u64 start of each mentee's edges, and their end; u32 mentor of each edge, ascending for a mentee; u16 score of each edge.

use assignment::Instance;

/// Why a file could not be read as an instance.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not begin with `TMB1`.
    #[error("this is not a TMB1 file")]
    Magic,
    /// Its flags are not supported.
    #[error("its flags are {0}, where only 0 is known")]
    Flags(u32),
    /// Its length differs from what its header implies.
    #[error("it has {found} bytes where its heading says {expected}")]
    Length {
        /// The length in bytes, from the header.
        expected: u128,
        /// The actual length in bytes.
        found: usize,
    },
    /// The edges of a mentee start after they end, or the last do not end at the number of edges.
    #[error("the edges of mentee {0} are out of bounds")]
    Starts(usize),
    /// The mentors of a mentee are not in ascending order.
    #[error("the mentors of mentee {0} are not in ascending order")]
    Unordered(usize),
    /// The crate `assignment` refused the instance.
    #[error("{0}")]
    Instance(#[from] assignment::Error),
}

const HEADER_BYTES: usize = 24;

/// The content of a file, with the edges of all mentees concatenated.
pub struct File {
    capacities: Vec<u32>,
    /// By mentee: the position of its first edge; then the number of edges.
    starts: Vec<u32>,
    mentors: Vec<u32>,
    scores: Vec<u16>,
}

impl File {
    /// Parses a file, and checks its length and the order of its edges.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if !bytes.starts_with(b"TMB1") {
            return Err(Error::Magic);
        }
        let length = |expected: u128| Error::Length { expected, found: bytes.len() };
        let (header, body) =
            bytes.split_at_checked(HEADER_BYTES).ok_or_else(|| length(HEADER_BYTES as u128))?;
        let header_words: Vec<u32> = words(header).collect();
        let &[_, mentees, mentors, flags, edges_low, edges_high] = header_words.as_slice() else {
            return Err(length(HEADER_BYTES as u128));
        };
        if flags != 0 {
            return Err(Error::Flags(flags));
        }
        let edges = u64::from(edges_high) << 32 | u64::from(edges_low);
        let expected = HEADER_BYTES as u128
            + 4 * u128::from(mentors)
            + 8 * (u128::from(mentees) + 1)
            + 6 * u128::from(edges);
        if expected != bytes.len() as u128 {
            return Err(length(expected));
        }
        let edges = u32::try_from(edges).map_err(|_| assignment::Error::TooLarge)?;
        let (capacities, rest) = body.split_at(4 * mentors as usize);
        let (starts, rest) = rest.split_at(8 * (mentees as usize + 1));
        let (mentors, scores) = rest.split_at(4 * edges as usize);
        let scores = scores.as_chunks().0.iter().copied().map(u16::from_le_bytes);
        let file = Self {
            capacities: words(capacities).collect(),
            starts: read_starts(starts, edges)?,
            mentors: words(mentors).collect(),
            scores: scores.collect(),
        };
        let mut spans = file.starts.array_windows();
        match spans.position(|&[start, end]| !file.mentors[start as usize..end as usize].is_sorted()) {
            Some(mentee) => Err(Error::Unordered(mentee)),
            None => Ok(file),
        }
    }

    /// Builds the instance.
    pub fn into_instance(self) -> Result<Instance, assignment::Error> {
        let mut builder = Instance::builder(self.starts.len() - 1, self.capacities);
        builder.lists(&self.starts, self.mentors, &self.scores);
        builder.into_instance()
    }
}

/// Reads the starts of the edges of each mentee, which must not decrease.
fn read_starts(starts: &[u8], edges: u32) -> Result<Vec<u32>, Error> {
    let starts: Vec<u64> = starts.as_chunks().0.iter().copied().map(u64::from_le_bytes).collect();
    if starts.first() != Some(&0) {
        return Err(Error::Starts(0));
    }
    if let Some(mentee) = starts.array_windows().position(|[start, end]| start > end) {
        return Err(Error::Starts(mentee));
    }
    if starts.last() != Some(&u64::from(edges)) {
        return Err(Error::Starts(starts.len().saturating_sub(2)));
    }
    Ok(starts.into_iter().map(|start| start as u32).collect())
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks().0.iter().copied().map(u32::from_le_bytes)
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

    fn read(bytes: &[u8]) -> Result<Instance, Error> {
        Ok(File::read(bytes)?.into_instance()?)
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
