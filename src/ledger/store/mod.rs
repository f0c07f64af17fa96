//! What the orders ask of an engine: rows of tables, read in one instant and changed in one transaction.
//!
//! It is small on purpose, so that another engine is a folder of its own. No rule is in it and no SQL: which rows count,
//! what follows from them and how they are sealed is said once, above. An engine keeps what it is given, value by value.

#[cfg(test)]
pub mod contract;
#[cfg(test)]
pub mod memory;
mod query;
mod row;
mod table;
mod value;

pub use query::{Query, Test};
pub use row::{Row, Values};
pub use table::{Column, Table};
pub use value::{FromValue, Value};

use std::path::Path;

use super::LedgerError;

/// What is done with each row that is found.
pub type EachRow<'e> = dyn FnMut(Row) -> Result<(), LedgerError> + 'e;

/// Rows as they are at one instant.
pub trait Reading {
    /// Gives every row that `query` finds, in its order. Nothing else is asked of the ledger in between.
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError>;

    /// The last number that was given to a row of each table that numbers its rows, by the table's name, in the order of
    /// the names; also under names that are no table's. Tables to which none was given are not in it.
    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError>;

    /// Every row that `query` finds, in its order.
    fn select(&self, query: &Query) -> Result<Vec<Row>, LedgerError> {
        let mut rows = Vec::new();
        self.each(query, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row that `query` finds.
    fn first(&self, query: &Query) -> Result<Option<Row>, LedgerError> {
        let mut first = None;
        self.each(&query.clone().only_first(), &mut |row| {
            first = Some(row);
            Ok(())
        })?;
        Ok(first)
    }

    /// Every row that `query` finds and whose `column` is one of `values`, those with the same value in the order of the
    /// query. As many may be asked as one likes.
    fn among(&self, query: &Query, column: Column, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        /// No engine is asked for more at a time.
        const AT_ONCE: usize = 500;
        let mut rows = Vec::new();
        for values in values.chunks(AT_ONCE) {
            rows.extend(self.select(&query.clone().among(column, values))?);
        }
        Ok(rows)
    }
}

/// A transaction that nobody else writes beside. Dropped without [`Writing::commit`], it never was.
pub trait Writing: Reading {
    /// Adds a row and gives its number, where the table numbers its rows. A column that is not named is NULL.
    fn insert(&self, table: Table, values: &Values) -> Result<i64, LedgerError>;

    /// Sets columns of every row that `query` finds.
    fn update(&self, query: &Query, values: &Values) -> Result<(), LedgerError>;

    /// Takes out every row that `query` finds.
    fn delete(&self, query: &Query) -> Result<(), LedgerError>;

    /// From here on these are the last numbers that were given, and those of no other table count.
    fn number_anew(&self, last: &[(Table, i64)]) -> Result<(), LedgerError>;

    /// Makes all of it last: it is synced when this comes back.
    fn commit(self: Box<Self>) -> Result<(), LedgerError>;
}

/// A way to keep ledgers.
pub trait Engine {
    /// Whether it keeps the ledger of that data folder.
    fn keeps(&self, folder: &Path) -> bool;

    /// Whether there is one, as far as a glance tells that costs nothing.
    ///
    /// # Errors
    /// What is there is none.
    fn is_there(&self, folder: &Path) -> Result<bool, LedgerError>;

    /// Opens the ledger of a data folder, making both where they are missing. What `look` does not accept is not written to.
    fn open(&self, folder: &Path, look: &mut Look<'_>) -> Result<Box<dyn Store>, LedgerError>;

    /// Looks into the ledger of a data folder and changes nothing, also while a station works with it.
    fn look_from_outside(&self, folder: &Path, look: &mut Look<'_>) -> Result<(), LedgerError>;
}

/// A ledger that an engine has open, and keeps other stations out of that would not share it.
pub trait Store: Send {
    /// Begins to read: everything that is read through it is of one instant.
    fn read(&self) -> Result<Box<dyn Reading + '_>, LedgerError>;

    /// Begins to write.
    fn write(&mut self) -> Result<Box<dyn Writing + '_>, LedgerError>;

    /// Whether what is open is not what the next station would open: what is written to it then is kept by nothing.
    fn is_elsewhere(&self) -> bool;

    /// Whether tables, and everything else that has a name, are what this version makes.
    fn is_ours(&self) -> Result<(), LedgerError>;

    /// Has what was taken out overwritten wherever the engine still has it.
    fn sweep(&self) -> Result<(), LedgerError>;

    /// The same for what is beside the tables alone: quick.
    fn sweep_log(&self) -> Result<(), LedgerError>;

    /// The ledgers that restores have set aside, by their names, oldest first.
    fn set_aside(&self) -> Result<Vec<String>, LedgerError>;

    /// Looks into one of them, which stays as it is.
    ///
    /// # Errors
    /// The outer one when the look leaves something behind, the inner one when it cannot be looked into.
    fn look_into(&self, aside: &str, look: &mut Look<'_>) -> Result<Result<(), LedgerError>, LedgerError>;
}

/// What is looked at in a ledger.
pub type Look<'l> = dyn FnMut(&dyn Reading) -> Result<(), LedgerError> + 'l;
