//! Which rows a decision reads: those of some keys, or all.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::Expr;

use super::Id;

/// The keys of the rows that are read.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// Every row.
    All,
    /// The rows of these keys: some hundreds at most, since a statement carries each.
    These(&'a [Id]),
}

impl Keys<'_> {
    /// The condition that a column holds one of them.
    pub fn hold(self, column: impl ColumnTrait) -> Expr {
        match self {
            Self::All => Expr::cust("1 = 1"),
            Self::These(ids) => column.is_in(ids.iter().copied()),
        }
    }

    /// Whether there is nothing to read.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::These([]))
    }
}
