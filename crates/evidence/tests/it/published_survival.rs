use evidence::cox::{Cox, CoxFit, Ties, fit};
use evidence::survival::{
    Curve, LifeTable, Scale, Spells, Weighting, difference_at, kaplan_meier, log_rank, restricted_mean,
};
use evidence::{Covariate, Level};
use serde_json::Value;

use crate::support::{Table, close, json, relatively_close, same};

const CURVES: f64 = 1e-9;
const TESTS: f64 = 1e-8;
const COX: f64 = 1e-5;
const SCALES: [(Scale, &str); 3] = [(Scale::Plain, "plain"), (Scale::Log, "log"), (Scale::LogLog, "log-log")];

fn leukaemia() -> Vec<LifeTable> {
    let table = Table::read("leucemie_6mp.csv");
    let treated: Vec<usize> =
        table.words("groupe").iter().map(|group| usize::from(group == "traite")).collect();
    let (time, event) = (table.numbers("duree"), table.flags("evenement"));
    LifeTable::by_group(&Spells::new(&time, &event), &treated, 2).unwrap()
}

/// Stages I and II, then stages III and IV.
fn larynx() -> Vec<LifeTable> {
    let table = Table::read("larynx.csv");
    let late = table.flags("Stage_III").into_iter().zip(table.flags("Stage_IV"));
    let group: Vec<usize> = late.map(|(third, fourth)| usize::from(third || fourth)).collect();
    LifeTable::by_group(&Spells::new(&table.numbers("time"), &table.flags("death")), &group, 2).unwrap()
}

fn check_curve(table: &LifeTable, expected: &Value) {
    assert_eq!(table.people() as u64, expected["n"].as_u64().unwrap());
    assert_eq!(table.events() as u64, expected["evenements"].as_u64().unwrap());
    for (scale, name) in SCALES {
        let curve = kaplan_meier(table, scale, Level::default());
        for point in expected["points"].as_array().unwrap() {
            let found = curve.at(&[point["t"].as_f64().unwrap()])[0];
            close(found.at_risk, &point["n_risque"], CURVES);
            close(found.survival, &point["survie"], CURVES);
            same(found.std_error, &point["se_greenwood"], CURVES);
            same(found.lower, &point[format!("ic_inf_{name}")], CURVES);
            same(found.upper, &point[format!("ic_sup_{name}")], CURVES);
        }
        let median = &expected[format!("mediane_{name}")];
        let found = curve.quantile(0.5);
        same(found.time, &median[0], CURVES);
        same(found.lower, &median[1], CURVES);
        same(found.upper, &median[2], CURVES);
        check_steps(&curve, &expected["courbe"]);
    }
}

fn check_steps(curve: &Curve, expected: &Value) {
    let Some(expected) = expected.as_array() else { return };
    assert_eq!(curve.points().len(), expected.len());
    for (found, expected) in curve.points().iter().zip(expected) {
        close(found.time, &expected["t"], CURVES);
        close(found.at_risk, &expected["n_risque"], CURVES);
        close(found.events, &expected["n_evt"], CURVES);
        close(found.survival, &expected["survie"], CURVES);
        same(found.std_error, &expected["se"], CURVES);
    }
}

fn check_tests(tables: &[LifeTable], expected: &Value) {
    let (plain, peto) = (log_rank(tables, Weighting::LogRank), log_rank(tables, Weighting::PetoPeto));
    let (plain, peto) = (plain.unwrap(), peto.unwrap());
    close(plain.test.chi2, &expected["logrank_chi2"], TESTS);
    relatively_close(plain.test.p, &expected["logrank_p"], TESTS);
    close(peto.test.chi2, &expected["peto_peto_chi2"], TESTS);
    relatively_close(peto.test.p, &expected["peto_p"], TESTS);
    for group in 0..2 {
        close(plain.observed[group], &expected["observes"][group], TESTS);
        close(plain.expected[group], &expected["attendus"][group], TESTS);
    }
}

fn check_cox(found: &CoxFit, expected: &Value) {
    for coefficient in &found.coefficients {
        close(coefficient.beta, &expected["coef"][&coefficient.name], COX);
        close(coefficient.std_error, &expected["se"][&coefficient.name], COX);
    }
    close(found.null_log_likelihood, &expected["loglik"][0], COX);
    close(found.log_likelihood, &expected["loglik"][1], COX);
    let test = &expected["test_rapport_vraisemblance"];
    close(found.likelihood_ratio.chi2, &test[0], COX);
    assert_eq!(found.likelihood_ratio.df as u64, test[1].as_u64().unwrap());
    relatively_close(found.likelihood_ratio.p, &test[2], COX);
}

#[test]
fn the_curves_of_the_leukaemia_trial_match() {
    let (tables, expected) = (leukaemia(), json("survie_attendus.json"));
    check_curve(&tables[0], &expected["leucemie_6mp"]["km"]["temoin"]);
    check_curve(&tables[1], &expected["leucemie_6mp"]["km"]["traite"]);
}

#[test]
fn the_curves_of_the_larynx_study_match() {
    let (tables, expected) = (larynx(), json("survie_attendus.json"));
    check_curve(&tables[0], &expected["larynx"]["km"]["0"]);
    check_curve(&tables[1], &expected["larynx"]["km"]["1"]);
}

#[test]
fn the_tests_of_both_studies_match() {
    let expected = json("survie_attendus.json");
    check_tests(&leukaemia(), &expected["leucemie_6mp"]["tests"]);
    check_tests(&larynx(), &expected["larynx"]["tests"]);
}

#[test]
fn the_difference_at_a_horizon_and_the_restricted_means_match() {
    let (tables, expected) = (leukaemia(), json("survie_attendus.json"));
    let expected = &expected["leucemie_6mp"];
    let curves: Vec<_> = tables.iter().map(|t| kaplan_meier(t, Scale::LogLog, Level::default())).collect();
    let difference = difference_at(&curves[0], &curves[1], 12.0, Level::default()).unwrap();
    close(difference.value, &expected["diff_t"]["difference"], CURVES);
    close(difference.std_error, &expected["diff_t"]["se"], CURVES);
    close(difference.interval.lower, &expected["diff_t"]["ic_wald"][0], CURVES);
    close(difference.interval.upper, &expected["diff_t"]["ic_wald"][1], CURVES);
    for (group, curve) in curves.iter().enumerate() {
        let mean = restricted_mean(curve, 20.0, Level::default()).unwrap();
        close(mean.value, &expected["rmst20"][0][group], TESTS);
        close(mean.std_error, &expected["rmst20"][1][group], TESTS);
    }
}

#[test]
fn the_cox_models_of_the_leukaemia_trial_match_with_both_methods_for_ties() {
    let table = Table::read("leucemie_6mp.csv");
    let treated: Vec<f64> =
        table.words("groupe").iter().map(|group| f64::from(u8::from(group == "traite"))).collect();
    let (stop, event) = (table.numbers("duree"), table.flags("evenement"));
    let covariates = [Covariate { name: "tr", values: &treated }];
    let cox = Cox { start: None, stop: &stop, event: &event, covariates: &covariates, strata: None };
    let expected = json("survie_attendus.json");
    check_cox(&fit(&cox, Ties::Efron).unwrap(), &expected["leucemie_6mp"]["cox_efron"]);
    check_cox(&fit(&cox, Ties::Breslow).unwrap(), &expected["leucemie_6mp"]["cox_breslow"]);
}

#[test]
fn the_cox_model_of_the_larynx_study_matches() {
    let table = Table::read("larynx.csv");
    let names = ["age", "Stage_II", "Stage_III", "Stage_IV"];
    let columns = names.map(|name| table.numbers(name));
    let covariates: Vec<_> =
        names.iter().zip(&columns).map(|(name, values)| Covariate { name, values }).collect();
    let (stop, event) = (table.numbers("time"), table.flags("death"));
    let cox = Cox { start: None, stop: &stop, event: &event, covariates: &covariates, strata: None };
    check_cox(&fit(&cox, Ties::Efron).unwrap(), &json("survie_attendus.json")["larynx"]["cox_efron"]);
}
