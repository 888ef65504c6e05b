//! Properties that hold for any data.

use evidence::comparison::{
    Bootstrap, Cohort, Method, WeightedDifference, effect, entropy_weights, landmark, treated_weights,
};
use evidence::cox::{Cox, Ties, fit};
use evidence::proportions::Proportion;
use evidence::survival::{
    LifeTable, Scale, Spells, Weighting, cumulative_incidence, kaplan_meier, log_rank, restricted_mean,
};
use evidence::{Covariate, Level};
use proptest::prelude::*;

/// At most `most` times, with many ties, and events.
fn spells(most: usize) -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    prop::collection::vec((0_u8..12, any::<bool>()), 1..most)
        .prop_map(|people| people.into_iter().map(|(time, event)| (f64::from(time), event)).unzip())
}

fn curve_values(spells: &Spells) -> Vec<(f64, f64)> {
    let table = LifeTable::new(spells).unwrap();
    let curve = kaplan_meier(&table, Scale::LogLog, Level::default());
    curve.points().iter().map(|point| (point.time, point.survival)).collect()
}

/// The same spells as start, stop, event and covariate, those longer than `cut` split into two rows.
fn split<T: Copy>(
    time: &[f64],
    event: &[bool],
    of: &[T],
    cut: f64,
) -> (Vec<f64>, Vec<f64>, Vec<bool>, Vec<T>) {
    let mut rows = Vec::new();
    for ((&time, &event), &of) in time.iter().zip(event).zip(of) {
        if time > cut {
            rows.push((0.0, cut, false, of));
        }
        rows.push((if time > cut { cut } else { 0.0 }, time, event, of));
    }
    let (start, stop) = rows.iter().map(|row| (row.0, row.1)).unzip();
    let (ends, of) = rows.iter().map(|row| (row.2, row.3)).unzip();
    (start, stop, ends, of)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn survival_never_rises_and_stays_between_zero_and_one((time, event) in spells(40)) {
        let table = LifeTable::new(&Spells::new(&time, &event)).unwrap();
        for scale in [Scale::Plain, Scale::Log, Scale::LogLog] {
            let curve = kaplan_meier(&table, scale, Level::default());
            let mut before = 1.0;
            for point in curve.points() {
                prop_assert!((0.0..=before).contains(&point.survival));
                before = point.survival;
                if let (Some(lower), Some(upper)) = (point.lower, point.upper) {
                    prop_assert!(0.0 <= lower && lower <= point.survival && point.survival <= upper && upper <= 1.0);
                }
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing((time, event) in spells(40)) {
        let (backwards, events): (Vec<f64>, Vec<bool>) = time.iter().copied().zip(event.iter().copied()).rev().unzip();
        prop_assert_eq!(
            curve_values(&Spells::new(&time, &event)),
            curve_values(&Spells::new(&backwards, &events))
        );
    }

    #[test]
    fn without_censoring_the_curve_is_the_share_still_without_the_event((time, _) in spells(40)) {
        let event = vec![true; time.len()];
        for (at, survival) in curve_values(&Spells::new(&time, &event)) {
            let later = time.iter().filter(|time| **time > at).count() as f64;
            prop_assert!((survival - later / time.len() as f64).abs() < 1e-12);
        }
    }

    #[test]
    fn an_entry_at_the_origin_changes_nothing((time, event) in spells(40)) {
        let origin = vec![0.0; time.len()];
        let plain = Spells::new(&time, &event);
        prop_assert_eq!(curve_values(&plain), curve_values(&plain.with_entry(&origin)));
    }

    #[test]
    fn splitting_a_spell_into_two_rows_changes_nothing((time, event) in spells(40), cut in 1_u8..6) {
        let cut = f64::from(cut) - 0.5;
        let people: Vec<usize> = (0..time.len()).collect();
        let (start, stop, ends, _) = split(&time, &event, &people, cut);
        prop_assert_eq!(
            curve_values(&Spells::new(&time, &event)),
            curve_values(&Spells::new(&stop, &ends).with_entry(&start))
        );
    }

    #[test]
    fn doubled_rows_agree_with_weights_of_two((time, event) in spells(30)) {
        let twice = |values: &[f64]| values.iter().chain(values).copied().collect::<Vec<_>>();
        let events: Vec<bool> = event.iter().chain(&event).copied().collect();
        let weight = vec![2.0; time.len()];
        let table = LifeTable::new(&Spells::new(&time, &event).with_weight(&weight)).unwrap();
        let doubled = twice(&time);
        let rows = LifeTable::new(&Spells::new(&doubled, &events)).unwrap();
        prop_assert_eq!(table.rows(), rows.rows());
    }

    #[test]
    fn cumulative_incidences_and_survival_add_up_to_one((time, event) in spells(40), second in any::<u64>()) {
        let cause = |(person, event): (usize, &bool)| usize::from(*event) * (1 + (second >> (person % 64) & 1) as usize);
        let causes: Vec<usize> = event.iter().enumerate().map(cause).collect();
        let incidences = cumulative_incidence(&time, None, &causes, 2).unwrap();
        for (index, (at, survival)) in curve_values(&Spells::new(&time, &event)).into_iter().enumerate() {
            let sum: f64 = incidences.iter().map(|incidence| incidence.points[index].1).sum();
            prop_assert_eq!(incidences[0].points[index].0, at);
            prop_assert!((sum + survival - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_restricted_mean_without_censoring_is_the_mean_of_times_cut_at_the_limit((time, _) in spells(30)) {
        let event = vec![true; time.len()];
        let table = LifeTable::new(&Spells::new(&time, &event)).unwrap();
        let curve = kaplan_meier(&table, Scale::LogLog, Level::default());
        let found = restricted_mean(&curve, 7.0, Level::default()).unwrap().value;
        let expected = time.iter().map(|time| time.min(7.0)).sum::<f64>() / time.len() as f64;
        prop_assert!((found - expected).abs() < 1e-12);
    }

    #[test]
    fn two_groups_of_the_same_people_do_not_differ((time, event) in spells(30)) {
        prop_assume!(event.contains(&true));
        let table = LifeTable::new(&Spells::new(&time, &event)).unwrap();
        if let Ok(found) = log_rank(&[table.clone(), table], Weighting::LogRank) {
            prop_assert!(found.test.chi2 < 1e-20 && found.test.p > 0.999_999);
        }
    }

    #[test]
    fn cox_does_not_depend_on_the_order_the_unit_or_a_split_row(
        (time, event) in spells(40),
        values in prop::collection::vec(-3_i8..4, 40),
        unit in 1_u8..200,
    ) {
        let x: Vec<f64> = values.iter().take(time.len()).map(|x| f64::from(*x)).collect();
        let cox = |start: Option<&[f64]>, stop: &[f64], event: &[bool], x: &[f64]| {
            let covariates = [Covariate { name: "x", values: x }];
            fit(&Cox { start, stop, event, covariates: &covariates, strata: None }, Ties::Efron)
        };
        let Ok(plain) = cox(None, &time, &event, &x) else { return Ok(()) };
        let beta = plain.coefficients[0].beta;
        let reversed = |values: &[f64]| values.iter().rev().copied().collect::<Vec<_>>();
        let events: Vec<bool> = event.iter().rev().copied().collect();
        let other = cox(None, &reversed(&time), &events, &reversed(&x)).unwrap();
        prop_assert!((other.coefficients[0].beta - beta).abs() < 1e-8 * (1.0 + beta.abs()));

        let scaled: Vec<f64> = x.iter().map(|x| x * f64::from(unit) + 1e3).collect();
        let other = cox(None, &time, &event, &scaled).unwrap();
        prop_assert!((other.coefficients[0].beta * f64::from(unit) - beta).abs() < 1e-7 * (1.0 + beta.abs()));

        let (start, stop, ends, same) = split(&time, &event, &x, 2.5);
        let cut = cox(Some(&start), &stop, &ends, &same).unwrap();
        prop_assert!((cut.coefficients[0].beta - beta).abs() < 1e-7 * (1.0 + beta.abs()));
        prop_assert!((cut.log_likelihood - plain.log_likelihood).abs() < 1e-8);
    }

    #[test]
    fn intervals_contain_the_share_and_stay_between_zero_and_one(x in 0_u64..60, rest in 0_u64..60) {
        prop_assume!(x + rest > 0);
        let share = Proportion::new(x, x + rest).unwrap();
        for interval in [share.wilson(Level::default()), share.clopper_pearson(Level::default())] {
            prop_assert!(0.0 <= interval.lower && interval.lower <= share.value() + 1e-15);
            prop_assert!(share.value() <= interval.upper + 1e-15 && interval.upper <= 1.0);
        }
    }
}

/// A hundred and twenty people: the treated are older, and the treatment raises the outcome.
fn mentored() -> (Vec<bool>, Vec<f64>, Vec<f64>) {
    let age = |person: usize| 20.0 + ((person * 37) % 41) as f64;
    let treated = |person: usize| (person * 13) % 40 < (age(person) as usize) % 25 + 8;
    let outcome =
        |person: usize| f64::from(u8::from((person * 7) % 11 + usize::from(treated(person)) * 3 > 6));
    let people = 0..120;
    (people.clone().map(treated).collect(), people.clone().map(outcome).collect(), people.map(age).collect())
}

#[test]
fn control_shares_sum_to_one_whatever_the_weights() {
    let (treated, outcome, age) = mentored();
    let covariates = [Covariate { name: "age", values: &age }];
    let cohort = Cohort { treated: &treated, outcome: &outcome, covariates: &covariates };
    for weights in [treated_weights(&cohort).unwrap(), entropy_weights(&cohort).unwrap()] {
        let sum: f64 = weights.control_shares(&treated).iter().sum();
        assert!((sum - 1.0).abs() < 1e-12);
        assert!(weights.effective_sample_size() <= treated.iter().filter(|t| !**t).count() as f64);
    }
}

#[test]
fn all_methods_agree_when_groups_are_balanced() {
    let treated = [true, true, false, false, true, true, false, false];
    let outcome = [1.0, 3.0, 0.0, 2.0, 2.0, 4.0, 1.0, 1.0];
    let trait_ = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    let covariates = [Covariate { name: "x", values: &trait_ }];
    let cohort = Cohort { treated: &treated, outcome: &outcome, covariates: &covariates };
    for method in [
        Method::Naive,
        Method::Standardised,
        Method::Weighting,
        Method::DoublyRobust,
        Method::EntropyBalancing,
    ] {
        assert!((effect(&cohort, method).unwrap().estimate.value - 1.5).abs() < 1e-9, "{method:?}");
    }
}

#[test]
fn the_weighted_difference_of_everybody_once_is_that_of_the_weighting_method() {
    let (treated, outcome, age) = mentored();
    let covariates = [Covariate { name: "age", values: &age }];
    let cohort = Cohort { treated: &treated, outcome: &outcome, covariates: &covariates };
    let once = WeightedDifference::new(&cohort).unwrap().estimate(&vec![1.0; treated.len()]).unwrap();
    assert!((once - effect(&cohort, Method::Weighting).unwrap().estimate.value).abs() < 1e-12);
}

#[test]
fn the_bootstrap_is_the_same_twice_differs_by_seed_and_finds_the_error_of_a_mean() {
    let values: Vec<f64> = (0..200).map(|person| f64::from((person * 31) % 17)).collect();
    let mean = |count: &[f64]| Ok(count.iter().zip(&values).map(|(c, v)| c * v).sum::<f64>() / 200.0);
    let run = |seed| Bootstrap { replicates: 2000, seed }.run(200, Level::default(), mean).unwrap();
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    let centre = values.iter().sum::<f64>() / 200.0;
    let expected = (values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / 200.0 / 200.0).sqrt();
    assert!((run(1).std_error / expected - 1.0).abs() < 0.06);
}

#[test]
fn a_landmark_keeps_those_still_waiting_in_the_group_of_that_day() {
    let time = [1.0, 4.0, 6.0, 8.0, 3.0];
    let event = [true, true, false, true, true];
    let exposed_from = [None, Some(2.0), Some(5.0), None, Some(1.0)];
    let cohort = landmark(&time, &event, &exposed_from, 3.0).unwrap();
    assert_eq!(cohort.person, [1, 2, 3]);
    assert_eq!(cohort.exposed, [true, false, false]);
    assert_eq!(cohort.time, [1.0, 3.0, 5.0]);
    assert_eq!(cohort.event, [true, false, true]);
}

#[test]
fn the_hazard_ratio_of_two_exponentials_is_recovered() {
    // Quantiles of two exponential distributions with rates 1 and 2.
    let quantile = |index: usize, rate: f64| -(1.0 - (index as f64 + 0.5) / 500.0).ln() / rate;
    let stop: Vec<f64> = (0..1000).map(|i| quantile(i / 2, 1.0 + (i % 2) as f64)).collect();
    let group: Vec<f64> = (0..1000).map(|i| (i % 2) as f64).collect();
    let covariates = [Covariate { name: "fast", values: &group }];
    let event = vec![true; 1000];
    let cox = Cox { start: None, stop: &stop, event: &event, covariates: &covariates, strata: None };
    let found = fit(&cox, Ties::Efron).unwrap();
    assert!((found.coefficients[0].hazard_ratio.value - 2.0).abs() < 0.02);
    assert!(found.proportional_hazards[0].test.unwrap().p > 0.5);
}

#[test]
fn a_weighted_curve_needs_no_whole_weights() {
    let (time, event, weight) = ([1.0, 2.0, 3.0, 4.0], [true, true, false, true], [0.3, 1.7, 0.6, 1.4]);
    let table = LifeTable::new(&Spells::new(&time, &event).with_weight(&weight)).unwrap();
    let curve = kaplan_meier(&table, Scale::Plain, Level::default());
    assert!((curve.points()[0].survival - 3.7 / 4.0).abs() < 1e-12);
    assert_eq!(curve.survival_at(4.0), 0.0);
}

#[test]
fn a_row_with_an_enormous_risk_at_another_time_does_not_spoil_the_others() {
    // The last row is at risk at no event, so that the likelihood is the same with and without it.
    let start = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0];
    let stop = [3.0, 5.0, 7.0, 2.0, 8.0, 6.0, 4.0, 3.5, 30.0];
    let event = [true, true, false, true, true, true, true, true, false];
    let x = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 45.0];
    let beta = |rows: usize| {
        let covariates = [Covariate { name: "x", values: &x[..rows] }];
        let (start, stop, event) = (Some(&start[..rows]), &stop[..rows], &event[..rows]);
        fit(&Cox { start, stop, event, covariates: &covariates, strata: None }, Ties::Efron)
            .unwrap()
            .coefficients[0]
            .beta
    };
    assert!((beta(9) - beta(8)).abs() < 1e-9);
    assert!(beta(8) > 0.5);
}
