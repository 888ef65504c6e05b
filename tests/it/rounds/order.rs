//! The order in which people were read changes nothing, not a byte.

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value;
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::Inputs;
use tandem::rounds::round::Round;

use super::hubs::hub;

fn bytes(inputs: Inputs) -> String {
    let draft = Round::run(inputs, Weights::default()).expect("the round is sound").draft();
    serde_json::to_string(&draft).unwrap()
}

/// The lists whose order says something: a day is a year and its day, a style answers the questions in turn.
const ORDERED: [&str; 2] = ["waits_since", "style"];

/// Shuffles every other list of a JSON value.
fn shuffle(value: &mut Value, random: &mut impl FnMut(usize) -> usize) {
    match value {
        Value::Array(items) => {
            for last in (1..items.len()).rev() {
                items.swap(last, random(last + 1));
            }
            items.iter_mut().for_each(|item| shuffle(item, random));
        }
        Value::Object(fields) => {
            fields
                .iter_mut()
                .filter(|(name, _)| !ORDERED.contains(&name.as_str()))
                .for_each(|(_, item)| shuffle(item, random));
        }
        _ => {}
    }
}

/// The same inputs as somebody would read them from a file whose every list is in another order.
fn shuffled(inputs: &Inputs, seed: u64) -> Inputs {
    let mut state = seed | 1;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut value = serde_json::to_value(inputs).unwrap();
    shuffle(&mut value, &mut random);
    serde_json::from_value(value).unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_round_read_in_another_order_gives_the_same_bytes(inputs in hub(24, 12), seed in any::<u64>()) {
        let other = shuffled(&inputs, seed);
        prop_assert_eq!(bytes(inputs), bytes(other));
    }

    #[test]
    fn inputs_read_in_another_order_have_the_same_fingerprint(inputs in hub(12, 8), seed in any::<u64>()) {
        let other = shuffled(&inputs, seed);
        prop_assert_eq!(inputs.sorted().to_json().unwrap(), other.sorted().to_json().unwrap());
    }
}
