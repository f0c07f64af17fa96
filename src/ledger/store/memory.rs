//! A second engine, for tests alone: it keeps rows in memory, so that whatever the orders ask of a store beyond what it
//! promises shows, since nothing of SQLite is here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use strum::VariantArray;

use super::{Column, EachRow, Look, Query, Reading, Row, Store, Table, Test, Value, Values, Writing};
use crate::ledger::LedgerError;

/// What is kept.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    rows: BTreeMap<Table, Vec<Row>>,
    numbers: BTreeMap<Table, i64>,
}

/// A ledger in memory.
#[derive(Debug, Default)]
pub struct Memory(pub Kept);

struct Change<'m> {
    kept: &'m mut Kept,
    now: RefCell<Kept>,
}

impl Memory {
    /// A ledger in which nothing was ever kept.
    pub fn made() -> Self {
        let mut memory = Self::default();
        let only = vec![(Column::One, 1_i64.into()), (Column::Uid, [7; 8].into())];
        memory.0.insert(Table::Ledger, &only);
        memory
    }
}

fn value(row: &Row, column: Column) -> Value {
    let found = row.values().find(|(known, _)| *known == column);
    found.map_or(Value::Null, |(_, value)| value.clone())
}

fn passes(row: &Row, query: &Query) -> bool {
    query.tests.iter().all(|test| match test {
        Test::Is(column, wanted) => *wanted != Value::Null && value(row, *column) == *wanted,
        Test::Among(column, wanted) => wanted.contains(&value(row, *column)),
        Test::AtLeast(column, least) => row.has(*column) && value(row, *column) >= *least,
    })
}

impl Kept {
    fn insert(&mut self, table: Table, values: &Values) -> i64 {
        let given = values.iter().find(|(column, _)| *column == Column::Id);
        let last = self.numbers.entry(table).or_default();
        let id = match given {
            Some((_, Value::Integer(id))) => *id,
            _ => *last + 1,
        };
        *last = id.max(*last);
        self.rows.entry(table).or_default().push(Row::made(table, values, id));
        id
    }

    /// Holds what another ledger holds.
    pub fn take_over(&mut self, other: &dyn Reading) {
        *self = Self::default();
        for table in Table::VARIANTS {
            for row in other.select(&Query::all(*table)).unwrap() {
                let values = row.values().map(|(column, value)| (column, value.clone()));
                self.insert(*table, &values.collect());
            }
        }
    }

    /// Sets columns, and nobody is told.
    pub fn update(&mut self, query: &Query, values: &Values) {
        let rows = self.rows.entry(query.table).or_default().iter_mut();
        rows.filter(|row| passes(row, query)).for_each(|row| row.set(values));
    }
}

impl Reading for Kept {
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
        let all = self.rows.get(&query.table).into_iter().flatten();
        let mut rows: Vec<&Row> = all.filter(|row| passes(row, query)).collect();
        let key = |row: &Row| {
            query
                .table
                .key()
                .iter()
                .map(|column| value(row, *column))
                .collect::<Vec<_>>()
        };
        rows.sort_by_key(|row| key(row));
        if query.is_backwards {
            rows.reverse();
        }
        let wanted = if query.is_only_first { 1 } else { rows.len() };
        for row in rows.into_iter().take(wanted) {
            let values = query.columns.iter().map(|column| value(row, *column));
            found(Row::new(query.columns, values.collect()))?;
        }
        Ok(())
    }

    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError> {
        let for_good = [Table::Enrolment, Table::Export, Table::Fate, Table::Trail];
        let given = self
            .numbers
            .iter()
            .filter(|(table, last)| for_good.contains(table) && **last > 0);
        Ok(given.map(|(table, last)| (table.name().to_owned(), *last)).collect())
    }
}

impl Reading for Change<'_> {
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
        self.now.borrow().each(query, found)
    }

    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError> {
        self.now.borrow().numbers()
    }
}

impl Writing for Change<'_> {
    fn insert(&self, table: Table, values: &Values) -> Result<i64, LedgerError> {
        Ok(self.now.borrow_mut().insert(table, values))
    }

    fn update(&self, query: &Query, values: &Values) -> Result<(), LedgerError> {
        self.now.borrow_mut().update(query, values);
        Ok(())
    }

    fn delete(&self, query: &Query) -> Result<(), LedgerError> {
        let mut now = self.now.borrow_mut();
        now.rows
            .entry(query.table)
            .or_default()
            .retain(|row| !passes(row, query));
        Ok(())
    }

    fn number_anew(&self, last: &[(Table, i64)]) -> Result<(), LedgerError> {
        self.now.borrow_mut().numbers = last.iter().copied().collect();
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), LedgerError> {
        *self.kept = self.now.into_inner();
        Ok(())
    }
}

impl Store for Memory {
    fn read(&self) -> Result<Box<dyn Reading + '_>, LedgerError> {
        Ok(Box::new(self.0.clone()))
    }

    fn write(&mut self) -> Result<Box<dyn Writing + '_>, LedgerError> {
        let now = RefCell::new(self.0.clone());
        Ok(Box::new(Change { kept: &mut self.0, now }))
    }

    fn is_elsewhere(&self) -> bool {
        false
    }

    fn is_ours(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    fn sweep(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    fn sweep_log(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    fn set_aside(&self) -> Result<Vec<String>, LedgerError> {
        Ok(vec![])
    }

    fn look_into(&self, _: &str, _: &mut Look<'_>) -> Result<Result<(), LedgerError>, LedgerError> {
        Err(LedgerError::NoLedger)
    }
}

#[test]
fn it_keeps_what_every_engine_has_to() {
    super::contract::hold(&mut Memory::made());
}
