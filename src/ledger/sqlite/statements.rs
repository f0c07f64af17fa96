//! What is asked of a store, in SQL. Only names of tables and columns stand in a statement; values are bound to it.

use std::fmt::Write as _;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, Transaction, params_from_iter};

use crate::ledger::LedgerError;
use crate::ledger::store::{Column, EachRow, Query, Reading, Row, Table, Test, Value, Values, Writing};

/// Where rows are read: within a transaction, so that they are of one instant.
pub struct Snapshot<'c> {
    connection: &'c Connection,
    /// None where one is under way already.
    _instant: Option<Transaction<'c>>,
}

impl<'c> Snapshot<'c> {
    /// Begins to read.
    pub fn of(connection: &'c Connection) -> Result<Self, LedgerError> {
        let is_free = connection.is_autocommit();
        Ok(Self {
            connection,
            _instant: is_free.then(|| connection.unchecked_transaction()).transpose()?,
        })
    }
}

/// Where rows are changed.
pub struct Change<'c>(pub Transaction<'c>);

impl Reading for Snapshot<'_> {
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
        each(self.connection, query, found)
    }

    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError> {
        numbers(self.connection)
    }
}

impl Reading for Change<'_> {
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
        each(&self.0, query, found)
    }

    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError> {
        numbers(&self.0)
    }
}

impl Writing for Change<'_> {
    fn insert(&self, table: Table, values: &Values) -> Result<i64, LedgerError> {
        let columns = listed(values.iter().map(|(column, _)| *column), "");
        let places = vec!["?"; values.len()].join(", ");
        let sql = format!("INSERT INTO {} ({columns}) VALUES ({places})", table.name());
        let mut statement = self.0.prepare_cached(&sql)?;
        statement.execute(params_from_iter(values.iter().map(|(_, value)| value)))?;
        Ok(self.0.last_insert_rowid())
    }

    fn update(&self, query: &Query, values: &Values) -> Result<(), LedgerError> {
        let columns = listed(values.iter().map(|(column, _)| *column), " = ?");
        let sql = format!("UPDATE {} SET {columns}{}", query.table.name(), filter(query));
        let bound = values.iter().map(|(_, value)| value).chain(bound(query));
        self.0.prepare_cached(&sql)?.execute(params_from_iter(bound))?;
        Ok(())
    }

    fn delete(&self, query: &Query) -> Result<(), LedgerError> {
        let sql = format!("DELETE FROM {}{}", query.table.name(), filter(query));
        self.0.prepare_cached(&sql)?.execute(params_from_iter(bound(query)))?;
        Ok(())
    }

    fn number_anew(&self, last: &[(Table, i64)]) -> Result<(), LedgerError> {
        self.0.execute("DELETE FROM sqlite_sequence", [])?;
        for (table, last) in last {
            let kept = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
            self.0.execute(kept, (table.name(), last))?;
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), LedgerError> {
        Ok(self.0.commit()?)
    }
}

fn each(connection: &Connection, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached(&select(query))?;
    let mut rows = statement.query(params_from_iter(bound(query)))?;
    while let Some(row) = rows.next()? {
        // as many as there are: a hundred thousand rows are read at an opening
        let mut values = Vec::with_capacity(query.columns.len());
        for at in 0..query.columns.len() {
            values.push(taken(row.get_ref(at)?)?);
        }
        found(Row::new(query.columns, values))?;
    }
    Ok(())
}

fn numbers(connection: &Connection) -> Result<Vec<(String, i64)>, LedgerError> {
    let mut statement = connection.prepare("SELECT name, seq FROM sqlite_sequence WHERE seq <> 0 ORDER BY name")?;
    let numbers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn select(query: &Query) -> String {
    let columns = listed(query.columns.iter().copied(), "");
    let direction = if query.is_backwards { " DESC" } else { "" };
    let order = listed(query.table.key().iter().copied(), direction);
    let limit = if query.is_only_first { " LIMIT 1" } else { "" };
    let table = query.table.name();
    format!("SELECT {columns} FROM {table}{} ORDER BY {order}{limit}", filter(query))
}

/// The names, each with what follows it.
fn listed(columns: impl Iterator<Item = Column>, behind: &str) -> String {
    let names = columns.map(|column| format!("\"{}\"{behind}", <&str>::from(column)));
    names.collect::<Vec<_>>().join(", ")
}

fn filter(query: &Query) -> String {
    let mut filter = String::new();
    for test in &query.tests {
        filter.push_str(if filter.is_empty() { " WHERE " } else { " AND " });
        // writing into memory cannot fail
        let _ = match test {
            Test::Is(column, _) => write!(filter, "\"{}\" = ?", <&str>::from(*column)),
            Test::AtLeast(column, _) => write!(filter, "\"{}\" >= ?", <&str>::from(*column)),
            Test::Among(column, values) => {
                let places = vec!["?"; values.len()].join(", ");
                write!(filter, "\"{}\" IN ({places})", <&str>::from(*column))
            }
        };
    }
    filter
}

fn bound(query: &Query) -> impl Iterator<Item = &Value> {
    query.tests.iter().flat_map(|test| match test {
        Test::Is(_, value) | Test::AtLeast(_, value) => std::slice::from_ref(value),
        Test::Among(_, values) => values.as_slice(),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// No column is for numbers with a fraction.
fn taken(value: ValueRef<'_>) -> Result<Value, LedgerError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Integer(value),
        ValueRef::Real(_) => return Err(LedgerError::Damaged),
        ValueRef::Text(text) => Value::Text(text.to_vec()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}
