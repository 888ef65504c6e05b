use evidence::proportions::{Comparison, Proportion};
use evidence::{Interval, Level};
use serde_json::Value;

use crate::support::{close, json, relatively_close};

const TOLERANCE: f64 = 1e-8;

#[track_caller]
fn interval(found: Interval, expected: &Value) {
    close(found.lower, &expected[0], TOLERANCE);
    close(found.upper, &expected[1], TOLERANCE);
}

#[test]
fn shares_and_their_comparison_match_the_published_values() {
    let level = Level::default();
    for case in json("proportions_attendus.json").as_array().unwrap() {
        let count = |key: &str| case[key].as_u64().unwrap();
        let first = Proportion::new(count("x1"), count("n1")).unwrap();
        let second = Proportion::new(count("x0"), count("n0")).unwrap();
        interval(first.wilson(level), &case["wilson1"]);
        interval(second.wilson(level), &case["wilson0"]);
        interval(first.clopper_pearson(level), &case["clopper1"]);
        interval(second.clopper_pearson(level), &case["clopper0"]);
        let both = Comparison::new(first, second);
        close(both.difference(level).value, &case["diff"], TOLERANCE);
        interval(both.difference(level).interval, &case["newcombe"]);
        close(both.risk_ratio(level).unwrap().value, &case["rr"], TOLERANCE);
        interval(both.risk_ratio(level).unwrap().interval, &case["rr_ic"]);
        close(both.odds_ratio(level).unwrap().value, &case["or"], TOLERANCE);
        interval(both.odds_ratio(level).unwrap().interval, &case["or_ic_woolf"]);
        close(both.chi_squared().unwrap().chi2, &case["chi2"], TOLERANCE);
        relatively_close(both.chi_squared().unwrap().p, &case["chi2_p"], TOLERANCE);
        relatively_close(both.fisher_p(), &case["fisher_p"], TOLERANCE);
        close(both.e_value().unwrap(), &case["e_value"], TOLERANCE);
    }
}

#[test]
fn intervals_of_nobody_and_everybody_end_at_zero_and_one() {
    let (none, all) = (Proportion::new(0, 5).unwrap(), Proportion::new(5, 5).unwrap());
    for interval in [Proportion::wilson, Proportion::clopper_pearson] {
        assert_eq!(interval(none, Level::default()).lower, 0.0);
        assert_eq!(interval(all, Level::default()).upper, 1.0);
    }
    let both = Comparison::new(none, all);
    assert_eq!(both.difference(Level::default()).value, -1.0);
    assert!(both.risk_ratio(Level::default()).is_none());
    assert!(both.odds_ratio(Level::default()).is_none());
    assert!(both.e_value().is_none());
}

#[test]
fn clopper_and_pearson_cover_exactly_at_zero_successes() {
    // P(0 of n) is (1 − p)ⁿ, so the upper end has a closed form.
    let upper = Proportion::new(0, 20).unwrap().clopper_pearson(Level::default()).upper;
    assert!((upper - (1.0 - 0.025_f64.powf(1.0 / 20.0))).abs() < 1e-14);
}

#[test]
fn a_count_above_the_total_and_a_total_of_zero_are_refused() {
    assert_eq!(Proportion::new(3, 2).unwrap_err().code(), "out_of_range");
    assert_eq!(Proportion::new(0, 0).unwrap_err().code(), "empty");
}
