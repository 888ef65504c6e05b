//! After any acts in any order, the steps are those that the facts give, and nothing that must not be is.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::invariants::broken_invariants;
use super::verbs::{Chance, VERBS, act};
use crate::support::TestHub;

/// How many acts one after the other.
const ACTS: usize = 100;
/// How many sequences a run of the suite tries.
const SEQUENCES: u32 = 3;

async fn anything_happens(seed: u64) {
    let hub = TestHub::new().await;
    hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 3).await;
    hub.settle().await;
    let mut chance = Chance(seed);
    let mut done = Vec::new();
    for _ in 0..ACTS {
        let verb = VERBS[chance.below(VERBS.len())];
        done.push(act(&hub, &mut chance, verb).await);
        let (unsettled, broken) = (hub.unsettled().await, broken_invariants(&hub).await);
        let wrong = !unsettled.is_empty() || !broken.is_empty();
        assert!(!wrong, "seed {seed}: {unsettled:#?} {broken:#?}\nafter {done:#?}");
    }
}

/// Four acts begin at once, again and again.
async fn anything_happens_at_once(seed: u64) {
    let hub = TestHub::new().await;
    hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 3).await;
    hub.connected().await;
    let mut chance = Chance(seed);
    let mut done = Vec::new();
    for _ in 0..ACTS / 4 {
        let verbs = [(); 4].map(|()| VERBS[chance.below(VERBS.len())]);
        let [mut one, mut two, mut three, mut four] = [1, 2, 3, 4].map(|own| Chance(chance.0 ^ own));
        let (one, two, three, four) = tokio::join!(
            act(&hub, &mut one, verbs[0]),
            act(&hub, &mut two, verbs[1]),
            act(&hub, &mut three, verbs[2]),
            act(&hub, &mut four, verbs[3]),
        );
        done.extend([one, two, three, four]);
        let (unsettled, broken) = (hub.unsettled().await, broken_invariants(&hub).await);
        let wrong = !unsettled.is_empty() || !broken.is_empty();
        assert!(!wrong, "seed {seed}: {unsettled:#?} {broken:#?}\nafter {done:#?}");
    }
}

proptest! {
    #![proptest_config(Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_happens_the_steps_are_those_worked_out_anew(seed in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(anything_happens(seed));
    }

    #[test]
    fn acts_at_once_leave_the_steps_worked_out_anew(seed in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(anything_happens_at_once(seed));
    }
}
