//! Sets of buckets as bits, 64 buckets a word.

/// A set of buckets, as a bitmap.
pub(super) type Bits = Vec<u64>;

/// How many buckets fit in a word.
pub(super) const WORD: usize = 64;

/// Inserts a bucket into a set.
pub(super) fn insert(bits: &mut [u64], bucket: usize) {
    bits[bucket / WORD] |= 1 << (bucket % WORD);
}

/// Removes a bucket from a set.
pub(super) fn remove(bits: &mut [u64], bucket: usize) {
    bits[bucket / WORD] &= !(1 << (bucket % WORD));
}

/// Whether a set contains a bucket.
pub(super) fn has(bits: &[u64], bucket: usize) -> bool {
    bits[bucket / WORD] >> (bucket % WORD) & 1 == 1
}

/// Empties a set and resizes it to `words` words.
pub(super) fn clear(bits: &mut Bits, words: usize) {
    bits.clear();
    bits.resize(words, 0);
}

/// Union, in place.
pub(super) fn add(bits: &mut [u64], others: &[u64]) {
    bits.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
}

/// Intersection, in place.
pub(super) fn intersect(bits: &mut [u64], others: &[u64]) {
    bits.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
}

/// The buckets in one word of a set, lowest first.
pub(super) fn buckets_of(block: usize, mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bucket = word.trailing_zeros() as usize;
            word &= word - 1;
            block * WORD + bucket
        })
    })
}

/// The buckets in a set, lowest first.
pub(super) fn buckets(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(block, &word)| buckets_of(block, word))
}
