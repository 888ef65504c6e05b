//! Sets of lanes as bits, 64 lanes a word.

/// A set of lanes.
pub(super) type Bits = Vec<u64>;

/// The lanes of one word.
pub(super) const WORD: usize = 64;

/// Puts a lane in.
pub(super) fn insert(bits: &mut [u64], lane: usize) {
    bits[lane / WORD] |= 1 << (lane % WORD);
}

/// Takes a lane out.
pub(super) fn remove(bits: &mut [u64], lane: usize) {
    bits[lane / WORD] &= !(1 << (lane % WORD));
}

/// Whether a lane is in.
pub(super) fn has(bits: &[u64], lane: usize) -> bool {
    bits[lane / WORD] >> (lane % WORD) & 1 == 1
}

/// Empties a set and gives it so many words.
pub(super) fn clear(bits: &mut Bits, words: usize) {
    bits.clear();
    bits.resize(words, 0);
}

/// Adds all of another set.
pub(super) fn add(bits: &mut [u64], others: &[u64]) {
    bits.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
}

/// Keeps what is also in another set.
pub(super) fn keep(bits: &mut [u64], others: &[u64]) {
    bits.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
}

/// The lanes of a word, lowest first.
pub(super) fn lanes_of(block: usize, mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let lane = word.trailing_zeros() as usize;
            word &= word - 1;
            block * WORD + lane
        })
    })
}

/// The lanes of a set, lowest first.
pub(super) fn lanes(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(block, &word)| lanes_of(block, word))
}
