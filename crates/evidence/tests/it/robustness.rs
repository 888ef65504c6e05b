//! A hundred thousand small hostile inputs: each gets an answer or a typed error, never a panic, a NaN or an endless
//! loop.

use evidence::Covariate;
use evidence::comparison::{Bootstrap, Method};
use evidence::cox::{Cox, Ties};
use evidence::report::{self, ProportionQuestion, SurvivalQuestion};
use evidence::secrecy::{Publication, Table, Unit, protect};
use evidence::survival::Scale;
use serde_json::Value;

const INPUTS: u64 = 100_000;

/// A linear congruential generator (Knuth 1998): the same inputs on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn flag(&mut self, out_of: u64) -> bool {
        self.roll(out_of) == 0
    }

    fn flags(&mut self, people: usize) -> Vec<bool> {
        match self.roll(6) {
            0 => vec![false; people],
            1 => vec![true; people],
            _ => (0..people).map(|_| self.flag(2)).collect(),
        }
    }

    /// One of few values, so that there are ties; sometimes NaN, an infinity, or a very large or small number.
    fn number(&mut self) -> f64 {
        match self.roll(60) {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => -1.0,
            3 => 1e300,
            4 => 1e-300,
            5 => -0.0,
            6 => 1e8 + 1e-8,
            n => [0.0, 1.0, 2.0, 2.5, 3.0, 7.0][n as usize % 6],
        }
    }

    fn numbers(&mut self, people: usize) -> Vec<f64> {
        if self.flag(8) {
            let same = self.number();
            return vec![same; people];
        }
        (0..people).map(|_| self.number()).collect()
    }

    fn words(&mut self, people: usize) -> Vec<String> {
        (0..people).map(|_| ["", "a", "b", "10", "9"][self.roll(5) as usize].to_string()).collect()
    }

    fn tame(&mut self, people: usize) -> Vec<f64> {
        (0..people).map(|_| self.roll(5) as f64).collect()
    }
}

/// Asserts that an answer contains no NaN or infinity, or that an error has a code and a message. The debug output is
/// examined, not the JSON, which prints NaN as null.
#[track_caller]
fn sound<T: std::fmt::Debug>(answer: Result<T, evidence::Error>) {
    match answer {
        Ok(answer) => {
            let shown = format!("{answer:?}");
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
        }
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
    }
}

fn survive(dice: &mut Dice, people: usize) {
    let time = if dice.flag(3) { dice.numbers(people) } else { dice.tame(people) };
    let event = dice.flags(people);
    let (entry, group, strata) = (dice.tame(people), dice.words(people), dice.words(people));
    let at = dice.numbers(2);
    let tau = dice.number();
    sound(report::survival(&SurvivalQuestion {
        time: &time,
        event: &event,
        entry: dice.flag(3).then_some(&entry),
        group: dice.flag(2).then_some(&group),
        strata: dice.flag(3).then_some(&strata),
        at: if dice.flag(2) { &at } else { &[1.0, 2.0] },
        restricted_to: dice.flag(2).then_some(tau),
        scale: [Scale::Plain, Scale::Log, Scale::LogLog][dice.roll(3) as usize],
    }));
    sound(report::cumulative_incidence(&time, &strata, dice.flag(2).then_some(&group)));
}

fn regress(dice: &mut Dice, people: usize) {
    let stop = if dice.flag(5) { dice.numbers(people) } else { dice.tame(people) };
    let start: Vec<f64> = stop.iter().map(|stop| (stop - 1.0 - dice.roll(3) as f64).max(0.0)).collect();
    let event = dice.flags(people);
    let x = if dice.flag(4) { dice.numbers(people) } else { dice.tame(people) };
    // A covariate that determines the events, or is determined by another one.
    let y: Vec<f64> = match dice.roll(4) {
        0 => event.iter().map(|event| f64::from(u8::from(*event))).collect(),
        1 => x.iter().map(|x| 2.0 * x + 1.0).collect(),
        _ => dice.tame(people),
    };
    let covariates = [Covariate { name: "x", values: &x }, Covariate { name: "y", values: &y }];
    let strata: Vec<usize> = (0..people).map(|_| dice.roll(2) as usize).collect();
    let ties = if dice.flag(2) { Ties::Efron } else { Ties::Breslow };
    let cox = Cox {
        start: dice.flag(2).then_some(&start),
        stop: &stop,
        event: &event,
        covariates: &covariates[..1 + dice.roll(2) as usize],
        strata: dice.flag(3).then_some(&strata),
    };
    sound(report::cox(&cox, ties));
}

fn compare(dice: &mut Dice, people: usize) {
    let treated = dice.flags(people);
    let outcome = if dice.flag(2) { dice.tame(people) } else { dice.numbers(people) };
    let x = dice.numbers(people);
    let y: Vec<f64> = match dice.roll(3) {
        0 => treated.iter().map(|treated| f64::from(u8::from(*treated))).collect(),
        _ => dice.tame(people),
    };
    let covariates = [Covariate { name: "y", values: &y }, Covariate { name: "x", values: &x }];
    let covariates = &covariates[..dice.roll(3) as usize];
    let methods = [
        Method::Naive,
        Method::Standardised,
        Method::Weighting,
        Method::DoublyRobust,
        Method::EntropyBalancing,
    ];
    sound(report::effect(&treated, &outcome, covariates, methods[dice.roll(5) as usize]));
}

fn count(dice: &mut Dice) {
    let mut number = || match dice.roll(9) {
        0 => u64::MAX,
        1 => 1_000_000,
        _ => dice.roll(12),
    };
    let (first, second, unknown) = ((number(), number()), (number(), number()), number());
    let second = dice.flag(2).then_some(second);
    sound(report::proportion(&ProportionQuestion { first, second, unknown }));
}

fn hide(dice: &mut Dice) {
    let (rows, columns) = (1 + dice.roll(3) as usize, 1 + dice.roll(3) as usize);
    let unit = if dice.flag(2) { Unit::People } else { Unit::Businesses };
    let odd = dice.flag(20);
    let cells = (0..rows)
        .map(|_| (0..columns).map(|_| if odd { dice.number() } else { dice.roll(9) as f64 }).collect());
    let tables = vec![Table::new("t", unit, cells.collect())];
    sound(protect(&Publication { tables, ..Publication::default() }));
}

#[test]
fn a_hundred_thousand_hostile_inputs_get_an_answer_or_a_typed_error() {
    let mut dice = Dice(7);
    for input in 0..INPUTS {
        let people = dice.roll(14) as usize;
        match input % 40 {
            0..=14 => survive(&mut dice, people),
            15..=27 => regress(&mut dice, people),
            28..=35 => compare(&mut dice, people),
            36..=38 => count(&mut dice),
            _ => hide(&mut dice),
        }
    }
}

#[test]
fn columns_of_different_lengths_are_refused() {
    let short = report::survival(&SurvivalQuestion::new(&[1.0, 2.0], &[true]));
    assert_eq!(short.unwrap_err().code(), "length_mismatch");
    let strata = ["a".to_string()];
    let group = ["a".to_string(), "b".to_string()];
    let question = SurvivalQuestion {
        group: Some(&group),
        strata: Some(&strata),
        ..SurvivalQuestion::new(&[1.0, 2.0], &[true, true])
    };
    assert_eq!(report::survival(&question).unwrap_err().code(), "length_mismatch");
}

#[test]
fn a_group_for_each_person_is_refused() {
    let (time, event) = (vec![1.0; 201], vec![true; 201]);
    let group: Vec<String> = (0..201).map(|person| person.to_string()).collect();
    let question = SurvivalQuestion { group: Some(&group), ..SurvivalQuestion::new(&time, &event) };
    assert_eq!(report::survival(&question).unwrap_err().code(), "out_of_range");
}

#[test]
fn each_kind_of_bad_input_has_its_own_error() {
    let survival = |time: &[f64], event: &[bool]| {
        report::survival(&SurvivalQuestion::new(time, event)).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(survival(&[], &[]), Err("empty"));
    assert_eq!(survival(&[1.0, 2.0], &[false, false]), Err("no_event"));
    assert_eq!(survival(&[-1.0], &[true]), Err("negative_time"));
    assert_eq!(survival(&[f64::NAN], &[true]), Err("not_a_number"));
    let cox = |x: &[f64]| {
        let covariates = [Covariate { name: "x", values: x }];
        let (stop, event) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [true; 6]);
        let cox = Cox { start: None, stop: &stop, event: &event, covariates: &covariates, strata: None };
        report::cox(&cox, Ties::Efron).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(cox(&[1.0; 6]), Err("constant_covariate"));
    assert_eq!(cox(&[6.0, 5.0, 4.0, 3.0, 2.0, 1.0]), Err("separation"));
    let effect = |x: &[f64], method| {
        let treated = [true, true, true, false, false, false, false, false];
        let covariates = [Covariate { name: "x", values: x }];
        let outcome = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0];
        report::effect(&treated, &outcome, &covariates, method).map(|_| ()).map_err(|error| error.code())
    };
    let apart = [9.0, 8.0, 9.0, 1.0, 2.0, 3.0, 1.0, 2.0];
    assert_eq!(effect(&apart, Method::Weighting), Err("separation"));
    assert_eq!(effect(&apart, Method::EntropyBalancing), Err("no_overlap"));
    assert_eq!(effect(&apart, Method::Standardised), Err("no_overlap"));
    assert_eq!(effect(&[2.0; 8], Method::Weighting), Err("constant_covariate"));
}

#[test]
fn a_bootstrap_that_always_fails_says_so() {
    let never = |_: &[f64]| Err(evidence::Error::NoOverlap);
    let answer = Bootstrap::default().run(10, evidence::Level::default(), never);
    assert_eq!(answer.unwrap_err().code(), "not_converged");
}

#[test]
fn answers_print_the_agreed_names() {
    let answer =
        report::proportion(&ProportionQuestion { first: (7, 10), second: Some((3, 10)), unknown: 2 });
    let printed: Value = serde_json::to_value(answer.unwrap()).unwrap();
    let names: Vec<&str> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    for name in [
        "p",
        "wilson",
        "clopper_pearson",
        "bounds",
        "difference",
        "risk_ratio",
        "odds_ratio",
        "fisher_p",
        "chi2",
        "e_value",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    assert_eq!(printed["bounds"][1], 9.0 / 12.0);
    assert_eq!(printed["chi2"]["df"], 1);
}
