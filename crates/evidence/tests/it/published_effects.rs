use evidence::comparison::{
    Cohort, Method, Weights, adjusted_difference, balance, doubly_robust, effect, entropy_weights, logistic,
    standardised, standardised_by_model, treated_weights,
};
use evidence::{Covariate, Level};
use serde_json::Value;

use crate::support::{Table, close, json, relatively_close};

const WEIGHTS: f64 = 1e-6;
const ROBUST: f64 = 1e-5;
const COVARIATES: [&str; 10] =
    ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "chom74", "chom75"];

/// The experiment, with the square of age that its propensity model uses.
struct Experiment {
    treated: Vec<bool>,
    outcome: Vec<f64>,
    names: Vec<&'static str>,
    columns: Vec<Vec<f64>>,
}

impl Experiment {
    fn new(outcome: &str, names: &[&'static str]) -> Self {
        let table = Table::read("nsw_experimental.csv");
        let column = |name: &&str| match *name {
            "I(age^2)" => table.numbers("age").iter().map(|age| age * age).collect(),
            name => table.numbers(name),
        };
        Self {
            treated: table.flags("treat"),
            outcome: table.numbers(outcome),
            names: names.to_vec(),
            columns: names.iter().map(column).collect(),
        }
    }

    fn covariates(&self) -> Vec<Covariate<'_>> {
        self.names.iter().zip(&self.columns).map(|(name, values)| Covariate { name, values }).collect()
    }

    fn cohort<'a>(&'a self, covariates: &'a [Covariate<'a>]) -> Cohort<'a> {
        Cohort { treated: &self.treated, outcome: &self.outcome, covariates }
    }
}

fn with_square() -> Vec<&'static str> {
    COVARIATES.into_iter().chain(["I(age^2)"]).collect()
}

fn for_both_outcomes(check: impl Fn(&str, &Value)) {
    let expected = json("causal_attendus.json");
    for outcome in ["re78", "emploi78"] {
        check(outcome, &expected["nsw_experimental"][outcome]);
    }
}

#[test]
fn the_naive_difference_has_welchs_interval() {
    for_both_outcomes(|outcome, expected| {
        let experiment = Experiment::new(outcome, &[]);
        let found = effect(&experiment.cohort(&[]), Method::Naive).unwrap().estimate;
        relatively_close(found.value, &expected["naif"]["diff"], WEIGHTS);
        relatively_close(found.std_error, &expected["naif"]["se_welch"], WEIGHTS);
        relatively_close(found.interval.lower, &expected["naif"]["ic95"][0], WEIGHTS);
        relatively_close(found.interval.upper, &expected["naif"]["ic95"][1], WEIGHTS);
    });
}

#[test]
fn the_least_squares_adjustment_matches() {
    for_both_outcomes(|outcome, expected| {
        let experiment = Experiment::new(outcome, &COVARIATES);
        let found = adjusted_difference(&experiment.cohort(&experiment.covariates())).unwrap();
        relatively_close(found.value, &expected["mco"]["coef"], WEIGHTS);
        relatively_close(found.std_error, &expected["mco"]["se_hc1"], WEIGHTS);
    });
}

#[test]
fn the_propensity_model_matches() {
    for_both_outcomes(|outcome, expected| {
        let experiment = Experiment::new(outcome, &with_square());
        let found = logistic(&experiment.covariates(), &experiment.treated).unwrap();
        let expected = &expected["score"];
        for coefficient in &found.coefficients {
            relatively_close(coefficient.beta, &expected["coef"][&coefficient.name], WEIGHTS);
        }
        relatively_close(found.log_likelihood, &expected["loglik"], WEIGHTS);
        let (least, most) = found
            .probabilities
            .iter()
            .fold((1.0, 0.0), |(least, most): (f64, f64), p| (least.min(*p), most.max(*p)));
        relatively_close(least, &expected["min"], WEIGHTS);
        relatively_close(most, &expected["max"], WEIGHTS);
    });
}

#[test]
fn the_weighted_difference_matches() {
    for_both_outcomes(|outcome, expected| {
        let experiment = Experiment::new(outcome, &with_square());
        let covariates = experiment.covariates();
        let cohort = experiment.cohort(&covariates);
        let weights = treated_weights(&cohort).unwrap();
        let found = weights.difference(cohort.treated, cohort.outcome, Level::default()).unwrap();
        let expected = &expected["ipw_att"];
        relatively_close(found.value, &expected["diff"], WEIGHTS);
        relatively_close(found.std_error, &expected["se_robuste_svy"], WEIGHTS);
        relatively_close(weights.effective_sample_size(), &expected["ess_temoins"], WEIGHTS);
        relatively_close(weights.largest_share(), &expected["poids_max_norm"], WEIGHTS);
    });
}

#[test]
fn standardised_mean_differences_match_before_and_after() {
    let experiment = Experiment::new("re78", &with_square());
    let covariates = experiment.covariates();
    let cohort = experiment.cohort(&covariates);
    let found = balance(&cohort, &treated_weights(&cohort).unwrap()).unwrap();
    for expected in json("causal_attendus.json")["nsw_experimental"]["smd"].as_array().unwrap() {
        let found = found.iter().find(|balance| balance.name == expected["variable"]).unwrap();
        close(found.before.unwrap(), &expected["brut"], WEIGHTS);
        close(found.after.unwrap(), &expected["ipw_att"], WEIGHTS);
    }
}

#[test]
fn the_outcome_model_and_the_doubly_robust_estimate_match() {
    for_both_outcomes(|outcome, expected| {
        let (propensity, model) =
            (Experiment::new(outcome, &with_square()), Experiment::new(outcome, &COVARIATES));
        let (scored, modelled) = (propensity.covariates(), model.covariates());
        let by_model = standardised_by_model(&model.cohort(&modelled)).unwrap();
        relatively_close(by_model, &expected["gcomp_att"]["diff"], ROBUST);
        let found = doubly_robust(&propensity.cohort(&scored), &modelled, Level::default()).unwrap();
        let expected = &expected["aipw_att"];
        relatively_close(found.estimate.value, &expected["diff"], ROBUST);
        relatively_close(found.unnormalised, &expected["diff_non_normalise"], ROBUST);
        relatively_close(found.estimate.std_error, &expected["se_if"], ROBUST);
    });
}

#[test]
fn entropy_balancing_matches_and_balances_exactly() {
    for_both_outcomes(|outcome, expected| {
        let experiment = Experiment::new(outcome, &COVARIATES);
        let covariates = experiment.covariates();
        let cohort = experiment.cohort(&covariates);
        let weights: Weights = entropy_weights(&cohort).unwrap();
        let found = weights.difference(cohort.treated, cohort.outcome, Level::default()).unwrap();
        let expected = &expected["equilibrage_entropie_att"];
        relatively_close(found.value, &expected["diff"], ROBUST);
        relatively_close(weights.effective_sample_size(), &expected["ess_temoins"], ROBUST);
        let after = balance(&cohort, &weights).unwrap();
        assert!(after.iter().all(|balance| balance.after.unwrap().abs() < 1e-9));
    });
}

#[test]
fn standardisation_over_strata_matches() {
    let experiment = Experiment::new("emploi78", &["black", "nodegree", "chom75"]);
    let expected = &json("causal_attendus.json")["nsw_experimental"]["emploi78"]["standardisation"];
    let found = standardised(&experiment.cohort(&experiment.covariates()), Level::default()).unwrap();
    relatively_close(found.estimate.value, &expected["att"], WEIGHTS);
    relatively_close(found.estimate.std_error, &expected["se_att"], WEIGHTS);
    assert_eq!(found.unmatched, 0);
}
