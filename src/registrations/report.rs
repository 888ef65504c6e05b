//! The examination of a list as programs read it.

use serde::Serialize;

use super::verdict::{Code, Examination, Item, Line, Verdict};

/// What `--json` prints: every line with its verdict and items, then how many lines have each verdict.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    rows: Vec<RowReport<'a>>,
    ok: usize,
    warnings: usize,
    errors: usize,
}

#[derive(Debug, Serialize)]
struct RowReport<'a> {
    line: usize,
    verdict: Verdict,
    items: Vec<ItemReport<'a>>,
}

#[derive(Debug, Serialize)]
struct ItemReport<'a> {
    code: Code,
    column: &'a str,
    message: &'a str,
}

impl<'a> Report<'a> {
    pub(super) fn of(examination: &'a Examination) -> Self {
        let counts = examination.counts();
        Self {
            rows: examination.lines.iter().map(RowReport::of).collect(),
            ok: counts.ok,
            warnings: counts.warnings,
            errors: counts.errors,
        }
    }
}

impl<'a> RowReport<'a> {
    fn of(line: &'a Line) -> Self {
        Self {
            line: line.line,
            verdict: line.verdict,
            items: line.items.iter().map(ItemReport::of).collect(),
        }
    }
}

impl<'a> ItemReport<'a> {
    fn of(item: &'a Item) -> Self {
        Self { code: item.code, column: &item.column, message: &item.message }
    }
}
