//! Chance that a seed repeats.

use tandem::db::{Id, new_id};
use time::{Date, Duration};

use crate::support::TestHub;

/// Numbers in an order that a seed gives.
pub struct Chance(pub u64);

impl Chance {
    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((word ^ (word >> 31)) % bound as u64).unwrap()
    }

    pub fn one_of<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    pub fn yes(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One of some keys; a key of nothing where there are none.
    pub async fn key(&mut self, hub: &TestHub, query: &str) -> Id {
        let mut keys = hub.keys(query).await;
        keys.sort();
        if keys.is_empty() { new_id() } else { self.one_of(&keys) }
    }

    /// A day up to so many before today, or tomorrow.
    pub fn day(&mut self, hub: &TestHub, before: usize) -> Date {
        let days = i64::try_from(self.below(before + 2)).unwrap() - 1;
        hub.app.today().saturating_sub(Duration::days(days))
    }
}
