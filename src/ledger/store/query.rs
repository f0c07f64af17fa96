//! Which rows are meant: of one table, by what is in their columns. Whatever needs more is a rule, and has no place here.

use super::{Column, Table, Value};

/// What a column of a row has to hold. NULL fits none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Exactly this value.
    Is(Column, Value),
    /// One of these; there are never many.
    Among(Column, Vec<Value>),
    /// This or more.
    AtLeast(Column, Value),
}

/// Rows of a table, in the order of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Of which table.
    pub table: Table,
    /// What is read of them.
    pub columns: &'static [Column],
    /// What they all have to hold.
    pub tests: Vec<Test>,
    /// Whether the last one comes first.
    pub is_backwards: bool,
    /// Whether no other one than the first is wanted.
    pub is_only_first: bool,
}

impl Query {
    /// Every row, whole.
    pub const fn all(table: Table) -> Self {
        Self {
            table,
            columns: table.columns(),
            tests: Vec::new(),
            is_backwards: false,
            is_only_first: false,
        }
    }

    /// Those with that value in that column.
    pub fn by(table: Table, column: Column, value: impl Into<Value>) -> Self {
        Self::all(table).with(Test::Is(column, value.into()))
    }

    /// Those that also pass that test.
    #[must_use]
    pub fn with(mut self, test: Test) -> Self {
        self.tests.push(test);
        self
    }

    /// Those that also have one of these values.
    #[must_use]
    pub fn among(self, column: Column, values: &[Value]) -> Self {
        self.with(Test::Among(column, values.to_vec()))
    }

    /// Only these columns are read.
    #[must_use]
    pub const fn only(mut self, columns: &'static [Column]) -> Self {
        self.columns = columns;
        self
    }

    /// The last one comes first.
    #[must_use]
    pub const fn backwards(mut self) -> Self {
        self.is_backwards = true;
        self
    }

    /// Only the first one is wanted.
    #[must_use]
    pub const fn only_first(mut self) -> Self {
        self.is_only_first = true;
        self
    }
}
