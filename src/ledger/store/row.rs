//! A row: what is put into one, and what was read of one, each value taken as what its column is for.

use std::str::FromStr;

use super::super::LedgerError;
use super::{Column, FromValue, Table, Value};

/// What a row holds, column by column.
pub type Values = Vec<(Column, Value)>;

/// A row that was read or is to be put in: a value for each of its columns, not always all of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    columns: &'static [Column],
    values: Vec<Value>,
}

impl Row {
    /// A row as an engine found it: a value for each of `columns`.
    pub const fn new(columns: &'static [Column], values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// A whole row as it is after `values` were put into an empty one that got the number `id`.
    pub fn made(table: Table, values: &Values, id: i64) -> Self {
        let empty = |column: &Column| match column {
            Column::Id => Value::Integer(id),
            _ => Value::Null,
        };
        let mut row = Self::new(table.columns(), table.columns().iter().map(empty).collect());
        row.set(values);
        row
    }

    /// Puts `values` in the place of those that were there.
    pub fn set(&mut self, values: &Values) {
        for (column, value) in values {
            let at = self.columns.iter().position(|known| known == column);
            if let Some(slot) = at.and_then(|at| self.values.get_mut(at)) {
                slot.clone_from(value);
            }
        }
    }

    /// Column by column.
    pub fn values(&self) -> impl Iterator<Item = (Column, &Value)> {
        self.columns.iter().copied().zip(&self.values)
    }

    fn value(&self, column: Column) -> &Value {
        let at = self.columns.iter().position(|known| *known == column);
        at.and_then(|at| self.values.get(at)).unwrap_or(&Value::Null)
    }

    /// Whether there is anything in it.
    pub fn has(&self, column: Column) -> bool {
        *self.value(column) != Value::Null
    }

    /// What is in it.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`]: it is a value that no version writes there.
    pub fn get<T: FromValue>(&self, column: Column) -> Result<T, LedgerError> {
        T::from_value(self.value(column)).ok_or_else(|| damaged(column))
    }

    /// The word that is in it.
    ///
    /// # Errors
    /// As [`Self::get`], also for a word that this version does not know.
    pub fn word<T: FromStr>(&self, column: Column) -> Result<T, LedgerError> {
        self.known_word(column).ok_or_else(|| damaged(column))
    }

    /// The same for a column that may be empty.
    ///
    /// # Errors
    /// As [`Self::word`].
    pub fn word_or_none<T: FromStr>(&self, column: Column) -> Result<Option<T>, LedgerError> {
        self.has(column).then(|| self.word(column)).transpose()
    }

    /// The word that is in it, where it decides nothing that this version does not know it.
    pub fn known_word<T: FromStr>(&self, column: Column) -> Option<T> {
        match self.value(column) {
            Value::Text(text) => std::str::from_utf8(text).ok()?.parse().ok(),
            _ => None,
        }
    }
}

/// What is in a row is not logged: whose it is belongs to nobody's log.
fn damaged(column: Column) -> LedgerError {
    tracing::info!(column = <&str>::from(column), "a value that no version writes");
    LedgerError::Damaged
}
