//! Shorthands for the columns, keys and checks of tables.

use sea_orm_migration::prelude::*;

/// A table with a UUID primary key `id`.
pub fn table(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(ColumnDef::new("id").uuid().not_null().primary_key());
    table
}

/// A table of the values that a row of `owner` has, each at most once; deleted with that row.
pub fn values_of(
    name: &'static str,
    owner: &'static str,
    column: &'static str,
    keys: &[&'static str],
) -> TableCreateStatement {
    let mut table = Table::create();
    let mut key = Index::create();
    table.table(name).col(ColumnDef::new(column).uuid().not_null());
    key.col(column);
    for &name in keys {
        table.col(ColumnDef::new(name).text().not_null());
        key.col(name);
    }
    table
        .primary_key(&mut key)
        .foreign_key(reference(name, column, owner).on_delete(ForeignKeyAction::Cascade));
    table
}

pub fn reference(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(to, "id").to_owned()
}

/// Adds a required reference to another table.
pub fn belongs_to(
    table: &mut TableCreateStatement,
    name: &'static str,
    column: &'static str,
    to: &'static str,
) {
    table.col(ColumnDef::new(column).uuid().not_null()).foreign_key(&mut reference(name, column, to));
}

/// Adds an optional reference to another table.
pub fn may_belong_to(
    table: &mut TableCreateStatement,
    name: &'static str,
    column: &'static str,
    to: &'static str,
) {
    table.col(ColumnDef::new(column).uuid().null()).foreign_key(&mut reference(name, column, to));
}

pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

pub fn maybe_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

pub fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().to_owned()
}

pub fn maybe_day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().null().to_owned()
}

pub fn maybe_instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().null().to_owned()
}

pub fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().to_owned()
}

pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().to_owned()
}

pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// A check that a text is one of some codes.
pub fn one_of(column: &str, codes: &[&str]) -> Expr {
    Expr::cust(list(column, codes))
}

/// The same, for a nullable text.
pub fn maybe_one_of(column: &str, codes: &[&str]) -> Expr {
    Expr::cust(format!("{column} IS NULL OR {}", list(column, codes)))
}

fn list(column: &str, codes: &[&str]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
    format!("{column} IN ({})", codes.join(", "))
}

/// A check that a value has a code of a list, for each kind of value that a column `kind` tells apart.
pub fn one_of_kind(kind: &str, codes: &[&str]) -> Expr {
    Expr::cust(format!("kind <> '{kind}' OR {}", list("code", codes)))
}

/// An index that refuses a second row with the same columns.
pub fn one_each(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = index(table, columns);
    index.unique().to_owned()
}

/// An index that refuses a second row with the same columns while both are in a state.
pub fn one_each_while(
    table: &'static str,
    columns: &[&'static str],
    state: &str,
    condition: &str,
) -> IndexCreateStatement {
    let mut index = one_each(table, columns);
    index.name(format!("{table}_one_{state}")).cond_where(Expr::cust(condition.to_owned())).to_owned()
}

/// An index of the rows in a state alone: a query that repeats the condition reads no others.
pub fn while_in_state(
    table: &'static str,
    columns: &[&'static str],
    state: &str,
    condition: &str,
) -> IndexCreateStatement {
    let mut index = index(table, columns);
    let name = format!("{table}_{}_{state}", columns.join("_"));
    index.name(name).cond_where(Expr::cust(condition.to_owned())).to_owned()
}

/// An index named after its table and columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for &column in columns {
        index.col(column);
    }
    index.to_owned()
}
