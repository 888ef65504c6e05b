//! Which rows a decision reads: those of some keys, or all.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait as _, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QuerySelect, Select};

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
            Self::All => Expr::cust("TRUE"),
            Self::These(ids) => column.is_in(ids.iter().copied()),
        }
    }

    /// Whether there is nothing to read.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::These([]))
    }
}

/// The condition that the row whose key a column holds is among some.
pub fn is_one_of(column: impl ColumnTrait, key: impl ColumnTrait, mut rows: SelectStatement) -> Expr {
    rows.and_where(Expr::col(key.as_column_ref()).eq(Expr::col(column.as_column_ref())));
    Expr::exists(rows)
}

/// Two keys that the rows of a selection hold, by their own key, which is the first of the columns.
pub async fn pairs_of<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    columns: [E::Column; 3],
) -> Result<BTreeMap<Id, (Id, Id)>, DbErr> {
    let rows: Vec<(Id, Id, Id)> = rows.select_only().columns(columns).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, one, other)| (id, (one, other))).collect())
}
