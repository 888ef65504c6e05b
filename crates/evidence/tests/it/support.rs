//! Reads the files of `data/` and compares numbers with them.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::Value;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

pub fn json(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// A CSV file, as columns by name.
pub struct Table(HashMap<String, Vec<String>>);

impl Table {
    pub fn read(name: &str) -> Self {
        let mut reader = csv::Reader::from_path(path(name)).unwrap();
        let names: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for record in reader.records() {
            let record = record.unwrap();
            columns.iter_mut().zip(&record).for_each(|(column, value)| column.push(value.to_string()));
        }
        Self(names.into_iter().zip(columns).collect())
    }

    pub fn words(&self, name: &str) -> &[String] {
        &self.0[name]
    }

    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.words(name).iter().map(|word| word.parse().unwrap()).collect()
    }

    pub fn flags(&self, name: &str) -> Vec<bool> {
        self.numbers(name).iter().map(|number| *number == 1.0).collect()
    }
}

/// Asserts that a number is close to the expected one: within `tolerance`, times the expected value if that is above 1.
#[track_caller]
pub fn close(found: f64, expected: &Value, tolerance: f64) {
    let expected = expected.as_f64().unwrap();
    let allowed = tolerance * expected.abs().max(1.0);
    assert!((found - expected).abs() <= allowed, "found {found}, expected {expected}");
}

/// Asserts that a number is close to the expected one, relative to that one alone.
#[track_caller]
pub fn relatively_close(found: f64, expected: &Value, tolerance: f64) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance * expected.abs(), "found {found}, expected {expected}");
}

/// Asserts that both numbers are undefined, or close.
#[track_caller]
pub fn same(found: Option<f64>, expected: &Value, tolerance: f64) {
    match found {
        Some(found) => close(found, expected, tolerance),
        None => assert!(expected.is_null(), "found nothing, expected {expected}"),
    }
}
