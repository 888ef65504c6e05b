//! The kinds of columns that the tables are made of.

use sea_orm_migration::prelude::*;

/// A table whose first column is its UUID key.
pub fn table(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(ColumnDef::new("id").uuid().not_null().primary_key());
    table
}

/// A table of the several values one row of `owner` has, each at most once.
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

/// Adds a reference to another table that may be absent.
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
