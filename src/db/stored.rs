//! What a column says. What the program cannot read is an error that names table, column and key, never a default: a row must not
//! change its meaning by being read.

use std::fmt::Display;

use sea_orm::{DbErr, EntityName, IdenStatic};
use serde::de::DeserializeOwned;

/// A row as it is read: its table and its key, for the error that names them.
#[derive(Clone, Copy)]
pub struct Stored<'a, E> {
    table: E,
    key: &'a dyn Display,
}

impl<'a, E: EntityName> Stored<'a, E> {
    /// The row of a table under a key.
    pub fn new(table: E, key: &'a dyn Display) -> Self {
        Self { table, key }
    }

    /// The value of a code in a closed list.
    pub fn code<T>(
        &self,
        column: impl IdenStatic,
        code: &str,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<T, DbErr> {
        of(code).ok_or_else(|| self.unreadable(column))
    }

    /// The same, where there may be none.
    pub fn maybe_code<T>(
        &self,
        column: impl IdenStatic,
        code: Option<&str>,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, DbErr> {
        code.map(|code| self.code(column, code, of)).transpose()
    }

    /// A number, in the range of its type.
    pub fn number<T: TryFrom<i32>>(&self, column: impl IdenStatic, number: i32) -> Result<T, DbErr> {
        T::try_from(number).map_err(|_| self.unreadable(column))
    }

    /// The same, where there may be none.
    pub fn maybe_number<T: TryFrom<i32>>(
        &self,
        column: impl IdenStatic,
        number: Option<i32>,
    ) -> Result<Option<T>, DbErr> {
        number.map(|number| self.number(column, number)).transpose()
    }

    /// A number of rows, as the database counts them.
    pub fn count<T: TryFrom<i64>>(&self, column: impl IdenStatic, count: i64) -> Result<T, DbErr> {
        T::try_from(count).map_err(|_| self.unreadable(column))
    }

    /// A value written as JSON.
    pub fn json<T: DeserializeOwned>(&self, column: impl IdenStatic, text: &str) -> Result<T, DbErr> {
        // The error of the parser may quote what stands there, which may be of a person.
        serde_json::from_str(text)
            .map_err(|error| self.error(column, format!("no JSON of this kind, at {}", error.column())))
    }

    /// A value that stands there if, and only if, some other column of the row has one.
    pub fn together<T, U>(
        &self,
        column: impl IdenStatic,
        value: Option<T>,
        with: Option<U>,
    ) -> Result<Option<(T, U)>, DbErr> {
        match (value, with) {
            (Some(value), Some(with)) => Ok(Some((value, with))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(self.error(column, "set, although what goes with it is not".to_owned())),
            (None, Some(_)) => Err(self.error(column, "empty, although what goes with it is not".to_owned())),
        }
    }

    /// A value that the state of the row requires.
    pub fn required<T>(&self, column: impl IdenStatic, value: Option<T>) -> Result<T, DbErr> {
        value.ok_or_else(|| self.error(column, "empty, although the row needs it".to_owned()))
    }

    /// The error of a value that is none of its column's. It goes to the log, so it does not say the value, which may be of a person.
    pub fn unreadable(&self, column: impl IdenStatic) -> DbErr {
        self.error(column, "a value that this program does not know".to_owned())
    }

    fn error(&self, column: impl IdenStatic, what: String) -> DbErr {
        DbErr::Type(format!("{}.{} of {} is {what}", self.table.table_name(), column.as_str(), self.key))
    }
}
